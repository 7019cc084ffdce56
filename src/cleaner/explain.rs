//! The bill of each line: what was decided on it, and which rules nearly held.

use super::Cleaner;
use crate::condition::{Repeats, Unit, Unmet};
use crate::decision::Decision;
use crate::matcher::{Ruleset, Search};
use crate::text::{Document, Page, Span};

/// What was decided on a line, and which rules nearly held there.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    /// Number of the line's first physical line, from 1.
    pub line: usize,
    /// Where the line stands.
    pub span: Span,
    /// What rules saw of it.
    pub folded: String,
    /// The decisions that speak of it or of a part of it.
    pub decisions: Vec<Decision>,
    /// Rules of which a pattern is found, but which do not hold.
    pub misses: Vec<Miss>,
}

/// A rule of which a pattern is found, and the first condition that fails.
#[derive(Debug, Clone, PartialEq)]
pub struct Miss {
    /// Index of the rule.
    pub rule: usize,
    /// What fails.
    pub unmet: Unmet,
}

pub(super) fn explain(
    cleaner: &Cleaner,
    ruleset: &Ruleset,
    repeats: Option<&Repeats>,
    document: &Document<'_>,
) -> Vec<Bill> {
    let outcome = cleaner.clean_and_tell(document);
    let page = Page::new(document.text);
    let search = Search::new(ruleset, document, &page, repeats);
    let mut found = vec![false; page.lines().len()];
    let gone =
        outcome.decisions.iter().filter(|decision| decision.whole_lines).flat_map(|decision| &decision.cuts);
    gone.for_each(|&span| found[page.lines_in(span)].fill(true));
    let bill = |index: usize| {
        let unit = Unit::line(&page, index);
        let decisions: Vec<Decision> =
            outcome.decisions.iter().filter(|decision| decision.span.overlaps(unit.span)).cloned().collect();
        let holds =
            |rule: usize| decisions.iter().any(|decision| decision.held.iter().any(|held| held.rule == rule));
        // A hint nearly holds on most lines: that says nothing. Neither does a rule that asks for counts which were not made.
        let tells_nothing = |rule: usize| {
            let rule = &ruleset.rules()[rule];
            rule.weight.abs() < 1.0 || rule.repeats.is_some() && repeats.is_none()
        };
        let misses = (0..ruleset.rules().len())
            .filter(|&rule| !holds(rule) && !tells_nothing(rule))
            .filter_map(|rule| {
                let matcher = ruleset.rules()[rule].matcher.as_ref()?;
                if matcher.patterns.is_empty() || !matcher.has_pattern(&unit) {
                    return None;
                }
                let result = search
                    .test(rule, &unit, index..index + 1, &found)
                    .and_then(|()| search.scope(rule, index));
                Some(Miss { rule, unmet: result.err()? })
            });
        let misses = misses.collect();
        let line = page.lines()[index];
        Bill { line: line.number, span: line.span, folded: unit.folded.text().to_owned(), decisions, misses }
    };
    (0..page.lines().len()).map(bill).collect()
}
