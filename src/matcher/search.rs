//! All rules meet all lines of a page: what holds becomes findings.

use std::ops::Range;

use super::bracket::brackets;
use super::region::region;
use super::sequence::sequences;
use super::{Capture, Finding, Ruleset};
use crate::condition::{Match, Matcher, Pattern, Repeats, Unit, Unmet};
use crate::rule::{Action, Rule, Scope};
use crate::text::{Document, Folded, Page, Span};

/// A search of one page for all rules that are for its document.
#[derive(Debug)]
pub struct Search<'s, 't> {
    ruleset: &'s Ruleset,
    page: &'s Page<'t>,
    repeats: Option<&'s Repeats>,
    host: Option<String>,
    title: Option<String>,
    /// For each rule whether it is for this document, and if not, why.
    audience: Vec<Result<(), Unmet>>,
}

impl<'s, 't> Search<'s, 't> {
    /// A search of `page`, the text of `document` or what is left of it, with the counts of repeated lines where they are known.
    pub fn new(
        ruleset: &'s Ruleset,
        document: &Document<'_>,
        page: &'s Page<'t>,
        repeats: Option<&'s Repeats>,
    ) -> Self {
        let (lang, host) = (document.primary_lang(), document.host());
        let title = document
            .title
            .map(|title| Folded::new(title).text().to_owned())
            .filter(|title| !title.is_empty());
        let audience =
            ruleset.rules.iter().map(|rule| rule.audience.test(lang.as_deref(), host.as_deref())).collect();
        Self { ruleset, page, repeats, host, title, audience }
    }

    /// Everything that holds, by place; the rules that ask for a neighbour that is boilerplate are left aside.
    pub fn findings(&self) -> Vec<Finding> {
        self.search(&[], |rule| !self.ruleset.asks_found[rule])
    }

    /// What holds by the rules that ask for a neighbour that is boilerplate; `found` tells which lines are.
    pub fn findings_beside(&self, found: &[bool]) -> Vec<Finding> {
        if !self.ruleset.asks_found.contains(&true) {
            return Vec::new();
        }
        self.search(found, |rule| self.ruleset.asks_found[rule])
    }

    fn search(&self, found: &[bool], takes: impl Fn(usize) -> bool) -> Vec<Finding> {
        let rules = &self.ruleset.rules;
        let mut findings = Vec::new();
        let mut runs: Vec<Vec<usize>> = vec![Vec::new(); rules.len()];
        let mut seen = vec![usize::MAX; rules.len()];
        for line in 0..self.page.lines().len() {
            let unit = Unit::line(self.page, line);
            self.candidates(&unit, line, &mut seen, &takes, |rule| match &rules[rule].scope {
                Scope::Run(_) => {
                    runs[rule].extend(self.test(rule, &unit, line..line + 1, found).is_ok().then_some(line));
                }
                Scope::Sequence(_) => {}
                Scope::Paragraph if self.paragraph(line).len() > 1 => {}
                _ => self.on_unit(rule, &unit, line..line + 1, found, &mut findings),
            });
        }
        self.on_paragraphs(&mut seen, &takes, found, &mut findings);
        for (rule, lines) in runs.iter().enumerate().filter(|(_, lines)| !lines.is_empty()) {
            self.on_runs(rule, lines, &mut findings);
        }
        for (rule, form) in
            rules.iter().enumerate().filter(|(rule, _)| takes(*rule) && self.audience[*rule].is_ok())
        {
            if let Scope::Sequence(form) = &form.scope {
                self.on_sequences(rule, &sequences(form, self.page), found, &mut findings);
            }
        }
        findings.sort_by_key(|finding| (finding.span, finding.rule));
        findings
    }

    /// Whether a rule holds on a unit, and if not, the first condition that fails.
    pub fn test(
        &self,
        rule: usize,
        unit: &Unit<'_>,
        lines: Range<usize>,
        found: &[bool],
    ) -> Result<(), Unmet> {
        self.audience[rule].clone()?;
        let Rule { matcher, place, context, near, unless, repeats, repeats_title, .. } =
            &self.ruleset.rules[rule];
        let is_bound = place.filter(|_| !self.ruleset.elsewhere[rule]);
        if let Some(place) = is_bound.filter(|place| !place.holds(&lines, self.page)) {
            return Err(Unmet::Place(place.to_string()));
        }
        if *repeats_title && !self.repeats_title(unit.folded.text()) {
            return Err(Unmet::Title);
        }
        matcher.as_ref().map_or(Ok(()), |matcher| matcher.test(unit))?;
        if let Some(context) = context {
            context.test(&lines, self.page, self.title.as_deref())?;
        }
        if let Some(asked) = *repeats {
            let counted = self.repeats.zip(self.host.as_deref());
            let count = counted.map_or(0, |(repeats, host)| repeats.count(host, unit.folded.text()));
            if count < asked {
                return Err(Unmet::Repeats(count, asked));
            }
        }
        let is_boilerplate = |line: usize| found.get(line).copied().unwrap_or(false);
        if near.as_ref().is_some_and(|near| !near.holds(&lines, self.page, is_boilerplate)) {
            return Err(Unmet::Near);
        }
        match unless.iter().position(|exception| exception.holds(unit, self.page)) {
            Some(index) => Err(Unmet::Except(index + 1)),
            None => Ok(()),
        }
    }

    /// Why the scope of a rule that holds on line `line` takes nothing, or what it takes.
    pub fn scope(&self, rule: usize, line: usize) -> Result<Span, Unmet> {
        let unit = Unit::line(self.page, line);
        match &self.ruleset.rules[rule].scope {
            Scope::Region(form) => Ok(self.page.span_of(region(form, line, self.page)?)),
            _ => Ok(unit.span),
        }
    }

    fn candidates(
        &self,
        unit: &Unit<'_>,
        stamp: usize,
        seen: &mut [usize],
        takes: impl Fn(usize) -> bool,
        mut candidate: impl FnMut(usize),
    ) {
        self.ruleset.prefilter.candidates(unit.folded.text(), unit.raw, |rule| {
            if takes(rule)
                && self.audience[rule].is_ok()
                && std::mem::replace(&mut seen[rule], stamp) != stamp
            {
                candidate(rule);
            }
        });
    }

    fn on_unit(
        &self,
        rule: usize,
        unit: &Unit<'_>,
        lines: Range<usize>,
        found: &[bool],
        findings: &mut Vec<Finding>,
    ) {
        let form = &self.ruleset.rules[rule];
        if let (Scope::Span(Some(form), _), Some(matcher)) = (&form.scope, &form.matcher) {
            return self.on_brackets(rule, unit, &lines, found, &brackets(unit.raw, form), matcher, findings);
        }
        if self.test(rule, unit, lines.clone(), found).is_err() {
            return;
        }
        let whole =
            |span: Span| Finding { rule, span, whole_lines: true, captures: Self::captures(form, unit) };
        match (&form.scope, &form.matcher) {
            (Scope::Span(None, _), Some(matcher)) => self.on_matches(rule, unit, matcher, findings),
            (Scope::Region(form), _) => {
                if let Ok(lines) = region(form, lines.start, self.page) {
                    findings.push(whole(self.page.span_of(lines)));
                }
            }
            (Scope::Document, _) => {
                let known = findings.iter().any(|finding| finding.rule == rule);
                if !known {
                    findings.push(whole(Span::new(0, self.page.text().len())));
                }
            }
            _ => findings.push(whole(unit.span)),
        }
    }

    /// Each match of a pattern, or its group `cut`, is a part of the line that the rule speaks of.
    fn on_matches(&self, rule: usize, unit: &Unit<'_>, matcher: &Matcher, findings: &mut Vec<Finding>) {
        for pattern in matcher.patterns.list() {
            let cut = pattern.groups().find(|(name, _)| *name == "cut").map(|(_, number)| number);
            for found in pattern.find_all(matcher.subject(unit)) {
                let Some(range) = cut.and_then(|number| found.group(number)).or_else(|| found.group(0))
                else {
                    continue;
                };
                let span = original(matcher, unit, range);
                let mut captures = Vec::new();
                if let Action::Capture(field) = &self.ruleset.rules[rule].action {
                    captures.extend(field.iter().map(|field| Capture { field: field.clone(), span }));
                    captures.extend(named(matcher, unit, pattern, &found));
                }
                findings.push(Finding { rule, span, whole_lines: false, captures });
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // The place of a bracket in a unit of a page.
    fn on_brackets(
        &self,
        rule: usize,
        unit: &Unit<'_>,
        lines: &Range<usize>,
        found: &[bool],
        brackets: &[Span],
        matcher: &Matcher,
        findings: &mut Vec<Finding>,
    ) {
        for bracket in brackets {
            let text = bracket.slice(unit.raw);
            let mut inside = text.chars();
            let (open, close) = (inside.next(), inside.next_back());
            let start = unit.span.start + bracket.start + open.map_or(0, char::len_utf8);
            let end = unit.span.start + bracket.end - close.map_or(0, char::len_utf8);
            let raw = inside.as_str();
            let folded = Folded::new(raw);
            let part = Unit { span: Span::new(start, end), raw, folded: &folded };
            if self.test(rule, &part, lines.clone(), found).is_ok() && matcher.holds(&part) {
                let captures = Self::captures(&self.ruleset.rules[rule], &part);
                findings.push(Finding {
                    rule,
                    span: bracket.shift(unit.span.start),
                    whole_lines: false,
                    captures,
                });
            }
        }
    }

    /// Paragraphs of several lines are matched as a whole: a phrase may run over a line break.
    fn on_paragraphs(
        &self,
        seen: &mut [usize],
        takes: impl Fn(usize) -> bool,
        found: &[bool],
        findings: &mut Vec<Finding>,
    ) {
        for (index, lines) in self.page.paragraphs().iter().enumerate().filter(|(_, lines)| lines.len() > 1) {
            let span = self.page.span_of(lines.clone());
            let raw = span.slice(self.page.text());
            let folded = Folded::new(raw);
            let unit = Unit { span, raw, folded: &folded };
            let stamp = self.page.lines().len() + index;
            self.candidates(&unit, stamp, seen, &takes, |rule| {
                if self.ruleset.rules[rule].scope == Scope::Paragraph {
                    self.on_unit(rule, &unit, lines.clone(), found, findings);
                }
            });
        }
    }

    fn on_runs(&self, rule: usize, lines: &[usize], findings: &mut Vec<Finding>) {
        let Scope::Run(form) = &self.ruleset.rules[rule].scope else { return };
        let joins = |before: usize, next: usize| {
            next == before + 1 && self.page.lines()[next].blanks_before <= form.gap
        };
        for run in lines.chunk_by(|&before, &next| joins(before, next)).filter(|run| run.len() >= form.min) {
            let (first, last) = (run[0], run[run.len() - 1]);
            let span = self.page.span_of(first..last + 1);
            findings.push(Finding { rule, span, whole_lines: true, captures: Vec::new() });
        }
    }

    fn on_sequences(
        &self,
        rule: usize,
        ranges: &[Range<usize>],
        found: &[bool],
        findings: &mut Vec<Finding>,
    ) {
        for lines in ranges {
            let span = self.page.span_of(lines.clone());
            let raw = span.slice(self.page.text());
            let folded = Folded::new(raw);
            if self.test(rule, &Unit { span, raw, folded: &folded }, lines.clone(), found).is_ok() {
                findings.push(Finding { rule, span, whole_lines: true, captures: Vec::new() });
            }
        }
    }

    fn captures(rule: &Rule, unit: &Unit<'_>) -> Vec<Capture> {
        let Action::Capture(field) = &rule.action else { return Vec::new() };
        let mut captures: Vec<Capture> =
            field.iter().map(|field| Capture { field: field.clone(), span: unit.span }).collect();
        if let Some(matcher) = &rule.matcher {
            let first = matcher
                .patterns
                .list()
                .iter()
                .find_map(|pattern| Some((pattern, pattern.find(matcher.subject(unit))?)));
            if let Some((pattern, found)) = first {
                captures.extend(named(matcher, unit, pattern, &found));
            }
        }
        captures
    }

    fn paragraph(&self, line: usize) -> Range<usize> {
        self.page.paragraphs()[self.page.lines()[line].paragraph].clone()
    }

    fn repeats_title(&self, line: &str) -> bool {
        let Some(title) = &self.title else { return false };
        // Pages state `Headline | Outlet` or `Headline - Outlet`.
        let outlet =
            |rest: &str| [" | ", " - ", " : ", " · "].iter().any(|separator| rest.starts_with(separator));
        // Or `Opinion | Headline`.
        let section = |rest: &str| {
            rest.len() < line.len() / 2 && [" | ", " - ", ": ", " · "].iter().any(|end| rest.ends_with(end))
        };
        line == title
            || (line.len() >= 12
                && (title.strip_prefix(line).is_some_and(outlet)
                    || title.strip_suffix(line).is_some_and(section)))
    }
}

/// The named groups of a match, but for `cut`, which tells what goes.
fn named(matcher: &Matcher, unit: &Unit<'_>, pattern: &Pattern, found: &Match) -> Vec<Capture> {
    let groups = pattern.groups().filter(|(name, _)| *name != "cut");
    let captured = groups.filter_map(|(name, number)| {
        let span = original(matcher, unit, found.group(number)?);
        Some(Capture { field: name.to_owned(), span })
    });
    captured.collect()
}

/// The bytes of the page that a match in a unit stands for.
fn original(matcher: &Matcher, unit: &Unit<'_>, range: Range<usize>) -> Span {
    let in_unit = if matcher.raw { Span::new(range.start, range.end) } else { unit.folded.original(range) };
    in_unit.shift(unit.span.start)
}
