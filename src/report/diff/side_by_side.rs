//! The side by side form: the original on the left, the result and the rules on the right.

use super::form::{self, Form, show};
use super::hunk::Change;
use super::line::shown;
use super::lines::content;
use super::parts::{Part, is_gone, parts};
use super::reasons::named;
use super::wrap::columns;
use super::{Compared, DiffLine, Tone};
use crate::report::{Reason, visible};
use crate::text::Span;

/// Columns between the two sides: the sign of a change between blanks.
const GAP: usize = 3;
/// Columns of the number of a line, with a blank.
const INDENT: usize = 5;

/// The changed lines of a document with `context` lines around them, `width` columns wide. Between the sides stands `|` where a
/// line is changed, `<` where it goes, `>` where it is new; on the right, in parentheses, the rules. Safe for a terminal.
pub fn side_by_side(compared: &Compared<'_>, context: usize, width: usize) -> Vec<DiffLine> {
    const MIN: usize = 40;
    let width = width.max(MIN);
    let new =
        |text_lines| SideBySide { compared, text_lines, width, side: (width - GAP) / 2, lines: Vec::new() };
    show(compared, context, new).lines
}

struct SideBySide<'c> {
    compared: &'c Compared<'c>,
    text_lines: Vec<Span>,
    /// Columns of both sides.
    width: usize,
    /// Columns of one side.
    side: usize,
    lines: Vec<DiffLine>,
}

impl Form for SideBySide<'_> {
    const NUMBER: usize = INDENT - 1;

    fn head(&mut self, line: &DiffLine) {
        self.lines.extend(line.on_screen(Some(self.width), 0));
    }

    fn kept(&mut self, old: usize, new: usize, text: &str) {
        let side = |number| numbered(number).with(Tone::Kept, text);
        self.push(Some(&side(old)), ' ', Some(&side(new)));
    }

    fn changed(&mut self, change: &Change, new: usize, reasons: Option<Vec<Reason>>) {
        self.change(change, new, reasons.map(|reasons| note(&reasons)));
    }
}

impl SideBySide<'_> {
    /// Lines that are changed stand beside their results; the rules stand where the right is free.
    fn change(&mut self, change: &Change, new: usize, mut note: Option<DiffLine>) {
        let mut results = change.new.iter().zip(new..).map(|(text, number)| added(number, text)).peekable();
        for line in change.old.clone() {
            let parts = parts(self.compared, &self.text_lines, change, line);
            let is_gone = is_gone(&parts);
            let left = old_line(line, &parts);
            match results.next_if(|_| !is_gone) {
                Some(right) => self.push(Some(&left), '|', Some(&right)),
                None => self.push(Some(&left), '<', note.take().as_ref()),
            }
        }
        for right in results {
            self.push(None, '>', Some(&right));
        }
        if note.is_some() {
            self.push(None, ' ', note.as_ref());
        }
    }

    /// A row, as many lines high as the higher of its sides.
    fn push(&mut self, left: Option<&DiffLine>, sign: char, right: Option<&DiffLine>) {
        let wrap = |line: Option<&DiffLine>| {
            line.map_or_else(Vec::new, |line| line.on_screen(Some(self.side), INDENT))
        };
        let (left, right) = (wrap(left), wrap(right));
        for at in 0..left.len().max(right.len()) {
            let mut line = left.get(at).cloned().unwrap_or_default();
            let blanks = self.side.saturating_sub(columns(&line));
            line.push(Tone::Note, " ".repeat(blanks));
            line.push(Tone::Hunk, format!(" {sign}"));
            if let Some(right) = right.get(at) {
                line.push(Tone::Note, " ");
                line.parts.extend(right.parts.clone());
            }
            self.lines.push(line.without_blanks_at_end());
        }
    }
}

fn old_line(line: usize, parts: &[Part<'_>]) -> DiffLine {
    let mut left = numbered(line);
    for part in parts {
        match part {
            Part::Kept(text) => left.push(Tone::Kept, shown(text)),
            Part::Removed(text) => left.push(Tone::Cut, shown(text)),
            Part::Added(_) => {}
        }
    }
    left
}

fn added(line: usize, text: &str) -> DiffLine {
    numbered(line).with(Tone::Added, shown(content(text)))
}

fn note(reasons: &[Reason]) -> DiffLine {
    DiffLine::new(Tone::Note, format!("{:INDENT$}({})", "", visible(&named(reasons))))
}

fn numbered(line: usize) -> DiffLine {
    form::numbered::<SideBySide<'_>>(line, INDENT - SideBySide::NUMBER)
}
