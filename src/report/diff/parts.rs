//! A line of the original is taken apart: what stays of it, what goes, and what is put in.

use std::borrow::Cow;

use super::Compared;
use super::hunk::Change;
use super::lines::content;
use crate::text::Span;

/// A stretch of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'t> {
    Kept(&'t str),
    Removed(Cow<'t, str>),
    Added(&'t str),
}

/// What a line of a change consists of, without its line ending. That it ended here is shown where that goes and something of
/// the line stays, or nothing else is to be seen.
pub(super) fn parts<'t>(
    compared: &Compared<'t>,
    lines: &[Span],
    change: &Change,
    line: usize,
) -> Vec<Part<'t>> {
    const LINE_ENDING: &str = "¶";
    let full = lines[line];
    let text = content(full.slice(compared.original));
    let end = full.start + text.len();
    let is_last = line + 1 == change.old.end;
    let mut parts = Vec::new();
    let mut at = full.start;
    let mut loses_its_end = false;
    for edit in &compared.outcome.edits[change.edits.clone()] {
        let starts_here = edit.span.start >= full.start && (edit.span.start < full.end || is_last);
        if !starts_here && !edit.span.overlaps(full) {
            continue;
        }
        let start = edit.span.start.clamp(at, end);
        let stop = edit.span.end.clamp(start, end);
        parts.push(Part::Kept(Span::new(at, start).slice(compared.original)));
        parts.push(Part::Removed(Cow::Borrowed(Span::new(start, stop).slice(compared.original))));
        loses_its_end |= edit.span.overlaps(Span::new(end, full.end));
        parts.extend(starts_here.then_some(Part::Added(&edit.with)));
        at = stop;
    }
    parts.push(Part::Kept(Span::new(at, end).slice(compared.original)));
    parts.retain(|part| !part.text().is_empty());
    let is_partial = parts.iter().any(|part| !matches!(part, Part::Removed(_)));
    if loses_its_end && (is_partial || parts.is_empty()) {
        parts.push(Part::Removed(Cow::Borrowed(LINE_ENDING)));
    }
    parts
}

/// Whether nothing of a line stays and nothing is put in.
pub(super) fn is_gone(parts: &[Part<'_>]) -> bool {
    parts.iter().all(|part| matches!(part, Part::Removed(_)))
}

impl Part<'_> {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Removed(text) => text,
            Self::Kept(text) | Self::Added(text) => text,
        }
    }
}
