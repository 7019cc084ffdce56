//! What a record or a row states of its document beside the text.

use crate::text::Document;

/// What is stated of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stated {
    /// Its own name.
    pub id: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// The publisher's host.
    pub site: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its language.
    pub lang: Option<String>,
}

impl Stated {
    /// The document with this text.
    pub fn document<'d>(&'d self, text: &'d str) -> Document<'d> {
        Document {
            text,
            id: self.id.as_deref(),
            path: None,
            record: None,
            url: self.url.as_deref(),
            site: self.site.as_deref(),
            lang: self.lang.as_deref(),
            title: self.title.as_deref(),
            is_markdown: false,
        }
    }
}
