//! Rows of a Parquet file, as far as they are documents.

use deboil::Document;

use crate::settings::{Settings, stated};

/// Rows that follow each other.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// Number of the first, from 1.
    pub(crate) first: usize,
    /// Each of them; nothing where there is no text.
    pub(crate) each: Vec<Option<Row>>,
    /// How far down each text is there, where it may be missing: what the format calls definition levels.
    #[cfg(feature = "parquet")]
    pub(super) levels: Vec<i16>,
}

/// A row that has a text.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) text: Vec<u8>,
    pub(crate) id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) site: Option<String>,
    pub(super) title: Option<String>,
    pub(super) lang: Option<String>,
}

impl Rows {
    /// The rows that have a text, each with its place among these and its number in the file.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, usize, &Row)> {
        let row = |(at, row)| Option::as_ref(row).map(|row| (at, self.first + at, row));
        self.each.iter().enumerate().filter_map(row)
    }
}

impl Row {
    /// The row as a document of this text, which is that of the row; what it does not state, the settings may.
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
