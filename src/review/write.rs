//! A review becomes its file: entries in the order of documents, one hunk each, and nothing in them that hides or reorders text.

use std::fmt::{self, Write as _};

use super::{Answer, Entry, FORMAT, Review, Scope};
use crate::text::folds_away;

const HEAD: &str = "# What people decided about removals; `deboil review` writes it, and clean, check, diff, golden and explain heed it.\n";

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}deboil = {FORMAT}")?;
        let mut entries: Vec<&Entry> = self.entries().iter().collect();
        entries.sort_by_key(|entry| entry.key());
        entries.iter().try_for_each(|entry| write!(f, "\n{}", hunk(entry)))
    }
}

fn hunk(entry: &Entry) -> String {
    let mut hunk = "[[decision]]\n".to_owned();
    match &entry.scope {
        Scope::Document(document) => key(&mut hunk, "document", document),
        Scope::Site(site) => key(&mut hunk, "site", site),
        Scope::Everywhere => {}
    }
    key(&mut hunk, "rule", &entry.rule);
    key(&mut hunk, "text", &entry.text);
    if entry.part {
        hunk.push_str("part     = true\n");
    }
    for (name, context) in [("before", &entry.before), ("after", &entry.after)] {
        if !context.is_empty() {
            key(&mut hunk, name, context);
        }
    }
    key(&mut hunk, "verdict", entry.answer.name());
    if let Answer::Edit(goes) = &entry.answer {
        key(&mut hunk, "goes", goes);
    }
    if let Some(note) = &entry.note {
        key(&mut hunk, "note", note);
    }
    hunk
}

fn key(hunk: &mut String, name: &str, value: &str) {
    writeln!(hunk, "{name:<8} = {}", quoted(value)).expect("a string takes all that is written");
}

/// A string of TOML on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            // What chooses the form of an emoji hides nothing.
            '\u{fe00}'..='\u{fe0f}' => quoted.push(c),
            c if c.is_control() || folds_away(c) || matches!(c, '\u{2028}' | '\u{2029}') => {
                write!(quoted, "\\U{:08X}", u32::from(c)).expect("a string takes all that is written");
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let wild = "a\"b\\c\nd\te\r\u{1b}[31m\u{202e}\u{2028}\u{e0041}❤\u{fe0f}é";
        let entry = |scope, answer| Entry {
            scope,
            rule: "en/promo/x".to_owned(),
            text: wild.to_owned(),
            part: true,
            before: wild.to_owned(),
            after: String::new(),
            answer,
            note: Some(wild.to_owned()),
        };
        let mut review = Review::default();
        review.add(entry(Scope::Document(wild.to_owned()), Answer::Edit(wild.to_owned())));
        review.add(entry(Scope::Site("x.test".to_owned()), Answer::Never));
        review.add(entry(Scope::Everywhere, Answer::Never));
        let written = review.to_string();
        assert!(
            written.chars().all(|c| c == '\n' || c == '\u{fe0f}' || !(c.is_control() || folds_away(c))),
            "{written}"
        );
        let read = Review::read("r.toml", &written).expect("what is written can be read");
        assert_eq!(read.to_string(), written);
        let mut entries = review.entries().to_vec();
        entries.sort_by(|a, b| a.key().cmp(&b.key()));
        assert_eq!(read.entries(), entries);
    }
}
