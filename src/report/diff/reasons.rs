//! Edits become the rules that they come from, in words.

use std::ops::Range;

use indexmap::IndexMap;

use super::super::ledger::{Reason, held_on, reasons};
use super::Compared;
use crate::decision::Held;

/// The rules that some edits come from, each once, in the order of what they take.
pub(super) fn reasons_of(compared: &Compared<'_>, edits: Range<usize>) -> Vec<Reason> {
    let mut held: IndexMap<usize, Held> = IndexMap::new();
    for edit in &compared.outcome.edits[edits] {
        let decisions = edit.decisions.iter().map(|&at| &compared.outcome.decisions[at]);
        for by in held_on(decisions) {
            held.entry(by.rule).or_insert(by);
        }
    }
    reasons(&held.into_values().collect::<Vec<_>>(), compared.rules)
}

/// Rule, category and weight of each.
pub(super) fn named(reasons: &[Reason]) -> String {
    let named: Vec<String> = reasons
        .iter()
        .map(|reason| format!("{} {} {:.2}", reason.rule, reason.category, reason.weight))
        .collect();
    named.join(", ")
}
