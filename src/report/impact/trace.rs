//! What one set of rules does with a document, from its outcome or from the entries of a ledger.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::Names;
use crate::cleaner::Outcome;
use crate::decision::{Held, Verdict};
use crate::report::ledger::{held_on, severity_name};
use crate::report::{Entry, Place, guard_note};
use crate::text::Span;

/// What one set of rules does with a document; the default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace<'t> {
    /// By place.
    pub(super) places: Vec<Taken<'t>>,
    pub(super) guarded: Option<String>,
    pub(super) fields: Cow<'t, IndexMap<String, Vec<String>>>,
}

/// A place that goes, or that is flagged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken<'t> {
    pub(super) span: Span,
    pub(super) line: usize,
    pub(super) text: Cow<'t, str>,
    /// What stands in its place; of a flagged one, how grave it is.
    pub(super) with: Cow<'t, str>,
    pub(super) is_flagged: bool,
    /// The rules that it goes by, in their order; none of blanks beside a place.
    pub(super) rules: Vec<usize>,
}

impl<'t> Trace<'t> {
    /// What came of a document; `numbers` are those of the rules.
    pub fn of(outcome: &'t Outcome<'_>, original: &'t str, numbers: &[usize]) -> Self {
        let rules = |held: &[Held]| -> Vec<usize> {
            let mut rules: Vec<usize> =
                held.iter().filter(|held| held.weight > 0.0).map(|held| numbers[held.rule]).collect();
            rules.sort_unstable();
            rules
        };
        let mut places = Vec::new();
        for edit in &outcome.edits {
            let decisions = edit.decisions.iter().map(|&at| &outcome.decisions[at]);
            places.push(Taken {
                span: edit.span,
                line: decisions.clone().map(|decision| decision.line).min().unwrap_or(0),
                text: Cow::Borrowed(edit.span.slice(original)),
                with: Cow::Borrowed(&edit.with),
                is_flagged: false,
                rules: rules(&held_on(decisions)),
            });
        }
        for decision in &outcome.decisions {
            if let Verdict::Flag(severity) = decision.verdict {
                places.push(Taken {
                    span: decision.span,
                    line: decision.line,
                    text: Cow::Borrowed(decision.span.slice(original)),
                    with: Cow::Borrowed(severity_name(severity)),
                    is_flagged: true,
                    rules: rules(&decision.held),
                });
            }
        }
        let fields = Cow::Borrowed(&outcome.fields);
        Self { places: ordered(places), guarded: outcome.guarded.map(guard_note), fields }
    }

    /// What a ledger says of a document.
    pub fn read(entries: &'t [Entry], names: &mut Names) -> Self {
        let mut trace = Self::default();
        for entry in entries {
            let (place, is_flagged): (&Place, bool) = match entry {
                Entry::Document(document) => {
                    trace.guarded.clone_from(&document.guarded);
                    trace.fields = Cow::Borrowed(&document.fields);
                    continue;
                }
                Entry::Removed(place)
                | Entry::Captured(place)
                | Entry::Replaced(place)
                | Entry::Blank(place) => (place, false),
                Entry::Flagged(place) => (place, true),
                Entry::Kept(_) | Entry::Rejected(_) => continue,
            };
            let held = place.why.iter().filter(|reason| reason.weight > 0.0);
            let mut rules: Vec<usize> = held.map(|reason| names.number(&reason.rule)).collect();
            rules.sort_unstable();
            let with = if is_flagged { place.note.as_deref().unwrap_or_default() } else { &place.with };
            trace.places.push(Taken {
                span: place.span,
                line: place.line,
                text: Cow::Borrowed(&place.text),
                with: Cow::Borrowed(with),
                is_flagged,
                rules,
            });
        }
        trace.places = ordered(trace.places);
        trace
    }

    /// What goes, in order.
    pub(super) fn cuts(&self) -> impl Iterator<Item = &Taken<'t>> {
        self.places.iter().filter(|place| !place.is_flagged)
    }
}

fn ordered(mut places: Vec<Taken<'_>>) -> Vec<Taken<'_>> {
    places.sort_by_key(|place| (place.span, place.is_flagged));
    places
}
