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

use std::collections::HashMap;

use crate::condition::{Audience, Place};
use crate::rule::{Head, Pack, Purpose, Rule};
use hints::Hints;
use prefilter::Prefilter;
use rule_set::RuleSet;

/// Rules compiled to be found together; immutable, shared by all threads.
#[derive(Debug)]
pub struct Ruleset {
    rules: Vec<Rule>,
    /// For each rule what is asked before a look at the rule itself.
    bounds: Vec<Bounds>,
    /// By purpose.
    prefilters: [Prefilter; 3],
    hints: Hints,
    /// Whether all rules are asked of all lines.
    asks_all: bool,
    /// The rules of each audience, those that ask how often a line stands on a site apart.
    readerships: Vec<Readership>,
    has_paragraphs: bool,
    /// The rules whose scope is a sequence.
    sequences: Vec<usize>,
    /// What the rules have in common that ask for a neighbour that is boilerplate; nothing where there is none.
    beside: Option<Beside>,
}

/// What rules have in common that ask for a neighbour that is boilerplate.
#[derive(Debug, Default)]
struct Beside {
    /// How many lines away they look at most.
    reach: usize,
    /// Whether another neighbour will do for one of them.
    takes_other: bool,
    /// Whether one of them takes lines in a row.
    has_runs: bool,
}

impl Beside {
    fn of(heads: &[Head<'_>]) -> Option<Self> {
        let asks = heads.iter().filter(|head| head.asks_found);
        asks.fold(None, |beside: Option<Self>, head| {
            let Self { reach, takes_other, has_runs } = beside.unwrap_or_default();
            Some(Self {
                reach: reach.max(head.reach),
                takes_other: takes_other || head.takes_other,
                has_runs: has_runs || head.is_run,
            })
        })
    }
}

/// What is asked of a line before a look at the rule itself.
#[derive(Debug)]
struct Bounds {
    /// Where the line must stand.
    place: Option<Place>,
    /// The most words that it may have.
    max_words: usize,
    weight: f64,
    /// Whether the rule asks for a neighbour that is boilerplate.
    asks_found: bool,
}

impl Ruleset {
    /// The rules of some packs that a selection takes, in the order of their ids, so that the order of packs
    /// and of rules in them says nothing.
    pub fn new(packs: impl IntoIterator<Item = Pack>, selection: &Selection) -> Self {
        let rules = packs.into_iter().flat_map(|pack| pack.rules);
        let mut rules: Vec<Rule> = rules.filter(|rule| selection.takes(rule)).collect();
        rules.sort_by(|one, other| match (one.number(), other.number()) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => one.head().id.cmp(other.head().id),
        });
        let heads: Vec<Head<'_>> = rules.iter().map(Rule::head).collect();
        let bounds = |head: &Head<'_>| Bounds {
            place: head.place.filter(|_| !selection.takes_elsewhere(head)),
            max_words: head.max_words(),
            weight: head.weight,
            asks_found: head.asks_found,
        };
        Self {
            bounds: heads.iter().map(bounds).collect(),
            prefilters: Purpose::ALL.map(|purpose| Prefilter::new(&rules, &heads, purpose)),
            hints: Hints::new(&heads),
            asks_all: false,
            readerships: readerships(&rules, &heads),
            sequences: (0..rules.len()).filter(|&rule| heads[rule].is_sequence).collect(),
            has_paragraphs: heads.iter().any(|head| head.is_paragraph),
            beside: Beside::of(&heads),
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
        self.rules.binary_search_by(|rule| rule.head().id.cmp(id)).ok()
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

fn readerships(rules: &[Rule], heads: &[Head<'_>]) -> Vec<Readership> {
    let mut readerships: Vec<Readership> = Vec::new();
    // Of the built-in rules the number of the audience tells which are alike.
    let mut numbered: HashMap<(u16, bool), usize> = HashMap::new();
    for (index, (rule, head)) in rules.iter().zip(heads).enumerate() {
        let asks_repeats = head.asks_repeats;
        let number = head.audience.map(|number| (number, asks_repeats));
        let known = number.and_then(|number| numbered.get(&number).copied());
        let at = known.unwrap_or_else(|| {
            let own = &rule.audience;
            let is_same = |known: &Readership| {
                let Readership { audience, asks_repeats: asks, .. } = known;
                audience.lang == own.lang && audience.site == own.site && *asks == asks_repeats
            };
            readerships.iter().position(is_same).unwrap_or_else(|| {
                let rules = RuleSet::none(rules.len());
                readerships.push(Readership { audience: own.clone(), asks_repeats, rules });
                readerships.len() - 1
            })
        });
        if let Some(number) = number {
            numbered.insert(number, at);
        }
        readerships[at].rules.add(index);
    }
    readerships
}
