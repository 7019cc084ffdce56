//! Measured documents are added up.

use std::collections::BTreeMap;

use super::acts::Acts;
use super::stretch::Stretches;
use super::worst::Ranking;
use super::{Figures, Key, Measured, Stretch, Worst};

/// What an evaluation should tell beside its totals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// What documents are grouped by, all at once.
    pub by: Vec<Key>,
    /// So many of the documents that came out worst.
    pub worst: usize,
    /// So many of the largest stretches of boilerplate that stayed.
    pub left: usize,
    /// So many of the largest stretches of content that went.
    pub lost: usize,
}

/// The figures of many documents. They are the same in whatever order documents were measured, as long as they are added in one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evaluation {
    /// What it tells.
    pub wanted: Wanted,
    /// The figures of all documents.
    pub total: Figures,
    /// The figures by the values of the keys that are asked for; an unknown value is empty.
    pub groups: BTreeMap<Vec<String>, Figures>,
    /// What rules took.
    pub acts: Acts,
    ranking: Ranking,
    left: Stretches,
    lost: Stretches,
}

impl Evaluation {
    /// An evaluation of nothing yet.
    pub fn new(wanted: Wanted) -> Self {
        let ranking = Ranking::of(wanted.worst);
        Self { wanted, ranking, ..Self::default() }
    }

    /// Adds a document.
    pub fn add(&mut self, measured: Measured) {
        self.total.add(&measured.figures);
        if !self.wanted.by.is_empty() {
            let value = |&key: &Key| measured.keys.get(key).unwrap_or_default().to_owned();
            let group = self.wanted.by.iter().map(value).collect();
            self.groups.entry(group).or_default().add(&measured.figures);
        }
        self.acts.add(measured.acts);
        self.ranking.add(measured.worst);
        if self.wanted.left > 0 {
            measured.left.into_iter().for_each(|stretch| self.left.add(stretch));
        }
        if self.wanted.lost > 0 {
            measured.lost.into_iter().for_each(|stretch| self.lost.add(stretch));
        }
    }

    /// The documents that lost most, then those in which most stayed.
    pub fn worst(&self) -> Vec<&Worst> {
        self.ranking.ranked().collect()
    }

    /// The largest stretches of boilerplate that stayed.
    pub fn left(&self) -> Vec<&Stretch> {
        self.left.largest(self.wanted.left)
    }

    /// The largest stretches of content that went.
    pub fn lost(&self) -> Vec<&Stretch> {
        self.lost.largest(self.wanted.lost)
    }
}
