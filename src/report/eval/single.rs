//! A single line in its article becomes figures.

use super::Part;
use super::measure::Notes;
use super::removed::Removed;
use crate::labelled::{Framed, Polarity, SingleLine};

/// A line is gone when at most this share of its words is left.
const GONE: f64 = 1.0 / 3.0;

/// Figures of single lines.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SingleFigures {
    /// Boilerplate lines, and of these the removed.
    pub removed: Part,
    /// Lines that only look like boilerplate, and of these the kept.
    pub kept: Part,
    /// Articles, and those of which another sentence was touched.
    pub harmed: Part,
}

impl SingleFigures {
    /// The figures of one line.
    pub(super) fn of(line: &SingleLine, framed: &Framed, notes: &mut Notes<'_>) -> Self {
        let mut figures = Self::default();
        let mut left = Part::default();
        let mut is_harmed = false;
        for labelled in line.lines(framed) {
            let removed = Removed(notes.outcome());
            if framed.line.contains(labelled.span) {
                for word in labelled.words.iter().filter(|word| framed.part.overlaps(word.span)) {
                    left += Part::one(!removed.touches(word.span));
                }
            } else {
                is_harmed |= removed.touches(labelled.span);
            }
            notes.count(&labelled);
        }
        // A line of signs alone has no words.
        let left = left
            .share()
            .unwrap_or_else(|| f64::from(u8::from(!Removed(notes.outcome()).touches(framed.part))));
        let is_gone = left <= GONE;
        match line.polarity {
            Polarity::Boilerplate => figures.removed = Part::one(is_gone),
            Polarity::Content => figures.kept = Part::one(!is_gone),
        }
        figures.harmed = Part::one(is_harmed);
        figures
    }

    /// Adds the figures of other lines.
    pub(super) fn add(&mut self, other: &Self) {
        self.removed += other.removed;
        self.kept += other.kept;
        self.harmed += other.harmed;
    }
}
