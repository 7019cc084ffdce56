//! Names of the fields of records.

use serde::{Deserialize, Serialize};

/// Names of the fields of JSONL records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    /// The text that is cleaned.
    pub text: String,
    /// What tells the record from others.
    pub id: String,
    /// Where the article was found.
    pub url: String,
    /// The host that it is from.
    pub site: String,
    /// Its headline.
    pub title: String,
    /// The language of the text.
    pub lang: String,
    /// Where captured values are written.
    pub captured: String,
}

impl Default for Fields {
    fn default() -> Self {
        let [text, id, url, site, title, lang, captured] =
            ["text", "id", "url", "site", "title", "lang", "deboil"].map(str::to_owned);
        Self { text, id, url, site, title, lang, captured }
    }
}
