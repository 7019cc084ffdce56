//! Rules of two sets, which each count them from 0, under common numbers.

use std::collections::BTreeMap;

use crate::rule::Rule;

/// Ids of rules, each with a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    numbers: BTreeMap<String, usize>,
    ids: Vec<String>,
}

impl Names {
    /// The number of a rule, by its id; a new one where it has none yet.
    pub fn number(&mut self, id: &str) -> usize {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        self.numbers.insert(id.to_owned(), self.ids.len());
        self.ids.push(id.to_owned());
        self.ids.len() - 1
    }

    /// For each of some rules its number.
    pub fn numbers(&mut self, rules: &[Rule]) -> Vec<usize> {
        rules.iter().map(|rule| self.number(&rule.id)).collect()
    }

    /// The id of a rule.
    pub fn id(&self, number: usize) -> &str {
        &self.ids[number]
    }
}
