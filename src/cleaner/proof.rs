//! The examples of rules become proofs: each is run through the whole engine with all packs loaded.

use std::fmt;

use rayon::prelude::*;

use super::{Cleaner, Miss, Outcome};
use crate::condition::{Repeats, Unit, Unmet};
use crate::decision::{Decision, KeepReason, Limits, Verdict};
use crate::edit::Edit;
use crate::matcher::{Search, Selection};
use crate::rule::{Action, Case, Examples, Pack, Profile, Rule, Scope};
use crate::text::{Document, Page, Span};

/// The article that examples are put into: prose that no rule speaks of.
const ARTICLE: [&str; 5] = [
    "When the last keeper left the lighthouse in October, he carried his bed, two chairs and a parrot down one hundred and \
     twelve steps, because the hoist had been sold for scrap that summer. Nobody in the village below believed that the lamp \
     would burn for long without him.",
    "They were wrong about that. A small motor turns the lens now, a clock lights the lamp at dusk, and a woman from the \
     harbour office climbs up once a month to wipe the salt from the panes. She says that the climb is the best part of her \
     work, and the loneliest.",
    "What has gone is the fog horn. It was so loud that cups moved on the shelves of the inn, and old people claim that they \
     can still tell its note from that of any other on the coast. Ships have better means today, and the horn stands in a shed \
     behind the school.",
    "The keeper lives with his sister in a flat on the third floor, from which he cannot see the water. In the first weeks he \
     woke every night at two, put on his boots and sat on the edge of the bed until it grew light. The parrot, he noticed, \
     did not sleep either.",
    "In spring the two of them went back for an afternoon. The rooms had been painted white, and a glass case in the hall \
     held his own logbook, open at a day in March on which nothing at all had happened. He read the page twice, and then he \
     asked whether he might wind the clock.",
];

/// Where an example is put: before so many paragraphs of the article.
const PLACES: [(usize, &str); 3] = [(0, "at the head"), (3, "in the middle"), (5, "at the end")];

/// Of an example so much is shown.
const SHOWN_CHARS: usize = 120;

/// What came of one example of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Full id of the rule.
    pub rule: String,
    /// What the example is to show.
    pub kind: Kind,
    /// The example: the line, or the text of a case.
    pub text: String,
    /// Whether it shows that, and if not, why.
    pub result: Result<(), String>,
}

/// What an example of a rule is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The rule holds on it, and it goes if the rule is one that acts alone.
    Hit,
    /// No rule touches it.
    Keep,
    /// It is known not to be a hit yet; where it is proved, it can become one.
    Todo,
    /// The whole text comes out as it says.
    Case,
}

impl Proof {
    /// Whether the rule is not as its examples say. A known miss that is missed is no failure.
    pub fn fails(&self) -> bool {
        self.result.is_err() && self.kind != Kind::Todo
    }
}

impl Kind {
    /// The name in rule files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hit => "hits",
            Self::Keep => "keeps",
            Self::Todo => "todo",
            Self::Case => "case",
        }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.text.chars().take(SHOWN_CHARS).collect();
        let more = if shown.len() < self.text.len() { "…" } else { "" };
        write!(f, "{}: {} {shown:?}{more}: ", self.rule, self.kind.name())?;
        match (&self.result, self.kind) {
            (Ok(()), Kind::Todo) => f.write_str("it works now and can become one of `hits`"),
            (Ok(()), _) => f.write_str("proved"),
            (Err(reason), _) => f.write_str(reason),
        }
    }
}

/// What comes of every example of the rules of some packs, in their order, with all `packs` loaded, all categories
/// acting and no limit on what a text may lose.
pub fn prove(packs: &[Pack], of: &[Pack]) -> Vec<Proof> {
    let limits = Limits { min_words: usize::MAX, ..Limits::default() };
    let cleaner = Cleaner::new(packs.to_vec(), &Selection::new(Profile::Body)).with_limits(limits);
    let examples: Vec<(&Rule, Example<'_>)> =
        of.iter().flat_map(|pack| &pack.rules).flat_map(examples).collect();
    let prove = |&(rule, example): &(&Rule, Example<'_>)| {
        let cleaner = knowing(&cleaner, rule, example);
        Proof {
            rule: rule.id.clone(),
            kind: example.kind(),
            text: example.text().to_owned(),
            result: match example {
                Example::Hit(text) | Example::Todo(text) => hit(&cleaner, rule, text),
                Example::Keep(text) => keep(&cleaner, rule, text),
                Example::Case(form) => case(&cleaner, rule, form),
            },
        }
    };
    examples.par_iter().map(prove).collect()
}

/// A cleaner that knows the lines of the example from many pages of its site, where the rule asks for such lines or the case names them.
fn knowing(cleaner: &Cleaner, rule: &Rule, example: Example<'_>) -> Cleaner {
    let own_site = site(rule).unwrap_or_default();
    let repeats = match example {
        Example::Case(Case { repeated, .. }) if repeated.is_empty() => return cleaner.clone(),
        Example::Case(Case { repeated, site, .. }) => {
            let site = site.as_deref().unwrap_or(&own_site);
            Repeats::of_lines(site, repeated.iter().map(String::as_str), u32::MAX)
        }
        Example::Hit(text) | Example::Keep(text) | Example::Todo(text) => match rule.repeats {
            Some(count) => Repeats::of_lines(&own_site, text.lines(), count),
            None => return cleaner.clone(),
        },
    };
    cleaner.clone().with_repeats(repeats)
}

#[derive(Clone, Copy)]
enum Example<'r> {
    Hit(&'r str),
    Keep(&'r str),
    Todo(&'r str),
    Case(&'r Case),
}

fn examples(rule: &Rule) -> impl Iterator<Item = (&Rule, Example<'_>)> {
    let Examples { hits, keeps, todo, cases } = &rule.examples;
    let hits = hits.iter().map(|text| Example::Hit(text));
    let keeps = keeps.iter().map(|text| Example::Keep(text));
    let todo = todo.iter().map(|text| Example::Todo(text));
    hits.chain(keeps).chain(todo).chain(cases.iter().map(Example::Case)).map(move |example| (rule, example))
}

impl<'r> Example<'r> {
    fn kind(self) -> Kind {
        match self {
            Self::Hit(_) => Kind::Hit,
            Self::Keep(_) => Kind::Keep,
            Self::Todo(_) => Kind::Todo,
            Self::Case(_) => Kind::Case,
        }
    }

    fn text(self) -> &'r str {
        match self {
            Self::Hit(text) | Self::Keep(text) | Self::Todo(text) => text,
            Self::Case(case) => &case.input,
        }
    }
}

/// One of the three places must do.
fn hit(cleaner: &Cleaner, rule: &Rule, example: &str) -> Result<(), String> {
    let Some(index) = cleaner.ruleset.index_of(&rule.id) else {
        return Err("the rule is not in use".to_owned());
    };
    let asks_title = rule.repeats_title || rule.context.is_some_and(|context| context.in_title.is_some());
    let title = Some(example).filter(|_| asks_title);
    let mut reasons: Vec<(&str, String)> = Vec::new();
    for (before, place) in PLACES {
        match acts(cleaner, rule, index, &Framed::new(example, before), title) {
            Ok(()) => return Ok(()),
            Err(reason) => reasons.push((place, reason)),
        }
    }
    let (_, first) = &reasons[0];
    if reasons.iter().all(|(_, reason)| reason == first) {
        return Err(first.clone());
    }
    let reasons: Vec<String> = reasons.iter().map(|(place, reason)| format!("{place}: {reason}")).collect();
    Err(reasons.join("; "))
}

/// All three places must do. At the head and at the end a line may be a headline or a teaser whatever it says, so that guesses count
/// in the middle only.
fn keep(cleaner: &Cleaner, rule: &Rule, example: &str) -> Result<(), String> {
    for (before, place) in PLACES {
        let framed = Framed::new(example, before);
        let site = site(rule);
        let outcome = cleaner.clean(&framed.document(rule, site.as_deref(), None));
        let is_inside = before > 0 && before < ARTICLE.len();
        let counts = |edit: &&Edit| {
            is_inside || edit.decisions.iter().any(|&decision| !outcome.decisions[decision].is_guess())
        };
        let mut taken = outcome.edits.iter().filter(|edit| edit.span.overlaps(framed.example));
        if let Some(edit) = taken.find(counts) {
            let took = rule_ids(cleaner, edit.decisions.iter().map(|&decision| &outcome.decisions[decision]));
            return Err(format!("{place}, {took} takes `{}`", edit.span.slice(&framed.text).trim()));
        }
    }
    Ok(())
}

fn case(cleaner: &Cleaner, rule: &Rule, case: &Case) -> Result<(), String> {
    let own_site = site(rule);
    let document = Document {
        text: &case.input,
        site: case.site.as_deref().or(own_site.as_deref()),
        lang: case.lang.as_deref().or(lang(rule)),
        title: case.title.as_deref(),
        ..Document::default()
    };
    let outcome = cleaner.clean(&document);
    if outcome.text != case.output {
        let took = rule_ids(cleaner, outcome.decisions.iter().filter(|decision| decision.verdict.cuts()));
        let took = if took.is_empty() { "no rule acts".to_owned() } else { format!("{took} acts") };
        let mut reason = format!("{}; {took}", difference(&outcome.text, &case.output));
        if let Some(miss) = own_miss(cleaner, rule, &document) {
            reason.push_str(&miss);
        }
        return Err(reason);
    }
    match &case.fields {
        Some(fields) if *fields != outcome.fields => {
            Err(format!("it captures {:?}, not {fields:?}", outcome.fields))
        }
        _ => Ok(()),
    }
}

/// The first line on which a pattern of the rule is found, but the rule does not hold.
fn own_miss(cleaner: &Cleaner, rule: &Rule, document: &Document<'_>) -> Option<String> {
    let is_own = |miss: &&Miss| cleaner.rules()[miss.rule].id == rule.id;
    cleaner.explain(document).iter().find_map(|bill| {
        let miss = bill.misses.iter().find(is_own)?;
        Some(format!("; the rule fails on line {}: {}", bill.line, miss.unmet))
    })
}

/// The first line in which what came out is not what was expected.
fn difference(found: &str, expected: &str) -> String {
    let lines =
        |text: &str| text.split_inclusive('\n').map(str::to_owned).chain([String::new()]).collect::<Vec<_>>();
    let (found, expected) = (lines(found), lines(expected));
    let same = found.iter().zip(&expected).take_while(|(found, expected)| found == expected).count();
    let line = |lines: &[String]| {
        lines
            .get(same)
            .filter(|line| !line.is_empty())
            .map_or("the end".to_owned(), |line| format!("{line:?}"))
    };
    format!("line {} of what comes out is {}, not {}", same + 1, line(&found), line(&expected))
}

/// Whether the rule does on a framed example what it is there for, and if not, why.
fn acts(
    cleaner: &Cleaner,
    rule: &Rule,
    index: usize,
    framed: &Framed,
    title: Option<&str>,
) -> Result<(), String> {
    let site = site(rule);
    let document = framed.document(rule, site.as_deref(), title);
    let outcome = cleaner.clean_and_tell(&document);
    let held = outcome.decisions.iter().find(|decision| holds_on(decision, index, framed.example));
    if rule.weight < 1.0 || matches!(rule.action, Action::Keep | Action::Flag(_)) {
        return if held.is_some() { Ok(()) } else { finds(cleaner, index, framed, &document, &outcome) };
    }
    if let Some(taken) = ARTICLE.iter().find(|paragraph| !outcome.text.contains(*paragraph)) {
        return Err(format!("it takes prose of the article: `{taken}`"));
    }
    let Some(decision) = held else {
        return finds(cleaner, index, framed, &document, &outcome)
            .and(Err("another rule takes it before".to_owned()));
    };
    if !outcome.decisions.iter().any(|other| holds_on(other, index, framed.example) && other.verdict.cuts()) {
        return Err(stays(cleaner, decision));
    }
    let is_whole =
        framed.example.slice(&framed.text).lines().count() == 1 && !matches!(rule.scope, Scope::Span(..));
    match left_of(&outcome, framed) {
        left if is_whole && left.chars().any(char::is_alphanumeric) => Err(format!("of it `{left}` stays")),
        _ => Ok(()),
    }
}

fn holds_on(decision: &Decision, rule: usize, example: Span) -> bool {
    decision.span.overlaps(example) && decision.held.iter().any(|held| held.rule == rule)
}

/// Whether a search of the text finds the rule on the example, and if not, the condition that fails.
fn finds(
    cleaner: &Cleaner,
    rule: usize,
    framed: &Framed,
    document: &Document<'_>,
    outcome: &Outcome<'_>,
) -> Result<(), String> {
    let page = Page::new(document.text);
    let search = Search::new(&cleaner.ruleset, document, &page, cleaner.repeats.as_deref());
    let mut found = vec![false; page.lines().len()];
    let gone = outcome.decisions.iter().filter(|decision| decision.whole_lines);
    gone.flat_map(|decision| &decision.cuts).for_each(|&span| found[page.lines_in(span)].fill(true));
    if search
        .everything(&found)
        .iter()
        .any(|finding| finding.rule == rule && finding.span.overlaps(framed.example))
    {
        return Ok(());
    }
    let miss = |line: usize| {
        search
            .test(rule, &Unit::line(&page, line), line..line + 1, &found)
            .and_then(|()| search.scope(rule, line))
            .err()
    };
    let misses = page.lines_in(framed.example).filter_map(miss);
    let miss = misses.min_by_key(|unmet| *unmet == Unmet::Pattern);
    Err(miss.map_or_else(
        || format!("its scope, {}, is not there", cleaner.rules()[rule].scope.name()),
        |unmet| unmet.to_string(),
    ))
}

/// Why what the rule holds on stays.
fn stays(cleaner: &Cleaner, decision: &Decision) -> String {
    match &decision.verdict {
        Verdict::Keep(KeepReason::Rule(keeper)) => format!("`{}` keeps it", cleaner.rules()[*keeper].id),
        Verdict::Keep(KeepReason::Content) => {
            let against = decision.held.iter().filter(|held| held.weight < 0.0);
            let ids: Vec<String> =
                against.map(|held| format!("`{}`", cleaner.rules()[held.rule].id)).collect();
            format!("{} speaks for content: the weights come to {:.2}", ids.join(", "), decision.score)
        }
        Verdict::Keep(KeepReason::Weak) => format!("the weights come to {:.2}", decision.score),
        Verdict::Keep(KeepReason::Guesses) => "too much of the text would go by guesses".to_owned(),
        Verdict::Keep(KeepReason::Review(_)) => "a review keeps it".to_owned(),
        Verdict::Keep(KeepReason::Sentence) => "a sentence goes on after it".to_owned(),
        Verdict::Keep(KeepReason::Protected) => "it is no prose".to_owned(),
        Verdict::Keep(KeepReason::Guarded(_)) => "the rules never settle on it".to_owned(),
        Verdict::Flag(_) => "it is only flagged".to_owned(),
        Verdict::Remove | Verdict::Capture | Verdict::Replace(_) => "it goes".to_owned(),
    }
}

/// What stays of the example.
fn left_of(outcome: &Outcome<'_>, framed: &Framed) -> String {
    let Span { start, end } = framed.example;
    let mut left = String::new();
    let mut at = start;
    for edit in outcome.edits.iter().filter(|edit| edit.span.overlaps(framed.example)) {
        left.push_str(Span::new(at, edit.span.start.clamp(at, end)).slice(&framed.text));
        at = edit.span.end.clamp(at, end);
    }
    left.push_str(Span::new(at, end).slice(&framed.text));
    left
}

/// The rules that hold by some decisions, each once.
fn rule_ids<'d>(cleaner: &Cleaner, decisions: impl Iterator<Item = &'d Decision>) -> String {
    let mut rules: Vec<usize> = decisions
        .flat_map(|decision| &decision.held)
        .filter(|held| held.weight > 0.0)
        .map(|held| held.rule)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules.iter().map(|&rule| format!("`{}`", cleaner.rules()[rule].id)).collect::<Vec<_>>().join(" with ")
}

/// An example in the article.
struct Framed {
    text: String,
    example: Span,
}

impl Framed {
    fn new(example: &str, paragraphs_before: usize) -> Self {
        let mut paragraphs = ARTICLE.to_vec();
        let start =
            paragraphs.iter().take(paragraphs_before).map(|paragraph| paragraph.len() + "\n\n".len()).sum();
        let example = example.trim_matches(['\n', '\r']);
        paragraphs.insert(paragraphs_before, example);
        Self { text: paragraphs.join("\n\n") + "\n", example: Span::new(start, start + example.len()) }
    }

    /// The document that a rule meets it in.
    fn document<'d>(&'d self, rule: &'d Rule, site: Option<&'d str>, title: Option<&'d str>) -> Document<'d> {
        Document { text: &self.text, lang: lang(rule), site, title, ..Document::default() }
    }
}

fn lang(rule: &Rule) -> Option<&str> {
    rule.audience.lang.first().map(String::as_str)
}

/// A host that the rule is for.
fn site(rule: &Rule) -> Option<String> {
    let site = String::from(rule.audience.site.first()?.clone());
    Some(site.strip_prefix("*.").map_or_else(|| site.clone(), |parent| format!("news.{parent}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Source, read_packs};

    fn proofs(rules: &str) -> Vec<(Kind, Result<(), String>)> {
        let text = format!("deboil = 1\n[defaults]\ncategory = \"promo/x\"\n{rules}");
        let source = Source { name: "own".to_owned(), path: "own.toml".to_owned(), text };
        let packs = read_packs(&[], &[source]).unwrap();
        prove(&packs, &packs).into_iter().map(|proof| (proof.kind, proof.result)).collect()
    }

    #[test]
    fn no_built_in_rule_touches_the_article() {
        let article = ARTICLE.join("\n\n");
        let cleaner = Cleaner::new(crate::builtin::packs(), &Selection::new(Profile::Body));
        assert!(ARTICLE.iter().all(|paragraph| crate::text::count_words(paragraph) > 40));
        assert_eq!(cleaner.clean(&Document::new(&article)).decisions, []);
    }

    #[test]
    fn proves_hits_keeps_and_cases() {
        let rule = r#"
            [[rule]]
            id = "a"
            title = "A"
            where = { last = 1 }
            match = { prefix = ["Read more:"] }
            hits = ["Read more: Five charts"]
            keeps = ["To read more: buy."]
            todo = ["Read more: today", "Read on"]
            case = [{ in = "Read more: x\n", out = "" }, { in = "x\n", out = "" }]
        "#;
        let is_proved: Vec<(Kind, bool)> =
            proofs(rule).into_iter().map(|(kind, result)| (kind, result.is_ok())).collect();
        let expected = [
            (Kind::Hit, true),
            (Kind::Keep, true),
            (Kind::Todo, true),
            (Kind::Todo, false),
            (Kind::Case, true),
            (Kind::Case, false),
        ];
        assert_eq!(is_proved, expected);
    }

    #[test]
    fn says_why_a_hit_is_none_and_who_took_what_stays() {
        let rules = r#"
            [[rule]]
            id = "taker"
            title = "Taker"
            match = { contains = ["kept"], words = { max = 3 } }
            hits = ["a kept line of words", "another"]
            keeps = ["kept words"]
        "#;
        let reasons: Vec<String> = proofs(rules).into_iter().filter_map(|(_, result)| result.err()).collect();
        let expected = [
            "the number of words is 5, not 3 or less",
            "no pattern is found",
            "at the head, `own/taker` takes `kept words`",
        ];
        assert_eq!(reasons, expected);
    }
}
