//! Findings become decisions: evidence is summed, precedence settled, and what would take too much refused.

mod decide;
mod guard;
mod heed;
mod places;
mod verdict;

pub use decide::decide;
pub use guard::{Guarded, Limits};
pub use heed::heed;
pub use verdict::{Decision, Held, KeepReason, Verdict};

/// The sum of weights from which on a unit goes.
const ENOUGH: f64 = 1.0;
