//! A labelled document is cleaned and measured.

use std::collections::BTreeMap;

use super::acts::{Acts, Chars};
use super::removed::Removed;
use super::segments::chars;
use super::{BodyFigures, Figures, Keys, Part, SegmentFigures, SingleFigures, Stretch, Worst};
use crate::cleaner::{Cleaner, Outcome};
use crate::labelled::{Label, Labelled, Line, Reference};
use crate::text::{Document, Lines, Span};

/// What came of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What it is grouped by.
    pub keys: Keys,
    /// Its figures.
    pub figures: Figures,
    /// What which rules took of it.
    pub(super) acts: Acts,
    /// How bad it is.
    pub(super) worst: Worst,
    /// Boilerplate that stayed.
    pub(super) left: Vec<Stretch>,
    /// Content that went.
    pub(super) lost: Vec<Stretch>,
}

/// Cleans a document and measures what comes of it. `place` is what the document is called.
pub fn measure(cleaner: &Cleaner, labelled: &Labelled, document: &Document<'_>, place: &str) -> Measured {
    let keys = Keys::new(labelled, document);
    let host = document.host();
    if let Reference::Line(line) = &labelled.reference {
        let framed = line.framed(document.text, document.lang);
        let article = Document { text: &framed.text, ..*document };
        let outcome = cleaner.clean(&article);
        let mut notes = Notes::new(&outcome, &framed.text, host.as_deref(), Place::Record(place));
        let figures =
            Figures { single: Some(SingleFigures::of(line, &framed, &mut notes)), ..Figures::default() };
        return notes.close(keys, &figures, document.id, place);
    }
    let outcome = cleaner.clean(document);
    let mut notes = Notes::new(&outcome, document.text, host.as_deref(), Place::Lines(place));
    let figures = match &labelled.reference {
        Reference::Body(body) => {
            Figures { body: Some(BodyFigures::of(body, document.text, &mut notes)), ..Figures::default() }
        }
        Reference::Segments { with, without } => {
            let segments = SegmentFigures::of(with, without, document.text, &mut notes);
            Figures { segments: Some(segments), ..Figures::default() }
        }
        Reference::Line(_) => Figures::default(),
    };
    notes.close(keys, &figures, document.id, place)
}

/// How the places of a document are called.
#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    /// By the name of the document and the number of the line.
    Lines(&'a str),
    /// By the name of the document: it is one line.
    Record(&'a str),
}

/// What is noted of a document while its figures are taken.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    outcome: &'a Outcome<'a>,
    original: &'a str,
    lines: Lines<'a>,
    site: Option<&'a str>,
    place: Place<'a>,
    acts: Acts,
    lost: Part,
    removed: Part,
    left_stretches: Vec<Stretch>,
    lost_stretches: Vec<Stretch>,
}

/// What went of a line.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Counts {
    /// Its characters.
    pub(super) whole: Part,
    /// Those that are content.
    pub(super) content: Part,
    /// Those that are not.
    pub(super) rest: Part,
    /// Words that are content.
    pub(super) lost_words: Part,
    /// The share of its words that went.
    pub(super) share: f64,
}

impl<'a> Notes<'a> {
    fn new(outcome: &'a Outcome<'a>, original: &'a str, site: Option<&'a str>, place: Place<'a>) -> Self {
        Self {
            outcome,
            original,
            lines: Lines::new(original),
            site,
            place,
            acts: Acts::default(),
            lost: Part::default(),
            removed: Part::default(),
            left_stretches: Vec::new(),
            lost_stretches: Vec::new(),
        }
    }

    pub(super) fn outcome(&self) -> &'a Outcome<'a> {
        self.outcome
    }

    /// Counts what went of a line, and notes by which rules.
    pub(super) fn count(&mut self, line: &Line) -> Counts {
        let removed = Removed(self.outcome);
        let mut counts = Counts::default();
        let mut words = Part::default();
        let mut taken: BTreeMap<Vec<usize>, Chars> = BTreeMap::new();
        let mut lost: Option<Span> = None;
        for (word, chars) in line.weighed() {
            let is_gone = removed.touches(word.span);
            let part = Part::new(if is_gone { chars } else { 0.0 }, chars);
            words += Part::one(is_gone);
            counts.whole += part;
            if word.is_content {
                counts.content += part;
                counts.lost_words += Part::one(is_gone);
            } else {
                counts.rest += part;
            }
            if is_gone {
                let is_lost = line.label == Label::Content && word.is_content;
                lost = if is_lost { Some(lost.map_or(word.span, |lost| lost.join(word.span))) } else { lost };
                *taken.entry(removed.rules(word.span)).or_default() += match line.label {
                    Label::Boilerplate => Chars { boilerplate: chars, ..Chars::default() },
                    Label::Content if word.is_content => Chars { content: chars, ..Chars::default() },
                    _ => Chars { unknown: chars, ..Chars::default() },
                };
            }
        }
        counts.share = words.share().unwrap_or(0.0);
        for (rules, chars) in taken {
            self.acts.take(self.site, rules, chars);
        }
        match line.label {
            Label::Boilerplate => self.note_left(line.span, counts.whole),
            Label::Content => {
                // With all its words the signs around them went.
                let whole = (counts.content.rest() <= 0.0).then_some(line.span);
                self.note_lost(lost.map(|lost| whole.unwrap_or(lost)), counts.content);
            }
            Label::Mixed | Label::Unknown => {}
        }
        counts
    }

    /// Notes what became of a segment of which is known what it is.
    pub(super) fn segment(&mut self, span: Span, is_content: bool, is_left: bool) {
        let length = chars(span.slice(self.original));
        let gone = Part::new(if is_left { 0.0 } else { length }, length);
        if !is_left {
            let (boilerplate, content) = if is_content { (0.0, length) } else { (length, 0.0) };
            let taken = Chars { boilerplate, content, unknown: 0.0 };
            self.acts.take(self.site, Removed(self.outcome).rules(span), taken);
        }
        if is_content {
            self.note_lost((!is_left).then_some(span), gone);
        } else {
            self.note_left(span, gone);
        }
    }

    fn note_left(&mut self, span: Span, removed: Part) {
        self.removed += removed;
        if removed.rest() > 0.0 {
            let stretch = self.stretch(span, removed.rest(), Vec::new());
            self.left_stretches.push(stretch);
        }
    }

    fn note_lost(&mut self, span: Option<Span>, lost: Part) {
        self.lost += lost;
        if let Some(span) = span {
            let rules = Removed(self.outcome).rules(span);
            let stretch = self.stretch(span, lost.part, rules);
            self.lost_stretches.push(stretch);
        }
    }

    fn stretch(&self, span: Span, chars: f64, rules: Vec<usize>) -> Stretch {
        let place = match self.place {
            Place::Lines(document) => format!("{document}:{}", self.lines.line(span.start)),
            Place::Record(record) => record.to_owned(),
        };
        Stretch { place, text: span.slice(self.original).to_owned(), chars, times: 1, rules }
    }

    fn close(mut self, keys: Keys, figures: &Figures, id: Option<&str>, place: &str) -> Measured {
        self.acts.close_document();
        Measured {
            keys,
            figures: Figures {
                documents: 1,
                guarded: usize::from(self.outcome.guarded.is_some()),
                ..*figures
            },
            acts: self.acts,
            worst: Worst {
                place: place.to_owned(),
                id: id.map(str::to_owned),
                lost: self.lost,
                removed: self.removed,
            },
            left: self.left_stretches,
            lost: self.lost_stretches,
        }
    }
}
