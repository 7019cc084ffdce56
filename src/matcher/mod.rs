//! Compiled rules, and what they find on a page.

mod bracket;
mod finding;
mod prefilter;
mod region;
mod search;
mod selection;
mod sequence;

pub use finding::{Capture, Finding};
pub use search::Search;
pub use selection::Selection;

use crate::rule::{Pack, Rule};
use prefilter::Prefilter;

/// Rules compiled to be found together; immutable, shared by all threads.
#[derive(Debug)]
pub struct Ruleset {
    rules: Vec<Rule>,
    prefilter: Prefilter,
    /// For each rule whether it asks for a neighbour that is boilerplate.
    asks_found: Vec<bool>,
    /// For each rule whether it holds also outside the place that it names.
    elsewhere: Vec<bool>,
}

impl Ruleset {
    /// The rules of some packs that a selection takes, in the order of their ids, so that the order of packs
    /// and of rules in them says nothing.
    pub fn new(packs: impl IntoIterator<Item = Pack>, selection: &Selection) -> Self {
        let mut rules: Vec<Rule> =
            packs.into_iter().flat_map(|pack| pack.rules).filter(|rule| selection.takes(rule)).collect();
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        let prefilter = Prefilter::new(&rules);
        let asks_found = rules.iter().map(|rule| rule.near.as_ref().is_some_and(|near| near.found)).collect();
        let elsewhere = rules.iter().map(|rule| selection.takes_elsewhere(rule)).collect();
        Self { rules, prefilter, asks_found, elsewhere }
    }

    /// The rules; findings name them by their index.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Index of the rule with this full id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok()
    }
}
