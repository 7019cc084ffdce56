//! The alternatives of a matcher, unpacked when a line has one of their literals.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::needs::are_met;
use super::{ByteSet, Code, Needle, Pattern};
use crate::text::Triples;

/// Patterns of which one must be found. Those of the built-in packs are unpacked when they are first needed: of thousands
/// an article meets a few dozen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct Patterns {
    packed: Packed,
    list: OnceLock<Vec<OnceLock<Box<Pattern>>>>,
}

/// What is known of patterns before they are unpacked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Packed {
    /// How many there are.
    count: usize,
    /// Where they stand among those that the build has packed: there stands where each of them does.
    at: Option<u32>,
    /// What the build has packed.
    #[serde(skip)]
    code: &'static [u8],
    prebuilt: Option<Prebuilt>,
    loose: Vec<u32>,
    loose_begins: Option<ByteSet>,
    has_groups: bool,
}

/// Where the literals of patterns stand that the build has put into a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prebuilt {
    /// Which of the tables has them, as the builder counts them.
    pub table: usize,
    /// The number under which they stand there.
    pub number: u32,
}

impl Patterns {
    /// Some patterns.
    pub(super) fn new(patterns: Vec<Pattern>) -> Self {
        let is_loose = |(number, pattern): (u32, &Pattern)| pattern.literals().is_empty().then_some(number);
        let loose: Vec<u32> = (0..).zip(&patterns).filter_map(is_loose).collect();
        let begins = loose.iter().map(|&number| patterns[number as usize].begins());
        let joined = begins.reduce(|joined, begins| {
            let (mut joined, begins) = (joined?, begins?);
            joined.join(begins);
            Some(joined)
        });
        let packed = Packed {
            count: patterns.len(),
            at: None,
            code: &[],
            prebuilt: None,
            loose,
            loose_begins: joined.flatten(),
            has_groups: patterns.iter().any(|pattern| pattern.groups().next().is_some()),
        };
        let slots = patterns.into_iter().map(|pattern| OnceLock::from(Box::new(pattern)));
        Self { packed, list: OnceLock::from(slots.collect::<Vec<OnceLock<Box<Pattern>>>>()) }
    }

    /// The patterns, in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        (0..self.packed.count).map(|number| self.pattern(number))
    }

    /// The pattern of a number that is in use.
    pub fn get(&self, number: u32) -> &Pattern {
        self.pattern(number as usize)
    }

    /// Whether the pattern of a number is found in a text; `triples` are those of the text. Where they say no, it is not even unpacked.
    pub(super) fn is_found<'p>(&self, number: usize, text: &str, triples: impl Fn() -> &'p Triples) -> bool {
        let can_match = match self.place(number) {
            Some([needs, _]) => {
                are_met(self.packed.code.get(needs as usize..).unwrap_or_default(), triples())
            }
            None => self.pattern(number).can_match(triples()),
        };
        can_match && self.pattern(number).is_match(text)
    }

    fn pattern(&self, number: usize) -> &Pattern {
        let list = self.list.get_or_init(|| vec![OnceLock::new(); self.packed.count]);
        list[number].get_or_init(|| {
            let place = self.place(number).expect("patterns that are not packed are in the list");
            Box::new(Pattern::unpacked(self.packed.code, place))
        })
    }

    /// Where the needs of a packed pattern stand, and where it does.
    fn place(&self, number: usize) -> Option<[u32; 2]> {
        let Packed { at, code, .. } = self.packed;
        let places = code.get(at? as usize..)?.as_chunks::<4>().0;
        let [needs, at] =
            [2 * number, 2 * number + 1].map(|at| places.get(at).copied().map(u32::from_le_bytes));
        Some([needs?, at?])
    }

    /// The literals of the patterns, each with the number of its pattern. A text in which a pattern is found has one of them, but for
    /// the patterns that are [`loose`](Self::loose).
    pub fn needles(&self) -> impl Iterator<Item = (u32, Needle<'_>)> {
        let needles = |(number, pattern)| Needle::of(pattern).map(move |needle| (number, needle));
        (0..).zip(self.iter()).flat_map(needles)
    }

    /// The numbers of the patterns that need no literal.
    pub fn loose(&self) -> &[u32] {
        &self.packed.loose
    }

    /// The bytes with which a text begins in which one of these is found; nothing where that may be any.
    pub fn loose_begins(&self) -> Option<ByteSet> {
        self.packed.loose_begins
    }

    /// Where their literals stand, if the build has put them into a table.
    pub fn prebuilt(&self) -> Option<Prebuilt> {
        self.packed.prebuilt
    }

    /// Packs them among others.
    pub fn pack(&mut self, code: &mut Code) {
        let places: Vec<u32> = self.iter().flat_map(|pattern| pattern.pack(code)).collect();
        let places: Vec<u8> = places.into_iter().flat_map(u32::to_le_bytes).collect();
        self.packed.at = Some(code.append(&places));
    }

    /// Says where their literals stand.
    pub fn set_prebuilt(&mut self, prebuilt: Prebuilt) {
        self.packed.prebuilt = Some(prebuilt);
    }

    /// Says where all those are that the build has packed. Nothing is copied.
    pub fn set_built_in(&mut self, code: &'static [u8]) {
        if self.packed.at.is_some() {
            self.packed.code = code;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.packed.count == 0
    }

    /// Whether one has a named group.
    pub fn has_groups(&self) -> bool {
        self.packed.has_groups
    }
}

impl PartialEq for Patterns {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// What tells where the patterns are packed: they must have been before.
impl From<Patterns> for Packed {
    fn from(patterns: Patterns) -> Self {
        patterns.packed
    }
}

impl From<Packed> for Patterns {
    fn from(packed: Packed) -> Self {
        Self { packed, list: OnceLock::new() }
    }
}
