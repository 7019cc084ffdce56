//! What rules took on labelled text becomes what each of them gains and costs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

/// Characters that went, by what they were.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Chars {
    /// Boilerplate.
    pub boilerplate: f64,
    /// Content.
    pub content: f64,
    /// Of which nobody knows.
    pub unknown: f64,
}

impl AddAssign for Chars {
    fn add_assign(&mut self, other: Self) {
        self.boilerplate += other.boilerplate;
        self.content += other.content;
        self.unknown += other.unknown;
    }
}

impl Chars {
    /// Whether more of it had to go than to stay.
    pub(super) fn is_right(self) -> bool {
        self.boilerplate > self.content
    }
}

/// What went, by the site and by the rules that took it together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Acts {
    /// By site, where it is known, and rules, each list in the order of their indices.
    pub(super) taken: BTreeMap<(Option<String>, Vec<usize>), Chars>,
    /// In how many documents such rules and no others acted.
    documents: BTreeMap<Vec<usize>, usize>,
}

/// What a rule, or the rules of a category, did.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleUse {
    /// The rule's id, or the category.
    pub name: String,
    /// What went by it, with others or alone.
    pub taken: Chars,
    /// What went by nothing else.
    pub alone: Chars,
    /// Documents in which it acted.
    pub documents: usize,
    /// Known sites on which it acted.
    pub sites: usize,
    /// Of these, those on which it took more boilerplate than content.
    pub sites_right: usize,
}

impl Acts {
    /// Notes what some rules took on a site.
    pub(super) fn take(&mut self, site: Option<&str>, rules: Vec<usize>, chars: Chars) {
        *self.taken.entry((site.map(str::to_owned), rules)).or_default() += chars;
    }

    /// Notes that these are the acts in one document.
    pub(super) fn close_document(&mut self) {
        let rules: BTreeSet<usize> = self.taken.keys().flat_map(|(_, rules)| rules).copied().collect();
        if !rules.is_empty() {
            *self.documents.entry(rules.into_iter().collect()).or_default() += 1;
        }
    }

    /// Adds the acts in other documents.
    pub(super) fn add(&mut self, other: Self) {
        for (key, chars) in other.taken {
            *self.taken.entry(key).or_default() += chars;
        }
        for (rules, documents) in other.documents {
            *self.documents.entry(rules).or_default() += documents;
        }
    }

    /// What the rules did that `name` gives the same name: those that cost most first, then those that gain most.
    pub fn by(&self, name: impl Fn(usize) -> String) -> Vec<RuleUse> {
        let names = |rules: &[usize]| rules.iter().map(|&rule| name(rule)).collect::<BTreeSet<String>>();
        let mut by_name: BTreeMap<String, (RuleUse, BTreeMap<&str, Chars>)> = BTreeMap::new();
        for ((site, rules), &chars) in &self.taken {
            let names = names(rules);
            let is_alone = names.len() == 1;
            for name in names {
                let (used, sites) =
                    by_name.entry(name).or_insert_with_key(|name| (RuleUse::new(name), BTreeMap::new()));
                used.taken += chars;
                if is_alone {
                    used.alone += chars;
                }
                if let Some(site) = site {
                    *sites.entry(site).or_default() += chars;
                }
            }
        }
        for (rules, documents) in &self.documents {
            for name in names(rules) {
                if let Some((used, _)) = by_name.get_mut(&name) {
                    used.documents += documents;
                }
            }
        }
        let counted = by_name.into_values().map(|(used, sites)| RuleUse {
            sites: sites.len(),
            sites_right: sites.values().filter(|chars| chars.is_right()).count(),
            ..used
        });
        let mut counted: Vec<RuleUse> = counted.collect();
        counted.sort_by(|a, b| {
            let costs = b.taken.content.total_cmp(&a.taken.content);
            costs.then(b.taken.boilerplate.total_cmp(&a.taken.boilerplate))
        });
        counted
    }
}

impl RuleUse {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            taken: Chars::default(),
            alone: Chars::default(),
            documents: 0,
            sites: 0,
            sites_right: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boilerplate(boilerplate: f64) -> Chars {
        Chars { boilerplate, ..Chars::default() }
    }

    #[test]
    fn tells_what_a_rule_takes_alone_from_what_it_takes_with_others() {
        let mut acts = Acts::default();
        acts.take(Some("a.test"), vec![1, 2], boilerplate(10.0));
        acts.take(Some("a.test"), vec![2], Chars { content: 3.0, ..Chars::default() });
        acts.close_document();
        let mut other = Acts::default();
        other.take(None, vec![1], boilerplate(5.0));
        other.close_document();
        acts.add(other);
        let uses = acts.by(|rule| format!("r{rule}"));
        let names: Vec<&str> = uses.iter().map(|used| used.name.as_str()).collect();
        assert_eq!(names, ["r2", "r1"], "what costs comes first");
        assert_eq!((uses[0].alone.boilerplate, uses[0].alone.content, uses[0].documents), (0.0, 3.0, 1));
        assert_eq!((uses[1].taken.boilerplate, uses[1].alone.boilerplate), (15.0, 5.0));
        assert_eq!((uses[1].documents, uses[1].sites), (2, 1));
        assert_eq!(acts.by(|_| "all".to_owned())[0].documents, 2);
    }
}
