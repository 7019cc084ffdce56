//! A rule holds here.

use crate::text::Span;

/// A rule holds on a stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Index of the rule.
    pub rule: usize,
    /// What the rule speaks of: lines without their last line ending, or a part of a line.
    pub span: Span,
    /// Whether it is whole lines.
    pub whole_lines: bool,
    /// What a capture rule keeps as fields.
    pub captures: Vec<Capture>,
}

/// A part of the text that stays as a field of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Name of the field.
    pub field: String,
    /// Where its value stands in the text.
    pub span: Span,
}
