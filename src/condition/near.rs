//! A neighbour that must stand within some lines.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Matcher, Unit};
use crate::text::Page;

/// Asks for a line nearby: one on which a matcher holds, or one that is boilerplate already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// How many lines away, blank ones not counted.
    pub within: usize,
    /// What must hold there.
    #[serde(default)]
    pub any: Option<Matcher>,
    /// The neighbour is boilerplate by other rules.
    #[serde(default)]
    pub found: bool,
    /// On which side only.
    #[serde(default)]
    pub side: Option<Side>,
}

/// A side of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Above it.
    Before,
    /// Below it.
    After,
}

impl Near {
    /// Whether such a neighbour of `lines` is there; `is_found` tells which lines are boilerplate already.
    pub fn holds(&self, lines: &Range<usize>, page: &Page<'_>, is_found: impl Fn(usize) -> bool) -> bool {
        let before = lines.start.saturating_sub(self.within)..lines.start;
        let after = lines.end..(lines.end + self.within).min(page.lines().len());
        let before = before.filter(|_| self.side != Some(Side::After));
        let after = after.filter(|_| self.side != Some(Side::Before));
        before.chain(after).any(|line| {
            let holds = |matcher: &Matcher| matcher.holds(&Unit::line(page, line));
            (self.found && is_found(line)) || self.any.as_ref().is_some_and(holds)
        })
    }
}
