//! One record of a JSONL file: its document is found in the line, and cut and put back without touching the rest of it.

mod escapes;
mod fields;
mod stated;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::edit::Edit;
use crate::text::{Document, Span};
use escapes::{escaped, raw_positions};

pub use fields::Fields;
pub use stated::Stated;

/// A record: a JSON object on one line.
#[derive(Debug)]
pub struct Record<'r> {
    line: &'r str,
    /// The text of the document.
    pub text: Cow<'r, str>,
    /// Where the text stands in the line, without its quotation marks.
    text_at: Span,
    stated: Stated,
    /// Where the field for captured values stands in the line, if there is one.
    captured_at: Option<Span>,
}

/// A change to a line: the bytes that are added, where, and what they take the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// First byte in the changed line.
    pub at: usize,
    /// What is added.
    pub with: String,
    /// What it takes the place of.
    pub instead_of: String,
}

impl<'r> Record<'r> {
    /// Reads a line without its line ending.
    pub fn parse(line: &'r str, fields: &Fields) -> Result<Self, NoRecord> {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let members =
            deserializer.deserialize_map(Members).and_then(|members| deserializer.end().map(|()| members));
        let members =
            members.map_err(|error| NoRecord(format!("column {}: {}", error.column(), what(&error))))?;
        // The last of several members of the same name counts, as in most readers.
        let member = |name: &str| members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value);
        let string =
            |name: &str| member(name).and_then(|value| serde_json::from_str::<String>(value.get()).ok());
        let value =
            member(&fields.text).ok_or_else(|| NoRecord(format!("it has no field `{}`", fields.text)))?;
        let text = serde_json::from_str::<Text<'_>>(value.get())
            .map_err(|error| NoRecord(format!("the field `{}` is no text: {}", fields.text, what(&error))))?;
        let at = place(line, value.get()).expect("a raw value is a part of what it was read from");
        Ok(Self {
            line,
            text: text.0,
            text_at: Span::new(at.start + 1, at.end - 1),
            stated: Stated {
                id: member(&fields.id)
                    .map(|value| string(&fields.id).unwrap_or_else(|| value.get().to_owned())),
                url: string(&fields.url),
                site: string(&fields.site),
                title: string(&fields.title),
                lang: string(&fields.lang),
            },
            captured_at: member(&fields.captured).and_then(|value| place(line, value.get())),
        })
    }

    /// The record as a document.
    pub fn document(&self) -> Document<'_> {
        self.stated.document(&self.text)
    }

    /// The whole record.
    pub fn line(&self) -> &'r str {
        self.line
    }

    /// Its id, where it has one: a number as it is written.
    pub fn id(&self) -> Option<&str> {
        self.stated.id.as_deref()
    }

    /// The text of a span as it is escaped in the line, where that is not the usual form.
    pub fn unusual_escapes(&self, span: Span, text: &str) -> Option<String> {
        let escaped_text = self.text_at.slice(self.line);
        let positions = raw_positions(escaped_text, &[span.start, span.end])?;
        let raw = Span::new(positions[0], positions[1]).slice(escaped_text);
        (raw != escaped(text)).then(|| raw.to_owned())
    }

    /// The line with the edits made, and with `captured` (a JSON value) under the name for captured values. Nothing where the edits do not lie
    /// in the text, in order.
    pub fn edited(
        &self,
        edits: &[Edit],
        captured: Option<&str>,
        name: &str,
    ) -> Option<(String, Option<Added>)> {
        let text = self.edited_text(edits)?;
        let mut line = String::with_capacity(self.line.len());
        let head = Span::new(0, self.text_at.start).slice(self.line);
        let tail = Span::new(self.text_at.end, self.line.len()).slice(self.line);
        let shrunk =
            |at: usize| if at > self.text_at.start { at + text.len() - self.text_at.len() } else { at };
        line.extend([head, &text, tail]);
        let Some(captured) = captured else { return Some((line, None)) };
        let (span, with) = if let Some(old) = self.captured_at {
            (Span::new(shrunk(old.start), shrunk(old.end)), captured.to_owned())
        } else {
            let end = line.rfind('}')?;
            (Span::new(end, end), format!(",\"{}\":{captured}", escaped(name)))
        };
        let added = Added { at: span.start, with, instead_of: span.slice(&line).to_owned() };
        line.replace_range(span.start..span.end, &added.with);
        Some((line, Some(added)))
    }

    /// The line with places of the original text put back, this being the record without them: each with its span in the original text, what
    /// stands in its place, and what stood there as it was escaped. Nothing where they do not lie in the text, in order.
    pub fn restored<'p>(
        &self,
        places: impl IntoIterator<Item = (Span, &'p str, Cow<'p, str>)>,
    ) -> Option<String> {
        let text = self.text_at.slice(self.line);
        let (mut positions, mut put_back) = (Vec::new(), Vec::new());
        let (mut in_original, mut in_text) = (0, 0);
        for (span, with, raw) in places {
            in_text += span.start.checked_sub(in_original)?;
            positions.extend([in_text, in_text + with.len()]);
            in_text += with.len();
            in_original = span.end;
            put_back.push(raw);
        }
        let ends = raw_positions(text, &positions)?;
        let mut line = self.line.get(..self.text_at.start)?.to_owned();
        let mut done = 0;
        for (raw, ends) in put_back.iter().zip(ends.chunks(2)) {
            line.extend([text.get(done..ends[0])?, raw]);
            done = ends[1];
        }
        line.extend([text.get(done..)?, self.line.get(self.text_at.end..)?]);
        Some(line)
    }

    fn edited_text(&self, edits: &[Edit]) -> Option<String> {
        let escaped_text = self.text_at.slice(self.line);
        let positions: Vec<usize> = edits.iter().flat_map(|edit| [edit.span.start, edit.span.end]).collect();
        let raw = raw_positions(escaped_text, &positions)?;
        let mut text = String::with_capacity(escaped_text.len());
        let mut at = 0;
        for (edit, ends) in edits.iter().zip(raw.chunks(2)) {
            text.push_str(escaped_text.get(at..ends[0])?);
            text.push_str(&escaped(&edit.with));
            at = ends[1];
        }
        text.push_str(escaped_text.get(at..)?);
        Some(text)
    }

    /// The columns of the line, counted in characters from 1, at which a span of the text begins and ends.
    pub fn columns(&self, span: Span) -> Range<usize> {
        let ends = raw_positions(self.text_at.slice(self.line), &[span.start, span.end]);
        let column = |raw: usize| Span::new(0, self.text_at.start + raw).slice(self.line).chars().count() + 1;
        ends.map_or(1..1, |ends| column(ends[0])..column(ends[1]))
    }
}

/// A text as it is usually escaped in a JSON string.
pub fn usual_escapes(text: &str) -> String {
    escaped(text)
}

/// Why a line is no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRecord(String);

impl fmt::Display for NoRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoRecord {}

/// A text that is borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

/// The members of an object, in order, with what they are in the line.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(16);
        while let Some((Text(key), value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
            members.push((key, value));
        }
        Ok(members)
    }
}

/// Where `part`, which is borrowed from `line`, stands in it.
fn place(line: &str, part: &str) -> Option<Span> {
    let start = (part.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
    (start + part.len() <= line.len()).then(|| Span::new(start, start + part.len()))
}

/// What is wrong, without the place, which is told elsewhere.
fn what(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(line: &str, edits: &[Edit], captured: Option<&str>) -> (String, Option<Added>) {
        Record::parse(line, &Fields::default()).unwrap().edited(edits, captured, "deboil").unwrap()
    }

    fn cut(start: usize, end: usize) -> Edit {
        Edit { span: Span::new(start, end), with: String::new(), decisions: Vec::new() }
    }

    #[test]
    fn touches_nothing_but_what_is_cut() {
        let line = r#"{ "n": 1.50, "text":"a\u00e9b\nc" , "z":{"k":[ ]}}"#;
        assert_eq!(
            edited(line, &[cut(3, 4)], None).0,
            r#"{ "n": 1.50, "text":"a\u00e9\nc" , "z":{"k":[ ]}}"#
        );
    }

    #[test]
    fn adds_captured_values_at_the_end_or_in_their_place() {
        let (line, added) = edited(r#"{"text":"ab"}"#, &[cut(0, 1)], Some(r#"{"x":["1"]}"#));
        assert_eq!(line, r#"{"text":"b","deboil":{"x":["1"]}}"#);
        assert_eq!(added.unwrap().at, 11);
        let (line, added) = edited(r#"{"deboil":null,"text":"ab","deboil":0}"#, &[cut(0, 1)], Some("{}"));
        assert_eq!(line, r#"{"deboil":null,"text":"b","deboil":{}}"#);
        assert_eq!(added.unwrap().instead_of, "0");
    }

    #[test]
    fn counts_columns_of_the_line_over_its_escapes() {
        let record = Record::parse(r#"{"é":1,"text":"a\u00e9\nbc"}"#, &Fields::default()).unwrap();
        assert_eq!(record.columns(Span::new(4, 6)), 25..27);
    }

    #[test]
    fn says_what_is_wrong_with_a_line() {
        let error = |line| Record::parse(line, &Fields::default()).unwrap_err().to_string();
        assert_eq!(error(r#"{"text":"a""#), "column 11: EOF while parsing an object");
        assert_eq!(error(r#"{"body":"a"}"#), "it has no field `text`");
        assert!(error(r#"{"text":3}"#).starts_with("the field `text` is no text"));
        assert!(error(r#"{"text":"\ud800"}"#).starts_with("the field `text` is no text"));
    }
}
