//! The report of a check as SARIF 2.1.0, which code hosts and editors read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Notice, Offence, Report, pretty};
use crate::report::Reason;
use crate::rule::Severity;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log of one run: the rules that were broken, where, and what could not be checked.
pub fn sarif(report: &Report) -> String {
    let mut rules: BTreeMap<&str, &Reason> = BTreeMap::new();
    for offence in &report.offences {
        rules.extend(offence.why.first().map(|reason| (reason.rule.as_str(), reason)));
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, &rule)| (rule, at)).collect();
    let results = report.identified().map(|(offence, fingerprint)| result(offence, &fingerprint, &index));
    pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "deboil",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|reason| rule(reason)).collect::<Vec<Value>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": report.notices.is_empty(),
                "toolExecutionNotifications": report.notices.iter().map(notification).collect::<Vec<Value>>(),
            }],
            "results": results.collect::<Vec<Value>>(),
        }],
    }))
}

fn rule(reason: &Reason) -> Value {
    json!({
        "id": reason.rule,
        "shortDescription": { "text": message(&reason.title) },
        "properties": { "category": reason.category, "tags": [reason.category] },
    })
}

fn result(offence: &Offence, fingerprint: &str, index: &BTreeMap<&str, usize>) -> Value {
    let Offence { start, end, .. } = offence;
    let mut region = json!({
        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
    });
    // In a record the text stands otherwise than in the file, with escapes.
    if offence.record.is_none() {
        region["snippet"] = json!({ "text": offence.text });
    }
    let fields: BTreeMap<&str, Vec<&str>> =
        offence.fields.iter().fold(BTreeMap::new(), |mut fields, field| {
            let values: &mut Vec<&str> = fields.entry(&field.name).or_default();
            values.push(&field.value);
            fields
        });
    json!({
        "ruleId": offence.rule(),
        "ruleIndex": index.get(offence.rule()),
        "level": match offence.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        },
        "message": { "text": message(&offence.message()) },
        "locations": [location(&offence.file, region)],
        "partialFingerprints": { "deboil/v1": fingerprint },
        "properties": {
            "category": offence.category(),
            "becomes": offence.becomes,
            "fails": offence.fails,
            "fields": fields,
        },
    })
}

fn notification(notice: &Notice) -> Value {
    let Notice { file, record, message: text } = notice;
    let region = record.map_or_else(|| json!({}), |record| json!({ "startLine": record }));
    json!({ "level": "error", "message": { "text": message(text) }, "locations": [location(file, region)] })
}

fn location(file: &str, region: Value) -> Value {
    let mut place = json!({ "artifactLocation": artifact(file) });
    if region.as_object().is_some_and(|region| !region.is_empty()) {
        place["region"] = region;
    }
    json!({ "physicalLocation": place })
}

/// A file: seen from the root of the sources where its path is a relative one.
fn artifact(file: &str) -> Value {
    if file.starts_with('/') {
        json!({ "uri": format!("file://{}", uri(file)) })
    } else {
        json!({ "uri": uri(file), "uriBaseId": "%SRCROOT%" })
    }
}

/// A path as a part of an address.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}").expect("a string can be written to");
        }
    }
    uri
}

/// A text as a message, in which brackets would be links and braces be filled in.
fn message(text: &str) -> String {
    let mut message = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | ']' | '\\' => message.extend(['\\', c]),
            '{' | '}' => message.extend([c, c]),
            c => message.push(c),
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_paths_as_addresses() {
        assert_eq!(uri("Ä b/100%.txt"), "%C3%84%20b/100%25.txt");
        assert_eq!(artifact("/tmp/a.txt")["uri"], "file:///tmp/a.txt");
    }

    #[test]
    fn lets_no_text_become_a_link() {
        assert_eq!(message("[buy](https://shop.test) {0}"), "\\[buy\\](https://shop.test) {{0}}");
    }
}
