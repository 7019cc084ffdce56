//! A document is searched, decided on and cut, again until nothing more goes.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Cleaner, Outcome, captured_fields};
use crate::condition::Repeats;
use crate::decision::{Decision, Guarded, KeepReason, Limits, Verdict, decide, heed};
use crate::edit::{Cut, Pieces, apply, cuts};
use crate::matcher::{Depth, Finding, Ruleset, Search, Sightings};
use crate::review::{Found, Matches};
use crate::text::{Document, Lines, Page, Span, count_words, protected_spans};

/// What goes can bring more into reach: a text that is not settled after so many rounds is left alone.
const MAX_ROUNDS: usize = 12;
/// Within a round, lines beside boilerplate become boilerplate themselves, in so many steps at most.
const MAX_STEPS: usize = 8;

/// What came of a document. Weak evidence, of which nothing comes, is told of where it is asked for.
pub(super) fn clean<'a>(cleaner: &Cleaner, document: &Document<'a>, tells_weak: bool) -> Outcome<'a> {
    let limits = cleaner.limits;
    let review = cleaner.review.as_ref().map(|review| review.matches(document)).unwrap_or_default();
    let keeps = |found: &Found| found.keeps;
    let mut heeds: Vec<Found> = review.found.iter().copied().filter(keeps).collect();
    let mut settled = settled_by(cleaner, document, Settled::new(document.text), &heeds, tells_weak);
    // What is left may have fewer texts like one that a person keeps: it is asked as a second cleaning would.
    for _ in 0..MAX_ROUNDS {
        let again = cleaner.review.as_ref().map(|review| {
            let left = Document { text: &settled.text, ..document.clone() };
            let found = review.matches(&left).found.into_iter().filter(keeps);
            found.map(|found| found.moved(|span| settled.pieces.original_span(span))).collect::<Vec<_>>()
        });
        let Some(again) = again.filter(|again| *again != heeds) else { break };
        heeds = again;
        settled = settled_by(cleaner, document, settled, &heeds, tells_weak);
    }
    let guarded = match (settled.is_done, &settled.text) {
        (false, _) => Some(Guarded::Unsettled),
        (true, Cow::Borrowed(_)) => None,
        (true, Cow::Owned(left)) => check(limits, document.text, left).err(),
    };
    let mut outcome = outcome(document.text, settled.pieces, settled.decisions, guarded);
    outcome.review = review;
    outcome.tell_of_what_stays();
    outcome
}

/// Goes on from a start until nothing more goes, by guesses where those are few.
fn settled_by<'a>(
    cleaner: &Cleaner,
    document: &Document<'a>,
    start: Settled<'a>,
    heeds: &[Found],
    tells_weak: bool,
) -> Settled<'a> {
    let settle = |start, follows_guesses| {
        let wish = Wish { follows_guesses, tells_weak, heeds };
        settle(&cleaner.ruleset, cleaner.repeats.as_deref(), document, start, wish)
    };
    let allows = |settled: &Settled<'_>, text: &str| {
        let guessed = settled.guessed_words(document.text);
        guessed == 0 || settled.is_done && cleaner.limits.allows_guesses(count_words(text), guessed)
    };
    let mut settled = settle(start.clone(), true);
    if !allows(&settled, document.text) {
        settled = settle(start, false);
        // What the sure rules leave may have fewer guesses; it is asked as if it were the document, as a second cleaning would.
        let guessing = settle(settled.clone(), true);
        if allows(&guessing, &settled.text) {
            settled = guessing;
        }
    }
    settled
}

/// What rounds of search and cuts have come to.
#[derive(Clone)]
pub(super) struct Settled<'a> {
    pub(super) pieces: Pieces<'a>,
    /// With places in the original.
    pub(super) decisions: Vec<Decision>,
    /// The text that is left.
    text: Cow<'a, str>,
    /// Whether nothing more goes.
    is_done: bool,
}

impl<'a> Settled<'a> {
    /// The text before the first round.
    pub(super) fn new(text: &'a str) -> Self {
        Self { pieces: Pieces::new(text), decisions: Vec::new(), text: Cow::Borrowed(text), is_done: false }
    }

    fn guessed_words(&self, original: &str) -> usize {
        let guesses = self.decisions.iter().filter(|decision| decision.is_guess());
        guesses.flat_map(|decision| &decision.cuts).map(|span| count_words(span.slice(original))).sum()
    }
}

/// What is wanted of a way through.
#[derive(Clone, Copy)]
pub(super) struct Wish<'r> {
    /// Whether text goes of which no single rule is sure.
    pub(super) follows_guesses: bool,
    /// Whether weak evidence is told of, of which nothing comes.
    pub(super) tells_weak: bool,
    /// What people decided, with places in the original.
    pub(super) heeds: &'r [Found],
}

/// Goes on from a start until nothing more goes.
pub(super) fn settle<'a>(
    ruleset: &Ruleset,
    repeats: Option<&Repeats>,
    document: &Document<'a>,
    start: Settled<'a>,
    wish: Wish<'_>,
) -> Settled<'a> {
    let Settled { mut pieces, mut decisions, mut text, .. } = start;
    // What was kept is decided anew; it stands at the end, so that edits name the others as before.
    while decisions.pop_if(|decision| !decision.verdict.cuts()).is_some() {}
    // The texts of all rounds stay, for what is known of a line is kept.
    let texts: [OnceCell<Cow<'_, str>>; MAX_ROUNDS] = Default::default();
    let mut before = Before { page: Page::new(""), sightings: Sightings::default(), places: Vec::new() };
    for round_text in &texts {
        let mut page = Page::new(round_text.get_or_init(|| text.clone()));
        let earlier = before.lines_of(&page);
        page.take_known(&mut before.page, |line| earlier.get(line).copied()?);
        let seen = std::mem::take(&mut before.sightings);
        let search =
            Search::again(ruleset, document, &page, repeats, seen, |line| earlier.get(line).copied()?);
        let round = decisions_on(&search, ruleset, document, &page, &pieces, wish);
        let cuts = cuts(&page, ruleset.rules(), &round);
        let sightings = search.into_sightings();
        before = Before { sightings, places: places_after(&page, &cuts), page };
        let settled = cuts.is_empty();
        let mut index = vec![0; round.len()];
        for (at, mut decision) in round.into_iter().enumerate() {
            index[at] = decisions.len();
            if decision.verdict.cuts() || settled {
                place_in_original(&mut decision, &pieces);
                decisions.push(decision);
            }
        }
        if settled {
            return Settled { pieces, decisions, text, is_done: true };
        }
        pieces.cut(cuts.iter().map(|cut| {
            let from = cut.decisions.iter().map(|&at| index[at]).collect();
            (cut.span, cut.with.as_str(), from)
        }));
        text = Cow::Owned(pieces.text());
    }
    Settled { pieces, decisions, text, is_done: false }
}

/// What is known of the page of the round before.
struct Before<'t> {
    page: Page<'t>,
    sightings: Sightings,
    /// For each of its lines where it stands now, if it is as it was.
    places: Vec<Option<Span>>,
}

impl Before<'_> {
    /// For each line of a page the line that it was.
    fn lines_of(&self, page: &Page<'_>) -> Vec<Option<usize>> {
        let mut places =
            self.places.iter().enumerate().filter_map(|(line, place)| Some((line, (*place)?))).peekable();
        let line_at = |span: Span| {
            while places.next_if(|(_, place)| place.start < span.start).is_some() {}
            places.next_if(|(_, place)| *place == span).map(|(line, _)| line)
        };
        page.lines().iter().map(|line| line.span).map(line_at).collect()
    }
}

/// For each line of a page where it stands after some cuts, if none touches it.
fn places_after(page: &Page<'_>, cuts: &[Cut]) -> Vec<Option<Span>> {
    let mut cuts = cuts.iter().peekable();
    let (mut removed, mut added) = (0, 0);
    let place = |span: Span| {
        while let Some(cut) = cuts.next_if(|cut| cut.span.end <= span.start) {
            removed += cut.span.len();
            added += cut.with.len();
        }
        let is_cut = cuts.peek().is_some_and(|cut| cut.span.overlaps(span));
        (!is_cut).then(|| Span::new(span.start + added - removed, span.end + added - removed))
    };
    page.lines().iter().map(|line| line.span).map(place).collect()
}

/// What is decided on a page, with those lines that are boilerplate only beside other boilerplate.
fn decisions_on(
    search: &Search<'_, '_>,
    ruleset: &Ruleset,
    document: &Document<'_>,
    page: &Page<'_>,
    pieces: &Pieces<'_>,
    wish: Wish<'_>,
) -> Vec<Decision> {
    let protected = if document.is_markdown { protected_spans(page.text()) } else { Vec::new() };
    let depth = if wish.tells_weak { Depth::All } else { Depth::Decisive(&protected) };
    let decide = |findings: &[Finding], spares: &[Finding]| {
        let mut decisions = decide(page, ruleset.rules(), findings.iter().chain(spares), &protected);
        let guesses = |decision: &&mut Decision| decision.verdict.cuts() && decision.is_guess();
        if !wish.follows_guesses {
            decisions.iter_mut().filter(guesses).for_each(|guess| guess.keep(KeepReason::Guesses));
        }
        decisions.retain(|decision| wish.tells_weak || decision.verdict != Verdict::Keep(KeepReason::Weak));
        decisions
    };
    let mut findings = search.findings(depth);
    let mut asked = Vec::new();
    let mut spares = search.spares(depth, &findings, &mut asked);
    let mut decisions = decide(&findings, &spares);
    let mut found = vec![false; page.lines().len()];
    let mut fresh: Option<Vec<bool>> = None;
    for _ in 0..MAX_STEPS {
        let before = found.clone();
        // A guess beside a guess would lead from line to line: only what is sure counts as a neighbour.
        let sure = decisions.iter().filter(|decision| decision.whole_lines && !decision.is_guess());
        let lines = sure.flat_map(|decision| &decision.cuts);
        lines.for_each(|&span| found[page.lines_in(span)].fill(true));
        if found == before {
            break;
        }
        if let Some(fresh) = &mut fresh {
            let is_new = found.iter().zip(&before).map(|(&now, &before)| now && !before);
            fresh.iter_mut().zip(is_new).for_each(|(fresh, is_new)| *fresh |= is_new);
        }
        let mut more = search.findings_beside(depth, &found, fresh.as_deref(), &findings);
        if more.is_empty() {
            break;
        }
        let fresh = fresh.insert(vec![false; found.len()]);
        for finding in &more {
            fresh[page.lines_in(finding.span)].fill(true);
        }
        spares.append(&mut search.spares(depth, &more, &mut asked));
        findings.append(&mut more);
        decisions = decide(&findings, &spares);
    }
    // What a person keeps still counts as a neighbour: nothing else stays for it.
    heed(page, &mut decisions, wish.heeds, |span| pieces.original_span(span));
    decisions
}

fn place_in_original(decision: &mut Decision, pieces: &Pieces<'_>) {
    decision.span = pieces.original_span(decision.span);
    let spans = decision.cuts.iter_mut().chain(decision.captures.iter_mut().map(|capture| &mut capture.span));
    spans.for_each(|span| *span = pieces.original_span(*span));
}

fn check(limits: Limits, original: &str, left: &str) -> Result<(), Guarded> {
    let words = count_words(original);
    limits.check(words, words.saturating_sub(count_words(left)))
}

fn outcome<'a>(
    original: &'a str,
    pieces: Pieces<'_>,
    mut decisions: Vec<Decision>,
    guarded: Option<Guarded>,
) -> Outcome<'a> {
    let lines = Lines::new(if decisions.is_empty() { "" } else { original });
    for decision in &mut decisions {
        decision.line = lines.line(decision.span.start);
        if let Some(reason) = guarded.filter(|_| decision.verdict.cuts()) {
            decision.keep(KeepReason::Guarded(reason));
        }
    }
    let mut edits = if guarded.is_some() { Vec::new() } else { pieces.into_edits() };
    let mut order: Vec<usize> = (0..decisions.len()).collect();
    order.sort_by_key(|&at| (decisions[at].span, at));
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
    edits.iter_mut().flat_map(|edit| &mut edit.decisions).for_each(|decision| *decision = place[*decision]);
    let decisions: Vec<Decision> = order.into_iter().map(|at| decisions[at].clone()).collect();
    let text = if edits.is_empty() { Cow::Borrowed(original) } else { Cow::Owned(apply(original, &edits)) };
    let fields = captured_fields(&decisions, original);
    Outcome { text, edits, decisions, fields, guarded, review: Matches::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::Selection;
    use crate::rule::{Profile, Source, read_packs};

    #[test]
    fn leaves_out_guesses_that_do_not_settle_and_cuts_what_is_sure() {
        let rule = |id: &str, more: &str| {
            format!("[[rule]]\nid = \"{id}\"\ntitle = \"A line\"\nhits = [\"a\"]\nkeeps = [\"b\"]\n{more}\n")
        };
        let last = "weight = 0.6\nwhere = { last = 1 }\nmatch = { words = { max = 2 } }";
        let text = [
            "deboil = 1\n[defaults]\ncategory = \"nav/teaser\"\n".to_owned(),
            rule("sure", "match = { line = [\"read more\"] }"),
            rule("hint", last),
            rule("second-hint", last),
        ];
        let source = Source {
            name: "any/tail".to_owned(),
            path: "rules/any/tail.toml".to_owned(),
            text: text.concat(),
        };
        let packs = read_packs(&[], &[source]).expect("the pack can be read");
        let cleaner = Cleaner::new(packs, &Selection::new(Profile::Body));
        let prose =
            "It rained all week, and nobody went down to the landing before the evening bell was rung.\n"
                .repeat(20);
        let tail = |lines| "tail\n".repeat(lines);

        let few = format!("{prose}Read more\n{}", tail(MAX_ROUNDS - 2));
        assert_eq!(cleaner.clean(&Document::new(&few)).text, prose);
        let many = format!("{prose}Read more\n{}", tail(MAX_ROUNDS + 2));
        let outcome = cleaner.clean(&Document::new(&many));
        assert_eq!(outcome.guarded, None);
        assert_eq!(outcome.text, format!("{prose}{}", tail(MAX_ROUNDS + 2)));
    }
}
