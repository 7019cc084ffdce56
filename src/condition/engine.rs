//! A pattern is searched for by walking its tree, which needs nothing built; where that takes long, by an automaton.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use regex::{Regex, RegexBuilder};

use super::program::Program;

/// Steps of walks after which an automaton is worth building: in so much time it is built.
const PATIENCE: u32 = 60_000;
/// Bytes that the states of an automaton take at most while it searches.
const MAX_STATES: usize = 1 << 20;

/// A match: the bytes of its groups; group 0 is all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    groups: Vec<Option<Range<usize>>>,
}

impl Match {
    pub(super) fn new(groups: impl IntoIterator<Item = Option<Range<usize>>>) -> Self {
        Self { groups: groups.into_iter().collect() }
    }

    /// The bytes of a group, if it took part and is not empty.
    pub fn group(&self, number: usize) -> Option<Range<usize>> {
        self.groups.get(number)?.clone().filter(|range| !range.is_empty())
    }
}

/// The automaton of an expression, built when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Engine {
    /// The steps of all walks.
    steps: AtomicU32,
    automaton: OnceLock<Regex>,
}

impl Engine {
    /// Whether `regex` is found in `text`; `program` is its tree, if it can be walked.
    pub(super) fn is_match(&self, regex: &str, program: Option<&Program>, text: &str) -> bool {
        let walked = self.walk(program, text, |program| program.is_match(text));
        walked.unwrap_or_else(|| self.automaton(regex).is_match(text))
    }

    /// All matches in `text` that are not empty, from the left, not overlapping.
    pub(super) fn find_all(&self, regex: &str, program: Option<&Program>, text: &str) -> Vec<Match> {
        self.walk(program, text, |program| program.find_all(text)).unwrap_or_else(|| {
            let groups = |found: regex::Captures<'_>| {
                Match::new(found.iter().map(|group| group.map(|part| part.range())))
            };
            let matches = self.automaton(regex).captures_iter(text).map(groups);
            matches.filter(|found| found.group(0).is_some()).collect()
        })
    }

    /// What a walk over a text finds, unless it takes too long. Word boundaries of Unicode keep automata from being fast on any text but ASCII.
    fn walk<T>(
        &self,
        program: Option<&Program>,
        text: &str,
        walk: impl Fn(&Program) -> (Option<T>, u32),
    ) -> Option<T> {
        let has_patience = || self.steps.load(Relaxed) < PATIENCE || !text.is_ascii();
        let (found, steps) = walk(program.filter(|_| has_patience())?);
        // The sum need not be exact, but it must not begin anew.
        self.steps.store(self.steps.load(Relaxed).saturating_add(steps), Relaxed);
        found
    }

    fn automaton(&self, regex: &str) -> &Regex {
        self.automaton.get_or_init(|| {
            let checked = "the pattern was parsed and its size checked when it was read";
            RegexBuilder::new(regex).size_limit(usize::MAX).dfa_size_limit(MAX_STATES).build().expect(checked)
        })
    }
}
