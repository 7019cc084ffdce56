//! A line of JSON is read as a record, cut and put back: nothing else of it changes.

#![no_main]

use std::borrow::Cow;

use deboil::Span;
use deboil::edit::{Edit, apply};
use deboil::record::{Fields, Record, usual_escapes};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Edits of a text: each byte tells how far the next is, how long, and what takes its place.
fn edits(text: &str, bytes: &[u8]) -> Vec<Edit> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut edits = Vec::new();
    let mut at = 0;
    for &byte in bytes {
        let start = at + usize::from(byte & 7);
        let end = start + 1 + usize::from(byte >> 3 & 7);
        let Some(&last) = ends.get(end) else { break };
        let with = ["", "", "x", "\"é\n"][usize::from(byte >> 6)].to_owned();
        edits.push(Edit { span: Span::new(ends[start], last), with, decisions: Vec::new() });
        at = end;
    }
    edits
}

/// All of a record but what is edited.
fn rest(line: &str) -> Option<Value> {
    let mut value: Value = serde_json::from_str(line).ok()?;
    let members = value.as_object_mut()?;
    members.remove("text");
    members.remove("deboil");
    Some(value)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((cuts, bytes)) = bytes.split_first_chunk::<5>() else { return };
    let line = deboil_fuzz::json(bytes);
    let fields = Fields::default();
    let Ok(record) = Record::parse(&line, &fields) else { return };
    let edits = edits(&record.text, &cuts[1..]);
    let captured = (cuts[0] & 1 == 1).then_some(r#"{"by":["é\n"]}"#);
    let (edited, added) =
        record.edited(&edits, captured, &fields.captured).expect("the edits lie in the text");
    let again = Record::parse(&edited, &fields).expect("it is a record still");
    assert_eq!(again.text, apply(&record.text, &edits));
    // Half a surrogate pair beside the text stays, and has no value.
    if let Some(rest_before) = rest(&line) {
        assert_eq!(rest(&edited), Some(rest_before));
    }
    if let (Some(captured), Ok(value)) = (captured, serde_json::from_str::<Value>(&edited)) {
        assert_eq!(value["deboil"], serde_json::from_str::<Value>(captured).expect("it is JSON"));
    }
    edits.iter().for_each(|edit| drop(record.columns(edit.span)));

    let mut cleaned = edited;
    if let Some(added) = added {
        cleaned.replace_range(added.at..added.at + added.with.len(), &added.instead_of);
    }
    let taken = |edit: &Edit| {
        let text = edit.span.slice(&record.text);
        record.unusual_escapes(edit.span, text).unwrap_or_else(|| usual_escapes(text))
    };
    let places = edits.iter().map(|edit| (edit.span, edit.with.as_str(), Cow::Owned(taken(edit))));
    let cleaned = Record::parse(&cleaned, &fields).expect("it is a record still");
    assert_eq!(cleaned.restored(places).as_deref(), Some(line.as_str()));
});
