//! Weights of weak rules, fitted to lines of which is known what they are.

mod fit;
mod sample;
mod trial;

pub use fit::{Fitted, Sign, fit};
pub use sample::{Sample, distinct};
pub use trial::{Going, Trial, cross_validate, threshold};
