//! One outcome becomes what each rule did in it.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::cleaner::{Cleaner, Outcome};
use crate::decision::{Decision, KeepReason, Verdict};
use crate::report::ledger::held_on;
use crate::text::Document;

/// Sums of decimal weights may miss by so much.
const ROUNDING: f64 = 1e-9;
/// From this sum of weights on a text goes.
const ENOUGH: f64 = 1.0;

/// What rules did in a document. Rules are told by their index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Count {
    pub(super) bytes: usize,
    pub(super) removed: usize,
    pub(super) is_changed: bool,
    pub(super) is_guarded: bool,
    /// Fingerprint of the host, if that is known.
    pub(super) site: Option<u64>,
    pub(super) acts: BTreeMap<usize, Act>,
    /// How often two rules, the first with the lower index, hold on the same place.
    pub(super) both: BTreeMap<(usize, usize), usize>,
    /// Bytes of lines that rules were asked about, where that was counted.
    pub(super) tried: Option<Vec<(usize, usize)>>,
}

/// What a rule did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Act {
    /// Places that went by it.
    pub(super) hits: usize,
    /// Their bytes.
    pub(super) bytes: usize,
    /// Of these places the ones that would not have gone without it.
    pub(super) needed: usize,
    /// Places that it flagged.
    pub(super) flagged: usize,
    /// Places that it kept, or on which it held and that others kept.
    pub(super) kept: usize,
}

/// What rules did in a document. Places are those of the ledger: its entries name the same rules. With `tries` the bytes of lines are counted
/// that each rule is asked about, for which the document is searched once more.
pub fn count(cleaner: &Cleaner, document: &Document<'_>, tries: bool) -> Count {
    let outcome = cleaner.clean(document);
    let mut count = Count {
        bytes: document.text.len(),
        removed: outcome.edits.iter().map(|edit| edit.span.len()).sum(),
        is_changed: outcome.is_changed(),
        is_guarded: outcome.guarded.is_some(),
        site: document.host().map(|host| xxh3_64(host.as_bytes())),
        tried: tries.then(|| cleaner.tries(document)),
        ..Count::default()
    };
    count.edits(&outcome);
    for decision in outcome.notable() {
        match decision.verdict {
            Verdict::Flag(_) => count.each(decision, |act| act.flagged += 1),
            Verdict::Keep(reason) => {
                count.each(decision, |act| act.kept += 1);
                let by = if let KeepReason::Rule(rule) = reason { Some(rule) } else { None };
                let is_new = |rule: &usize| decision.held.iter().all(|held| held.rule != *rule);
                if let Some(rule) = by.filter(is_new) {
                    count.acts.entry(rule).or_default().kept += 1;
                }
            }
            Verdict::Remove | Verdict::Capture | Verdict::Replace(_) => {}
        }
    }
    count
}

impl Count {
    fn edits(&mut self, outcome: &Outcome<'_>) {
        for edit in &outcome.edits {
            let decisions: Vec<&Decision> = edit.decisions.iter().map(|&at| &outcome.decisions[at]).collect();
            // What speaks for content did not take it.
            let mut held = held_on(decisions.iter().copied());
            held.retain(|held| held.weight > 0.0);
            for (at, one) in held.iter().enumerate() {
                let act = self.acts.entry(one.rule).or_default();
                act.hits += 1;
                act.bytes += edit.span.len();
                act.needed += usize::from(is_needed(one.rule, &decisions));
                for other in &held[at + 1..] {
                    *self.both.entry((one.rule, other.rule)).or_default() += 1;
                }
            }
        }
    }

    fn each(&mut self, decision: &Decision, act: impl Fn(&mut Act)) {
        for held in &decision.held {
            act(self.acts.entry(held.rule).or_default());
        }
    }
}

/// Whether something of what some decisions take would stay if a rule did not hold: where the others do not weigh enough, and no decision
/// that has enough without it takes the same.
fn is_needed(rule: usize, decisions: &[&Decision]) -> bool {
    let without = |decision: &Decision| {
        let held = decision.held.iter().filter(|held| held.rule != rule);
        held.map(|held| held.weight).sum::<f64>() + ROUNDING >= ENOUGH
    };
    let (stay, fall): (Vec<&Decision>, Vec<&Decision>) =
        decisions.iter().copied().partition(|decision| without(decision));
    fall.iter().any(|fallen| !stay.iter().any(|other| other.span.contains(fallen.span)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Held;
    use crate::text::Span;

    fn decision(start: usize, end: usize, held: &[(usize, f64)]) -> Decision {
        Decision {
            span: Span::new(start, end),
            whole_lines: true,
            line: 1,
            held: held.iter().map(|&(rule, weight)| Held { rule, weight }).collect(),
            score: held.iter().map(|(_, weight)| weight).sum(),
            verdict: Verdict::Remove,
            cuts: vec![Span::new(start, end)],
            captures: Vec::new(),
        }
    }

    #[test]
    fn a_rule_is_needed_where_the_others_do_not_suffice() {
        let both = decision(0, 9, &[(1, 1.0), (2, 1.0)]);
        assert!(!is_needed(1, &[&both]) && !is_needed(2, &[&both]));
        let hints = decision(0, 9, &[(1, 0.6), (2, 0.4)]);
        assert!(is_needed(1, &[&hints]) && is_needed(2, &[&hints]));
        let (line, paragraph) = (decision(3, 5, &[(1, 1.0)]), decision(0, 9, &[(2, 1.0)]));
        assert!(!is_needed(1, &[&line, &paragraph]), "the paragraph takes the line");
        assert!(is_needed(2, &[&line, &paragraph]), "the line does not take the paragraph");
    }
}
