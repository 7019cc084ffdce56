//! Weights are tried on sites that they were not fitted to.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{Sample, Sign, fit};

/// What came of the samples by weights that were fitted without their sites.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The log odds of each sample, in their order.
    pub log_odds: Vec<f64>,
}

/// What goes at a threshold, in characters of distinct lines, for as much as they count.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Going {
    /// Boilerplate that goes.
    pub right: f64,
    /// Content that goes.
    pub wrong: f64,
    /// All boilerplate.
    pub boilerplate: f64,
}

impl Going {
    /// Share of what goes that is boilerplate, 0 to 1; 1 where nothing goes.
    pub fn precision(&self) -> f64 {
        let all = self.right + self.wrong;
        if all > 0.0 { self.right / all } else { 1.0 }
    }

    /// Share of the boilerplate that goes, 0 to 1.
    pub fn recall(&self) -> f64 {
        if self.boilerplate > 0.0 { self.right / self.boilerplate } else { 0.0 }
    }
}

impl Trial {
    /// What goes of `samples`, those of the trial, at a threshold of the log odds.
    pub fn going(&self, samples: &[Sample], threshold: f64) -> Going {
        let mut going = Going::default();
        for (sample, &log_odds) in samples.iter().zip(&self.log_odds) {
            let chars = sample.chars();
            let goes = log_odds >= threshold;
            going.boilerplate += if sample.is_boilerplate { chars } else { 0.0 };
            match (goes, sample.is_boilerplate) {
                (true, true) => going.right += chars,
                (true, false) => going.wrong += chars,
                (false, _) => {}
            }
        }
        going
    }
}

/// Fits the weights `folds` times, each time without a part of the sites, and tries them on that part.
pub fn cross_validate(samples: &[Sample], signs: &[Sign], ridge: f64, folds: usize) -> Trial {
    let sites: BTreeSet<&str> = samples.iter().map(|sample| sample.site.as_str()).collect();
    let fold =
        |sample: &Sample| sites.iter().position(|site| *site == sample.site).unwrap_or(0) % folds.max(2);
    let fold_of: Vec<usize> = samples.iter().map(fold).collect();
    let fitted: Vec<_> = (0..folds.max(2))
        .into_par_iter()
        .map(|left_out| {
            let rest = samples.iter().zip(&fold_of).filter(|(_, fold)| **fold != left_out);
            fit(&rest.map(|(sample, _)| sample).collect::<Vec<_>>(), signs, ridge)
        })
        .collect();
    let log_odds = samples.iter().zip(&fold_of).map(|(sample, &fold)| fitted[fold].log_odds(sample));
    Trial { log_odds: log_odds.collect() }
}

/// The lowest threshold from which on what goes is boilerplate by a share of `precision` in a trial, and stays so upwards.
/// Nothing where even the surest lines miss it.
pub fn threshold(trial: &Trial, samples: &[Sample], precision: f64) -> Option<f64> {
    let mut order: Vec<usize> = (0..samples.len()).collect();
    order.sort_by(|&a, &b| trial.log_odds[b].total_cmp(&trial.log_odds[a]));
    let mut found = None;
    let mut going = Going::default();
    for tie in order.chunk_by(|&a, &b| trial.log_odds[a].to_bits() == trial.log_odds[b].to_bits()) {
        for &at in tie {
            let chars = samples[at].chars();
            if samples[at].is_boilerplate { going.right += chars } else { going.wrong += chars }
        }
        if going.precision() >= precision {
            found = Some(trial.log_odds[tie[0]]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_lowest_threshold_that_is_precise_enough() {
        let sample = |n: usize, is_boilerplate| Sample {
            site: format!("site{n}"),
            text: "ten letters".to_owned(),
            features: Vec::new(),
            is_boilerplate,
            counts: 1.0,
        };
        let samples = [sample(0, true), sample(1, true), sample(2, false), sample(3, true), sample(4, false)];
        let trial = Trial { log_odds: vec![4.0, 3.0, 2.0, 1.0, 0.0] };
        assert_eq!(threshold(&trial, &samples, 1.0), Some(3.0));
        assert_eq!(threshold(&trial, &samples, 0.75), Some(1.0));
        let going = trial.going(&samples, 1.0);
        assert!((going.precision() - 0.75).abs() < 1e-9 && (going.recall() - 1.0).abs() < 1e-9);
    }
}
