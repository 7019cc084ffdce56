//! The text of an entry is found again in a document, wherever it has moved to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Answer, Entry};
use crate::text::{Folded, Page, Span};

/// So many characters of what stands before and after a text tell it from others like it.
const CONTEXT_CHARS: usize = 48;
/// A text of at least so many words that is gone is thought to be one of which this share of the words is the same.
const NEAR_WORDS: usize = 6;
const NEAR_SHARE: f64 = 0.8;
/// At so many places of an edited text its part is looked for.
const PLACES: usize = 64;

/// A text that an entry is about, in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The entry, by its index.
    pub entry: usize,
    /// The line of the file that the entry begins on.
    pub line: usize,
    /// Where the text stands.
    pub span: Span,
    /// What of its lines goes where rules act on it; nothing where all of it stays.
    pub goes: Option<Span>,
    /// Whether rules may not remove it, or not all of it.
    pub keeps: bool,
    /// Whether the words are not all those of the entry.
    pub is_changed: bool,
}

impl Found {
    /// The same with its places in another text.
    pub(crate) fn moved(self, to: impl Fn(Span) -> Span) -> Self {
        Self { span: to(self.span), goes: self.goes.map(to), ..self }
    }
}

/// The text of a stretch of a page as entries have it, and whether it is a part of a line.
pub fn text_of(page: &Page<'_>, span: Span, whole_lines: bool) -> (String, bool) {
    let raw = span.slice(page.text()).trim();
    if whole_lines {
        let folded: Vec<&str> = page.lines_in(span).map(|line| page.folded(line).text()).collect();
        let text = folded.join("\n");
        return (if text.trim().is_empty() { raw.to_owned() } else { text }, false);
    }
    // A part is found in the folded view of its line, or else as it is written.
    let folded = Folded::new(raw).text().to_owned();
    let is_found =
        !folded.is_empty() && in_lines(page, &folded).iter().any(|found| found.span.overlaps(span));
    (if is_found { folded } else { raw.to_owned() }, true)
}

/// The end of what stands before a stretch of a page and the beginning of what stands after it, without what is in `cuts`.
pub fn context_of(page: &Page<'_>, span: Span, cuts: &[Span]) -> (String, String) {
    let lines = page.lines_in(span);
    let around = page.span_of(lines.clone());
    let above = Some(Span::new(around.start.min(span.start), span.start)).into_iter();
    let mut above = above.chain((0..lines.start).rev().map(|line| page.lines()[line].span));
    let below = Some(Span::new(span.end, around.end.max(span.end))).into_iter();
    let mut below = below.chain((lines.end..page.lines().len()).map(|line| page.lines()[line].span));
    let left = |span: Span| left_of(page.text(), span, cuts);
    let before = above.find_map(|span| left(span).pop()).unwrap_or_default();
    let after = below.find_map(|span| left(span).into_iter().next()).unwrap_or_default();
    (last_of(&before).to_owned(), first_of(&after).to_owned())
}

/// What rules see of the pieces that cuts leave of a stretch, where they see anything.
fn left_of(text: &str, span: Span, cuts: &[Span]) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut at = span.start;
    for cut in cuts.iter().filter(|cut| cut.overlaps(span)).copied().chain([Span::new(span.end, span.end)]) {
        pieces.push(Folded::new(Span::new(at, cut.start.max(at)).slice(text)).text().to_owned());
        at = cut.end.max(at);
    }
    pieces.retain(|piece| piece.contains(char::is_alphanumeric));
    pieces
}

/// Where the text of an entry stands in a page.
pub(super) fn find(page: &Page<'_>, entry: &Entry) -> Vec<Span> {
    let mut candidates =
        if entry.part { in_lines(page, &entry.text) } else { whole_lines(page, &entry.text) };
    if candidates.is_empty() {
        candidates = written(page, &entry.text);
    }
    if entry.answer != Answer::Never {
        keep_fitting(page, entry, &mut candidates);
    }
    candidates.into_iter().map(|candidate| candidate.span).collect()
}

/// Where lines stand that are those of an entry but for a few words.
pub(super) fn find_near(page: &Page<'_>, entry: &Entry) -> Vec<Span> {
    if entry.part { Vec::new() } else { near(page, &entry.text) }
}

/// Of several like it, those between what stood before and after it; all of them where nothing tells them apart.
fn keep_fitting(page: &Page<'_>, entry: &Entry, candidates: &mut Vec<Candidate>) {
    let fits: Vec<usize> =
        candidates.iter().map(|candidate| candidate.fits(page, &entry.before, &entry.after)).collect();
    let best = fits.iter().max().copied();
    let mut fits = fits.into_iter();
    candidates.retain(|_| fits.next() == best);
}

/// What is left of an edited text where the part is gone already.
pub(super) fn find_rest(page: &Page<'_>, entry: &Entry, goes: &str) -> Vec<Span> {
    if entry.part { rest_of_part(page, entry, goes) } else { rest_of_lines(page, &entry.text, goes) }
}

fn rest_of_part(page: &Page<'_>, entry: &Entry, goes: &str) -> Vec<Span> {
    let gone = Folded::new(goes).text().to_owned();
    if gone.is_empty() {
        return Vec::new();
    }
    // Wherever in the text the part stood, and with or without a blank where it closed.
    let rests = entry.text.match_indices(&gone).take(PLACES).flat_map(|(at, _)| {
        let left = Span::new(0, at).slice(&entry.text).trim();
        let right = Span::new(at + gone.len(), entry.text.len()).slice(&entry.text).trim();
        [format!("{left} {right}"), format!("{left}{right}")]
    });
    let rests: BTreeSet<String> =
        rests.map(|rest| rest.trim().to_owned()).filter(|rest| !rest.is_empty()).collect();
    let mut rest: Vec<Candidate> = rests.iter().flat_map(|rest| in_lines(page, rest)).collect();
    keep_fitting(page, entry, &mut rest);
    rest.into_iter().map(|rest| rest.span).collect()
}

fn rest_of_lines(page: &Page<'_>, text: &str, goes: &str) -> Vec<Span> {
    let (all, gone) = (letters(text), letters(Folded::new(goes).text()));
    if gone.is_empty() || gone.len() >= all.len() {
        return Vec::new();
    }
    let rests = all.match_indices(&gone).take(PLACES).map(|(at, _)| {
        Span::new(0, at).slice(&all).to_owned() + Span::new(at + gone.len(), all.len()).slice(&all)
    });
    let rests: BTreeSet<String> = rests.collect();
    let lines: Vec<String> = (0..page.lines().len()).map(|line| letters(page.folded(line).text())).collect();
    let ends_at = |start: usize, rest: &str| {
        let mut joined = String::new();
        for (line, letters) in lines.iter().enumerate().skip(start) {
            joined.push_str(letters);
            if joined.len() >= rest.len() {
                return (joined == rest && !lines[start].is_empty()).then_some(line + 1);
            }
        }
        None
    };
    let from = |start: usize| rests.iter().find_map(|rest| Some(page.span_of(start..ends_at(start, rest)?)));
    (0..lines.len()).filter_map(from).collect()
}

/// The part of the lines of a stretch that an edit is about.
pub(super) fn find_part(page: &Page<'_>, span: Span, goes: &str) -> Option<Span> {
    let around = page.span_of(page.lines_in(span)).join(span);
    let places = around.slice(page.text()).match_indices(goes);
    let places: Vec<Span> =
        places.map(|(at, found)| Span::new(at, at + found.len()).shift(around.start)).collect();
    let inside = places
        .iter()
        .find(|place| span.contains(**place))
        .or_else(|| places.iter().find(|place| place.overlaps(span)));
    inside.copied().or_else(|| {
        let folded = Folded::new(goes).text().to_owned();
        let parts = if folded.is_empty() { Vec::new() } else { in_lines(page, &folded) };
        parts.into_iter().map(|part| part.span).find(|part| part.overlaps(span))
    })
}

/// A place at which a text stands.
struct Candidate {
    span: Span,
    lines: Range<usize>,
    /// What stands before and after it in its line.
    beside: [String; 2],
}

impl Candidate {
    fn of(page: &Page<'_>, span: Span) -> Self {
        let lines = page.lines_in(span);
        let around = page.span_of(lines.clone());
        let beside = [
            Span::new(around.start.min(span.start), span.start),
            Span::new(span.end, around.end.max(span.end)),
        ];
        let beside = beside.map(|beside| Folded::new(beside.slice(page.text())).text().to_owned());
        Self { span, lines, beside }
    }

    /// How much of what stood around it stands there still: what was before it somewhere before, what was after it somewhere after, so that lines
    /// which come and go between them change nothing.
    fn fits(&self, page: &Page<'_>, before: &str, after: &str) -> usize {
        let [left, right] = &self.beside;
        let above = (0..self.lines.start).rev().map(|line| page.folded(line).text());
        let below = (self.lines.end..page.lines().len()).map(|line| page.folded(line).text());
        let is_before = before.is_empty()
            || std::iter::once(left.as_str()).chain(above).any(|text| text.contains(before));
        let is_after =
            after.is_empty() || std::iter::once(right.as_str()).chain(below).any(|text| text.contains(after));
        usize::from(is_before) + usize::from(is_after)
    }
}

/// Runs of lines that have this text.
fn whole_lines(page: &Page<'_>, text: &str) -> Vec<Candidate> {
    let wanted: Vec<&str> = text.split('\n').collect();
    let is_there = |start: &usize| {
        wanted.iter().enumerate().all(|(at, wanted)| page.folded(start + at).text() == *wanted)
    };
    let starts = 0..(page.lines().len() + 1).saturating_sub(wanted.len());
    starts
        .filter(is_there)
        .map(|start| Candidate::of(page, page.span_of(start..start + wanted.len())))
        .collect()
}

/// Parts of lines that have this text.
fn in_lines(page: &Page<'_>, text: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (at, line) in page.lines().iter().enumerate() {
        let folded = page.folded(at);
        let ranges = folded.text().match_indices(text).map(|(start, part)| start..start + part.len());
        let spans = ranges.map(|range| folded.original(range).shift(line.span.start));
        found.extend(spans.filter(|span| !span.is_empty()).map(|span| Candidate::of(page, span)));
    }
    found
}

/// Places at which a text is written as it is.
fn written(page: &Page<'_>, text: &str) -> Vec<Candidate> {
    let places = page.text().match_indices(text).map(|(at, found)| Span::new(at, at + found.len()));
    places.filter(|span| !span.is_empty()).map(|span| Candidate::of(page, span)).collect()
}

/// The run of lines that has most words of a text, if nearly all are the same.
fn near(page: &Page<'_>, text: &str) -> Vec<Span> {
    let wanted = counted(text);
    let (count, height) = (text.split_whitespace().count(), text.split('\n').count());
    if count < NEAR_WORDS {
        return Vec::new();
    }
    let lines: Vec<usize> =
        (0..page.lines().len()).map(|line| page.folded(line).text().split_whitespace().count()).collect();
    #[allow(clippy::cast_precision_loss)] // Numbers of words.
    let share = |start: usize| {
        let words: usize = lines.iter().skip(start).take(height).sum();
        if words > 2 * count || count > 2 * words {
            return 0.0;
        }
        let mut left = wanted.clone();
        let run = (start..start + height).flat_map(|line| page.folded(line).text().split_whitespace());
        let same = run.filter(|word| {
            left.get_mut(*word).is_some_and(|left| std::mem::replace(left, left.saturating_sub(1)) > 0)
        });
        2.0 * same.count() as f64 / (words + count) as f64
    };
    let starts = 0..(lines.len() + 1).saturating_sub(height);
    let best = starts.map(|start| (share(start), start)).filter(|(share, _)| *share >= NEAR_SHARE);
    let best = best.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, start)| page.span_of(start..start + height)).into_iter().collect()
}

fn counted(text: &str) -> BTreeMap<&str, usize> {
    let mut words = BTreeMap::new();
    text.split_whitespace().for_each(|word| *words.entry(word).or_default() += 1);
    words
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The last words of a text.
fn last_of(text: &str) -> &str {
    let Some((at, _)) = text.char_indices().rev().nth(CONTEXT_CHARS) else { return text };
    let tail = Span::new(at, text.len()).slice(text);
    tail.split_once(' ').map_or(tail, |(_, words)| words)
}

/// The first words of a text.
fn first_of(text: &str) -> &str {
    let Some((at, _)) = text.char_indices().nth(CONTEXT_CHARS) else { return text };
    let head = Span::new(0, at).slice(text);
    head.rsplit_once(' ').map_or(head, |(words, _)| words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Scope;

    fn entry(text: &str, before: &str, after: &str) -> Entry {
        Entry {
            scope: Scope::Document("d".to_owned()),
            rule: "r".to_owned(),
            text: text.to_owned(),
            part: false,
            before: before.to_owned(),
            after: after.to_owned(),
            answer: Answer::Reject,
            note: None,
        }
    }

    fn places(text: &str, entry: &Entry) -> Vec<usize> {
        find(&Page::new(text), entry).into_iter().map(|span| span.start).collect()
    }

    #[test]
    fn finds_a_text_by_what_rules_see_of_it() {
        let page = "It rained.\n\n» **Read\u{a0}More:**  Why\n\nIt snowed.\n";
        assert_eq!(places(page, &entry("read more: why", "", "")), [12]);
        assert_eq!(places(page, &entry("it rained.\nread more: why", "", "")), [0]);
        assert!(places(page, &entry("it hailed.", "", "")).is_empty());
    }

    #[test]
    fn tells_like_lines_apart_by_what_stands_around_them() {
        let page = "a.\nAdvertisement\nb.\nX\nAdvertisement\nc.\n";
        let at = |before, after| places(page, &entry("advertisement", before, after));
        assert_eq!(at("a.", "b."), [3]);
        assert_eq!(at("b.", "c."), [22], "whatever stands between them");
        assert_eq!(at("gone", "b."), [3], "one neighbour is enough");
        assert_eq!(at("gone", "gone too"), [3, 22], "where nothing tells them apart, all are meant");
    }

    #[test]
    fn finds_a_part_of_a_line_and_the_rest_of_an_edited_one() {
        let page = Page::new("The ferry sails. (Read more: Why) It is late.\n");
        let part = Entry { part: true, ..entry("(read more: why)", "the ferry sails.", "it is late.") };
        let spans = find(&page, &part);
        assert_eq!(spans[0].slice(page.text()), "(Read more: Why)");
        assert_eq!(find_part(&page, spans[0], "Read more").map(|span| span.start), Some(18));
        let edited = entry("the ferry sails. sign up! (read more: why) it is late.", "", "");
        assert_eq!(find_rest(&page, &edited, "Sign up!")[0].slice(page.text()).len(), 45);
        let edited =
            Entry { part: true, ..entry("(read more: why, why)", "the ferry sails.", "it is late.") };
        assert_eq!(find_rest(&page, &edited, ", why")[0].slice(page.text()), "(Read more: Why)");
    }

    #[test]
    fn knows_a_text_in_which_a_word_was_mended() {
        let page = Page::new("It rained.\n\nThe baker on the esat bank sells bread to nobody at all.\n");
        let near = |text| find_near(&page, &entry(text, "", "")).len();
        assert_eq!(near("the baker on the east bank sells bread to nobody at all."), 1);
        assert_eq!(near("the smith of the west sells nails to many at fairs."), 0);
    }

    #[test]
    fn context_is_what_stays() {
        let text = "It rained all week.\nRead more: A\nRead more: B\nIt snowed (read more: C) on the hill.\n";
        let page = Page::new(text);
        let gone = |part: &str| Span::new(text.find(part).unwrap(), text.find(part).unwrap() + part.len());
        let cuts = [gone("Read more: A"), gone("Read more: B"), gone("(read more: C)")];
        let around = |span| context_of(&page, span, &cuts);
        assert_eq!(around(cuts[1]), ("it rained all week.".into(), "it snowed".into()));
        assert_eq!(around(cuts[2]), ("it snowed".into(), "on the hill.".into()));
    }
}
