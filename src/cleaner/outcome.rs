//! What came of a document.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::decision::{Decision, Guarded, KeepReason, Verdict};
use crate::edit::Edit;
use crate::review::{Found, Matches, Stale, Why};

/// What came of a document. All spans are bytes of its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome<'a> {
    /// What is left; borrowed where nothing went.
    pub text: Cow<'a, str>,
    /// The way from the document's text to `text`: in order, disjoint.
    pub edits: Vec<Edit>,
    /// What was decided, by place; edits name them by their index. Text on which the evidence is weak is told of by
    /// [`explain`](super::Cleaner::explain) only.
    pub decisions: Vec<Decision>,
    /// What was captured: the values by field, each in the order of places.
    pub fields: IndexMap<String, Vec<String>>,
    /// Why the document was left alone, if it was.
    pub guarded: Option<Guarded>,
    /// What people decided about this document, where a review is in force.
    pub review: Matches,
}

impl Outcome<'_> {
    /// Whether anything went.
    pub fn is_changed(&self) -> bool {
        !self.edits.is_empty()
    }

    /// Notes of the review what was accepted and stays all the same, unless the guard leaves the document alone.
    pub(super) fn tell_of_what_stays(&mut self) {
        if self.guarded.is_some() {
            return;
        }
        let speaks =
            |decision: &Decision| decision.verdict.cuts() || matches!(decision.verdict, Verdict::Flag(_));
        let stays = |found: &&Found| {
            let over = |decision: &Decision| speaks(decision) && decision.span.overlaps(found.span);
            !found.keeps && !self.decisions.iter().any(over)
        };
        let stays = self.review.found.iter().filter(stays);
        let stale: Vec<Stale> = stays.map(|found| Stale { entry: found.entry, why: Why::Stays }).collect();
        self.review.stale.extend(stale);
    }

    /// The decisions that a reader wants to know of: those by which something went, was flagged, or would have gone but
    /// for rules that speak for it.
    pub fn notable(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().filter(|decision| !matches!(decision.verdict, Verdict::Keep(KeepReason::Weak)))
    }
}

/// The fields that some decisions on `original` capture: each value once, trimmed, without a bracket at the end that opens before it, in the
/// order of the decisions.
pub fn captured_fields<'d>(
    decisions: impl IntoIterator<Item = &'d Decision>,
    original: &str,
) -> IndexMap<String, Vec<String>> {
    let mut fields: IndexMap<String, Vec<String>> = IndexMap::new();
    for capture in decisions.into_iter().flat_map(|decision| &decision.captures) {
        let value = without_lone_bracket(capture.span.slice(original).trim());
        let values = fields.entry(capture.field.clone()).or_default();
        if !value.is_empty() && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    fields.retain(|_, values| !values.is_empty());
    fields
}

/// Of "(Credit: Ada Brook)" a rule may capture "Ada Brook)".
fn without_lone_bracket(value: &str) -> &str {
    let [open, close] = ['(', ')'].map(|bracket| value.matches(bracket).count());
    value.strip_suffix(')').filter(|_| close > open).map_or(value, str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_that_opens_before_the_value_is_left_out() {
        let values = ["Ada Brook)", "Ada Brook (Alder)", "Ada Brook"].map(without_lone_bracket);
        assert_eq!(values, ["Ada Brook", "Ada Brook (Alder)", "Ada Brook"]);
    }
}
