//! A document and its body become figures: how well the cleaned text meets the body, and what was removed line by line.

use super::Part;
use super::measure::Notes;
use super::shingles::{Match, score};
use crate::labelled::{Body, Label};

/// Figures of documents whose bodies are known. Shares of characters and lines are taken over all documents together, scores are
/// means over documents.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BodyFigures {
    /// Mean share of the cleaned text's word rows that the body has.
    pub precision: Part,
    /// Mean share of the body's word rows that the cleaned text has.
    pub recall: Part,
    /// Documents whose words are those of the body.
    pub exact: Part,
    /// The same three for the texts as they came in.
    pub before: (Part, Part, Part),
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
        let mut figures = Self::default();
        figures.score(score(body, &notes.outcome().text), score(body, original));
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

    fn score(&mut self, after: Match, before: Match) {
        let mean = |score: Option<f64>| score.map_or(Part::default(), |score| Part::new(score, 1.0));
        self.precision = mean(after.precision);
        self.recall = mean(after.recall);
        self.exact = Part::one(after.is_exact);
        self.before = (mean(before.precision), mean(before.recall), Part::one(before.is_exact));
    }

    /// The harmonic mean of the mean precision and the mean recall.
    pub fn f1(&self) -> Option<f64> {
        f1(self.precision, self.recall)
    }

    /// How much that is more than for the texts as they came in.
    pub fn f1_change(&self) -> Option<f64> {
        Some(self.f1()? - f1(self.before.0, self.before.1)?)
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
        self.precision += other.precision;
        self.recall += other.recall;
        self.exact += other.exact;
        self.before.0 += other.before.0;
        self.before.1 += other.before.1;
        self.before.2 += other.before.2;
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

fn f1(precision: Part, recall: Part) -> Option<f64> {
    let (precision, recall) = (precision.share()?, recall.share()?);
    let sum = precision + recall;
    Some(if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 })
}
