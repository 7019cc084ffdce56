//! Which three bytes stand side by side in a text: what lacks three of a word lacks the word.

/// The triples of bytes that stand in a text, by their numbers, of which some triples share one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triples([u64; 64]);

impl Triples {
    /// Those of a text.
    pub fn of(text: &str) -> Self {
        let mut bits = [0; 64];
        for triple in text.as_bytes().windows(3) {
            let &[one, two, three] = triple else { break };
            let number = Self::number([one, two, three]);
            bits[usize::from(number >> 6 & 63)] |= 1_u64 << (number & 63);
        }
        Self(bits)
    }

    /// The number of a triple: less than 4,096.
    pub fn number([one, two, three]: [u8; 3]) -> u16 {
        let triple = u32::from_be_bytes([0, one, two, three]);
        // The upper bits of the product are those that all bytes have a say in.
        u16::try_from(triple.wrapping_mul(0x9e37_79b1) >> 20).unwrap_or_default()
    }

    /// Whether the triple of a number stands there, or another of the same number.
    pub fn has(&self, number: u16) -> bool {
        self.0[usize::from(number >> 6 & 63)] >> (number & 63) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_what_stands_side_by_side() {
        let triples = Triples::of("robots é");
        let has = |word: &str| {
            word.as_bytes()
                .windows(3)
                .all(|triple| triples.has(Triples::number([triple[0], triple[1], triple[2]])))
        };
        assert!(has("robot") && has("bots") && has("s é") && has("ro"));
        assert!(!has("robbed") && !has("bos"));
        assert_eq!(Triples::of("ab"), Triples::of(""));
    }
}
