//! The edits of an outcome become answers: whether a stretch of the original went, and by which rules.

use crate::cleaner::Outcome;
use crate::edit::Edit;
use crate::text::Span;

/// What went of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Removed<'o>(pub(super) &'o Outcome<'o>);

impl<'o> Removed<'o> {
    /// Whether any of it went.
    pub(super) fn touches(self, span: Span) -> bool {
        self.edits(span).next().is_some()
    }

    /// The rules that took it or a part of it, each once, in the order of their indices. Rules that speak for content are not among
    /// them.
    pub(super) fn rules(self, span: Span) -> Vec<usize> {
        let decisions: Vec<usize> =
            self.edits(span).flat_map(|edit| edit.decisions.iter().copied()).collect();
        // An edit joins neighbouring cuts: only those that lie on the stretch took it.
        let own: Vec<usize> =
            decisions.iter().copied().filter(|&decision| self.cuts(decision, span)).collect();
        let held = if own.is_empty() { decisions } else { own };
        let held = held.iter().flat_map(|&decision| &self.0.decisions[decision].held);
        let mut rules: Vec<usize> = held.filter(|held| held.weight > 0.0).map(|held| held.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    fn cuts(self, decision: usize, span: Span) -> bool {
        self.0.decisions[decision].cuts.iter().any(|cut| cut.overlaps(span))
    }

    /// The edits that a stretch is in, in order.
    fn edits(self, span: Span) -> impl Iterator<Item = &'o Edit> {
        let edits = &self.0.edits;
        let first = edits.partition_point(|edit| edit.span.end <= span.start);
        edits[first..].iter().take_while(move |edit| edit.span.start < span.end)
    }
}
