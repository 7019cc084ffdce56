//! Inputs become documents to work on, some at a time, in their order: whole texts, and the lines of files of records.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};

use anyhow::Context as _;
use deboil::Document;

use super::jsonl::Record;
use super::{Format, Input, sniff, text};
use crate::settings::Settings;

/// Files of text that are worked on at a time.
const FILES: usize = 256;
/// Bytes of records that are worked on at a time.
const RECORDS: usize = 4 << 20;
/// Bytes of standard input that are looked at to tell what it is.
const BEGINNING: usize = 64 << 10;

/// The bytes of an input.
pub(crate) type Source = BufReader<Box<dyn Read>>;

/// An input that is open.
pub(crate) struct Opened {
    pub(crate) format: Format,
    pub(crate) source: Source,
}

/// Opens an input; what standard input is, is told from its beginning unless it is known.
pub(crate) fn open(input: &Input) -> anyhow::Result<Opened> {
    let mut source: Box<dyn Read> = match &input.path {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(std::io::stdin().lock()),
    };
    let mut beginning = Vec::new();
    let format = if let Some(format) = input.format {
        format
    } else {
        source.by_ref().take(BEGINNING as u64).read_to_end(&mut beginning)?;
        sniff(&beginning)
    };
    let source: Box<dyn Read> = Box::new(Cursor::new(beginning).chain(source));
    Ok(Opened { format, source: BufReader::with_capacity(1 << 18, source) })
}

/// The next lines with their line endings: a few megabytes of them, none at the end.
pub(crate) fn read_lines(source: &mut impl BufRead) -> anyhow::Result<Vec<Vec<u8>>> {
    let (mut lines, mut read) = (Vec::new(), 0);
    while read < RECORDS {
        let mut line = Vec::new();
        if source.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        read += line.len();
        lines.push(line);
    }
    Ok(lines)
}

/// A line of a file of records, taken apart.
pub(crate) struct RecordLine<'l> {
    /// A byte order mark, or nothing.
    pub(crate) mark: &'l str,
    pub(crate) record: Record<'l>,
    pub(crate) ending: &'l str,
}

/// Reads line number `number`, from 1; nothing where it is blank.
pub(crate) fn record_line<'l>(
    bytes: &'l [u8],
    number: usize,
    settings: &Settings,
) -> anyhow::Result<Option<RecordLine<'l>>> {
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    let whole = std::str::from_utf8(bytes).context("it is not UTF-8")?;
    let mark = if number == 1 && whole.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let end = whole.trim_end_matches(['\n', '\r']).len();
    let part = |range| whole.get(range).unwrap_or_default();
    let record = Record::parse(part(mark..end), &settings.fields)?;
    Ok(Some(RecordLine { mark: part(0..mark), record, ending: part(end..whole.len()) }))
}

/// A document that is yet to be read from its file or from its line.
pub(crate) struct Unread {
    /// With its format.
    input: Input,
    /// Number of its line in a file of records, from 1.
    pub(crate) record: Option<usize>,
    /// Nothing where the file is yet to be read.
    bytes: Option<Vec<u8>>,
}

impl Unread {
    /// How messages call it.
    pub(crate) fn label(&self) -> String {
        let file = self.input.label();
        self.record.map_or_else(|| file.clone(), |record| format!("{file}:{record}"))
    }

    /// The path of its file; `-` for standard input.
    pub(crate) fn file(&self) -> String {
        self.input.path.as_ref().map_or_else(|| "-".to_owned(), |path| path.display().to_string())
    }

    /// What comes of the document, which is read now; nothing for a blank line.
    pub(crate) fn with<T>(
        &self,
        settings: &Settings,
        work: impl FnOnce(&Document<'_>) -> T,
    ) -> anyhow::Result<Option<T>> {
        if let Some(number) = self.record {
            let line = record_line(self.bytes.as_deref().unwrap_or_default(), number, settings)?;
            return Ok(line.map(|line| work(&line.record.document(settings))));
        }
        let text = match &self.bytes {
            Some(bytes) => text::decode(bytes.clone())?,
            None => text::read(&self.input)?,
        };
        Ok(Some(work(&text::document(&text, &self.input, settings))))
    }
}

/// The documents of some inputs in their order, a batch at a time; an input that cannot be read is an error with its place.
pub(crate) struct Batches<'i> {
    inputs: &'i [Input],
    /// The file of records that is being read, and the number of its lines so far.
    records: Option<(&'i Input, Source, usize)>,
}

impl<'i> Batches<'i> {
    pub(crate) fn new(inputs: &'i [Input]) -> Self {
        Self { inputs, records: None }
    }

    /// The next records, or standard input whatever it is.
    fn stream(&mut self, input: &'i Input) -> anyhow::Result<Vec<Unread>> {
        let Opened { format, mut source } = open(input)?;
        if format == Format::Jsonl {
            self.records = Some((input, source, 0));
            return self.more_records();
        }
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        let input = Input { format: Some(format), ..input.clone() };
        Ok(vec![Unread { input, record: None, bytes: Some(bytes) }])
    }

    fn more_records(&mut self) -> anyhow::Result<Vec<Unread>> {
        let Some((input, source, number)) = &mut self.records else { return Ok(Vec::new()) };
        let lines = read_lines(source)?;
        let first = *number + 1;
        *number += lines.len();
        let unread =
            |(at, line)| Unread { input: input.clone(), record: Some(first + at), bytes: Some(line) };
        Ok(lines.into_iter().enumerate().map(unread).collect())
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<Vec<Unread>, (String, anyhow::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        let is_text = |input: &&Input| input.path.is_some() && input.format != Some(Format::Jsonl);
        if let Some((input, ..)) = self.records {
            match self.more_records() {
                Ok(records) if records.is_empty() => self.records = None,
                Ok(records) => return Some(Ok(records)),
                Err(error) => {
                    self.records = None;
                    return Some(Err((input.label(), error)));
                }
            }
        }
        let files = self.inputs.iter().take(FILES).take_while(is_text).count();
        let (batch, rest) = self.inputs.split_at_checked(files.max(1))?;
        self.inputs = rest;
        if files == 0 {
            return Some(self.stream(&batch[0]).map_err(|error| (batch[0].label(), error)));
        }
        let unread = |input: &Input| Unread { input: input.clone(), record: None, bytes: None };
        Some(Ok(batch.iter().map(unread).collect()))
    }
}
