//! The alternatives of a matcher, unpacked when a line has one of their literals.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Needles, Pattern};

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
    needles: Option<Needles>,
    is_empty: bool,
    has_groups: bool,
}

impl Patterns {
    /// Some patterns.
    pub(super) fn new(patterns: Vec<Pattern>) -> Self {
        let packed = Packed {
            patterns: Box::default(),
            needles: Needles::of(patterns.iter().map(Pattern::literals)),
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

    /// Literals of which a text has one where a pattern is found; nothing where some pattern needs none.
    pub fn needles(&self) -> Option<&Needles> {
        self.packed.needles.as_ref()
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
