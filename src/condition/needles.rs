//! The literals of a pattern become needles: what is looked for before anything else.

use super::Pattern;

/// Literals at the start of a text are cut to so many bytes, others to more: their beginning rejects enough.
const MAX_START_BYTES: usize = 8;
const MAX_BYTES: usize = 64;

/// A literal that a text must have, unless it has another of the same pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needle<'n> {
    /// Its bytes: two or more.
    pub bytes: &'n [u8],
    /// Whether it stands at the start of the text.
    pub at_start: bool,
}

impl<'n> Needle<'n> {
    /// The literals of a pattern.
    pub(super) fn of(pattern: &'n Pattern) -> impl Iterator<Item = Self> {
        let literals = pattern.literals();
        let at_start = !literals.start.is_empty();
        let words = if at_start { &literals.start } else { &literals.inside };
        let most = if at_start { MAX_START_BYTES } else { MAX_BYTES };
        words.iter().map(move |word| Self {
            bytes: word.as_bytes().get(..word.len().min(most)).unwrap_or_default(),
            at_start,
        })
    }
}
