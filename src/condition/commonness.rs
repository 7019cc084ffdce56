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
