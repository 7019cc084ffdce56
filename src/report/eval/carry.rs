//! What rules took becomes an estimate of how much they would take on sites that nobody has seen.

use std::collections::{BTreeMap, BTreeSet};

use super::Part;
use super::acts::{Acts, Chars};

impl Acts {
    /// The share of the removed boilerplate that would have gone without evidence from its own site: characters of which one of the
    /// rules that took them is also right on another site, where it takes more boilerplate than content. A rule that is right on one
    /// site only counts for nothing. Documents of unknown sites are left out.
    pub fn carry_over(&self) -> Part {
        let mut on_sites: BTreeMap<(usize, &str), Chars> = BTreeMap::new();
        for ((site, rules), &chars) in &self.taken {
            let Some(site) = site else { continue };
            for &rule in rules {
                *on_sites.entry((rule, site)).or_default() += chars;
            }
        }
        let mut right: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for (&(rule, site), chars) in &on_sites {
            if chars.is_right() {
                right.entry(rule).or_default().insert(site);
            }
        }
        let is_right_elsewhere = |rule: &usize, site: &str| {
            right.get(rule).is_some_and(|sites| sites.iter().any(|&other| other != site))
        };
        let mut carried = Part::default();
        for ((site, rules), chars) in &self.taken {
            let Some(site) = site else { continue };
            let is_carried = rules.iter().any(|rule| is_right_elsewhere(rule, site));
            carried += Part::new(if is_carried { chars.boilerplate } else { 0.0 }, chars.boilerplate);
        }
        carried
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_a_rule_takes_that_is_right_elsewhere() {
        let mut acts = Acts::default();
        let boilerplate = |boilerplate| Chars { boilerplate, ..Chars::default() };
        acts.take(Some("a.test"), vec![1], boilerplate(10.0));
        acts.take(Some("b.test"), vec![1, 2], boilerplate(20.0));
        acts.take(Some("b.test"), vec![2], boilerplate(70.0));
        acts.take(None, vec![2], boilerplate(1000.0));
        assert_eq!(acts.carry_over(), Part::new(30.0, 100.0));
        acts.take(Some("a.test"), vec![1], Chars { content: 50.0, ..Chars::default() });
        assert_eq!(acts.carry_over(), Part::new(10.0, 100.0), "on a.test the rule is wrong");
    }
}
