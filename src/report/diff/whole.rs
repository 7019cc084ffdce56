//! A whole document as rows: lines that stay, and changes with what stays, goes and is put in of each line.

use super::Compared;
use super::hunk::{Hunks, Row};
use super::lines::{Ends, content, lines};
use super::parts::{Part, parts};
use crate::text::Span;

/// A row of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) enum WholeRow<'t> {
    /// A line that stays.
    Kept(&'t str),
    /// Lines that are changed, and those that stand in their place.
    Changed {
        /// The lines as they were, each taken apart.
        old: Vec<Vec<Stretch<'t>>>,
        /// Without their line endings.
        new: Vec<String>,
    },
}

/// A stretch of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Stretch<'t> {
    pub(in crate::report) is: Is,
    pub(in crate::report) text: std::borrow::Cow<'t, str>,
    /// Its bytes in the document; of what is put in, where that stands.
    pub(in crate::report) span: Span,
}

/// What becomes of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Is {
    Kept,
    Removed,
    Added,
}

/// All rows of a document.
pub(in crate::report) fn whole<'t>(compared: &Compared<'t>) -> Vec<WholeRow<'t>> {
    if !compared.outcome.is_changed() {
        let kept = lines(compared.original, Ends::Any);
        return kept.into_iter().map(|line| WholeRow::Kept(content(line.slice(compared.original)))).collect();
    }
    let Hunks { lines, hunks } = Hunks::new(compared, usize::MAX, Ends::Any);
    let mut rows = Vec::new();
    for row in hunks.iter().flat_map(super::hunk::Hunk::rows) {
        rows.push(match row {
            Row::Kept { old, .. } => WholeRow::Kept(content(lines[old].slice(compared.original))),
            Row::Changed { change, .. } => WholeRow::Changed {
                old: change
                    .old
                    .clone()
                    .map(|line| {
                        stretches(parts(compared, &lines, change, line), lines[line], compared.original)
                    })
                    .collect(),
                new: change.new.iter().map(|line| content(line).to_owned()).collect(),
            },
        });
    }
    rows
}

/// The parts of a line with their places.
fn stretches<'t>(parts: Vec<Part<'t>>, line: Span, original: &str) -> Vec<Stretch<'t>> {
    let end = line.start + content(line.slice(original)).len();
    let mut at = line.start;
    let place = |part: Part<'t>| match part {
        Part::Kept(text) => {
            let span = Span::new(at, at + text.len());
            at = span.end;
            Stretch { is: Is::Kept, text: text.into(), span }
        }
        Part::Added(text) => Stretch { is: Is::Added, text: text.into(), span: Span::new(at, at) },
        // Behind the text stands only the sign of its line ending.
        Part::Removed(text) if at == end => Stretch { is: Is::Removed, text, span: Span::new(end, line.end) },
        Part::Removed(text) => {
            let span = Span::new(at, at + text.len());
            at = span.end;
            Stretch { is: Is::Removed, text, span }
        }
    };
    parts.into_iter().map(place).collect()
}
