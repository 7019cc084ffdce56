//! What may hold on the lines of a page, kept over rounds of cuts: a line that stays as it is need not be read again.

use std::cell::{Cell, OnceCell};

use crate::rule::Purpose;

/// For each line of a page the rules that may hold on it, by their purpose, as far as they have been asked for.
#[derive(Debug, Default)]
pub struct Sightings(Vec<[OnceCell<Seen>; 3]>);

/// The rules of a purpose that may hold on a line.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Those that ask for a neighbour that is boilerplate stand behind the others; of each kind in their order.
    list: Vec<Sighting>,
    /// How many are not of those.
    alone: usize,
    patterns: Vec<u32>,
}

/// A rule that may hold on a line. There are many of them: it is small.
#[derive(Debug)]
pub(super) struct Sighting {
    rule: u32,
    /// Where its patterns begin and end.
    patterns: (u32, u32),
    /// Whether the rule holds on the line, its place and its neighbours aside, once that is known.
    pub(super) holds: Cell<Option<bool>>,
}

impl Sighting {
    pub(super) fn rule(&self) -> usize {
        self.rule as usize
    }
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
            let rules = seen.iter().filter_map(OnceCell::get).flat_map(|seen| &seen.list);
            let tried = rules.filter(|sighting| sighting.holds.get().is_some());
            tried.map(|sighting| (line, sighting.rule())).collect::<Vec<_>>()
        };
        self.0.iter().enumerate().flat_map(of_line)
    }
}

impl Seen {
    /// The rules and the patterns of them that can be found, sorted; no pattern where a rule has none. `asks_found` tells which rules ask
    /// for a neighbour that is boilerplate.
    pub(super) fn new(hits: &[(usize, Option<u32>)], asks_found: impl Fn(usize) -> bool) -> Self {
        let narrow =
            |number: usize| u32::try_from(number).expect("rules and their patterns are fewer than 2^32");
        let mut seen = Self::default();
        for of_rule in hits.chunk_by(|one, other| one.0 == other.0) {
            let rule = of_rule[0].0;
            let start = narrow(seen.patterns.len());
            seen.patterns.extend(of_rule.iter().filter_map(|&(_, pattern)| pattern));
            let patterns = (start, narrow(seen.patterns.len()));
            seen.alone += usize::from(!asks_found(rule));
            seen.list.push(Sighting { rule: narrow(rule), patterns, holds: Cell::new(None) });
        }
        seen.list.sort_by_key(|sighting| asks_found(sighting.rule()));
        seen
    }

    /// The rules: those that ask for a neighbour that is boilerplate, or the others.
    pub(super) fn rules(&self, asks_found: bool) -> &[Sighting] {
        let (alone, beside) = self.list.split_at(self.alone);
        if asks_found { beside } else { alone }
    }

    /// The patterns of one of them, ascending.
    pub(super) fn patterns(&self, sighting: &Sighting) -> &[u32] {
        let (start, end) = sighting.patterns;
        &self.patterns[start as usize..end as usize]
    }
}
