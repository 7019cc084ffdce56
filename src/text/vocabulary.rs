//! The words of a text's prose: whether its article takes up what a line speaks of.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

/// Letters from which on a word says what a text is about.
const LONG: usize = 4;
/// Long words that a line must have for their share to mean something.
const MIN_WORDS: usize = 3;

/// In how many lines of prose each long word stands.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    lines: HashMap<u64, u32, BuildHasherDefault<AsIs>>,
}

/// Takes numbers that are hashes already for their hashes.
#[derive(Debug, Clone, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Vocabulary {
    /// The words of some lines of prose, in their folded view.
    pub(super) fn new<'l>(prose: impl Iterator<Item = &'l str>) -> Self {
        let mut lines = HashMap::<u64, u32, BuildHasherDefault<AsIs>>::default();
        for line in prose {
            for word in long_words(line) {
                *lines.entry(word).or_default() += 1;
            }
        }
        Self { lines }
    }

    /// Share of the long words of a folded line that other lines of prose have, 0 to 1; nothing where the line
    /// has too few of them. `is_prose` tells whether the line is one of those that were counted.
    #[allow(clippy::cast_precision_loss)] // Numbers of words of one line.
    pub fn share(&self, line: &str, is_prose: bool) -> Option<f64> {
        let words = long_words(line);
        let own = u32::from(is_prose);
        let known = words.iter().filter(|word| self.lines.get(word).is_some_and(|&lines| lines > own));
        (words.len() >= MIN_WORDS).then(|| known.count() as f64 / words.len() as f64)
    }
}

/// The distinct long words of a folded text, by their hash, in order.
fn long_words(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphabetic());
    let long = words.filter(|word| word.len() >= LONG && word.chars().nth(LONG - 1).is_some());
    let mut words: Vec<u64> = long.map(|word| xxh3_64(word.as_bytes())).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_the_prose_takes_up() {
        let prose = ["the old ferry will cross the river at night", "its captain has left the harbour"];
        let vocabulary = Vocabulary::new(prose.into_iter());
        assert_eq!(vocabulary.share("captain of the ferry leaves harbour", false), Some(0.75));
        assert_eq!(vocabulary.share("ten gifts every gardener wants", false), Some(0.0));
        assert_eq!(vocabulary.share("the old ferry will cross the river at night", true), Some(0.0));
        assert_eq!(vocabulary.share("ferry", false), None);
    }
}
