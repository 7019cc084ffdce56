//! Rows of a Parquet file, as far as they are documents.

use deboil::record::Stated;

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
    pub(crate) stated: Stated,
}

impl Rows {
    /// The rows that have a text, each with its place among these and its number in the file.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, usize, &Row)> {
        let row = |(at, row)| Option::as_ref(row).map(|row| (at, self.first + at, row));
        self.each.iter().enumerate().filter_map(row)
    }
}
