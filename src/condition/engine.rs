//! A pattern is searched for by walking its tree, which needs nothing built; where that takes long, by an automaton.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use regex::{Regex, RegexBuilder};

use super::program::Program;

/// So many walks are given up before the automaton is asked first.
const PATIENCE: u32 = 8;

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
    given_up: AtomicU32,
    automaton: OnceLock<Regex>,
}

impl Engine {
    /// Whether `regex` is found in `text`; `program` is its tree, if it can be walked.
    pub(super) fn is_match(&self, regex: &str, program: Option<&Program>, text: &str) -> bool {
        let walked = self.walk(program, |program| program.is_match(text).ok());
        walked.unwrap_or_else(|| self.automaton(regex).is_match(text))
    }

    /// All matches in `text` that are not empty, from the left, not overlapping.
    pub(super) fn find_all(&self, regex: &str, program: Option<&Program>, text: &str) -> Vec<Match> {
        self.walk(program, |program| program.find_all(text).ok()).unwrap_or_else(|| {
            let groups = |found: regex::Captures<'_>| {
                Match::new(found.iter().map(|group| group.map(|part| part.range())))
            };
            let matches = self.automaton(regex).captures_iter(text).map(groups);
            matches.filter(|found| found.group(0).is_some()).collect()
        })
    }

    fn walk<T>(&self, program: Option<&Program>, walk: impl Fn(&Program) -> Option<T>) -> Option<T> {
        let program = program.filter(|_| self.given_up.load(Relaxed) < PATIENCE)?;
        let found = walk(program);
        if found.is_none() {
            self.given_up.fetch_add(1, Relaxed);
        }
        found
    }

    fn automaton(&self, regex: &str) -> &Regex {
        self.automaton.get_or_init(|| {
            let checked = "the pattern was parsed and its size checked when it was read";
            RegexBuilder::new(regex).size_limit(usize::MAX).build().expect(checked)
        })
    }
}
