//! The report of a check as GitLab's code quality report.

use serde_json::{Value, json};

use super::{Report, pretty};
use crate::rule::Severity;

/// A JSON array of issues, each with a fingerprint of its own.
pub fn gitlab(report: &Report) -> String {
    let issues = report.identified().map(|(offence, fingerprint)| {
        let severity = match offence.severity {
            Severity::Note => "info",
            Severity::Warning => "minor",
            Severity::Error => "major",
        };
        json!({
            "description": offence.message(),
            "check_name": offence.rule(),
            "fingerprint": fingerprint,
            "severity": severity,
            "location": {
                "path": offence.file,
                "lines": { "begin": offence.start.line, "end": offence.end.line },
            },
        })
    });
    pretty(&issues.collect::<Vec<Value>>())
}
