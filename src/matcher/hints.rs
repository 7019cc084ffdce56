//! What the hints can come to on a line, before any of them is asked: they are grouped by the bounds that they have.

use crate::rule::{Head, Purpose};

/// Lines of more words than this are alike: no hint tells them apart that must be fast.
const MOST_WORDS: usize = 64;
/// Sums of weights are compared with so much room: they are added in another order where they count.
const ROOM: f64 = 1e-6;

/// The hints by the number of words and the ending of a line.
#[derive(Debug)]
pub(super) struct Hints(Vec<Kind>);

/// The hints that a line of some kind can have.
#[derive(Debug, Clone, Default)]
pub(super) struct Kind {
    /// The sum of their weights, without those that ask for a neighbour that is boilerplate, and with them.
    alone: f64,
    beside: f64,
    /// Whether there are such.
    pub(super) asks_found: bool,
}

impl Hints {
    pub(super) fn new(heads: &[Head<'_>]) -> Self {
        let hints: Vec<&Head<'_>> = heads.iter().filter(|head| head.purpose == Purpose::Hint).collect();
        let kinds = (0..=MOST_WORDS + 1).flat_map(|words| [(words, false), (words, true)]);
        Self(kinds.map(|(words, ends_sentence)| Kind::new(&hints, words, ends_sentence)).collect())
    }

    /// The hints that a line of so many words can have.
    pub(super) fn on(&self, words: usize, ends_sentence: bool) -> &Kind {
        &self.0[2 * words.min(MOST_WORDS + 1) + usize::from(ends_sentence)]
    }
}

impl Kind {
    fn new(hints: &[&Head<'_>], words: usize, ends_sentence: bool) -> Self {
        let is_last = words > MOST_WORDS;
        let mut kind = Self::default();
        for head in hints {
            let allows = if is_last { head.max_words() >= words } else { head.allows(words, ends_sentence) };
            if allows {
                kind.asks_found |= head.asks_found;
                kind.beside += head.weight;
                kind.alone += if head.asks_found { 0.0 } else { head.weight };
            }
        }
        kind
    }

    /// Whether they can come to a sum.
    pub(super) fn can_reach(&self, need: f64, is_beside: bool) -> bool {
        reaches(if is_beside { self.beside } else { self.alone }, need)
    }
}

/// Whether a sum of weights is enough, or nearly.
pub(super) fn reaches(sum: f64, need: f64) -> bool {
    sum + ROOM >= need
}
