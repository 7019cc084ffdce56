//! The way through the hunks of a document that all forms for readers share: what stands in them is handed over row by row.

use super::hunk::{Change, Hunks, Row};
use super::lines::{Ends, content};
use super::reasons::reasons_of;
use super::{Compared, DiffLine, Tone};
use crate::report::Reason;
use crate::text::Span;

/// A form for readers, which is handed the rows of all hunks in order.
pub(super) trait Form {
    /// Columns of the number of a line.
    const NUMBER: usize;

    /// The name of the document before its first hunk, or what stands between two hunks.
    fn head(&mut self, line: &DiffLine);
    /// A line that stays, by its numbers in the original and the result, from 0.
    fn kept(&mut self, old: usize, new: usize, text: &str);
    /// A change, the line of the result that it begins with, and its rules where those before it are others.
    fn changed(&mut self, change: &Change, new: usize, reasons: Option<Vec<Reason>>);
    /// The end of a hunk.
    fn end(&mut self) {}
}

/// Hands the hunks of a document to a form.
pub(super) fn show<F: Form>(compared: &Compared<'_>, context: usize, form: impl FnOnce(Vec<Span>) -> F) -> F {
    let Hunks { lines, hunks } = Hunks::new(compared, context, Ends::Any);
    let texts: Vec<&str> = lines.iter().map(|line| content(line.slice(compared.original))).collect();
    let mut form = form(lines);
    for (at, hunk) in hunks.iter().enumerate() {
        form.head(&if at == 0 {
            DiffLine::new(Tone::Head, compared.label.to_string())
        } else {
            DiffLine::new(Tone::Note, format!("{:>width$}", "...", width = F::NUMBER))
        });
        // Changes in a row that come from the same rules are told them once.
        let mut last: Vec<Reason> = Vec::new();
        for row in hunk.rows() {
            match row {
                Row::Kept { old, new } => {
                    form.kept(old, new, texts[old]);
                    last.clear();
                }
                Row::Changed { change, new } => {
                    let reasons = reasons_of(compared, change.edits.clone());
                    let is_new = !reasons.is_empty() && reasons != last;
                    if is_new {
                        last.clone_from(&reasons);
                    }
                    form.changed(change, new, is_new.then_some(reasons));
                }
            }
        }
        form.end();
    }
    form
}

/// The number of a line, from 0, before its text.
pub(super) fn numbered<F: Form>(line: usize, blanks: usize) -> DiffLine {
    DiffLine::new(Tone::Note, format!("{:>width$}{:blanks$}", line + 1, "", width = F::NUMBER))
}
