//! A pattern is searched for by walking its tree, which needs nothing built; where that takes long, by an automaton.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use regex::{Regex, RegexBuilder};

use super::program::Program;

/// Steps of walks after which an automaton is worth building: in so much time it is built.
const PATIENCE: u32 = 60_000;
/// Bytes that the states of an automaton take at most while it searches, on each thread.
const MAX_STATES: usize = 1 << 20;
/// So many automata are built at most because walks have taken long: in a long run those of nearly every pattern have, and memory must not
/// grow with it.
const MAX_FAST: u32 = 24;
/// So many are kept at most of those that were built because a walk was given up.
const MAX_KEPT: u32 = 256;

/// How many automata are kept.
static KEPT: AtomicU32 = AtomicU32::new(0);

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
    /// Whether the expression `regex` is found in `text`; `program` is its tree, if it can be walked.
    pub(super) fn is_match<'r>(
        &self,
        regex: impl Fn() -> &'r str,
        program: Option<&Program>,
        text: &str,
    ) -> bool {
        let walked = self.walk(program, text, |program| program.is_match(text));
        walked.unwrap_or_else(|| self.search(regex, program.is_some(), |automaton| automaton.is_match(text)))
    }

    /// All matches in `text` that are not empty, from the left, not overlapping.
    pub(super) fn find_all<'r>(
        &self,
        regex: impl Fn() -> &'r str,
        program: Option<&Program>,
        text: &str,
    ) -> Vec<Match> {
        self.walk(program, text, |program| program.find_all(text)).unwrap_or_else(|| {
            let groups = |found: regex::Captures<'_>| {
                Match::new(found.iter().map(|group| group.map(|part| part.range())))
            };
            self.search(regex, program.is_some(), |automaton| {
                let matches = automaton.captures_iter(text).map(groups);
                matches.filter(|found| found.group(0).is_some()).collect()
            })
        })
    }

    /// What a walk over a text finds, unless it takes too long. Word boundaries of Unicode keep automata from being fast on any text but ASCII.
    fn walk<T>(
        &self,
        program: Option<&Program>,
        text: &str,
        walk: impl Fn(&Program) -> (Option<T>, u32),
    ) -> Option<T> {
        let has_patience = || {
            self.steps.load(Relaxed) < PATIENCE
                || !text.is_ascii()
                || (self.automaton.get().is_none() && KEPT.load(Relaxed) >= MAX_FAST)
        };
        let (found, steps) = walk(program.filter(|_| has_patience())?);
        // The sum need not be exact, but it must not begin anew.
        self.steps.store(self.steps.load(Relaxed).saturating_add(steps), Relaxed);
        found
    }

    /// What the automaton finds: one that is kept, or else, where the pattern can be walked over nearly all texts, one for this text alone.
    fn search<'r, T>(
        &self,
        regex: impl Fn() -> &'r str,
        can_be_walked: bool,
        search: impl Fn(&Regex) -> T,
    ) -> T {
        let build = || {
            let checked = "the pattern was parsed and its size checked when it was read";
            RegexBuilder::new(regex())
                .size_limit(usize::MAX)
                .dfa_size_limit(MAX_STATES)
                .build()
                .expect(checked)
        };
        // Threads that come at once may keep a few more.
        if can_be_walked && self.automaton.get().is_none() && KEPT.load(Relaxed) >= MAX_KEPT {
            return search(&build());
        }
        search(self.automaton.get_or_init(|| {
            KEPT.fetch_add(1, Relaxed);
            build()
        }))
    }
}
