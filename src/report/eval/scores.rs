//! How well single texts meet their bodies becomes how well many do.

use std::ops::AddAssign;

use super::Part;
use super::shingles::Match;

/// How well texts meet their bodies. The wholes are numbers of documents, so that shares are means.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// The share of a text's word rows that its body has.
    pub precision: Part,
    /// The share of a body's word rows that the text has.
    pub recall: Part,
    /// Documents whose words are those of the body.
    pub exact: Part,
}

impl Scores {
    /// The harmonic mean of mean precision and mean recall.
    pub fn f1(&self) -> Option<f64> {
        let (precision, recall) = (self.precision.share()?, self.recall.share()?);
        let sum = precision + recall;
        Some(if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 })
    }
}

impl From<Match> for Scores {
    fn from(found: Match) -> Self {
        let mean = |score: Option<f64>| score.map_or(Part::default(), |score| Part::new(score, 1.0));
        Self {
            precision: mean(found.precision),
            recall: mean(found.recall),
            exact: Part::one(found.is_exact),
        }
    }
}

impl AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.precision += other.precision;
        self.recall += other.recall;
        self.exact += other.exact;
    }
}
