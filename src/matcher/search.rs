//! All rules meet all lines of a page: what holds becomes findings.

use std::cell::Cell;
use std::ops::Range;

use super::bracket::brackets;
use super::prefilter::Always;
use super::region::region;
use super::rule_set::RuleSet;
use super::sequence::sequences;
use super::{Capture, Finding, Ruleset, Sightings};
use crate::condition::{Exception, Match, Matcher, On, Pattern, Repeats, Unit, Unmet};
use crate::rule::{Action, Brackets, Rule, Scope};
use crate::text::{Document, Folded, Known, Page, Span};

/// A search of one page for all rules that are for its document.
#[derive(Debug)]
pub struct Search<'s, 't> {
    ruleset: &'s Ruleset,
    page: &'s Page<'t>,
    repeats: Option<&'s Repeats>,
    lang: Option<String>,
    host: Option<String>,
    title: Option<String>,
    /// The rules that are for this document.
    takes: RuleSet,
    sightings: Sightings,
}

impl<'s, 't> Search<'s, 't> {
    /// A search of `page`, the text of `document` or what is left of it, with the counts of repeated lines where they are known.
    pub fn new(
        ruleset: &'s Ruleset,
        document: &Document<'_>,
        page: &'s Page<'t>,
        repeats: Option<&'s Repeats>,
    ) -> Self {
        Self::again(ruleset, document, page, repeats, &Sightings::default(), |_| None)
    }

    /// The same, where some lines of the page are lines of an earlier one, of which `before` was seen.
    pub fn again(
        ruleset: &'s Ruleset,
        document: &Document<'_>,
        page: &'s Page<'t>,
        repeats: Option<&'s Repeats>,
        before: &Sightings,
        earlier: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let (lang, host) = (document.primary_lang(), document.host());
        let title = document
            .title
            .map(|title| Folded::new(title).text().to_owned())
            .filter(|title| !title.is_empty());
        let mut takes = RuleSet::none(ruleset.rules.len());
        for (audience, rules) in &ruleset.audiences {
            if audience.test(lang.as_deref(), host.as_deref()).is_ok() {
                takes.add_all(rules);
            }
        }
        let sightings = Sightings::default();
        let mut search = Self { ruleset, page, repeats, lang, host, title, takes, sightings };
        search.sightings = search.sight(before, earlier);
        search
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

    /// What was seen, for the search of what is left of the page.
    pub fn into_sightings(self) -> Sightings {
        self.sightings
    }

    fn sight(&self, before: &Sightings, earlier: impl Fn(usize) -> Option<usize>) -> Sightings {
        let mut sightings = Sightings::default();
        let mut hits = Vec::new();
        for line in 0..self.page.lines().len() {
            if let Some(known) = earlier(line) {
                sightings.push_known(before, known);
                continue;
            }
            self.hits(&Unit::line(self.page, line), &mut hits);
            sightings.push(&hits);
        }
        sightings
    }

    /// The rules of which literals stand in a unit, and the patterns that can be found, sorted.
    fn hits(&self, unit: &Unit<'_>, hits: &mut Vec<(usize, u32)>) {
        hits.clear();
        self.ruleset.prefilter.candidates(unit.folded.text(), unit.raw, |rule, pattern| {
            let fits = || unit.shape().few_words() <= self.ruleset.max_words[rule];
            if self.takes.has(rule) && fits() {
                hits.push((rule, pattern));
            }
        });
        if hits.is_empty() {
            return;
        }
        for always in self.ruleset.prefilter.always() {
            if hits.iter().any(|&(rule, _)| rule == always.rule) {
                hits.extend(always.patterns.iter().map(|&pattern| (always.rule, pattern)));
            }
        }
        hits.sort_unstable();
        hits.dedup();
    }

    fn search(&self, found: &[bool], takes: impl Fn(usize) -> bool) -> Vec<Finding> {
        let prefilter = &self.ruleset.prefilter;
        let always: Vec<&Always> = prefilter
            .always()
            .iter()
            .filter(|always| takes(always.rule) && self.takes.has(always.rule))
            .collect();
        let (mut findings, mut runs) = (Vec::new(), Vec::new());
        for line in 0..self.page.lines().len() {
            let unit = Unit::line(self.page, line);
            let sighted = self.sightings.on(line);
            for sighting in sighted.iter().filter(|sighting| takes(sighting.rule)) {
                let patterns = self.sightings.patterns(sighting);
                let candidate =
                    Candidate { rule: sighting.rule, patterns: Some(patterns), holds: &sighting.holds };
                self.on_line(&candidate, &unit, line, found, &mut findings, &mut runs);
            }
            for always in &always {
                if always.max_words < unit.shape().few_words() {
                    break;
                }
                if sighted.iter().all(|sighting| sighting.rule != always.rule) {
                    let (rule, holds) = (always.rule, &Cell::new(None));
                    let candidate = Candidate { rule, patterns: Some(&always.patterns), holds };
                    self.on_line(&candidate, &unit, line, found, &mut findings, &mut runs);
                }
            }
        }
        self.on_paragraphs(&takes, found, &mut findings);
        runs.sort_unstable();
        for of_rule in runs.chunk_by(|one, other| one.0 == other.0) {
            let lines: Vec<usize> = of_rule.iter().map(|&(_, line)| line).collect();
            self.on_runs(of_rule[0].0, &lines, &mut findings);
        }
        for &rule in &self.ruleset.sequences {
            if let Scope::Sequence(form) = &self.ruleset.rules[rule].scope
                && takes(rule)
                && self.takes.has(rule)
            {
                self.on_sequences(rule, &sequences(form, self.page), found, &mut findings);
            }
        }
        findings.sort_by_key(|finding| (finding.span, finding.rule));
        findings
    }

    fn on_line(
        &self,
        candidate: &Candidate<'_>,
        unit: &Unit<'_>,
        line: usize,
        found: &[bool],
        findings: &mut Vec<Finding>,
        runs: &mut Vec<(usize, usize)>,
    ) {
        let lines = line..line + 1;
        match &self.ruleset.rules[candidate.rule].scope {
            Scope::Run(_) => {
                runs.extend(self.holds(candidate, unit, &lines, found).then_some((candidate.rule, line)));
            }
            Scope::Paragraph if self.paragraph(line).len() > 1 => {}
            _ => self.on_unit(candidate, unit, lines, found, findings),
        }
    }

    /// Whether a rule holds on a unit, and if not, the first condition that fails.
    pub fn test(
        &self,
        rule: usize,
        unit: &Unit<'_>,
        lines: Range<usize>,
        found: &[bool],
    ) -> Result<(), Unmet> {
        self.ruleset.rules[rule].audience.test(self.lang.as_deref(), self.host.as_deref())?;
        self.test_place(rule, &lines)?;
        self.test_alone(rule, unit, None)?;
        self.test_beside(rule, unit, &lines, found)
    }

    /// The same for a candidate: what costs least comes first, and what is known of the unit is not asked again.
    fn holds(
        &self,
        candidate: &Candidate<'_>,
        unit: &Unit<'_>,
        lines: &Range<usize>,
        found: &[bool],
    ) -> bool {
        let &Candidate { rule, patterns, holds } = candidate;
        if holds.get() == Some(false) || self.test_place(rule, lines).is_err() {
            return false;
        }
        let beside = || self.test_beside(rule, unit, lines, found).is_ok();
        let asks_found = self.ruleset.asks_found[rule];
        if asks_found && !beside() {
            return false;
        }
        let alone = holds.get().unwrap_or_else(|| self.test_alone(rule, unit, patterns).is_ok());
        holds.set(Some(alone));
        alone && (asks_found || beside())
    }

    fn test_place(&self, rule: usize, lines: &Range<usize>) -> Result<(), Unmet> {
        match self.ruleset.rules[rule].place.filter(|_| !self.ruleset.elsewhere[rule]) {
            Some(place) if !place.holds(lines, self.page) => Err(Unmet::Place(place)),
            _ => Ok(()),
        }
    }

    /// What is asked of a unit wherever it stands.
    fn test_alone(&self, rule: usize, unit: &Unit<'_>, patterns: Option<&[u32]>) -> Result<(), Unmet> {
        let Rule { matcher, unless, repeats, repeats_title, .. } = &self.ruleset.rules[rule];
        if *repeats_title && !self.repeats_title(unit.folded.text()) {
            return Err(Unmet::Title);
        }
        matcher.as_ref().map_or(Ok(()), |matcher| matcher.test(unit, patterns))?;
        if let Some(asked) = *repeats {
            let counted = self.repeats.zip(self.host.as_deref());
            let count = counted.map_or(0, |(repeats, host)| repeats.count(host, unit.folded.text()));
            if count < asked {
                return Err(Unmet::Repeats(count, asked));
            }
        }
        self.test_exceptions(unless, unit, |exception| exception.on == On::Unit)
    }

    /// What is asked of the document and of its neighbours.
    fn test_beside(
        &self,
        rule: usize,
        unit: &Unit<'_>,
        lines: &Range<usize>,
        found: &[bool],
    ) -> Result<(), Unmet> {
        let Rule { context, near, unless, .. } = &self.ruleset.rules[rule];
        if let Some(context) = context {
            context.test(lines, self.page, self.title.as_deref())?;
        }
        let is_boilerplate = |line: usize| found.get(line).copied().unwrap_or(false);
        if near.as_ref().is_some_and(|near| !near.holds(lines, self.page, is_boilerplate)) {
            return Err(Unmet::Near);
        }
        self.test_exceptions(unless, unit, |exception| exception.on != On::Unit)
    }

    fn test_exceptions(
        &self,
        unless: &[Exception],
        unit: &Unit<'_>,
        asks: impl Fn(&Exception) -> bool,
    ) -> Result<(), Unmet> {
        let holds = |exception: &Exception| asks(exception) && exception.holds(unit, self.page);
        match unless.iter().position(holds) {
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

    fn on_unit(
        &self,
        candidate: &Candidate<'_>,
        unit: &Unit<'_>,
        lines: Range<usize>,
        found: &[bool],
        findings: &mut Vec<Finding>,
    ) {
        let rule = candidate.rule;
        let form = &self.ruleset.rules[rule];
        if let (Scope::Span(Some(brackets), _), Some(matcher)) = (&form.scope, &form.matcher) {
            return self.on_brackets(rule, unit, &lines, found, brackets, matcher, findings);
        }
        if !self.holds(candidate, unit, &lines, found) {
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
        for pattern in matcher.patterns.iter() {
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
        form: &Brackets,
        matcher: &Matcher,
        findings: &mut Vec<Finding>,
    ) {
        for bracket in brackets(unit.raw, form) {
            let text = bracket.slice(unit.raw);
            let mut inside = text.chars();
            let (open, close) = (inside.next(), inside.next_back());
            let start = unit.span.start + bracket.start + open.map_or(0, char::len_utf8);
            let end = unit.span.start + bracket.end - close.map_or(0, char::len_utf8);
            let raw = inside.as_str();
            let folded = Folded::new(raw);
            let known = Known::default();
            let part = Unit { span: Span::new(start, end), raw, folded: &folded, known: &known };
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
    fn on_paragraphs(&self, takes: impl Fn(usize) -> bool, found: &[bool], findings: &mut Vec<Finding>) {
        if !self.ruleset.has_paragraphs {
            return;
        }
        let is_asked = |rule: usize| takes(rule) && self.ruleset.rules[rule].scope == Scope::Paragraph;
        let mut hits = Vec::new();
        for lines in self.page.paragraphs().iter().filter(|lines| lines.len() > 1) {
            let span = self.page.span_of(lines.clone());
            let raw = span.slice(self.page.text());
            let (folded, known) = (Folded::new(raw), Known::default());
            let unit = Unit { span, raw, folded: &folded, known: &known };
            self.hits(&unit, &mut hits);
            let mut rules: Vec<usize> = hits.iter().map(|&(rule, _)| rule).collect();
            let always = self.ruleset.prefilter.always().iter().map(|always| always.rule);
            rules.extend(always.filter(|&rule| self.takes.has(rule)));
            rules.sort_unstable();
            rules.dedup();
            for rule in rules.into_iter().filter(|&rule| is_asked(rule)) {
                let candidate = Candidate { rule, patterns: None, holds: &Cell::new(None) };
                self.on_unit(&candidate, &unit, lines.clone(), found, findings);
            }
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
            let (folded, known) = (Folded::new(raw), Known::default());
            let unit = Unit { span, raw, folded: &folded, known: &known };
            if self.test(rule, &unit, lines.clone(), found).is_ok() {
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

/// A rule that may hold on a unit.
struct Candidate<'c> {
    rule: usize,
    /// The patterns that can be found; nothing where that can be any.
    patterns: Option<&'c [u32]>,
    /// Whether it holds, its place and its neighbours aside, once that is known.
    holds: &'c Cell<Option<bool>>,
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
