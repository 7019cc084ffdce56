//! Outcomes on labelled documents become figures: what was removed rightly and wrongly, what stayed, and which rules it was.

mod acts;
mod body;
mod carry;
mod evaluation;
mod figures;
mod json;
mod key;
mod measure;
mod part;
mod removed;
mod scores;
mod segments;
mod shingles;
mod single;
mod stretch;
mod tables;
mod worst;

pub use acts::{Acts, Chars, RuleUse};
pub use body::BodyFigures;
pub use evaluation::{Evaluation, Wanted};
pub use figures::Figures;
pub use json::json;
pub use key::{Key, Keys};
pub use measure::{Measured, measure};
pub use part::Part;
pub use scores::Scores;
pub use segments::SegmentFigures;
pub use single::SingleFigures;
pub use stretch::Stretch;
pub use tables::tables;
pub use worst::Worst;
