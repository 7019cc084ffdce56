//! Which rules can hold on a line at all: those of which a required literal stands in it.
//!
//! Of each literal one stretch of four bytes, the one least likely in text, is put in a table. A line is read once: each of its
//! stretches is looked up in a small bitmap, which nearly always says no; else the table names the literals to compare.

use std::ops::Range;

use crate::condition::Needle;
use crate::rule::{Rule, Scope};

/// Bits of the bitmap, as a power of two: 8 KiB stay in the nearest cache.
const BITS: u32 = 16;

/// Finds the candidates among the rules for a line. A floor of its own to replace: whatever it does,
/// a rule that holds must be among its candidates.
#[derive(Debug)]
pub(super) struct Prefilter {
    folded: Literals,
    raw: Literals,
    /// Rules that need no literal.
    always: Vec<usize>,
}

impl Prefilter {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let (mut folded, mut raw, mut always) = (Vec::new(), Vec::new(), Vec::new());
        for (index, rule) in rules.iter().enumerate() {
            let matcher = rule.matcher.as_ref().filter(|_| !matches!(rule.scope, Scope::Sequence(_)));
            let Some((matcher, needles)) =
                matcher.and_then(|matcher| Some((matcher, matcher.patterns.needles()?)))
            else {
                always.push(index);
                continue;
            };
            // The start of what stands in a bracket is not the start of the line.
            let is_bracket = matches!(rule.scope, Scope::Span(Some(_), _));
            let list = if matcher.raw { &mut raw } else { &mut folded };
            list.extend(
                needles
                    .iter()
                    .map(|found| (Needle { at_start: found.at_start && !is_bracket, ..found }, index)),
            );
        }
        Self { folded: Literals::new(&folded), raw: Literals::new(&raw), always }
    }

    /// Calls `candidate` for each rule that can hold on a line, once or more, in no order.
    pub(super) fn candidates(&self, folded: &str, raw: &str, mut candidate: impl FnMut(usize)) {
        self.always.iter().for_each(|&rule| candidate(rule));
        self.folded.find(folded.as_bytes(), &mut candidate);
        self.raw.find(raw.as_bytes(), &mut candidate);
    }
}

/// Literals to find all at once.
#[derive(Debug)]
struct Literals {
    long: Grams<4>,
    /// Literals of two and three bytes.
    short: Grams<2>,
}

impl Literals {
    fn new(needles: &[(Needle<'_>, usize)]) -> Self {
        let (long, short) = needles.iter().partition(|(needle, _)| needle.bytes.len() >= 4);
        Self { long: Grams::new(long), short: Grams::new(short) }
    }

    fn find(&self, text: &[u8], candidate: &mut impl FnMut(usize)) {
        self.long.find(text, candidate);
        self.short.find(text, candidate);
    }
}

/// Literals by one of their stretches of `N` bytes.
#[derive(Debug)]
struct Grams<const N: usize> {
    bitmap: Vec<u64>,
    /// Sorted by the stretch.
    entries: Vec<Entry>,
    /// All literals, one after the other.
    words: Vec<u8>,
}

#[derive(Debug)]
struct Entry {
    gram: u32,
    /// Where the literal stands among the words.
    word: Range<usize>,
    /// Where the stretch stands in the literal.
    at: usize,
    at_start: bool,
    rule: usize,
}

impl<const N: usize> Grams<N> {
    fn new(needles: Vec<&(Needle<'_>, usize)>) -> Self {
        let mut words = Vec::with_capacity(needles.iter().map(|(needle, _)| needle.bytes.len()).sum());
        let mut entries: Vec<Entry> = Vec::with_capacity(needles.len());
        for &(Needle { bytes, at_start, rarest }, rule) in needles {
            let gram =
                bytes.get(rarest..rarest + N).map(number).expect("the rarest stretch lies in the needle");
            let first = words.len();
            words.extend_from_slice(bytes);
            entries.push(Entry { gram, word: first..words.len(), at: rarest, at_start, rule });
        }
        entries.sort_unstable_by_key(|entry| entry.gram);
        let mut bitmap = if entries.is_empty() { Vec::new() } else { vec![0; 1 << (BITS - 6)] };
        for entry in &entries {
            let bit = hash(entry.gram);
            bitmap[bit >> 6] |= 1 << (bit & 63);
        }
        Self { bitmap, entries, words }
    }

    fn find(&self, text: &[u8], candidate: &mut impl FnMut(usize)) {
        if self.entries.is_empty() {
            return;
        }
        for (at, window) in text.windows(N).enumerate() {
            let gram = number(window);
            let bit = hash(gram);
            if self.bitmap[bit >> 6] & (1 << (bit & 63)) != 0 {
                self.compare(gram, at, text, candidate);
            }
        }
    }

    #[cold]
    fn compare(&self, gram: u32, at: usize, text: &[u8], candidate: &mut impl FnMut(usize)) {
        let first = self.entries.partition_point(|entry| entry.gram < gram);
        for entry in self.entries[first..].iter().take_while(|entry| entry.gram == gram) {
            let Some(start) = at.checked_sub(entry.at).filter(|&start| start == 0 || !entry.at_start) else {
                continue;
            };
            if text.get(start..start + entry.word.len()) == self.words.get(entry.word.clone()) {
                candidate(entry.rule);
            }
        }
    }
}

fn number(gram: &[u8]) -> u32 {
    gram.iter().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

fn hash(gram: u32) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_literal_wherever_it_stands() {
        let words = ["read more", "ad:", "©", "more", "newsletter"];
        let needle = |(rule, word): (usize, &'static str)| {
            (Needle { bytes: word.as_bytes(), at_start: rule == 3, rarest: 0 }, rule)
        };
        let literals = Literals::new(&words.into_iter().enumerate().map(needle).collect::<Vec<_>>());
        let found = |text: &str| {
            let mut rules = Vec::new();
            literals.find(text.as_bytes(), &mut |rule| rules.push(rule));
            rules.sort_unstable();
            rules
        };
        assert_eq!(found("please read more"), [0]);
        assert_eq!(found("more to read"), [3]);
        assert_eq!(found("ad: © 2024 newsletter"), [1, 2, 4]);
        assert_eq!(found("rea"), [0; 0]);
        assert_eq!(found(""), [0; 0]);
    }
}
