//! Golden cases: what must come of an article, beside what does come of it, and how the two differ.

mod compare;
mod form;
mod hunk;
mod merge;
mod record;
mod story;
mod words;

pub use compare::{Difference, differences};
pub use merge::merge;
pub use record::{Fate, Golden, Mark, Record};
pub use story::{StoryLine, story};
