//! Decisions become edits: disjoint cuts with their seams, applied to a text and taken back.

mod change;
mod pieces;
mod seam;

pub use change::{Edit, apply, restore};
pub use pieces::Pieces;
pub use seam::{Cut, cuts};
