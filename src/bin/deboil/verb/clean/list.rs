//! What went and why, for a person who looks on.

use deboil::report::{Entry, excerpt};

use crate::diagnose::{DIM, GREEN, MAGENTA, RED, say};

/// The beginning of a text, safe for a terminal.
fn short(text: &str) -> String {
    const SHOWN: usize = 84;
    excerpt(text.trim(), SHOWN)
}

/// Shows what went and why, a line of text and a line of reasons each, and what is kept of it as fields.
pub(super) fn list(entries: &[Entry]) {
    for entry in entries {
        let (sign, style, place) = match entry {
            Entry::Removed(place) | Entry::Captured(place) => ("-", RED, place),
            Entry::Replaced(place) => ("~", GREEN, place),
            Entry::Flagged(place) => ("!", MAGENTA, place),
            Entry::Kept(place) => ("=", GREEN, place),
            Entry::Document(_) | Entry::Blank(_) | Entry::Rejected(_) => continue,
        };
        say(format_args!("{style}{sign}{style:#} {:>4}  {}", place.line, short(&place.text)));
        let rules: Vec<&str> = place.why.iter().map(|reason| reason.rule.as_str()).collect();
        let title = place.why.first().map_or("", |reason| reason.title.as_str());
        let note = place.note.as_deref().map_or_else(String::new, |note| format!("; {note}"));
        say(format_args!("{DIM}        {}: {title}{note}{DIM:#}", rules.join(", ")));
    }
    for entry in entries {
        let Entry::Document(document) = entry else { continue };
        for (field, values) in &document.fields {
            let values: Vec<String> = values.iter().map(|value| short(value)).collect();
            say(format_args!("{GREEN}+{GREEN:#}       {field}: {}", values.join("; ")));
        }
    }
}
