//! A document with segments that must stay and segments that must go becomes figures.

use super::Part;
use super::measure::Notes;
use crate::labelled::{Squeezed, squeeze};

/// Figures of documents of which single segments are known. Only segments that stand in the text as it came in count.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SegmentFigures {
    /// Segments that must stay, and of these the kept.
    pub kept: Part,
    /// Segments that must go, and of these the removed.
    pub removed: Part,
    /// Documents, and those that lost a segment that must stay.
    pub losing: Part,
    /// Characters, and of these the removed.
    pub chars: Part,
}

impl SegmentFigures {
    /// The figures of one document.
    pub(super) fn of(with: &[String], without: &[String], original: &str, notes: &mut Notes<'_>) -> Self {
        let before = Squeezed::new(original);
        let after = squeeze(&notes.outcome().text);
        let mut figures = Self::default();
        for (segments, is_content) in [(with, true), (without, false)] {
            for segment in segments {
                let segment = squeeze(segment);
                let Some(span) = before.find(&segment) else { continue };
                let is_left = after.contains(&segment);
                notes.segment(span, is_content, is_left);
                if is_content {
                    figures.kept += Part::one(is_left);
                } else {
                    figures.removed += Part::one(!is_left);
                }
            }
        }
        figures.losing = Part::one(figures.kept.rest() > 0.0);
        let [whole, left] = [&before.text, &after].map(|text| chars(text));
        figures.chars = Part::new(whole - left, whole);
        figures
    }

    /// Adds the figures of other documents.
    pub(super) fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.removed += other.removed;
        self.losing += other.losing;
        self.chars += other.chars;
    }
}

#[allow(clippy::cast_precision_loss)] // Texts are shorter than 2^52.
pub(super) fn chars(text: &str) -> f64 {
    text.chars().count() as f64
}
