//! A review is held against a document: what of it holds there, and what finds nothing any more.

use super::find::{Found, find, find_near, find_part, find_rest};
use super::{Answer, Review};
use crate::text::{Document, Page, Span};

/// What of a review holds in a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// The texts that entries are about, in the order of the file.
    pub found: Vec<Found>,
    /// Entries about this document that find nothing any more, or not what was decided on.
    pub stale: Vec<Stale>,
}

/// An entry that does not hold as it was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// The entry, by its index.
    pub entry: usize,
    /// What is wrong.
    pub why: Why,
}

/// Why an entry does not hold as it was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Its text is not in the document any more.
    Gone,
    /// A few words of its text have changed; it is heeded all the same.
    Changed,
    /// The part that goes is not in the text: all of it stays.
    PartGone,
    /// Its removal was accepted, and no rule removes it any more.
    Stays,
}

impl Why {
    /// The same in words.
    pub fn note(self) -> &'static str {
        match self {
            Self::Gone => "its text is not in the document any more",
            Self::Changed => "a few words of its text have changed since; it is heeded all the same",
            Self::PartGone => "the part that goes is not in the text any more: all of it stays",
            Self::Stays => "it was accepted that this goes, and now it stays",
        }
    }
}

impl Review {
    /// What of the review holds in a document.
    pub fn matches(&self, document: &Document<'_>) -> Matches {
        let about = self.about(document);
        let mut matches = Matches::default();
        if about.is_empty() {
            return matches;
        }
        let page = Page::new(document.text);
        for entry in about {
            self.hold(entry, &page, &mut matches);
        }
        matches
    }

    fn hold(&self, at: usize, page: &Page<'_>, matches: &mut Matches) {
        let entry = &self.entries()[at];
        let mut spans = find(page, entry);
        let mut is_changed = false;
        // Where the document was cleaned before the part is gone already: the rest stays, also beside another text like it.
        let mut rest = match &entry.answer {
            Answer::Edit(goes) => find_rest(page, entry, goes),
            Answer::Accept | Answer::Reject | Answer::Never => Vec::new(),
        };
        rest.retain(|rest| !spans.iter().any(|span| span.overlaps(*rest)));
        let is_done = spans.is_empty() && !rest.is_empty();
        matches.found.extend(rest.into_iter().map(|span| self.found(at, span)));
        // What was accepted is gone then, too, and what is never removed on a site is not on all of its pages.
        let is_missed =
            spans.is_empty() && !is_done && !matches!(entry.answer, Answer::Accept | Answer::Never);
        if is_missed {
            spans = find_near(page, entry);
            is_changed = !spans.is_empty();
            let why = if is_changed { Why::Changed } else { Why::Gone };
            matches.stale.push(Stale { entry: at, why });
        }
        for span in spans {
            let mut found = Found { is_changed, ..self.found(at, span) };
            if let Answer::Edit(goes) = &entry.answer {
                found.goes = find_part(page, span, goes);
                if found.goes.is_none() {
                    matches.stale.push(Stale { entry: at, why: Why::PartGone });
                }
            }
            matches.found.push(found);
        }
    }

    fn found(&self, entry: usize, span: Span) -> Found {
        let keeps = self.entries()[entry].answer.keeps();
        Found { entry, line: self.line(entry), span, goes: None, keeps, is_changed: false }
    }
}
