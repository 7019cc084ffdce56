//! What the search of a document costs: the bytes of the lines that each rule is asked about.

use super::Cleaner;
use crate::matcher::{Depth, Search};
use crate::text::{Document, Page};

/// Each rule that is asked about a line of a document, with the bytes of these lines, in the first round of cleaning. What a rule is not
/// asked about, the prefilter has passed over. To search a line takes time that grows with its length, whatever the pattern: these bytes
/// go with time, and are the same in every run.
pub(super) fn tries(cleaner: &Cleaner, document: &Document<'_>) -> Vec<(usize, usize)> {
    let page = Page::new(document.text);
    let search = Search::new(&cleaner.ruleset, document, &page, cleaner.repeats.as_deref());
    let depth = Depth::Decisive(&[]);
    let findings = search.findings(depth);
    search.spares(depth, &findings, &mut Vec::new());
    let mut bytes = vec![0; cleaner.rules().len()];
    for (line, rule) in search.into_sightings().tried() {
        bytes[rule] += page.lines()[line].span.len();
    }
    bytes.into_iter().enumerate().filter(|&(_, bytes)| bytes > 0).collect()
}
