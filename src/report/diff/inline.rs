//! The inline form: the text as it was, and in it, word by word, what goes and what is put in.

use super::hunk::{Change, Hunk, Hunks, Row};
use super::line::shown;
use super::lines::{Ends, content};
use super::parts::{Part, parts};
use super::reasons::{named, reasons_of};
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
    let Hunks { lines, hunks } = Hunks::new(compared, context, Ends::Any);
    let mut form = Inline { compared, text_lines: &lines, marks, width, lines: Vec::new() };
    for (at, hunk) in hunks.iter().enumerate() {
        if at == 0 {
            form.push(&DiffLine::new(Tone::Head, compared.label.to_string()));
        } else {
            form.push(&DiffLine::new(Tone::Hunk, format!("{:>5}", "...")));
        }
        form.hunk(hunk);
    }
    form.lines
}

struct Inline<'c> {
    compared: &'c Compared<'c>,
    text_lines: &'c [Span],
    marks: Marks,
    width: Option<usize>,
    lines: Vec<DiffLine>,
}

impl Inline<'_> {
    fn hunk(&mut self, hunk: &Hunk) {
        // Changes in a row that come from the same rules are followed by them once.
        let mut pending: Vec<Reason> = Vec::new();
        for row in hunk.rows() {
            match row {
                Row::Kept { old, .. } => {
                    self.note(&mut pending);
                    let text = content(self.text_lines[old].slice(self.compared.original));
                    self.push(&numbered(old).with(Tone::Kept, text));
                }
                Row::Changed { change, .. } => {
                    let reasons = reasons_of(self.compared, change.edits.clone());
                    if !reasons.is_empty() && reasons != pending {
                        self.note(&mut pending);
                        pending = reasons;
                    }
                    self.change(change);
                }
            }
        }
        self.note(&mut pending);
    }

    fn change(&mut self, change: &Change) {
        for line in change.old.clone() {
            let mut shown = numbered(line);
            for part in parts(self.compared, self.text_lines, change, line) {
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

    fn note(&mut self, reasons: &mut Vec<Reason>) {
        if !reasons.is_empty() {
            let note = DiffLine::new(Tone::Note, format!("{:GUTTER$}{}", "", visible(&named(reasons))));
            self.push(&note);
            reasons.clear();
        }
    }

    fn push(&mut self, line: &DiffLine) {
        self.lines.extend(line.on_screen(self.width, GUTTER));
    }
}

fn numbered(line: usize) -> DiffLine {
    DiffLine::new(Tone::Hunk, format!("{:>5}  ", line + 1))
}
