//! The literals of a matcher's patterns, laid out to be put into a table at once.

use serde::{Deserialize, Serialize};

use super::Literals;

/// Longer literals are cut: their beginning rejects enough.
const MAX_BYTES: usize = 64;

/// Literals of which a text has at least one where some patterns can match, one after the other: for each a byte that tells whether it
/// must stand at the start, its length, where its rarest stretch stands in it, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needles(#[serde(with = "serde_bytes")] Box<[u8]>);

/// One literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needle<'n> {
    /// Its bytes: two or more.
    pub bytes: &'n [u8],
    /// Whether it stands at the start of the text.
    pub at_start: bool,
    /// Where its least common stretch stands in it: four bytes, or two where it is shorter.
    pub rarest: usize,
}

impl Needles {
    /// The literals of some patterns; nothing where a pattern needs none.
    pub(super) fn of<'l>(patterns: impl Iterator<Item = &'l Literals>) -> Option<Self> {
        let mut needles = Vec::new();
        for literals in patterns {
            let at_start = !literals.start.is_empty();
            let words = if at_start { &literals.start } else { &literals.inside };
            if words.is_empty() {
                return None;
            }
            for word in words {
                let bytes = word.as_bytes().get(..word.len().min(MAX_BYTES)).unwrap_or_default();
                let small = |number: usize| u8::try_from(number).expect("a needle has at most MAX_BYTES");
                needles.extend([u8::from(at_start), small(bytes.len()), small(rarest(bytes))]);
                needles.extend(bytes);
            }
        }
        (!needles.is_empty()).then(|| Self(needles.into()))
    }

    /// The literals.
    pub fn iter(&self) -> impl Iterator<Item = Needle<'_>> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            let [at_start, len, rarest, behind @ ..] = rest else { return None };
            let (bytes, next) = behind.split_at_checked(usize::from(*len))?;
            rest = next;
            Some(Needle { bytes, at_start: *at_start == 1, rarest: usize::from(*rarest) })
        })
    }
}

/// Where the stretch of a literal stands that is least common in text.
fn rarest(bytes: &[u8]) -> usize {
    let stretches = bytes.windows(if bytes.len() >= 4 { 4 } else { 2 }).enumerate();
    stretches.min_by_key(|(_, gram)| commonness(gram)).map_or(0, |(at, _)| at)
}

/// How common a stretch is in text, from the order of letters in English; only ranks matter.
fn commonness(gram: &[u8]) -> usize {
    const ORDER: &[u8] = b" etaoinsrhldcumfpgwybvkxjqz";
    let rank = |byte: u8| ORDER.iter().position(|&letter| letter == byte.to_ascii_lowercase());
    gram.iter().map(|&byte| rank(byte).map_or(4, |rank| (ORDER.len() - rank).pow(2))).sum()
}
