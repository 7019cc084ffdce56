//! Compiled rules, and what they find on a page.

mod bracket;
mod finding;
mod hints;
mod prefilter;
mod region;
mod rule_set;
mod search;
mod selection;
mod sequence;
mod sighting;

pub use finding::{Capture, Finding};
pub use search::{Depth, Search};
pub use selection::Selection;
pub use sighting::Sightings;

use crate::condition::Audience;
use crate::rule::{Pack, Purpose, Rule, Scope};
use hints::Hints;
use prefilter::Prefilter;
use rule_set::RuleSet;

/// Rules compiled to be found together; immutable, shared by all threads.
#[derive(Debug)]
pub struct Ruleset {
    rules: Vec<Rule>,
    /// By purpose.
    prefilters: [Prefilter; 3],
    hints: Hints,
    /// Whether all rules are asked of all lines.
    asks_all: bool,
    /// The rules of each audience, those that ask how often a line stands on a site apart.
    readerships: Vec<Readership>,
    /// For each rule the most words of a line on which it holds.
    max_words: Vec<usize>,
    has_paragraphs: bool,
    /// The rules whose scope is a sequence.
    sequences: Vec<usize>,
    /// For each rule whether it asks for a neighbour that is boilerplate.
    asks_found: Vec<bool>,
    /// For each rule whether it holds also outside the place that it names.
    elsewhere: Vec<bool>,
}

impl Ruleset {
    /// The rules of some packs that a selection takes, in the order of their ids, so that the order of packs
    /// and of rules in them says nothing.
    pub fn new(packs: impl IntoIterator<Item = Pack>, selection: &Selection) -> Self {
        let packs: Vec<Pack> = packs.into_iter().collect();
        let mut rules = Vec::with_capacity(packs.iter().map(|pack| pack.rules.len()).sum());
        rules.extend(packs.into_iter().flat_map(|pack| pack.rules).filter(|rule| selection.takes(rule)));
        // A rule is large: it is moved once.
        rules.sort_by_cached_key(|rule: &Rule| rule.id.clone());
        let asks_found = rules.iter().map(|rule| rule.near.as_ref().is_some_and(|near| near.found)).collect();
        let elsewhere = rules.iter().map(|rule| selection.takes_elsewhere(rule)).collect();
        Self {
            prefilters: Purpose::ALL.map(|purpose| Prefilter::new(&rules, purpose)),
            hints: Hints::new(&rules),
            asks_all: false,
            readerships: readerships(&rules),
            max_words: rules.iter().map(Rule::max_words).collect(),
            sequences: (0..rules.len())
                .filter(|&rule| matches!(rules[rule].scope, Scope::Sequence(_)))
                .collect(),
            has_paragraphs: rules.iter().any(|rule| rule.scope == Scope::Paragraph),
            asks_found,
            elsewhere,
            rules,
        }
    }

    /// The same without a prefilter: every rule is tried on every line, whether or not anything turns on it. Slow; it shows that what is left
    /// out changes nothing.
    #[must_use]
    pub fn unfiltered(self) -> Self {
        let prefilters = Purpose::ALL.map(|purpose| Prefilter::none(&self.rules, purpose));
        Self { prefilters, asks_all: true, ..self }
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

/// Rules that the same documents meet.
#[derive(Debug)]
struct Readership {
    audience: Audience,
    /// Whether the rules ask how often a line stands on a site, so that they hold only where that was counted.
    asks_repeats: bool,
    rules: RuleSet,
}

fn readerships(rules: &[Rule]) -> Vec<Readership> {
    let mut readerships: Vec<Readership> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let asks_repeats = rule.repeats.is_some();
        let known = readerships.iter().position(|Readership { audience, asks_repeats: asks, .. }| {
            audience.lang == rule.audience.lang
                && audience.site == rule.audience.site
                && *asks == asks_repeats
        });
        let at = known.unwrap_or_else(|| {
            let audience = rule.audience.clone();
            readerships.push(Readership { audience, asks_repeats, rules: RuleSet::none(rules.len()) });
            readerships.len() - 1
        });
        readerships[at].rules.add(index);
    }
    readerships
}
