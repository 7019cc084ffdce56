//! What a deserializer says about a rule, in the words of TOML and at the place where the mistake stands.

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::category::closest;
use crate::condition::{Matcher, Site};
use crate::text::Span;

/// Keys whose lists have entries that can be wrong each by itself.
const ENTRY_KEYS: [&str; 6] = ["line", "prefix", "suffix", "contains", "regex", "site"];

/// Where to point at for a rule as a whole: its id, or else the table.
pub(super) fn anchor(rule: &Spanned<DeValue<'_>>) -> Span {
    rule.get_ref().get("id").map_or_else(|| place(rule.span()), |id| place(id.span()))
}

/// The value of the first key of a rule that a message names.
pub(super) fn named_key(rule: &Spanned<DeValue<'_>>, message: &str) -> Option<Span> {
    let names = message.split('`').skip(1).step_by(2).filter_map(|name| name.split_whitespace().next());
    names.filter_map(|name| rule.get_ref().get(name)).map(|value| place(value.span())).next()
}

/// The first phrase, pattern or host inside `span` that is wrong by itself: serde only knows the list or matcher that it is in.
pub(super) fn wrong_entry(value: &Spanned<DeValue<'_>>, span: Span) -> Option<Span> {
    match value.get_ref() {
        DeValue::Array(entries) => entries.iter().find_map(|entry| wrong_entry(entry, span)),
        DeValue::Table(table) => table.iter().find_map(|(key, list)| match list.get_ref() {
            DeValue::Array(entries)
                if ENTRY_KEYS.contains(&key.get_ref().as_ref()) && span.contains(place(list.span())) =>
            {
                let is_wrong = |entry: &&Spanned<DeValue<'_>>| !is_right_alone(key, entry, table.get("raw"));
                entries.iter().find(is_wrong).map(|entry| place(entry.span()))
            }
            _ => wrong_entry(list, span),
        }),
        _ => None,
    }
}

/// Whether an entry of a list is right where nothing stands beside it.
fn is_right_alone<'v>(
    key: &Spanned<DeString<'v>>,
    entry: &Spanned<DeValue<'v>>,
    raw: Option<&Spanned<DeValue<'v>>>,
) -> bool {
    if key.get_ref() == "site" {
        return Site::deserialize(entry.clone().into_deserializer()).is_ok();
    }
    let mut matcher = DeTable::new();
    matcher.insert(
        key.clone(),
        Spanned::new(entry.span(), DeValue::Array([entry.clone()].into_iter().collect())),
    );
    if let Some(raw) = raw {
        matcher.insert(Spanned::new(raw.span(), "raw".into()), raw.clone());
    }
    Matcher::deserialize(Spanned::new(entry.span(), DeValue::Table(matcher)).into_deserializer()).is_ok()
}

/// What serde says, in the words of TOML.
pub(super) fn message(error: &toml::de::Error) -> String {
    let message = error.message().trim_end_matches('\n').replace('\n', ": ");
    let message = message
        .replace("expected a sequence", "expected an array, in [ ]")
        .replace("expected a map", "expected a table, in { }");
    match message.split_once("expected struct ") {
        Some((found, _)) => format!("{found}expected a table, in {{ }}"),
        None => message,
    }
}

/// The suggestion for serde's message about a name that is not one of those expected.
pub(super) fn did_you_mean(message: &str) -> Option<String> {
    let (unknown, expected) = message.split_once(", expected ")?;
    let written = unknown.split('`').nth(1)?;
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    closest(written, &names).map(|near| format!("did you mean `{near}`?"))
}

pub(super) fn place(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}
