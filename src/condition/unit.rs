//! The stretch of text that conditions are asked of.

use crate::text::{Folded, Known, Page, Shape, Span};

/// A line or a paragraph as conditions see it.
#[derive(Debug, Clone, Copy)]
pub struct Unit<'u> {
    /// Where it stands in the text.
    pub span: Span,
    /// Its text.
    pub raw: &'u str,
    /// Its folded view; positions in it are relative to the start of `span`.
    pub folded: &'u Folded<'u>,
    /// What is known of its measures.
    pub known: &'u Known,
}

impl<'u> Unit<'u> {
    /// A line of a page.
    pub fn line(page: &'u Page<'_>, line: usize) -> Self {
        Self {
            span: page.lines()[line].span,
            raw: page.raw(line),
            folded: page.folded(line),
            known: page.known(line),
        }
    }

    /// Its measures.
    pub fn shape(&self) -> Shape<'u> {
        Shape::new(self.raw, self.folded, self.known)
    }
}
