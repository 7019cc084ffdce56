//! The built-in rules do what their examples say.

use std::collections::BTreeSet;

use deboil::cleaner::{Proof, prove};
use deboil::rule::{Pack, Severity, Source, lint, read_packs};

fn packs() -> Vec<Pack> {
    let sources: Vec<Source> = deboil::builtin::sources().collect();
    read_packs(&[], &sources).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_example_is_proved() {
    let packs = packs();
    let failures: Vec<Proof> = prove(&packs, &packs).into_iter().filter(Proof::fails).collect();
    let lines: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{} examples fail:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn every_rule_has_its_examples() {
    let problems = packs()
        .into_iter()
        .flat_map(|pack| lint(&pack, true))
        .filter(|problem| problem.severity == Severity::Error);
    let lines: Vec<String> = problems.map(|problem| problem.to_string()).collect();
    assert!(lines.is_empty(), "{} errors:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn there_are_rules_enough_and_each_has_an_id_of_its_own() {
    let ids: Vec<String> =
        packs().into_iter().flat_map(|pack| pack.rules).map(|rule| rule.id.clone()).collect();
    assert!(ids.len() >= 150, "{} rules", ids.len());
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}
