//! All rules meet all lines of a page: what holds becomes findings.

use std::cell::Cell;
use std::collections::HashSet;
use std::ops::Range;

use super::bracket::brackets;
use super::hints::reaches;
use super::region::region;
use super::rule_set::RuleSet;
use super::sequence::sequences;
use super::sighting::{Seen, Sighting};
use super::{Beside, Capture, Finding, Readership, Ruleset, Sightings};
use crate::condition::{Exception, Match, Matcher, On, Pattern, Repeats, Unit, Unmet};
use crate::rule::{Action, Brackets, Definition, Purpose, Rule, Scope};
use crate::text::{Document, Folded, Known, Page, Span};

/// A search of one page for all rules that are for its document.
#[derive(Debug)]
pub struct Search<'s, 't> {
    ruleset: &'s Ruleset,
    page: &'s Page<'t>,
    repeats: Option<&'s Repeats>,
    reader: Reader,
    sightings: Sightings,
}

/// What is known of the document beside its text.
#[derive(Debug)]
struct Reader {
    lang: Option<String>,
    host: Option<String>,
    title: Option<String>,
    /// The rules that are for it.
    takes: RuleSet,
}

/// How much of what holds is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Depth<'p> {
    /// All of it.
    All,
    /// What a decision can turn on: hints only where they can be enough. On lines in these spans, of which a reader is told why they
    /// stay, all of it.
    Decisive(&'p [Span]),
}

/// From which sum of weights on hints on a line matter.
const ENOUGH: f64 = 1.0;

impl<'s, 't> Search<'s, 't> {
    /// A search of `page`, the text of `document` or what is left of it, with the counts of repeated lines where they are known.
    pub fn new(
        ruleset: &'s Ruleset,
        document: &Document<'_>,
        page: &'s Page<'t>,
        repeats: Option<&'s Repeats>,
    ) -> Self {
        Self::again(ruleset, document, page, repeats, Sightings::default(), |_| None)
    }

    /// The same, where some lines of the page are lines of an earlier one, of which `before` was seen.
    pub fn again(
        ruleset: &'s Ruleset,
        document: &Document<'_>,
        page: &'s Page<'t>,
        repeats: Option<&'s Repeats>,
        before: Sightings,
        earlier: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let (lang, host) = (document.primary_lang(), document.host());
        let title = document
            .title
            .map(|title| Folded::new(title).text().to_owned())
            .filter(|title| !title.is_empty());
        let mut takes = RuleSet::none(ruleset.rules.len());
        for Readership { audience, asks_repeats, rules } in &ruleset.readerships {
            let is_counted = repeats.is_some() || !asks_repeats;
            if is_counted && audience.test(lang.as_deref(), host.as_deref()).is_ok() {
                takes.add_all(rules);
            }
        }
        let reader = Reader { lang, host, title, takes };
        let sightings = Sightings::new(page.lines().len(), before, earlier);
        Self { ruleset, page, repeats, reader, sightings }
    }

    /// What holds, by place, but for the rules that speak for content; those that ask for a neighbour that is boilerplate are left aside.
    pub fn findings(&self, depth: Depth<'_>) -> Vec<Finding> {
        let (mut findings, mut runs) = (Vec::new(), Vec::new());
        for line in 0..self.page.lines().len() {
            self.ask(Purpose::Act, line, None, &mut findings, &mut runs);
        }
        self.on_many_lines(runs, None, &mut findings);
        let needs = self.needs(depth, &findings);
        for (line, need) in needs.into_iter().enumerate() {
            self.hint(line, need, None, &mut findings);
        }
        findings.sort_by_key(|finding| (finding.span, finding.rule));
        findings
    }

    /// What holds by the rules that ask for a neighbour that is boilerplate, and what these can be enough with; `found` tells which lines are,
    /// `before` what is found already. Where this was asked before, `fresh` tells which lines were not boilerplate then or have findings since.
    pub fn findings_beside(
        &self,
        depth: Depth<'_>,
        found: &[bool],
        fresh: Option<&[bool]>,
        before: &[Finding],
    ) -> Vec<Finding> {
        let Some(Beside { reach, takes_other, has_runs }) = &self.ruleset.beside else { return Vec::new() };
        let near = match fresh {
            _ if *has_runs || self.is_all(depth) => None,
            None if *takes_other => None,
            fresh => Some(near(fresh.unwrap_or(found), *reach)),
        };
        let is_asked = |line: usize| near.as_ref().is_none_or(|near| near[line]);
        let (mut findings, mut runs) = (Vec::new(), Vec::new());
        for line in (0..self.page.lines().len()).filter(|&line| is_asked(line)) {
            self.ask(Purpose::Act, line, Some(found), &mut findings, &mut runs);
        }
        self.on_many_lines(runs, Some(found), &mut findings);
        let needs = self.needs(depth, before);
        for (line, need) in needs.into_iter().enumerate().filter(|&(line, _)| is_asked(line)) {
            self.hint(line, need, Some(found), &mut findings);
        }
        // The same rule finds the same on the same text.
        let place = |finding: &Finding| (finding.span, finding.rule, finding.whole_lines);
        let known: HashSet<(Span, usize, bool)> =
            if findings.is_empty() { HashSet::new() } else { before.iter().map(place).collect() };
        findings.retain(|finding| !known.contains(&place(finding)));
        findings.sort_by_key(|finding| (finding.span, finding.rule));
        findings
    }

    /// Adds what holds on paragraphs, on lines in a row and on sequences, by the rules that ask for a neighbour that is boilerplate where `found`
    /// tells which lines are, else by the others.
    fn on_many_lines(&self, runs: Vec<(usize, usize)>, found: Option<&[bool]>, findings: &mut Vec<Finding>) {
        let takes = |rule: usize| self.ruleset.bounds[rule].asks_found == found.is_some();
        let found = found.unwrap_or_default();
        self.on_paragraphs(takes, found, findings);
        self.on_all_runs(runs, findings);
        self.on_all_sequences(takes, found, findings);
    }

    /// What the rules that speak for content say of the lines that some findings speak of. `asked` tells which lines have been asked before.
    pub fn spares(&self, depth: Depth<'_>, findings: &[Finding], asked: &mut Vec<bool>) -> Vec<Finding> {
        let mut spares = Vec::new();
        let mut ask = |line: usize| {
            asked.resize(self.page.lines().len(), false);
            if !std::mem::replace(&mut asked[line], true) {
                self.ask(Purpose::Spare, line, None, &mut spares, &mut Vec::new());
            }
        };
        if self.is_all(depth) {
            (0..self.page.lines().len()).for_each(ask);
        } else {
            let is_document = |finding: &Finding| self.ruleset.rules[finding.rule].scope == Scope::Document;
            let lines = findings.iter().filter(|finding| !is_document(finding));
            lines.for_each(|finding| self.page.lines_in(finding.span).for_each(&mut ask));
        }
        spares.sort_by_key(|finding| (finding.span, finding.rule));
        spares
    }

    /// All that holds; `found` tells which lines are boilerplate.
    pub fn everything(&self, found: &[bool]) -> Vec<Finding> {
        let mut findings = self.findings(Depth::All);
        findings.append(&mut self.findings_beside(Depth::All, found, None, &findings));
        findings.append(&mut self.spares(Depth::All, &findings, &mut Vec::new()));
        findings
    }

    /// What was seen, for the search of what is left of the page.
    pub fn into_sightings(self) -> Sightings {
        self.sightings
    }

    fn is_all(&self, depth: Depth<'_>) -> bool {
        self.ruleset.asks_all || matches!(depth, Depth::All)
    }

    /// For each line the sum of weights that its hints must come to, to matter.
    fn needs(&self, depth: Depth<'_>, findings: &[Finding]) -> Vec<f64> {
        let lines = self.page.lines();
        let protected = match depth {
            Depth::Decisive(protected) if !self.is_all(depth) => protected,
            _ => return vec![0.0; lines.len()],
        };
        let mut needs = vec![ENOUGH; lines.len()];
        for finding in findings.iter().filter(|finding| finding.whole_lines) {
            let rule = &self.ruleset.rules[finding.rule];
            let line = self.page.lines_in(finding.span).start;
            let is_line = lines.get(line).is_some_and(|line| line.span == finding.span);
            if !is_line || matches!(rule.action, Action::Keep | Action::Flag(_)) {
                continue;
            }
            let is_one_text = matches!(rule.scope, Scope::Line | Scope::Paragraph | Scope::Span(..));
            needs[line] = match rule.weight {
                // Hints say nothing where a rule is sure of the same text.
                weight if weight >= ENOUGH && is_one_text => f64::INFINITY,
                // But where it is sure of more than a text, they let others speak for it.
                weight if weight >= ENOUGH => needs[line].min(0.0),
                weight => needs[line] - weight.max(0.0),
            };
        }
        for &span in protected {
            needs[self.page.lines_in(span)].fill(0.0);
        }
        needs
    }

    /// Adds the hints that hold on a line, if they come to a sum. Those that ask for a neighbour that is boilerplate count where `found` tells
    /// which lines are.
    fn hint(&self, line: usize, need: f64, found: Option<&[bool]>, findings: &mut Vec<Finding>) {
        if need == f64::INFINITY {
            return;
        }
        let unit = Unit::line(self.page, line);
        let shape = unit.shape();
        let kind = self.ruleset.hints.on(shape.words(), shape.ends_sentence());
        if !kind.can_reach(need, found.is_some()) || (found.is_some() && !kind.asks_found) {
            return;
        }
        let lines = line..line + 1;
        let found_near = found.unwrap_or_default();
        let seen = self.seen(line, Purpose::Hint);
        let may_hold = |sighting: &&Sighting| {
            sighting.holds.get() != Some(false) && self.test_place(sighting.rule(), &lines).is_ok()
        };
        let is_beside =
            |sighting: &&Sighting| self.test_beside(sighting.rule(), &unit, &lines, found_near).is_ok();
        let mut sightings: Vec<&Sighting> = seen.rules(false).iter().filter(may_hold).collect();
        if found.is_some() {
            sightings.extend(seen.rules(true).iter().filter(may_hold).filter(is_beside));
        }
        let weight = |sighting: &Sighting| self.ruleset.bounds[sighting.rule()].weight;
        let mut most: f64 = sightings.iter().map(|sighting| weight(sighting)).sum();
        let mut rules = Vec::new();
        for sighting in sightings {
            if !reaches(most, need) {
                return;
            }
            let candidate = Candidate::new(sighting, seen);
            if self.holds(&candidate, &unit, &lines, found_near) {
                rules.push(sighting.rule());
            } else {
                most -= weight(sighting);
            }
        }
        if reaches(most, need) {
            let finding = |rule| Finding { rule, span: unit.span, whole_lines: true, captures: Vec::new() };
            findings.extend(rules.into_iter().map(finding));
        }
    }

    /// The rules of a purpose that may hold on a line.
    fn seen(&self, line: usize, purpose: Purpose) -> &Seen {
        self.sightings.on(line, purpose, || {
            let hits = self.hits(&Unit::line(self.page, line), purpose);
            Seen::new(&hits, |rule| self.ruleset.bounds[rule].asks_found)
        })
    }

    /// The rules of a purpose of which literals stand in a unit, or which need none, and the patterns that can be found, sorted.
    fn hits(&self, unit: &Unit<'_>, purpose: Purpose) -> Vec<(usize, Option<u32>)> {
        let mut hits = Vec::new();
        let prefilter = &self.ruleset.prefilters[purpose as usize];
        prefilter.candidates(unit, |rule, pattern| {
            let fits = || unit.shape().few_words() <= self.ruleset.bounds[rule].max_words;
            if self.reader.takes.has(rule) && fits() {
                hits.push((rule, Some(pattern)));
            }
        });
        for always in prefilter.always() {
            if always.max_words < unit.shape().few_words() {
                break;
            }
            if always.can_begin(unit) && self.reader.takes.has(always.rule) {
                hits.extend(always.patterns.iter().map(|&pattern| (always.rule, Some(pattern))));
                hits.extend(always.patterns.is_empty().then_some((always.rule, None)));
            }
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    /// Adds what holds on a line by the rules of a purpose: those that ask for a neighbour that is boilerplate where `found` tells which
    /// lines are, else the others.
    fn ask(
        &self,
        purpose: Purpose,
        line: usize,
        found: Option<&[bool]>,
        findings: &mut Vec<Finding>,
        runs: &mut Vec<(usize, usize)>,
    ) {
        let seen = self.seen(line, purpose);
        let lines = line..line + 1;
        // A rule is not looked at where its place says no.
        let may_hold = |sighting: &&Sighting| {
            sighting.holds.get() != Some(false) && self.test_place(sighting.rule(), &lines).is_ok()
        };
        for sighting in seen.rules(found.is_some()).iter().filter(may_hold) {
            let (candidate, unit) = (Candidate::new(sighting, seen), Unit::line(self.page, line));
            self.on_line(&candidate, &unit, line, found.unwrap_or_default(), findings, runs);
        }
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
        self.ruleset.rules[rule].audience.test(self.reader.lang.as_deref(), self.reader.host.as_deref())?;
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
        let asks_found = self.ruleset.bounds[rule].asks_found;
        if asks_found && !beside() {
            return false;
        }
        let alone = holds.get().unwrap_or_else(|| self.test_alone(rule, unit, patterns).is_ok());
        holds.set(Some(alone));
        alone && (asks_found || beside())
    }

    fn test_place(&self, rule: usize, lines: &Range<usize>) -> Result<(), Unmet> {
        match self.ruleset.bounds[rule].place {
            Some(place) if !place.holds(lines, self.page) => Err(Unmet::Place(place)),
            _ => Ok(()),
        }
    }

    /// What is asked of a unit wherever it stands.
    fn test_alone(&self, rule: usize, unit: &Unit<'_>, patterns: Option<&[u32]>) -> Result<(), Unmet> {
        let Definition { matcher, unless, repeats, repeats_title, .. } = &*self.ruleset.rules[rule];
        if *repeats_title && !self.repeats_title(unit.folded.text()) {
            return Err(Unmet::Title);
        }
        matcher.as_ref().map_or(Ok(()), |matcher| matcher.test(unit, patterns))?;
        if let Some(asked) = *repeats {
            let site = self.reader.host.as_deref().unwrap_or_default();
            let count = self.repeats.map_or(0, |repeats| repeats.count(site, unit.folded.text()));
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
        let Definition { context, near, unless, .. } = &*self.ruleset.rules[rule];
        if let Some(context) = context {
            context.test(lines, self.page, self.reader.title.as_deref())?;
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
        for lines in self.page.paragraphs().iter().filter(|lines| lines.len() > 1) {
            let span = self.page.span_of(lines.clone());
            let raw = span.slice(self.page.text());
            let (folded, known) = (Folded::new(raw), Known::default());
            let unit = Unit { span, raw, folded: &folded, known: &known };
            let mut rules: Vec<usize> =
                self.hits(&unit, Purpose::Act).into_iter().map(|(rule, _)| rule).collect();
            rules.dedup();
            for rule in rules.into_iter().filter(|&rule| is_asked(rule)) {
                let candidate = Candidate { rule, patterns: None, holds: &Cell::new(None) };
                self.on_unit(&candidate, &unit, lines.clone(), found, findings);
            }
        }
    }

    /// Adds the runs of the lines on which rules hold that ask for some in a row.
    fn on_all_runs(&self, mut lines: Vec<(usize, usize)>, findings: &mut Vec<Finding>) {
        lines.sort_unstable();
        for of_rule in lines.chunk_by(|one, other| one.0 == other.0) {
            let lines: Vec<usize> = of_rule.iter().map(|&(_, line)| line).collect();
            self.on_runs(of_rule[0].0, &lines, findings);
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

    fn on_all_sequences(&self, takes: impl Fn(usize) -> bool, found: &[bool], findings: &mut Vec<Finding>) {
        for &rule in &self.ruleset.sequences {
            if let Scope::Sequence(form) = &self.ruleset.rules[rule].scope
                && takes(rule)
                && self.reader.takes.has(rule)
            {
                self.on_sequences(rule, &sequences(form, self.page), found, findings);
            }
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
        let Some(title) = &self.reader.title else { return false };
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

/// Which lines are some of which something is true, or so near to them.
fn near(lines: &[bool], reach: usize) -> Vec<bool> {
    let mut near = vec![false; lines.len()];
    let mut behind = 0;
    for line in (0..lines.len()).filter(|&line| lines[line]) {
        let end = (line + reach + 1).min(lines.len());
        near[line.saturating_sub(reach).max(behind)..end].fill(true);
        behind = end;
    }
    near
}

/// A rule that may hold on a unit.
struct Candidate<'c> {
    rule: usize,
    /// The patterns that can be found; nothing where that can be any.
    patterns: Option<&'c [u32]>,
    /// Whether it holds, its place and its neighbours aside, once that is known.
    holds: &'c Cell<Option<bool>>,
}

impl<'c> Candidate<'c> {
    fn new(sighting: &'c Sighting, seen: &'c Seen) -> Self {
        Self { rule: sighting.rule(), patterns: Some(seen.patterns(sighting)), holds: &sighting.holds }
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
