//! How many documents of a site have the same line.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::text::{Document, Folded, Page};

/// By so many of its longest lines an article is known. One may be the site's own, such as a notice below each article.
const TELLING_LINES: usize = 3;

/// Counts, for each site, in how many documents a folded line stands. Documents whose site is unknown count as one site's.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    counts: HashMap<u64, u32>,
    articles: HashSet<u64>,
}

impl Repeats {
    /// Counts the lines of one more document, each once. A document is passed over if one of the site with the same longest lines has been
    /// counted: an article that is there twice would make boilerplate of all its lines.
    pub fn add(&mut self, document: &Document<'_>) {
        let page = Page::new(document.text);
        let site = document.host().unwrap_or_default();
        let mut lines: Vec<&str> = (0..page.lines().len()).map(|line| page.folded(line).text()).collect();
        lines.sort_unstable_by_key(|line| (Reverse(line.len()), *line));
        lines.dedup();
        let article =
            lines.iter().take(TELLING_LINES).fold(String::new(), |article, line| article + "\n" + line);
        if !self.articles.insert(key(&site, &article)) {
            return;
        }
        for line in lines {
            *self.counts.entry(key(&site, line)).or_default() += 1;
        }
    }

    /// In how many of the documents of `site` (its host; empty where it is unknown) the folded line stands.
    pub fn count(&self, site: &str, folded: &str) -> u32 {
        self.counts.get(&key(site, folded)).copied().unwrap_or(0)
    }

    /// Counts by which each of the lines stands in so many documents of `site`, for the examples of rules.
    pub(crate) fn of_lines<'l>(site: &str, lines: impl IntoIterator<Item = &'l str>, count: u32) -> Self {
        let lines = lines.into_iter().map(|line| (key(site, Folded::new(line).text()), count));
        Self { counts: lines.collect(), articles: HashSet::new() }
    }
}

fn key(site: &str, folded: &str) -> u64 {
    xxh3_64(format!("{site}\n{folded}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(texts: &[&str], site: Option<&str>) -> Repeats {
        let mut repeats = Repeats::default();
        for text in texts {
            repeats.add(&Document { site, ..Document::new(text) });
        }
        repeats
    }

    #[test]
    fn counts_a_line_once_a_document_and_site() {
        let texts = ["The mill burned down.\nMore News\nMore news", "The ferry sails again.\n**More news**"];
        let repeats = counted(&texts, Some("www.harbour.test"));
        assert_eq!(repeats.count("harbour.test", "more news"), 2);
        assert_eq!(repeats.count("other.test", "more news"), 0);
        assert_eq!(counted(&texts, None).count("", "more news"), 2);
    }

    #[test]
    fn counts_an_article_that_is_there_twice_once() {
        let article = "The mill burned down.\nNobody was hurt.\nIt stood for a century.\nMore news";
        let repeats = counted(&[article, &article.replace("More news", "More")], None);
        assert_eq!(repeats.count("", "the mill burned down."), 1);
        assert_eq!(repeats.count("", "more"), 0);
    }
}
