//! Differences of documents are added up to what a change does to a corpus.

use std::collections::BTreeMap;

use super::compare::Amount;
use super::sample::Samples;
use super::{Difference, Names, Sample, Sign};
use crate::report::stats::Sites;

/// So many of the documents that the guard leaves alone now are named, and so many of those that change most.
const NAMED: usize = 20;

/// What is compared, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sides {
    /// The old rules.
    pub old: String,
    /// The new rules.
    pub new: String,
}

/// What a change of rules does to a corpus. Its size depends on the rules and not on the corpus.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Impact {
    /// What is compared.
    pub sides: Sides,
    /// Documents that were compared.
    pub documents: usize,
    /// Their bytes.
    pub bytes: usize,
    /// Documents of which other text is left.
    pub changed: usize,
    /// Documents with which anything is done otherwise, if only by other rules.
    pub differing: usize,
    /// Text that goes now and stayed.
    pub gone: Amount,
    /// Text that went and stays now.
    pub back: Amount,
    /// Documents that the guard leaves alone now, and did not.
    pub newly_guarded: usize,
    /// Documents that the guard left alone, and does not any more.
    pub no_longer_guarded: usize,
    /// The first of the newly guarded ones, each with the reason.
    pub guarded: Vec<(String, String)>,
    /// The documents of which most lines go or come back, with the two numbers.
    pub most: Vec<(String, usize, usize)>,
    /// For each field the documents' values that it has now and had not, and those that it had.
    pub fields: BTreeMap<String, [usize; 2]>,
    rules: BTreeMap<usize, RuleImpact>,
    samples: usize,
}

/// What a change does to the places of a rule.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleImpact {
    /// Whether it is in both sets.
    pub being: Being,
    /// Places that it took or flagged.
    pub old: usize,
    /// Places that it takes or flags.
    pub new: usize,
    /// Places that it takes now, and did not.
    pub plus: usize,
    /// Places that it took, and does not any more.
    pub minus: usize,
    /// Text at its places that goes now and stayed.
    pub gone: Amount,
    /// Text at its places that went and stays now.
    pub back: Amount,
    /// Documents in which it does otherwise.
    pub documents: usize,
    /// Their sites, where they are known.
    pub sites: Sites,
    plus_samples: Samples,
    minus_samples: Samples,
}

/// Whether a rule is in both sets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Being {
    /// As it was, or nobody knows.
    #[default]
    Same,
    /// Only in the new set.
    New,
    /// Only in the old set.
    Gone,
    /// Written otherwise.
    Changed,
}

impl Being {
    /// The word for it; nothing where it is the same.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Changed => "changed",
        }
    }
}

impl RuleImpact {
    /// Whether it does anything otherwise.
    pub fn is_moved(&self) -> bool {
        self.plus + self.minus + self.gone.lines + self.back.lines > 0
    }

    /// Some of the places that it takes now or does not any more.
    pub fn samples(&self, sign: Sign) -> &[Sample] {
        match sign {
            Sign::Plus => self.plus_samples.all(),
            Sign::Minus => self.minus_samples.all(),
        }
    }
}

impl Impact {
    /// Nothing yet; of each rule so many places are kept as samples, each way.
    pub fn new(sides: Sides, samples: usize) -> Self {
        Self { sides, samples, ..Self::default() }
    }

    /// Tells whether a rule is in both sets.
    pub fn tell(&mut self, rule: usize, being: Being) {
        self.rules.entry(rule).or_default().being = being;
    }

    /// Adds what a change does to a document.
    pub fn add(&mut self, of: Difference) {
        self.documents += 1;
        self.bytes += of.bytes;
        for (rule, moved) in &of.rules {
            let impact = self.rules.entry(*rule).or_default();
            impact.old += moved.places[0];
            impact.new += moved.places[1];
            impact.plus += moved.plus;
            impact.minus += moved.minus;
            impact.gone += moved.gone;
            impact.back += moved.back;
            if moved.plus + moved.minus + moved.gone.lines + moved.back.lines > 0 {
                impact.documents += 1;
                of.site.into_iter().for_each(|site| impact.sites.add_print(site));
            }
        }
        if of.label.is_empty() {
            return;
        }
        self.differing += 1;
        self.changed += usize::from(of.is_other_text);
        self.gone += of.gone;
        self.back += of.back;
        self.no_longer_guarded += usize::from(of.no_longer_guarded);
        for (field, counts) in of.fields {
            let sum = self.fields.entry(field).or_default();
            sum[0] += counts[0];
            sum[1] += counts[1];
        }
        if let Some(reason) = of.newly_guarded {
            self.newly_guarded += 1;
            if self.guarded.len() < NAMED {
                self.guarded.push((of.label.clone(), reason));
            }
        }
        self.rank(of.label, of.gone.lines, of.back.lines);
        for (rule, sign, sample) in of.samples {
            let impact = self.rules.entry(rule).or_default();
            let samples = match sign {
                Sign::Plus => &mut impact.plus_samples,
                Sign::Minus => &mut impact.minus_samples,
            };
            samples.add(sample, self.samples);
        }
    }

    fn rank(&mut self, label: String, gone: usize, back: usize) {
        if gone + back == 0 {
            return;
        }
        // Of those with the same number the first stay.
        let at = self.most.partition_point(|(_, more, less)| more + less >= gone + back);
        self.most.insert(at, (label, gone, back));
        self.most.truncate(NAMED);
    }

    /// Whether nothing is done otherwise.
    pub fn is_none(&self) -> bool {
        self.differing == 0
    }

    /// The rules that do something otherwise, with their ids: those with most places first.
    pub fn moved<'i>(&'i self, names: &'i Names) -> Vec<(&'i str, &'i RuleImpact)> {
        let mut moved: Vec<(&str, &RuleImpact)> = self.all(names);
        moved.retain(|(_, impact)| impact.is_moved());
        moved.sort_by_key(|(_, impact)| std::cmp::Reverse(impact.plus + impact.minus));
        moved
    }

    /// All rules of which something is known, in the order of their ids.
    pub fn all<'i>(&'i self, names: &'i Names) -> Vec<(&'i str, &'i RuleImpact)> {
        let mut all: Vec<(&str, &RuleImpact)> =
            self.rules.iter().map(|(&rule, impact)| (names.id(rule), impact)).collect();
        all.sort_by_key(|(id, _)| *id);
        all
    }
}
