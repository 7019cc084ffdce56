//! Outcomes become figures of what each rule does over a corpus: how often, where, with which others, and at what cost.

mod count;
mod json;
mod sites;
mod tables;
mod total;

pub use count::{Count, count};
pub use json::json;
pub use sites::Sites;
pub use tables::{Order, tables};
pub use total::{Cover, RuleStats, Stats};
