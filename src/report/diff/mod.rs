//! Outcomes become diffs, made from the edits themselves and shown in one of several forms.

mod by_rule;
mod form;
mod hunk;
mod inline;
mod json;
mod line;
mod lines;
mod parts;
mod reasons;
mod side_by_side;
mod unified;
#[cfg(feature = "html")]
mod whole;
mod wrap;

use std::fmt;

use crate::cleaner::Outcome;
use crate::rule::Rule;

pub use by_rule::ByRule;
pub use inline::{Marks, inline};
pub use json::json;
pub use line::{DiffLine, Tone};
pub use side_by_side::side_by_side;
pub use unified::unified;
#[cfg(feature = "html")]
pub(in crate::report) use whole::{Is, WholeRow, whole};
pub use wrap::fitted;

/// A document, what came of it, and the rules that its decisions name.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// Where it comes from.
    pub label: &'a Label,
    /// The document's text.
    pub original: &'a str,
    /// What came of it.
    pub outcome: &'a Outcome<'a>,
    /// The rules of the run.
    pub rules: &'a [Rule],
}

/// Where a document comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// Path of its file; `-` for standard input.
    pub file: String,
    /// Number of its line in a file of records, from 1.
    pub record: Option<usize>,
    /// Its id, where it has one.
    pub id: Option<String>,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        let Some(record) = self.record else { return Ok(()) };
        write!(f, ":{record}")?;
        self.id.as_ref().map_or(Ok(()), |id| write!(f, " {id}"))
    }
}
