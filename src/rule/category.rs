//! What kind of boilerplate a rule finds, how sure it is, how grave a flag is.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The categories; a kind follows after a slash, such as `promo/newsletter`.
const CATEGORIES: [&str; 12] =
    ["promo", "nav", "ui", "ai", "llm", "credit", "legal", "pr", "body", "keep", "content", "doubt"];

/// A category and its kind, such as `credit/image`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Category(String);

impl Category {
    /// The part before the slash.
    pub fn main(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// What profiles ask of it.
    pub fn kind(&self) -> MainKind {
        match self.main() {
            "keep" | "content" | "doubt" => MainKind::ForContent,
            "body" => MainKind::Body,
            "credit" | "legal" | "pr" => MainKind::Frame,
            _ => MainKind::Foreign,
        }
    }

    /// Whether its rules speak for the article and not against it: they act under every profile.
    pub fn is_for_content(&self) -> bool {
        self.kind() == MainKind::ForContent
    }

    /// Whether its rules weigh only against guesses, not against a rule that is sure.
    pub fn is_doubt(&self) -> bool {
        self.main() == "doubt"
    }

    /// Category and kind.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the part before the slash says to profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MainKind {
    /// Its rules speak for the article.
    ForContent,
    /// Promotion, navigation, interface and what machines leave behind: no part of any article.
    Foreign,
    /// Credits, legal notes and frames of press releases.
    Frame,
    /// What a publisher may want to keep.
    Body,
}

impl TryFrom<String> for Category {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let (main, kind) = written.split_once('/').unwrap_or((&written, "-"));
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if !CATEGORIES.contains(&main) {
            return Err(format!("unknown category `{main}`, expected one of `{}`", CATEGORIES.join("`, `")));
        }
        if kind.is_empty() || !kind.chars().all(is_name) {
            return Err(format!(
                "`{kind}` is no kind of category: use lower-case letters, digits and hyphens"
            ));
        }
        Ok(Self(written))
    }
}

impl From<Category> for String {
    fn from(category: Category) -> Self {
        category.0
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How sure a rule is; a profile takes a category from a confidence upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// For those who would rather lose a note than keep a promotion.
    Low,
    /// Right in nearly every article.
    Medium,
    /// Nothing else is written so.
    #[default]
    High,
}

/// How grave a flag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth a look.
    #[default]
    Warning,
    /// Must not be published as it is.
    Error,
}

/// The name that is nearest to what was written, if one is near.
pub(super) fn closest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let score = |name: &&str| strsim::jaro_winkler(written, name);
    let best = names.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(&best) > 0.75).then_some(best)
}
