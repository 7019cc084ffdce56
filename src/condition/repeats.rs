//! How many documents of a site have the same line.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::text::{Document, Page};

/// Counts, for each site, in how many documents a folded line stands.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    counts: HashMap<u64, u32>,
}

impl Repeats {
    /// Counts the lines of one more document; a document without a site is not counted.
    pub fn add(&mut self, document: &Document<'_>) {
        let Some(site) = document.host() else { return };
        let page = Page::new(document.text);
        let mut keys: Vec<u64> =
            (0..page.lines().len()).map(|line| key(&site, page.folded(line).text())).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *self.counts.entry(key).or_default() += 1;
        }
    }

    /// In how many of the documents of `site` the folded line stands.
    pub fn count(&self, site: &str, folded: &str) -> u32 {
        self.counts.get(&key(site, folded)).copied().unwrap_or(0)
    }
}

fn key(site: &str, folded: &str) -> u64 {
    xxh3_64(format!("{site}\n{folded}").as_bytes())
}
