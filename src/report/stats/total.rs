//! Counts of documents are added up to what each rule does over a corpus.

use std::collections::BTreeMap;

use super::{Count, Sites};
use crate::rule::Rule;

/// What rules did over a corpus. Its size depends on the rules and not on the corpus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stats {
    /// Documents.
    pub documents: usize,
    /// Of these the ones of which something went.
    pub changed: usize,
    /// Of these the ones that the guard left alone.
    pub guarded: usize,
    /// Bytes of all texts.
    pub bytes: usize,
    /// Bytes that went.
    pub removed: usize,
    /// The sites of the documents.
    pub sites: Sites,
    /// Documents in which it was counted what rules are asked about.
    pub counted: usize,
    /// For each rule of the run, in their order.
    pub rules: Vec<RuleStats>,
    /// How often two rules hold on the same place, the first with the lower index.
    both: BTreeMap<(usize, usize), usize>,
}

/// What a rule did over a corpus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleStats {
    /// Places that went by it, with others or alone.
    pub hits: usize,
    /// Of these the ones that would not have gone without it.
    pub needed: usize,
    /// Places that it flagged.
    pub flagged: usize,
    /// Places that it kept, or on which it held and that others kept.
    pub kept: usize,
    /// Documents in which it did something.
    pub documents: usize,
    /// The sites of these documents, where they are known.
    pub sites: Sites,
    /// Bytes that went by it.
    pub bytes: usize,
    /// Bytes of lines that it was asked about, in the documents in which that was counted.
    pub tried: usize,
}

impl RuleStats {
    /// Whether it did anything.
    pub fn has_fired(&self) -> bool {
        self.hits + self.flagged + self.kept > 0
    }
}

/// A rule without which nothing would have stayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Its index.
    pub rule: usize,
    /// Those that hold on its places, each with how many of them, most first.
    pub by: Vec<(usize, usize)>,
}

impl Stats {
    /// Nothing yet, of so many rules.
    pub fn new(rules: usize) -> Self {
        Self { rules: vec![RuleStats::default(); rules], ..Self::default() }
    }

    /// Adds what came of a document.
    pub fn add(&mut self, count: Count) {
        self.documents += 1;
        self.changed += usize::from(count.is_changed);
        self.guarded += usize::from(count.is_guarded);
        self.bytes += count.bytes;
        self.removed += count.removed;
        if let Some(site) = count.site {
            self.sites.add_print(site);
        }
        for (rule, act) in count.acts {
            let of = &mut self.rules[rule];
            of.hits += act.hits;
            of.needed += act.needed;
            of.flagged += act.flagged;
            of.kept += act.kept;
            of.bytes += act.bytes;
            of.documents += 1;
            if let Some(site) = count.site {
                of.sites.add_print(site);
            }
        }
        for (rules, places) in count.both {
            *self.both.entry(rules).or_default() += places;
        }
        if let Some(tried) = count.tried {
            self.counted += 1;
            for (rule, bytes) in tried {
                self.rules[rule].tried += bytes;
            }
        }
    }

    /// The share that a rule has of all bytes of lines that rules were asked about, 0 to 1; nothing where none were.
    #[allow(clippy::cast_precision_loss)] // A share.
    pub fn share(&self, rule: usize) -> Option<f64> {
        let all: usize = self.rules.iter().map(|of| of.tried).sum();
        (all > 0).then(|| self.rules[rule].tried as f64 / all as f64)
    }

    /// The rules that hold on places of a rule, each with how many of them, most first.
    pub fn beside(&self, rule: usize) -> Vec<(usize, usize)> {
        let other = |(&(one, other), &places): (&(usize, usize), &usize)| match rule {
            _ if one == rule => Some((other, places)),
            _ if other == rule => Some((one, places)),
            _ => None,
        };
        let mut beside: Vec<(usize, usize)> = self.both.iter().filter_map(other).collect();
        beside.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        beside
    }

    /// The rules that took text, all of which would have gone without them. Of two that cover each other both are told.
    pub fn covered(&self) -> Vec<Cover> {
        let is_covered = |&rule: &usize| self.rules[rule].hits > 0 && self.rules[rule].needed == 0;
        let covered = (0..self.rules.len()).filter(is_covered);
        covered.map(|rule| Cover { rule, by: self.beside(rule) }).collect()
    }

    /// The rules of which nothing came.
    pub fn never_fired(&self) -> Vec<usize> {
        (0..self.rules.len()).filter(|&rule| !self.rules[rule].has_fired()).collect()
    }

    pub(super) fn check(&self, rules: &[Rule]) {
        assert_eq!(self.rules.len(), rules.len(), "these are the rules of the run");
    }
}
