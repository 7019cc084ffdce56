//! What may hold on the lines of a page, kept over rounds of cuts: a line that stays as it is need not be read again.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use crate::rule::Purpose;

/// For each line of a page the rules that may hold on it, by their purpose, as far as they have been asked for.
#[derive(Debug, Default)]
pub struct Sightings(Vec<[OnceCell<Seen>; 3]>);

/// The rules of a purpose that may hold on a line.
#[derive(Debug, Default)]
pub(super) struct Seen {
    list: Vec<Sighting>,
    patterns: Vec<u32>,
}

/// A rule that may hold on a line.
#[derive(Debug)]
pub(super) struct Sighting {
    pub(super) rule: usize,
    patterns: Range<usize>,
    /// Whether the rule holds on the line, its place and its neighbours aside, once that is known.
    pub(super) holds: Cell<Option<bool>>,
}

impl Sightings {
    /// The sightings of a page of so many lines, of which some are lines of an earlier page.
    pub(super) fn new(lines: usize, mut before: Self, earlier: impl Fn(usize) -> Option<usize>) -> Self {
        let mut known = |line: usize| before.0.get_mut(earlier(line)?).map(std::mem::take);
        Self((0..lines).map(|line| known(line).unwrap_or_default()).collect())
    }

    /// What may hold on a line; `look` is asked where that is not known yet.
    pub(super) fn on(&self, line: usize, purpose: Purpose, look: impl FnOnce() -> Seen) -> &Seen {
        self.0[line][purpose as usize].get_or_init(look)
    }
}

impl Sightings {
    /// Each line on which the patterns of a rule were tried, with the rule.
    pub fn tried(&self) -> impl Iterator<Item = (usize, usize)> {
        let of_line = |(line, seen): (usize, &'_ [OnceCell<Seen>; 3])| {
            let rules = seen.iter().filter_map(OnceCell::get).flat_map(Seen::rules);
            let tried = rules.filter(|sighting| sighting.holds.get().is_some());
            tried.map(|sighting| (line, sighting.rule)).collect::<Vec<_>>()
        };
        self.0.iter().enumerate().flat_map(of_line)
    }
}

impl Seen {
    /// The rules and the patterns of them that can be found, sorted; no pattern where a rule has none.
    pub(super) fn new(hits: &[(usize, Option<u32>)]) -> Self {
        let mut seen = Self::default();
        for of_rule in hits.chunk_by(|one, other| one.0 == other.0) {
            let start = seen.patterns.len();
            seen.patterns.extend(of_rule.iter().filter_map(|&(_, pattern)| pattern));
            let patterns = start..seen.patterns.len();
            seen.list.push(Sighting { rule: of_rule[0].0, patterns, holds: Cell::new(None) });
        }
        seen
    }

    /// The rules, in their order.
    pub(super) fn rules(&self) -> &[Sighting] {
        &self.list
    }

    /// The patterns of one of them, ascending.
    pub(super) fn patterns(&self, sighting: &Sighting) -> &[u32] {
        &self.patterns[sighting.patterns.clone()]
    }
}
