//! Boilerplate that stayed and content that went, told line by line, equal ones together.

use indexmap::IndexMap;

/// A stretch of text that is on the wrong side.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Where it stands: file, record and line.
    pub place: String,
    /// What stands there.
    pub text: String,
    /// The characters that are on the wrong side, in all places.
    pub chars: f64,
    /// In how many places it stands.
    pub times: usize,
    /// The rules that took it, by their indices.
    pub rules: Vec<usize>,
}

/// Stretches by what they say and by the rules that took them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Stretches(IndexMap<(String, Vec<usize>), Stretch>);

impl Stretches {
    pub(super) fn add(&mut self, stretch: Stretch) {
        let key = (stretch.text.clone(), stretch.rules.clone());
        match self.0.get_mut(&key) {
            Some(known) => {
                known.chars += stretch.chars;
                known.times += stretch.times;
            }
            None => {
                self.0.insert(key, stretch);
            }
        }
    }

    /// So many of the largest; of equal ones the first.
    pub(super) fn largest(&self, number: usize) -> Vec<&Stretch> {
        let mut all: Vec<&Stretch> = self.0.values().collect();
        all.sort_by(|a, b| b.chars.total_cmp(&a.chars));
        all.truncate(number);
        all
    }
}
