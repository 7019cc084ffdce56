//! The alternatives of a matcher, unpacked when a line has one of their literals.

use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{ByteSet, Needle, Pattern};

/// Patterns of which one must be found. Those of the built-in packs are unpacked when they are first needed: of thousands
/// an article meets a few dozen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct Patterns {
    packed: Packed,
    list: OnceLock<Vec<Slot>>,
}

/// What is known of patterns before they are unpacked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Packed {
    /// The lengths of the packed patterns, then the patterns; nothing where the build has put them elsewhere.
    #[serde(with = "serde_bytes")]
    patterns: Box<[u8]>,
    /// Where the build has put them.
    #[serde(skip)]
    built_in: &'static [u8],
    prebuilt: Option<Prebuilt>,
    loose: Vec<u32>,
    loose_begins: Option<ByteSet>,
    is_empty: bool,
    has_groups: bool,
}

/// What the build has made of patterns of the built-in packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prebuilt {
    /// Which of the tables has their literals, as the builder counts them.
    pub table: usize,
    /// The number under which they stand there.
    pub number: u32,
    /// Where the packed patterns begin and end among those of all rules.
    pub packed: (usize, usize),
}

impl Packed {
    fn bytes(&self) -> &[u8] {
        if self.built_in.is_empty() { &self.patterns } else { self.built_in }
    }
}

/// A pattern, or where it stands among the packed ones.
#[derive(Debug, Clone)]
struct Slot {
    packed: Range<usize>,
    pattern: OnceLock<Pattern>,
}

const IS_PACKED: &str = "packed patterns are what was packed";

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
            patterns: Box::default(),
            built_in: &[],
            prebuilt: None,
            loose,
            loose_begins: joined.flatten(),
            is_empty: patterns.is_empty(),
            has_groups: patterns.iter().any(|pattern| pattern.groups().next().is_some()),
        };
        let slots = patterns.into_iter().map(|pattern| Slot { packed: 0..0, pattern: pattern.into() });
        Self { packed, list: OnceLock::from(slots.collect::<Vec<Slot>>()) }
    }

    /// The patterns, in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.slots().iter().map(|slot| self.unpacked(slot))
    }

    /// The pattern of a number that is in use.
    pub fn get(&self, number: u32) -> &Pattern {
        self.unpacked(&self.slots()[number as usize])
    }

    fn unpacked<'p>(&self, slot: &'p Slot) -> &'p Pattern {
        let unpack = || postcard::from_bytes(&self.packed.bytes()[slot.packed.clone()]).expect(IS_PACKED);
        slot.pattern.get_or_init(unpack)
    }

    fn slots(&self) -> &[Slot] {
        self.list.get_or_init(|| {
            let packed = self.packed.bytes();
            if packed.is_empty() {
                return Vec::new();
            }
            let (lens, patterns): (Vec<usize>, &[u8]) = postcard::take_from_bytes(packed).expect(IS_PACKED);
            let mut start = packed.len() - patterns.len();
            let slot = |len| {
                let packed = start..start + len;
                start = packed.end;
                Slot { packed, pattern: OnceLock::new() }
            };
            lens.into_iter().map(slot).collect()
        })
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

    /// What the build has made of them, if they are of the built-in packs.
    pub fn prebuilt(&self) -> Option<Prebuilt> {
        self.packed.prebuilt
    }

    /// Packs them behind the patterns of other rules, and says under which number their literals stand in a table.
    pub fn move_to(&mut self, packed: &mut Vec<u8>, table: usize, number: u32) {
        let start = packed.len();
        packed.append(&mut self.pack());
        self.packed.prebuilt = Some(Prebuilt { table, number, packed: (start, packed.len()) });
    }

    /// Says where the patterns stand that the build has packed: all those of the built-in packs. Nothing is copied.
    pub fn set_built_in(&mut self, packed: &'static [u8]) {
        if let Some(Prebuilt { packed: (start, end), .. }) = self.packed.prebuilt {
            self.packed.built_in = packed.get(start..end).unwrap_or_default();
        }
    }

    fn pack(&self) -> Vec<u8> {
        let pack = |pattern| postcard::to_allocvec(pattern).expect("patterns are plain data");
        let each: Vec<Vec<u8>> = self.iter().map(pack).collect();
        let lens: Vec<usize> = each.iter().map(Vec::len).collect();
        let lens = postcard::to_allocvec(&lens).expect("lengths are plain data");
        [lens, each.concat()].concat()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty
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

impl From<Patterns> for Packed {
    fn from(patterns: Patterns) -> Self {
        let packed = if patterns.packed.prebuilt.is_some() { Vec::new() } else { patterns.pack() };
        Self { patterns: packed.into(), ..patterns.packed }
    }
}

impl From<Packed> for Patterns {
    fn from(packed: Packed) -> Self {
        Self { packed, list: OnceLock::new() }
    }
}
