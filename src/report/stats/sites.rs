//! How many sites there are, in little memory whatever their number.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64;

/// So many sites are counted exactly.
const EXACT: usize = 1024;

/// A count of different sites: exact up to 1,024, an estimate beyond, which is off by about 3 %. The same sites give the same
/// count in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sites {
    /// The least of the fingerprints of their names. How close they lie together tells how many there are.
    least: BTreeSet<u64>,
}

impl Sites {
    /// Counts a site, by its host.
    pub fn add(&mut self, host: &str) {
        self.add_print(xxh3_64(host.as_bytes()));
    }

    pub(in crate::report) fn add_print(&mut self, print: u64) {
        if self.least.len() < EXACT || self.least.last().is_some_and(|&last| print < last) {
            self.least.insert(print);
            if self.least.len() > EXACT {
                self.least.pop_last();
            }
        }
    }

    /// How many there are.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // An estimate.
    pub fn count(&self) -> usize {
        match self.least.last() {
            Some(&last) if self.is_estimate() => {
                ((EXACT - 1) as f64 / (last as f64 / u64::MAX as f64)).round() as usize
            }
            _ => self.least.len(),
        }
    }

    /// Whether the count is an estimate.
    pub fn is_estimate(&self) -> bool {
        self.least.len() == EXACT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites(count: usize) -> Sites {
        let mut sites = Sites::default();
        (0..count).for_each(|n| sites.add(&format!("paper-{n}.test")));
        sites
    }

    #[test]
    fn counts_few_exactly_and_many_nearly() {
        assert_eq!(sites(0).count(), 0);
        assert_eq!(sites(1000).count(), 1000);
        assert!(!sites(1000).is_estimate());
        for many in [5_000, 40_000] {
            let count = sites(many).count();
            assert!(count.abs_diff(many) < many / 10, "{count} of {many}");
        }
    }

    #[test]
    fn the_order_says_nothing() {
        let mut backwards = Sites::default();
        (0..3000).rev().for_each(|n| backwards.add(&format!("paper-{n}.test")));
        assert_eq!(backwards, sites(3000));
    }
}
