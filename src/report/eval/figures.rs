//! All figures of some documents, whatever is known of each.

use super::{BodyFigures, SegmentFigures, SingleFigures};

/// Figures of some documents.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Documents.
    pub documents: usize,
    /// Documents that the guard left alone.
    pub guarded: usize,
    /// Of documents whose bodies are known.
    pub body: Option<BodyFigures>,
    /// Of documents of which segments are known.
    pub segments: Option<SegmentFigures>,
    /// Of single lines.
    pub single: Option<SingleFigures>,
}

impl Figures {
    /// Adds the figures of other documents.
    pub(super) fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.guarded += other.guarded;
        if let Some(body) = &other.body {
            self.body.get_or_insert_default().add(body);
        }
        if let Some(segments) = &other.segments {
            self.segments.get_or_insert_default().add(segments);
        }
        if let Some(single) = &other.single {
            self.single.get_or_insert_default().add(single);
        }
    }
}
