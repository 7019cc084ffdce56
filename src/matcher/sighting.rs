//! What may hold on the lines of a page, kept over rounds of cuts: a line that stays as it is need not be read again.

use std::cell::Cell;
use std::ops::Range;

/// For each line of a page the rules of which a literal stands in it.
#[derive(Debug, Default)]
pub struct Sightings {
    /// For each line its sightings.
    lines: Vec<Range<usize>>,
    list: Vec<Sighting>,
    patterns: Vec<u32>,
}

/// A rule of which literals stand in a line.
#[derive(Debug, Clone)]
pub(super) struct Sighting {
    pub(super) rule: usize,
    patterns: Range<usize>,
    /// Whether the rule holds on the line, its place and its neighbours aside, once that is known.
    pub(super) holds: Cell<Option<bool>>,
}

impl Sightings {
    /// Adds the next line: its rules and the patterns that can be found, sorted.
    pub(super) fn push(&mut self, hits: &[(usize, u32)]) {
        let first = self.list.len();
        for of_rule in hits.chunk_by(|one, other| one.0 == other.0) {
            let start = self.patterns.len();
            self.patterns.extend(of_rule.iter().map(|&(_, pattern)| pattern));
            let patterns = start..self.patterns.len();
            self.list.push(Sighting { rule: of_rule[0].0, patterns, holds: Cell::new(None) });
        }
        self.lines.push(first..self.list.len());
    }

    /// Adds the next line, which is line `line` of an earlier page.
    pub(super) fn push_known(&mut self, before: &Self, line: usize) {
        let first = self.list.len();
        for sighting in before.on(line).iter().filter(|sighting| sighting.holds.get() != Some(false)) {
            let start = self.patterns.len();
            self.patterns.extend_from_slice(before.patterns(sighting));
            let patterns = start..self.patterns.len();
            self.list.push(Sighting { patterns, ..sighting.clone() });
        }
        self.lines.push(first..self.list.len());
    }

    /// The sightings on a line, by rule.
    pub(super) fn on(&self, line: usize) -> &[Sighting] {
        &self.list[self.lines[line].clone()]
    }

    /// The patterns of a sighting, ascending.
    pub(super) fn patterns(&self, sighting: &Sighting) -> &[u32] {
        &self.patterns[sighting.patterns.clone()]
    }
}
