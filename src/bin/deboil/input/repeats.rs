//! Inputs become counts of the lines that repeat over the documents of a site.

use anyhow::bail;
use deboil::condition::Repeats;
use deboil::record::Record;

use super::pieces::Kind;
use super::stream::Stream;
use super::{Format, Input, documents, text};
use crate::settings::Settings;

/// Counts the lines of all documents, for the rules that ask how often a line stands on a site.
pub(crate) fn count(inputs: &[Input], settings: &Settings) -> anyhow::Result<Repeats> {
    let mut repeats = Repeats::default();
    for input in inputs {
        if input.path.is_none() {
            bail!("`--repeats` reads the inputs twice: standard input cannot be")
        }
        // What cannot be read is reported when it is cleaned.
        if input.format.is_some_and(Format::is_records) {
            let Ok(stream) = Stream::records(input, &settings.fields) else { continue };
            for piece in stream.pieces().filter(|piece| piece.kind == Kind::Lines) {
                for (number, line) in piece.lines() {
                    let Ok(line) = std::str::from_utf8(line) else { continue };
                    let line = documents::record_span(line, number).slice(line);
                    if let Ok(record) = Record::parse(line, &settings.fields) {
                        repeats.add(&settings.stated(record.document()));
                    }
                }
            }
        } else if let Ok(original) = text::read(input) {
            repeats.add(&text::document(&original, input, settings));
        }
    }
    Ok(repeats)
}
