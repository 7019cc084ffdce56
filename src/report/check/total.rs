//! The report of a check becomes its last line: what was found in how many documents, by category.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Report;
use crate::report::summary::plural;

/// Counts of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total<'r> {
    report_documents: usize,
    findings: usize,
    failing: usize,
    documents: usize,
    accepted: usize,
    unchecked: usize,
    categories: BTreeMap<&'r str, usize>,
}

impl Report {
    /// What was found in all.
    pub fn total(&self) -> Total<'_> {
        let mut categories = BTreeMap::new();
        let mut documents = BTreeSet::new();
        for offence in &self.offences {
            *categories.entry(offence.category()).or_default() += 1;
            documents.insert((&offence.file, offence.record.as_ref().map(|_| offence.start.line)));
        }
        Total {
            report_documents: self.documents,
            findings: self.offences.len(),
            failing: self.offences.iter().filter(|offence| offence.fails).count(),
            documents: documents.len(),
            accepted: self.accepted,
            unchecked: self.notices.len(),
            categories,
        }
    }
}

impl fmt::Display for Total<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} in {} of {}",
            plural(self.findings, "finding"),
            self.documents,
            plural(self.report_documents, "document")
        )?;
        if self.failing < self.findings {
            write!(
                f,
                ", of which {} make{} the check fail",
                self.failing,
                if self.failing == 1 { "s" } else { "" }
            )?;
        }
        for (count, what) in [(self.accepted, "accepted by the baseline"), (self.unchecked, "not checked")] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        let width = self.categories.keys().map(|category| category.len()).max().unwrap_or(0);
        self.categories
            .iter()
            .try_for_each(|(category, count)| write!(f, "\n  {category:width$}  {count:>4}"))
    }
}
