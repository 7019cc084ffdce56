//! Two outcomes of each document become what a change of rules does to a corpus.

mod compare;
mod json;
mod markdown;
mod names;
mod sample;
mod story;
mod tables;
mod total;
mod trace;

pub use compare::{At, Difference, compare};
pub use json::json;
pub use markdown::markdown;
pub use names::Names;
pub use sample::{Sample, Sign};
#[cfg(feature = "html")]
pub(super) use story::told;
pub use story::{StoryLine, story};
pub use tables::tables;
pub use total::{Being, Impact, RuleImpact, Sides};
pub use trace::Trace;
