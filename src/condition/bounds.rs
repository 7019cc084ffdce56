//! Bounds of a count or a share, each end included.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bounds of a count; an end that is missing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The least that holds.
    #[serde(default)]
    pub min: Option<usize>,
    /// The most that holds.
    #[serde(default)]
    pub max: Option<usize>,
}

impl Count {
    /// Whether a count lies in the bounds.
    pub fn holds(self, count: usize) -> bool {
        self.min.is_none_or(|min| count >= min) && self.max.is_none_or(|max| count <= max)
    }
}

/// Bounds of a share from 0 to 1; an end that is missing is open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The least that holds.
    #[serde(default)]
    pub min: Option<f64>,
    /// The most that holds.
    #[serde(default)]
    pub max: Option<f64>,
}

impl Share {
    /// Whether a share lies in the bounds.
    pub fn holds(self, share: f64) -> bool {
        self.min.is_none_or(|min| share >= min) && self.max.is_none_or(|max| share <= max)
    }
}

/// Bounds of either kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bounds {
    /// Of a count.
    Count(Count),
    /// Of a share.
    Share(Share),
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Share(share) => share.fmt(f),
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_range(f, self.min, self.max)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_range(f, self.min, self.max)
    }
}

fn write_range<T: fmt::Display>(f: &mut fmt::Formatter<'_>, min: Option<T>, max: Option<T>) -> fmt::Result {
    match (min, max) {
        (Some(min), Some(max)) => write!(f, "{min} to {max}"),
        (Some(min), None) => write!(f, "{min} or more"),
        (None, Some(max)) => write!(f, "{max} or less"),
        (None, None) => f.write_str("anything"),
    }
}
