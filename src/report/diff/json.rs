//! The JSON form: a document's hunks, with the text, the rules and the exact bytes of each change, as one line.

use serde::Serialize;

use super::Compared;
use super::hunk::{Hunk, Hunks, Row};
use super::lines::Ends;
use super::reasons::reasons_of;
use crate::report::{Reason, guard_note};

use crate::text::Span;

#[derive(Serialize)]
struct Document<'c> {
    file: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'c str>,
    /// Why it was left alone, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    guarded: Option<String>,
    hunks: Vec<JsonHunk<'c>>,
}

#[derive(Serialize)]
struct JsonHunk<'c> {
    /// First line, from 1, and number of lines in the original.
    old: [usize; 2],
    /// The same in the result.
    new: [usize; 2],
    rules: Vec<Reason>,
    lines: Vec<JsonLine<'c>>,
    edits: Vec<JsonEdit<'c>>,
}

#[derive(Serialize)]
struct JsonLine<'c> {
    is: &'static str,
    /// With its line ending.
    text: &'c str,
}

#[derive(Serialize)]
struct JsonEdit<'c> {
    span: Span,
    removed: &'c str,
    added: &'c str,
    rules: Vec<String>,
}

/// A document's diff as one JSON object without a line feed; nothing where nothing changed and the guard did nothing. What would
/// act on a terminal is escaped.
pub fn json(compared: &Compared<'_>, context: usize) -> Option<String> {
    if !compared.outcome.is_changed() && compared.outcome.guarded.is_none() {
        return None;
    }
    let Hunks { lines, hunks } = Hunks::new(compared, context, Ends::Lf);
    let document = Document {
        file: &compared.label.file,
        record: compared.label.record,
        id: compared.label.id.as_deref(),
        guarded: compared.outcome.guarded.map(guard_note),
        hunks: hunks.iter().map(|hunk| json_hunk(compared, &lines, hunk)).collect(),
    };
    Some(crate::report::safe_json(
        &serde_json::to_string(&document).expect("names are texts and there are no maps"),
    ))
}

fn json_hunk<'c>(compared: &'c Compared<'_>, lines: &[Span], hunk: &'c Hunk) -> JsonHunk<'c> {
    let edits = hunk.changes[0].edits.start..hunk.changes[hunk.changes.len() - 1].edits.end;
    let mut shown = Vec::new();
    let text = |line: usize| lines[line].slice(compared.original);
    for row in hunk.rows() {
        match row {
            Row::Kept { old, .. } => shown.push(JsonLine { is: "kept", text: text(old) }),
            Row::Changed { change, .. } => {
                shown.extend(change.old.clone().map(|line| JsonLine { is: "removed", text: text(line) }));
                shown.extend(change.new.iter().map(|text| JsonLine { is: "added", text }));
            }
        }
    }
    JsonHunk {
        old: [hunk.old.start + 1, hunk.old.len()],
        new: [hunk.new.start + 1, hunk.new.len()],
        rules: reasons_of(compared, edits.clone()),
        lines: shown,
        edits: edits.map(|at| json_edit(compared, at)).collect(),
    }
}

fn json_edit<'c>(compared: &'c Compared<'_>, at: usize) -> JsonEdit<'c> {
    let edit = &compared.outcome.edits[at];
    JsonEdit {
        span: edit.span,
        removed: edit.span.slice(compared.original),
        added: &edit.with,
        rules: reasons_of(compared, at..at + 1).into_iter().map(|reason| reason.rule).collect(),
    }
}
