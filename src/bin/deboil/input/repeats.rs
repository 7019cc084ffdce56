//! Inputs become counts of the lines that repeat over their documents.

use std::fs::File;
use std::io::{BufRead as _, BufReader};

use anyhow::bail;
use deboil::condition::Repeats;

use super::jsonl::Record;
use super::{Format, Input, text};
use crate::settings::Settings;

/// Counts the lines of all documents, for the rules that ask how often a line stands on a site.
pub(crate) fn count(inputs: &[Input], settings: &Settings) -> anyhow::Result<Repeats> {
    let mut repeats = Repeats::default();
    for input in inputs {
        let Some(path) = &input.path else {
            bail!("`--repeats` reads the inputs twice: standard input cannot be")
        };
        // What cannot be read is reported when it is cleaned.
        let Ok(file) = File::open(path) else { continue };
        if input.format == Some(Format::Jsonl) {
            for line in BufReader::new(file).split(b'\n').map_while(Result::ok) {
                let Ok(line) = std::str::from_utf8(&line) else { continue };
                if let Ok(record) = Record::parse(line.trim_end_matches('\r'), &settings.fields) {
                    repeats.add(&record.document(settings));
                }
            }
        } else if let Ok(original) = text::read(input) {
            repeats.add(&text::document(&original, input, settings));
        }
    }
    Ok(repeats)
}
