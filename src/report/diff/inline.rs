//! The inline form: the text as it was, and in it, word by word, what goes and what is put in.

use super::form::{self, Form, show};
use super::hunk::Change;
use super::line::shown;
use super::parts::{Part, parts};
use super::reasons::named;
use super::{Compared, DiffLine, Tone};
use crate::report::{Reason, visible};
use crate::text::Span;

/// How it is shown what goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// By the tones of the parts: for those who see colours.
    Tones,
    /// Between `[-` and `-]`, what is put in between `{+` and `+}`.
    Brackets,
}

/// Columns before the text: the number of the line and two blanks.
const GUTTER: usize = 7;

/// The changed lines of a document with `context` lines around them, numbered, each change followed by the rules that made it;
/// at most `width` columns wide. Safe for a terminal.
pub fn inline(compared: &Compared<'_>, context: usize, marks: Marks, width: Option<usize>) -> Vec<DiffLine> {
    let new =
        |text_lines| Inline { compared, text_lines, marks, width, pending: Vec::new(), lines: Vec::new() };
    show(compared, context, new).lines
}

struct Inline<'c> {
    compared: &'c Compared<'c>,
    text_lines: Vec<Span>,
    marks: Marks,
    width: Option<usize>,
    /// The rules of the changes before, which are told after the last of them.
    pending: Vec<Reason>,
    lines: Vec<DiffLine>,
}

impl Form for Inline<'_> {
    const NUMBER: usize = 5;

    fn head(&mut self, line: &DiffLine) {
        self.push(line);
    }

    fn kept(&mut self, old: usize, _: usize, text: &str) {
        self.note();
        self.push(&numbered(old).with(Tone::Kept, text));
    }

    fn changed(&mut self, change: &Change, _: usize, reasons: Option<Vec<Reason>>) {
        if let Some(reasons) = reasons {
            self.note();
            self.pending = reasons;
        }
        self.change(change);
    }

    fn end(&mut self) {
        self.note();
    }
}

impl Inline<'_> {
    fn change(&mut self, change: &Change) {
        for line in change.old.clone() {
            let mut shown = numbered(line);
            for part in parts(self.compared, &self.text_lines, change, line) {
                let (tone, text) = self.marked(&part);
                shown.push(tone, text);
            }
            self.push(&shown);
        }
    }

    fn marked(&self, part: &Part<'_>) -> (Tone, String) {
        let (tone, open, close) = match part {
            Part::Kept(_) => (Tone::Kept, "", ""),
            Part::Removed(_) => (Tone::Cut, "[-", "-]"),
            Part::Added(_) => (Tone::Added, "{+", "+}"),
        };
        let text = shown(part.text());
        match self.marks {
            Marks::Tones => (tone, text),
            Marks::Brackets => (tone, format!("{open}{text}{close}")),
        }
    }

    fn note(&mut self) {
        let reasons = std::mem::take(&mut self.pending);
        if !reasons.is_empty() {
            let note = DiffLine::new(Tone::Note, format!("{:GUTTER$}{}", "", visible(&named(&reasons))));
            self.push(&note);
        }
    }

    fn push(&mut self, line: &DiffLine) {
        self.lines.extend(line.on_screen(self.width, GUTTER));
    }
}

fn numbered(line: usize) -> DiffLine {
    form::numbered::<Inline<'_>>(line, GUTTER - Inline::NUMBER)
}
