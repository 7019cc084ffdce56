//! The alternatives of a matcher, unpacked when a line has one of their literals.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Needle, Pattern};

/// Patterns of which one must be found. Those of the built-in packs are unpacked when they are first needed: of hundreds of rules
/// an article meets a few dozen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct Patterns {
    packed: Packed,
    list: OnceLock<Vec<Pattern>>,
}

/// What is known of patterns before they are unpacked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Packed {
    #[serde(with = "serde_bytes")]
    patterns: Box<[u8]>,
    prebuilt: Option<u32>,
    loose: Vec<u32>,
    is_empty: bool,
    has_groups: bool,
}

impl Patterns {
    /// Some patterns.
    pub(super) fn new(patterns: Vec<Pattern>) -> Self {
        let is_loose = |(number, pattern): (u32, &Pattern)| pattern.literals().is_empty().then_some(number);
        let packed = Packed {
            patterns: Box::default(),
            prebuilt: None,
            loose: (0..).zip(&patterns).filter_map(is_loose).collect(),
            is_empty: patterns.is_empty(),
            has_groups: patterns.iter().any(|pattern| pattern.groups().next().is_some()),
        };
        Self { packed, list: OnceLock::from(patterns) }
    }

    /// The patterns, in the order in which they are written.
    pub fn list(&self) -> &[Pattern] {
        self.list.get_or_init(|| {
            postcard::from_bytes(&self.packed.patterns).expect("packed patterns are what was packed")
        })
    }

    /// The literals of the patterns, each with the number of its pattern. A text in which a pattern is found has one of them, but for
    /// the patterns that are [`loose`](Self::loose).
    pub fn needles(&self) -> impl Iterator<Item = (u32, Needle<'_>)> {
        let needles = |(number, pattern)| Needle::of(pattern).map(move |needle| (number, needle));
        (0..).zip(self.list()).flat_map(needles)
    }

    /// The numbers of the patterns that need no literal.
    pub fn loose(&self) -> &[u32] {
        &self.packed.loose
    }

    /// The number under which the literals stand in the table of the built-in packs.
    pub fn prebuilt(&self) -> Option<u32> {
        self.packed.prebuilt
    }

    /// Says that the literals stand in the table of the built-in packs.
    pub fn set_prebuilt(&mut self, number: u32) {
        self.packed.prebuilt = Some(number);
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
        self.list() == other.list()
    }
}

impl From<Patterns> for Packed {
    fn from(patterns: Patterns) -> Self {
        let packed = postcard::to_allocvec(patterns.list()).expect("patterns are plain data");
        Self { patterns: packed.into(), ..patterns.packed }
    }
}

impl From<Packed> for Patterns {
    fn from(packed: Packed) -> Self {
        Self { packed, list: OnceLock::new() }
    }
}
