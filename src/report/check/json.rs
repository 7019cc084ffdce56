//! The report of a check as one JSON object.

use serde_json::{Value, json as object};

use super::{Notice, Report, pretty};

/// The report as JSON: the offences with all that is known of them, and what could not be checked.
pub fn json(report: &Report) -> String {
    let notice = |Notice { file, record, message }: &Notice| object!({ "file": file, "record": record, "message": message });
    pretty(&object!({
        "deboil": env!("CARGO_PKG_VERSION"),
        "files": report.files.len(),
        "documents": report.documents,
        "accepted": report.accepted,
        "fails": report.offences.iter().any(|offence| offence.fails),
        "findings": report.offences,
        "unchecked": report.notices.iter().map(notice).collect::<Vec<Value>>(),
    }))
}
