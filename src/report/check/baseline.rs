//! What is accepted today: a file of known offences, matched wherever their lines have moved to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Offence, Report};
use crate::report::excerpt;

/// Of the text of an offence a baseline shows so many characters.
const SHOWN: usize = 84;

/// A file of accepted offences.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// What is accepted, by file, rule and fingerprint.
    #[serde(default)]
    pub accepted: Vec<Accepted>,
}

/// An offence that is accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The file.
    pub file: String,
    /// A rule that holds on it.
    pub rule: String,
    /// Fingerprint of its folded text.
    pub fingerprint: String,
    /// How many times it is accepted.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub count: usize,
    /// The beginning of the text, for the reader.
    #[serde(default)]
    pub text: String,
}

impl Baseline {
    /// Takes what is accepted out of a report. Returns what is accepted but was not found: its file was checked, or
    /// is gone as far as `is_there` knows.
    pub fn accept(&self, report: &mut Report, is_there: impl Fn(&str) -> bool) -> Vec<Accepted> {
        let mut left = self.accepted.clone();
        let mut places: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        for (at, Accepted { file, rule, fingerprint, .. }) in self.accepted.iter().enumerate() {
            places.insert((file, rule, fingerprint), at);
        }
        let found = report.offences.len();
        report.offences.retain(|offence| {
            // A rule that has become heavier since then does not bring back what another one of them found.
            let known = offence.why.iter().find_map(|reason| {
                let at = *places.get(&(&offence.file, &reason.rule, &offence.fingerprint))?;
                (left[at].count > 0).then_some(at)
            });
            known.map(|at| left[at].count -= 1).is_none()
        });
        report.accepted += found - report.offences.len();
        let files = checked(report);
        left.retain(|left| left.count > 0 && (files.contains(left.file.as_str()) || !is_there(&left.file)));
        left
    }

    /// The baseline that accepts all of a report: what is known of files that were not checked stays if they are there.
    #[must_use]
    pub fn updated(self, report: &Report, is_there: impl Fn(&str) -> bool) -> Self {
        let files = checked(report);
        let mut accepted: Vec<Accepted> = self
            .accepted
            .into_iter()
            .filter(|known| !files.contains(known.file.as_str()) && is_there(&known.file))
            .chain(report.offences.iter().map(of))
            .collect();
        accepted.sort();
        accepted.dedup_by(|next, before| {
            let same = next.key() == before.key();
            before.count += if same { next.count } else { 0 };
            same
        });
        Self { accepted }
    }
}

impl Accepted {
    fn key(&self) -> (&str, &str, &str) {
        (&self.file, &self.rule, &self.fingerprint)
    }
}

/// The files that were checked whole.
fn checked(report: &Report) -> BTreeSet<&str> {
    let unread: BTreeSet<&str> = report.notices.iter().map(|notice| notice.file.as_str()).collect();
    report.files.iter().map(String::as_str).filter(|file| !unread.contains(file)).collect()
}

fn of(offence: &Offence) -> Accepted {
    Accepted {
        file: offence.file.clone(),
        rule: offence.rule().to_owned(),
        fingerprint: offence.fingerprint.clone(),
        count: 1,
        text: excerpt(&offence.text.split_whitespace().collect::<Vec<_>>().join(" "), SHOWN),
    }
}

fn once() -> usize {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref)] // So serde asks for it.
fn is_once(count: &usize) -> bool {
    *count == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::report::check::offences;
    use crate::text::Document;

    fn report(text: &str) -> Report {
        let cleaner = Cleaner::builtin();
        let found = offences(&cleaner.clean(&Document::new(text)), text, cleaner.rules(), "a.txt");
        Report { files: vec!["a.txt".into()], documents: 1, offences: found, ..Report::default() }
    }

    const CREDIT: &str = "It rained.\n\nImage Via Shutterstock\n";

    #[test]
    fn accepts_what_it_knows_wherever_it_has_moved_to() {
        let baseline = Baseline::default().updated(&report(CREDIT), |_| true);
        let mut moved = report(&format!("A first line.\n\n{CREDIT}"));
        assert_eq!(baseline.accept(&mut moved, |_| true), []);
        assert_eq!((moved.offences.len(), moved.accepted), (0, 1));
    }

    #[test]
    fn accepts_no_more_than_it_knows() {
        let baseline = Baseline::default().updated(&report(CREDIT), |_| true);
        let mut twice = report(&format!("{CREDIT}\nIt snowed.\n\nImage Via Shutterstock\n"));
        assert_eq!(twice.offences.len(), 2);
        baseline.accept(&mut twice, |_| true);
        assert_eq!((twice.offences.len(), twice.accepted), (1, 1));
        let both = Baseline::default()
            .updated(&report(&format!("{CREDIT}\nIt snowed.\n\nImage Via Shutterstock\n")), |_| true);
        assert_eq!(both.accepted.iter().map(|known| known.count).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn names_what_is_no_longer_found() {
        let baseline = Baseline::default().updated(&report(CREDIT), |_| true);
        let stale = baseline.accept(&mut report("It rained.\n"), |_| true);
        assert_eq!(stale, baseline.accepted);
        let mut elsewhere = Report { files: vec!["b.txt".into()], ..Report::default() };
        assert_eq!(baseline.accept(&mut elsewhere, |_| true), [], "its file was not checked");
        assert_eq!(baseline.accept(&mut elsewhere, |_| false), baseline.accepted, "its file is gone");
    }

    #[test]
    fn keeps_what_it_knows_of_files_that_were_not_checked() {
        let baseline = Baseline::default().updated(&report(CREDIT), |_| true);
        let elsewhere = Report { files: vec!["b.txt".into()], ..Report::default() };
        assert_eq!(baseline.clone().updated(&elsewhere, |_| true), baseline);
        assert_eq!(baseline.updated(&report("It rained.\n"), |_| true), Baseline::default());
    }
}
