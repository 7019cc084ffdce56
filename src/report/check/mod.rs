//! Outcomes become the report of a check: what stands where by which rule, in the forms that people and build servers read.

mod baseline;
mod fail_on;
mod github;
mod gitlab;
mod json;
mod junit;
mod offence;
mod sarif;
mod total;

use std::collections::BTreeMap;

pub use baseline::{Accepted, Baseline};
pub use fail_on::FailOn;
pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use junit::junit;
pub use offence::{Becomes, Field, InRecord, Offence, offences};
pub use sarif::sarif;
pub use total::Total;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The files that were checked, in order.
    pub files: Vec<String>,
    /// Number of documents in them.
    pub documents: usize,
    /// What was found, by place.
    pub offences: Vec<Offence>,
    /// How many more a baseline accepts.
    pub accepted: usize,
    /// Documents that could not be checked.
    pub notices: Vec<Notice>,
}

/// A document or file that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file.
    pub file: String,
    /// Number of the record in a file of records.
    pub record: Option<usize>,
    /// Why not.
    pub message: String,
}

impl Report {
    /// Numbers, from 1, that tell offences apart that are alike but for their place.
    fn occurrences(&self) -> impl Iterator<Item = (&Offence, usize)> {
        let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        self.offences.iter().map(move |offence| {
            let key = (offence.file.as_str(), offence.rule(), offence.fingerprint.as_str());
            let number = seen.entry(key).or_default();
            *number += 1;
            (offence, *number)
        })
    }

    /// Each offence with a fingerprint that no other of the report has, and that stays when lines move.
    fn identified(&self) -> impl Iterator<Item = (&Offence, String)> {
        self.occurrences().map(|(offence, number)| {
            let Offence { file, fingerprint, .. } = offence;
            let rule = offence.rule();
            (offence, super::fingerprint(&format!("{file}\0{rule}\0{fingerprint}\0{number}")))
        })
    }
}

/// JSON for people and machines: indented, with a line ending.
fn pretty(value: &impl serde::Serialize) -> String {
    super::safe_json(&serde_json::to_string_pretty(value).expect("a report is plain data")) + "\n"
}
