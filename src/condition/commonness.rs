//! How common stretches of bytes are in text: what is rare is worth looking for.

use std::collections::HashMap;

/// How often stretches of bytes stand in a sample of text.
#[derive(Debug)]
pub(super) struct Commonness<'s> {
    counts: HashMap<&'s [u8], usize>,
}

impl<'s> Commonness<'s> {
    /// The counts of the stretches of two to four bytes of a sample.
    pub(super) fn new(sample: &'s [u8]) -> Self {
        let mut counts = HashMap::new();
        for stretch in (2..=4).flat_map(|len| sample.windows(len)) {
            *counts.entry(stretch).or_default() += 1;
        }
        Self { counts }
    }

    /// Where the least common stretch of `len` bytes stands in a literal.
    pub(super) fn rarest(&self, literal: &[u8], len: usize) -> usize {
        let count = |stretch: &[u8]| self.counts.get(stretch).copied().unwrap_or(0);
        let stretches = literal.windows(len).enumerate();
        stretches.min_by_key(|(_, stretch)| (count(stretch), by_letters(stretch))).map_or(0, |(at, _)| at)
    }
}

/// How common a stretch may be, from the order of letters in English; only ranks matter.
fn by_letters(stretch: &[u8]) -> usize {
    const ORDER: &[u8] = b" etaoinsrhldcumfpgwybvkxjqz";
    let rank = |byte: u8| ORDER.iter().position(|&letter| letter == byte.to_ascii_lowercase());
    stretch.iter().map(|&byte| rank(byte).map_or(4, |rank| (ORDER.len() - rank).pow(2))).sum()
}

/// Words that stand in nearly every paragraph, of the languages with most rules.
const COMMON: [&str; 58] = [
    "the", "of", "and", "to", "in", "for", "is", "on", "that", "with", "this", "was", "by", "are", "our",
    "your", "you", "not", "all", "can", "or", "it", "we", "from", "at", "as", "an", "be", "has", "have",
    "will", "more", "us", "who", "were", "these", "its", "der", "die", "das", "und", "von", "mit", "den",
    "für", "ist", "sie", "les", "des", "une", "pour", "est", "que", "los", "del", "por", "per", "il",
];
/// For how many bytes of text one of them stands there.
const COMMON_BYTES: f64 = 250.0;

/// How often a literal may stand in text, for each byte of it. Only to compare.
pub(super) fn expected(literal: &[u8]) -> f64 {
    // Per mille of the characters of prose, roughly.
    let share = |byte: u8| match byte {
        b' ' => 170,
        b'e' => 100,
        b't' => 75,
        b'a' | b'o' | b'i' => 60,
        b'n' | b's' | b'r' | b'h' => 53,
        b'd' | b'l' => 34,
        b'c' | b'u' | b'm' => 22,
        b'w' | b'f' | b'g' | b'y' | b'p' => 17,
        // Of the digits those with which years begin.
        b'0' | b'1' | b'2' | b'9' => 20,
        b'b' | b'v' | b'k' | b'.' | b',' => 9,
        _ if byte.is_ascii() => 3,
        _ => 10,
    };
    let by_bytes = || literal.iter().map(|&byte| f64::from(share(byte)) / 1000.0).product();
    let is_common = COMMON.iter().any(|word| word.as_bytes() == literal.trim_ascii());
    if is_common { COMMON_BYTES.recip() } else { by_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_rare_in_the_sample_then_by_its_letters() {
        let rarest = |sample: &'static str, literal: &'static str| {
            let at = Commonness::new(sample.as_bytes()).rarest(literal.as_bytes(), 4);
            literal.get(at..at + 4).unwrap()
        };
        assert_eq!(rarest("", "newsletter"), "ewsl");
        assert_ne!(rarest("jewsling", "newsletter"), "ewsl");
    }
}
