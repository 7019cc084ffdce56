//! A document and its body become figures: how well the cleaned text meets the body, and what was removed line by line.

use super::measure::Notes;
use super::shingles::score;
use super::{Part, Scores};
use crate::labelled::{Body, Label};

/// Figures of documents whose bodies are known. Shares of characters and lines are taken over all documents together, scores are
/// means over documents.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BodyFigures {
    /// How well the cleaned texts meet the bodies.
    pub after: Scores,
    /// How well the texts as they came in do.
    pub before: Scores,
    /// Characters of boilerplate lines, and of these the removed.
    pub boilerplate: Part,
    /// Characters of content, and of these the removed.
    pub content: Part,
    /// Characters that are not content in lines that are or have content, and of these the removed.
    pub mixed: Part,
    /// Boilerplate lines, and those of which more than half was removed.
    pub boilerplate_lines: Part,
    /// Content lines, and those of which more than half was removed.
    pub content_lines: Part,
    /// Lines of which it is not known what they are.
    pub unknown_lines: f64,
    /// Documents, and those of which any content was removed.
    pub touched: Part,
    /// Documents, and those of which a line lost more than half of its content.
    pub losing: Part,
    /// The largest share of its content that a document lost.
    pub worst: f64,
}

impl BodyFigures {
    /// The figures of one document.
    pub(super) fn of(body: &Body, original: &str, notes: &mut Notes<'_>) -> Self {
        let after = score(body, &notes.outcome().text).into();
        let mut figures = Self { after, before: score(body, original).into(), ..Self::default() };
        let (mut is_touched, mut is_losing) = (false, false);
        for line in body.lines(original) {
            let counts = notes.count(&line);
            match line.label {
                Label::Boilerplate => {
                    figures.boilerplate += counts.whole;
                    figures.boilerplate_lines += Part::one(counts.share > 0.5);
                }
                Label::Content => {
                    figures.content += counts.content;
                    figures.mixed += counts.rest;
                    figures.content_lines += Part::one(counts.share > 0.5);
                    is_touched |= counts.lost_words.part > 0.0;
                    is_losing |= counts.lost_words.part > 0.5 * counts.lost_words.whole.max(1.0);
                }
                Label::Mixed => {
                    figures.mixed += counts.rest;
                    figures.unknown_lines += 1.0;
                }
                Label::Unknown => figures.unknown_lines += 1.0,
            }
        }
        figures.touched = Part::one(is_touched);
        figures.losing = Part::one(is_losing);
        figures.worst = figures.content.share().unwrap_or(0.0);
        figures
    }

    /// Of the removed lines that are boilerplate or content, those that are boilerplate.
    pub fn line_precision(&self) -> Part {
        let right = self.boilerplate_lines.part;
        Part::new(right, right + self.content_lines.part)
    }

    /// Of the removed characters that are boilerplate or content, those that are boilerplate.
    pub fn char_precision(&self) -> Part {
        let right = self.boilerplate.part;
        Part::new(right, right + self.content.part)
    }

    /// Adds the figures of other documents.
    pub(super) fn add(&mut self, other: &Self) {
        self.after += other.after;
        self.before += other.before;
        self.boilerplate += other.boilerplate;
        self.content += other.content;
        self.mixed += other.mixed;
        self.boilerplate_lines += other.boilerplate_lines;
        self.content_lines += other.content_lines;
        self.unknown_lines += other.unknown_lines;
        self.touched += other.touched;
        self.losing += other.losing;
        self.worst = self.worst.max(other.worst);
    }
}
