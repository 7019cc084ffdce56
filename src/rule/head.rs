//! What is known of a rule before all of it is looked at: enough to choose rules and to tell where they can hold.

use super::category::MainKind;
use super::{Confidence, Purpose};
use crate::condition::{ByteSet, Count, Ending, Place, Prebuilt, Validity};

/// The head of a rule. Those of the built-in rules stand in the program as constants.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // Each is a fact of its own.
pub struct Head<'r> {
    /// Full id.
    pub id: &'r str,
    /// What profiles ask of its category.
    pub kind: MainKind,
    /// How sure it is.
    pub confidence: Confidence,
    /// How sure it is outside its place; nothing where it does not hold there.
    pub elsewhere: Option<Confidence>,
    /// What a finding adds.
    pub weight: f64,
    /// When it is asked.
    pub purpose: Purpose,
    /// The number of its audience, where the build has given one: two with the same have the same languages and sites.
    pub audience: Option<u16>,
    /// Whether it asks how often the line stands on the site.
    pub asks_repeats: bool,
    /// Days on which it is used.
    pub valid: Validity,
    /// Where what it looks for must stand.
    pub place: Option<Place>,
    /// Whether its scope is a paragraph.
    pub is_paragraph: bool,
    /// Whether its scope is a sequence.
    pub is_sequence: bool,
    /// Whether it asks for a neighbour that is boilerplate.
    pub asks_found: bool,
    /// How many lines away it looks for such a neighbour.
    pub reach: usize,
    /// Whether another neighbour will do.
    pub takes_other: bool,
    /// Whether it takes lines in a row.
    pub is_run: bool,
    /// Whether its patterns look at raw lines.
    pub is_raw: bool,
    /// Whether it looks at what stands in brackets of a line, not at the line.
    pub takes_brackets: bool,
    /// Bounds of the number of words.
    pub words: Option<Count>,
    /// How a text ends on which it holds.
    pub ends: Option<Ending>,
    /// The numbers of its patterns that need no literal.
    pub loose: &'r [u32],
    /// The bytes with which a text begins in which one of these is found; nothing where that may be any.
    pub loose_begins: Option<ByteSet>,
    /// Whether it has patterns.
    pub has_patterns: bool,
    /// Where its literals stand, if the build has put them into a table.
    pub prebuilt: Option<Prebuilt>,
}

impl Head<'_> {
    /// The most words of a line on which it can hold.
    pub fn max_words(&self) -> usize {
        // The bounds of one for brackets are those of what stands in the bracket.
        let words = self.words.filter(|_| !self.takes_brackets);
        words.and_then(|words| words.max).unwrap_or(usize::MAX)
    }

    /// Whether it can hold on a text of so many words, by its ending.
    pub fn allows(&self, words: usize, ends_sentence: bool) -> bool {
        self.words.is_none_or(|bounds| bounds.holds(words))
            && self.ends.is_none_or(|ending| (ending == Ending::Sentence) == ends_sentence)
    }
}
