//! deboil takes the text of scraped articles, finds promotional, navigation and AI-disclosure boilerplate with
//! declarative rules, removes it, and tells exactly what went, by which rule, and why.
//!
//! The library does no I/O and has no clock. Its floors stand here from the ground up; each uses only those above it in
//! this list.

pub mod text;
pub mod condition;
pub mod rule;
pub mod builtin;
pub mod matcher;
pub mod review;
pub mod decision;
pub mod edit;
pub mod record;
pub mod cleaner;
pub mod labelled;
pub mod tuning;
pub mod report;

pub use cleaner::{Cleaner, Outcome};
pub use matcher::Selection;
pub use rule::Profile;
pub use text::{Document, Span};
