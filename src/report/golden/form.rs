//! The list of what went, in the form in which it is committed: TOML in which a place is one hunk of a diff.

use std::fmt;
use std::fmt::Write as _;

use super::Record;

impl Record {
    /// A record from its written form.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(guarded) = &self.guarded {
            writeln!(f, "guarded = {}", value(guarded))?;
        } else if self.marks.is_empty() {
            writeln!(f, "# Nothing goes.")?;
        }
        for (at, mark) in self.marks.iter().enumerate() {
            let gap = if at > 0 || self.guarded.is_some() { "\n" } else { "" };
            writeln!(f, "{gap}[[place]]\nline   = {}\ntext   = {}", mark.line, value(&mark.text))?;
            writeln!(f, "is     = {}", value(mark.is.name()))?;
            if !mark.with.is_empty() {
                writeln!(f, "with   = {}", value(&mark.with))?;
            }
            if !mark.fields.is_empty() {
                let fields: Vec<String> = mark
                    .fields
                    .iter()
                    .map(|(name, values)| format!("{} = {}", key(name), list(values)))
                    .collect();
                writeln!(f, "fields = {{ {} }}", fields.join(", "))?;
            }
            writeln!(f, "rules  = {}", list(&mark.rules))?;
        }
        Ok(())
    }
}

/// A TOML string on one line, with all that a reader could not see written as escapes.
fn value(text: &str) -> String {
    let mut value = String::with_capacity(text.len() + 2);
    value.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            '\r' => value.push_str("\\r"),
            '\t' => value.push_str("\\t"),
            _ if crate::report::hides(c) => {
                write!(value, "\\U{:08X}", u32::from(c)).expect("a string takes all that is written to it");
            }
            _ => value.push(c),
        }
    }
    value.push('"');
    value
}

fn list(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|text| value(text)).collect();
    format!("[{}]", values.join(", "))
}

fn key(name: &str) -> String {
    let is_bare =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if is_bare { name.to_owned() } else { value(name) }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;

    use super::*;
    use crate::report::golden::{Fate, Mark};

    #[test]
    fn a_written_record_is_read_as_it_was() {
        let mark = Mark {
            line: 3,
            text: "a \"b\"\r\n\t\\ \u{202e}\u{1b} ü".to_owned(),
            is: Fate::Captured,
            with: "x".to_owned(),
            fields: IndexMap::from([("a b".to_owned(), vec!["1".to_owned(), "'".to_owned()])]),
            rules: vec!["en/a/b".to_owned()],
        };
        let record = Record { guarded: Some("it is".to_owned()), marks: vec![mark.clone(), mark] };
        assert_eq!(Record::parse(&record.to_string()).unwrap(), record);
        assert_eq!(Record::parse(&Record::default().to_string()).unwrap(), Record::default());
    }
}
