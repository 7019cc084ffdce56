//! The examples that prove a rule.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lines and texts that show what a rule does and leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examples {
    /// Lines on which the rule must hold.
    pub hits: Vec<String>,
    /// Lines that no rule may touch.
    pub keeps: Vec<String>,
    /// Known misses: lines that it should find one day.
    pub todo: Vec<String>,
    /// Whole texts.
    pub cases: Vec<Case>,
}

/// A whole text and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The text.
    #[serde(rename = "in")]
    pub input: String,
    /// The text, cleaned.
    #[serde(rename = "out")]
    pub output: String,
    /// Rules of the pack without which the case does not work: for the reader.
    #[serde(default)]
    pub with_rules: Vec<String>,
    /// Language of the document.
    #[serde(default)]
    pub lang: Option<String>,
    /// Host of the document.
    #[serde(default)]
    pub site: Option<String>,
    /// Title of the document.
    #[serde(default)]
    pub title: Option<String>,
    /// Lines that stand on many other pages of the site.
    #[serde(default)]
    pub repeated: Vec<String>,
    /// What must be captured: all values by field.
    #[serde(default)]
    pub fields: Option<IndexMap<String, Vec<String>>>,
}
