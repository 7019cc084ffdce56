//! Outcomes become the ledger: one JSON object a line for everything that was decided, enough to restore every original.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::cleaner::Outcome;
use crate::decision::{Decision, Guarded, Held, KeepReason, Verdict};
use crate::rule::{Definition, Rule, Severity};
use crate::text::Span;

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Entry {
    /// A document of which something was decided; the entries about it follow.
    Document(LedgerDocument),
    /// A stretch of text that went.
    Removed(Place),
    /// One that went and stays as fields of the result.
    Captured(Place),
    /// One in whose place something else stands.
    Replaced(Place),
    /// Blanks that went with their neighbours.
    Blank(Place),
    /// One that stays and is reported.
    Flagged(Place),
    /// One that stays although rules hold on it.
    Kept(Place),
    /// A record that is not in the output.
    Rejected(Place),
}

/// A document in the ledger.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LedgerDocument {
    /// Path of its file below the folder that was given, or its name; `-` for standard input.
    pub file: String,
    /// Number of its line in a file of records, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<usize>,
    /// Its id, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name of the field of the record that was cleaned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Bytes of the original text and of the cleaned one.
    pub bytes: [usize; 2],
    /// Fingerprints of the two.
    pub fingerprints: [String; 2],
    /// Why it was left alone, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarded: Option<String>,
    /// What was captured.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<String, Vec<String>>,
    /// What was put into the record for the fields: its first byte in the cleaned record, the bytes, and what they took the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<(usize, String, String)>,
    /// How its file was encoded, where that is not UTF-8; spans are of the text in UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoded: Option<Encoded>,
}

/// How a file was encoded that was not in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Encoded {
    /// Name of the encoding in the Encoding Standard, such as `windows-1252`.
    #[serde(rename = "as")]
    pub name: String,
    /// Whether a byte order mark stood before the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mark: bool,
    /// Whether the cleaned text is encoded so too; otherwise it is in UTF-8.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
    /// Where the text, encoded again, gives other bytes: the first of them, how many they are, and the bytes of the file in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<(usize, usize, String)>,
}

/// A stretch of a document's text, and why it is in the ledger.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// As in the document's entry.
    pub file: String,
    /// As in the document's entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<usize>,
    /// Number of its first line, from 1.
    #[serde(default)]
    pub line: usize,
    /// Its bytes in the original text.
    pub span: Span,
    /// The text.
    pub text: String,
    /// The text as it was escaped in the record, where that differs from the usual form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// The bytes in hexadecimal digits, where they are no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hex: Option<String>,
    /// What stands in its place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub with: String,
    /// Why it stays, or how grave it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The rules that hold on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Reason>,
}

/// A rule that holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Its full id.
    pub rule: String,
    /// Its category.
    pub category: String,
    /// What it says of itself.
    pub title: String,
    /// Its weight.
    pub weight: f64,
}

/// The entries of an outcome: the document first, then edits and other decisions by place. None where nothing notable was decided and
/// the file was in UTF-8.
pub fn entries(
    outcome: &Outcome<'_>,
    original: &str,
    rules: &[Rule],
    document: LedgerDocument,
) -> Vec<Entry> {
    let noted = outcome.notable().any(|decision| !decision.verdict.cuts());
    if !outcome.is_changed() && !noted && document.encoded.is_none() {
        return Vec::new();
    }
    let document = LedgerDocument {
        bytes: [original.len(), outcome.text.len()],
        fingerprints: [fingerprint(original), fingerprint(&outcome.text)],
        guarded: outcome.guarded.map(guard_note),
        fields: outcome.fields.clone(),
        ..document
    };
    let place = |span: Span, line: usize, with: &str, note: Option<String>, held: &[Held]| Place {
        file: document.file.clone(),
        record: document.record,
        line,
        span,
        text: span.slice(original).to_owned(),
        raw: None,
        hex: None,
        with: with.to_owned(),
        note,
        why: reasons(held, rules),
    };
    let mut entries = Vec::new();
    for edit in &outcome.edits {
        let decisions = edit.decisions.iter().map(|&at| &outcome.decisions[at]);
        let held = held_on(decisions.clone());
        let place = place(
            edit.span,
            decisions.clone().map(|decision| decision.line).min().unwrap_or(0),
            &edit.with,
            None,
            &held,
        );
        entries.push(match decisions.map(|decision| verdict_rank(&decision.verdict)).min() {
            None => Entry::Blank(place),
            Some(0) => Entry::Captured(place),
            Some(1) => Entry::Replaced(place),
            Some(_) => Entry::Removed(place),
        });
    }
    for decision in outcome.notable() {
        let place = |note: String| place(decision.span, decision.line, "", Some(note), &decision.held);
        match &decision.verdict {
            Verdict::Flag(severity) => {
                entries.push(Entry::Flagged(place(severity_name(*severity).to_owned())));
            }
            Verdict::Keep(reason) => entries.push(Entry::Kept(place(keep_note(*reason, rules).into_owned()))),
            Verdict::Remove | Verdict::Capture | Verdict::Replace(_) => {}
        }
    }
    entries.sort_by_key(|entry| entry.place().map(|place| place.span));
    entries.insert(0, Entry::Document(document));
    entries
}

impl Entry {
    /// The place that it is about; a document's entry has none.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Document(_) => None,
            Self::Removed(place)
            | Self::Captured(place)
            | Self::Replaced(place)
            | Self::Blank(place)
            | Self::Flagged(place)
            | Self::Kept(place)
            | Self::Rejected(place) => Some(place),
        }
    }

    /// The place, if its text is not in the output.
    pub fn edit(&self) -> Option<&Place> {
        match self {
            Self::Removed(place) | Self::Captured(place) | Self::Replaced(place) | Self::Blank(place) => {
                Some(place)
            }
            Self::Document(_) | Self::Flagged(_) | Self::Kept(_) | Self::Rejected(_) => None,
        }
    }
}

/// A short text that differs where texts differ: 16 hexadecimal digits of XXH3.
pub fn fingerprint(text: &str) -> String {
    format!("{:016x}", xxh3_64(text.as_bytes()))
}

fn verdict_rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Capture => 0,
        Verdict::Replace(_) => 1,
        Verdict::Remove | Verdict::Flag(_) | Verdict::Keep(_) => 2,
    }
}

/// The rules that hold by some decisions, each once, in the order of their ids.
pub(super) fn held_on<'d>(decisions: impl Iterator<Item = &'d Decision>) -> Vec<Held> {
    let mut held: Vec<Held> = decisions.flat_map(|decision| decision.held.clone()).collect();
    held.sort_by_key(|held| held.rule);
    held.dedup_by_key(|held| held.rule);
    held
}

/// The rules that hold, as a reader is told of them.
pub(super) fn reasons(held: &[Held], rules: &[Rule]) -> Vec<Reason> {
    let reason = |held: &Held| {
        let Definition { id, category, title, .. } = &*rules[held.rule];
        Reason {
            rule: id.clone(),
            category: category.as_str().to_owned(),
            title: title.clone(),
            weight: held.weight,
        }
    };
    held.iter().map(reason).collect()
}

/// A severity, as rule files name it.
pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Why a document is left alone, in words.
pub fn guard_note(guarded: Guarded) -> String {
    match guarded {
        Guarded::Share { words, removed } => format!("it would have lost {removed} of its {words} words"),
        Guarded::Unsettled => "what goes would bring ever more into reach".to_owned(),
    }
}

/// Why something stays, in words.
pub(super) fn keep_note(reason: KeepReason, rules: &[Rule]) -> Cow<'static, str> {
    match reason {
        KeepReason::Weak => Cow::Borrowed("the evidence is too weak"),
        KeepReason::Content => Cow::Borrowed("it speaks like an article"),
        KeepReason::Rule(rule) => Cow::Owned(format!("the rule {} keeps it", rules[rule].id)),
        KeepReason::Review(0) => Cow::Borrowed("kept by review"),
        KeepReason::Review(line) => Cow::Owned(format!("kept by review, on line {line} of its file")),
        KeepReason::Guesses => Cow::Borrowed("too much of the document would go by guesses"),
        KeepReason::Sentence => Cow::Borrowed("a sentence goes on after it"),
        KeepReason::Protected => Cow::Borrowed("it is no prose"),
        KeepReason::Guarded(guarded) => {
            Cow::Owned(format!("the document is left alone: {}", guard_note(guarded)))
        }
    }
}
