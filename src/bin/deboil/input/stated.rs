//! What a record or a row states of its document beside the text.

use deboil::Document;

use crate::settings::{Settings, stated};

/// What is stated of a document.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) lang: Option<String>,
}

impl Stated {
    /// The document with this text; what is not stated of it, the settings may.
    pub(crate) fn document<'d>(&'d self, text: &'d str, settings: &'d Settings) -> Document<'d> {
        Document {
            text,
            id: self.id.as_deref(),
            path: None,
            record: None,
            url: self.url.as_deref(),
            site: stated(self.site.as_deref(), settings.site.as_deref()),
            lang: stated(self.lang.as_deref(), settings.lang.as_deref()),
            title: stated(self.title.as_deref(), settings.title.as_deref()),
            is_markdown: false,
        }
    }
}
