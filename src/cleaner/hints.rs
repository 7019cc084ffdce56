//! The lines of a document that no rule is sure of, each with the weak rules that hold on it: what weights are fitted to.

use super::Cleaner;
use super::settle::{Settled, Wish, settle};
use crate::matcher::{Finding, Search};
use crate::rule::{Action, Scope};
use crate::text::{Document, Page, Span};

/// Only what rules are sure of goes.
const SURE: Wish<'_> = Wish { follows_guesses: false, tells_weak: false, heeds: &[] };

/// A line that no rule is sure of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hinted {
    /// Where it stands in the document.
    pub span: Span,
    /// The weak rules that hold on it, by their index, in order; none where nothing speaks of it.
    pub rules: Vec<usize>,
}

/// The lines as the document has them, then those of what the sure rules leave of it: what stands near has changed.
pub(super) fn hints(cleaner: &Cleaner, document: &Document<'_>) -> Vec<Hinted> {
    let repeats = cleaner.repeats.as_deref();
    let settled = settle(&cleaner.ruleset, repeats, document, Settled::new(document.text), SURE);
    let sure: Vec<Span> = settled.decisions.iter().flat_map(|decision| decision.cuts.clone()).collect();
    let hints_on = |page: &Page<'_>, original: &dyn Fn(Span) -> Span| {
        let search = Search::new(&cleaner.ruleset, document, page, repeats);
        let place = |line: usize| original(page.lines()[line].span);
        let found: Vec<bool> =
            (0..page.lines().len()).map(|line| sure.iter().any(|sure| sure.overlaps(place(line)))).collect();
        let mut rules: Vec<Vec<usize>> = vec![Vec::new(); page.lines().len()];
        for finding in &search.everything(&found) {
            if is_hint(cleaner, finding) {
                rules[page.lines_in(finding.span).start].push(finding.rule);
            }
        }
        let unsure = rules.into_iter().enumerate().filter(|(line, _)| !found[*line]);
        let hinted = unsure.map(|(line, mut rules)| {
            rules.sort_unstable();
            rules.dedup();
            Hinted { span: place(line), rules }
        });
        hinted.collect::<Vec<_>>()
    };
    let mut hints = hints_on(&Page::new(document.text), &|span| span);
    let left = settled.pieces.text();
    if left != document.text {
        hints.extend(hints_on(&Page::new(&left), &|span| settled.pieces.original_span(span)));
    }
    hints
}

/// Whether a rule is one that a line's sum is made of, without being sure.
fn is_hint(cleaner: &Cleaner, finding: &Finding) -> bool {
    let rule = &cleaner.rules()[finding.rule];
    rule.scope == Scope::Line
        && rule.weight < 1.0
        && !matches!(rule.action, Action::Keep | Action::Flag(_))
        && finding.whole_lines
}
