//! Findings on the same text are summed and become one decision.

use std::collections::BTreeMap;

use super::places::Places;
use super::{Decision, ENOUGH, Held, KeepReason, Verdict};
use crate::matcher::Finding;
use crate::rule::{Action, Rule, Scope};
use crate::text::{Page, Span};

/// Sums of decimal weights such as 0.6 + 0.4 may miss it by so much.
const ROUNDING: f64 = 1e-9;

/// The decisions on all findings of a page, by place. `protected` are the parts that no rule may touch.
pub fn decide<'f>(
    page: &Page<'_>,
    rules: &[Rule],
    findings: impl IntoIterator<Item = &'f Finding>,
    protected: &[Span],
) -> Vec<Decision> {
    let (content, others): (Vec<&Finding>, Vec<&Finding>) =
        findings.into_iter().partition(|finding| rules[finding.rule].weight < 0.0);
    let (keeps, others): (Vec<&Finding>, Vec<&Finding>) =
        others.into_iter().partition(|finding| rules[finding.rule].action == Action::Keep);
    let [content, keeps] =
        [content, keeps].map(|found| Places::new(found.iter().map(|finding| (finding.span, finding.rule))));
    let (none, protected) = (Places::new([]), Places::new(protected.iter().map(|&span| (span, ()))));
    let mut units: BTreeMap<(Span, bool), Vec<&Finding>> = BTreeMap::new();
    for finding in others {
        units.entry((finding.span, finding.whole_lines)).or_default().push(finding);
    }
    let mut decisions = Vec::new();
    for ((span, whole_lines), found) in units {
        let (flags, acting): (Vec<&Finding>, Vec<&Finding>) =
            found.into_iter().partition(|finding| matches!(rules[finding.rule].action, Action::Flag(_)));
        let unit = Unit { page, rules, span, whole_lines, protected: &protected };
        decisions.extend((!acting.is_empty()).then(|| unit.decide(&acting, &content, &keeps)));
        decisions.extend((!flags.is_empty()).then(|| unit.decide(&flags, &content, &none)));
    }
    decisions
}

/// The stretch of text that a decision is about.
struct Unit<'u, 't> {
    page: &'u Page<'t>,
    rules: &'u [Rule],
    span: Span,
    whole_lines: bool,
    protected: &'u Places<()>,
}

impl Unit<'_, '_> {
    fn decide(&self, found: &[&Finding], content: &Places<usize>, keeps: &Places<usize>) -> Decision {
        let mut held = self.held(found.iter().map(|finding| finding.rule));
        // Hints decide only where no rule is sure: what speaks for content is not outweighed by them.
        let is_guess = held.iter().all(|held| held.weight < ENOUGH);
        held.retain(|held| is_guess || held.weight >= ENOUGH);
        let evidence: f64 = held.iter().map(|held| held.weight).sum();
        let against = if found.iter().any(|finding| self.is_one_text(finding)) {
            let weighs = |rule: &usize| is_guess || !self.rules[*rule].category.is_doubt();
            self.held(content.inside(self.span).filter(weighs))
        } else {
            Vec::new()
        };
        let score = evidence + against.iter().map(|held| held.weight).sum::<f64>();
        held.extend(against);
        let cuts = self.unprotected(keeps);
        let verdict = if self.protected.overlap(self.span) {
            Verdict::Keep(KeepReason::Protected)
        } else if score + ROUNDING < ENOUGH {
            Verdict::Keep(if evidence + ROUNDING < ENOUGH { KeepReason::Weak } else { KeepReason::Content })
        } else if self.breaks_sentence(found) {
            Verdict::Keep(KeepReason::Sentence)
        } else {
            match keeps.first_over(self.span) {
                Some(keep) if cuts.is_empty() => Verdict::Keep(KeepReason::Rule(keep)),
                _ => self.verdict(found),
            }
        };
        let line = self.page.lines_in(self.span).start;
        let goes = verdict.cuts();
        let mut captures: Vec<_> =
            found.iter().filter(|_| goes).flat_map(|finding| finding.captures.clone()).collect();
        captures.sort_by(|a, b| (a.span, &a.field).cmp(&(b.span, &b.field)));
        captures.dedup();
        Decision {
            span: self.span,
            whole_lines: self.whole_lines,
            line: self.page.lines().get(line).map_or(1, |line| line.number),
            held,
            score,
            verdict,
            cuts: if goes { cuts } else { Vec::new() },
            captures,
        }
    }

    /// Whether it is whole lines that would leave half a sentence behind.
    fn breaks_sentence(&self, found: &[&Finding]) -> bool {
        let lines = self.page.lines_in(self.span);
        self.whole_lines
            && found.iter().all(|finding| self.is_one_text(finding))
            && (self.page.goes_on_after(&lines) || self.page.is_broken_sentence(&lines))
    }

    /// Each rule once, with its weight.
    fn held(&self, rules: impl Iterator<Item = usize>) -> Vec<Held> {
        let mut rules: Vec<usize> = rules.collect();
        rules.sort_unstable();
        rules.dedup();
        rules.into_iter().map(|rule| Held { rule, weight: self.rules[rule].weight }).collect()
    }

    /// Whether a finding speaks of one line, paragraph or part of a line. What speaks for content inside a list of many lines does not
    /// save the list, which was refused if prose stands in it.
    fn is_one_text(&self, finding: &Finding) -> bool {
        matches!(self.rules[finding.rule].scope, Scope::Line | Scope::Paragraph | Scope::Span(..))
    }

    /// The action that goes before the others of those that hold.
    fn verdict(&self, found: &[&Finding]) -> Verdict {
        let first = found.iter().map(|finding| &self.rules[finding.rule].action).min();
        match first {
            Some(Action::Capture(_)) => Verdict::Capture,
            Some(Action::Replace(with)) => Verdict::Replace(with.clone()),
            Some(Action::Flag(_)) => {
                let severities = found.iter().filter_map(|finding| match self.rules[finding.rule].action {
                    Action::Flag(severity) => Some(severity),
                    _ => None,
                });
                Verdict::Flag(severities.max().unwrap_or_default())
            }
            Some(Action::Remove | Action::Keep) | None => Verdict::Remove,
        }
    }

    /// What is left of the unit without the lines that a `keep` rule protects.
    fn unprotected(&self, keeps: &Places<usize>) -> Vec<Span> {
        if !keeps.overlap(self.span) {
            return vec![self.span];
        }
        if !self.whole_lines {
            return Vec::new();
        }
        let lines: Vec<usize> = self
            .page
            .lines_in(self.span)
            .filter(|&line| !keeps.overlap(self.page.lines()[line].span))
            .collect();
        let runs = lines.chunk_by(|&before, &next| next == before + 1);
        runs.map(|run| self.page.span_of(run[0]..run[run.len() - 1] + 1)).collect()
    }
}
