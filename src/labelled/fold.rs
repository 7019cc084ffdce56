//! Sites are shared out into parts, so that rules can be judged on sites that they were not written for.

use std::str::FromStr;

use xxhash_rust::xxh3::xxh3_64;

/// One of several parts of all sites. Which part a site is in depends on its name only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// Which part, from 1.
    pub number: u64,
    /// Number of parts.
    pub of: u64,
}

impl Fold {
    /// Whether a site, by its host, is in it. Documents of unknown sites are in it like one site.
    pub fn has(self, host: Option<&str>) -> bool {
        xxh3_64(host.unwrap_or_default().as_bytes()) % self.of == self.number - 1
    }
}

impl FromStr for Fold {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let fold = written.split_once('/').and_then(|(number, of)| {
            Some(Self { number: number.trim().parse().ok()?, of: of.trim().parse().ok()? })
        });
        fold.filter(|fold| (1..=fold.of).contains(&fold.number))
            .ok_or_else(|| format!("`{written}` is no part: write 1/3 for the first of three"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_is_in_one_part() {
        let folds = ["1/3", "2/3", "3/3"].map(|fold| fold.parse::<Fold>().unwrap());
        for site in ["a.test", "b.test", "c.test", "d.test", ""] {
            assert_eq!(folds.iter().filter(|fold| fold.has(Some(site))).count(), 1, "{site}");
        }
        assert!(folds.iter().all(|fold| fold.has(None) == fold.has(Some(""))));
    }

    #[test]
    fn refuses_parts_that_are_none() {
        assert!("0/3".parse::<Fold>().is_err());
        assert!("4/3".parse::<Fold>().is_err());
        assert!("3".parse::<Fold>().is_err());
    }
}
