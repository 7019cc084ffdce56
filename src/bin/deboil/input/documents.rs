//! Inputs become documents, one of a file of text, one of each line of a file of records: read and worked on in parallel, handed on in order.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read as _};

use anyhow::Context as _;
use deboil::{Document, Span};
use rayon::prelude::*;

use super::jsonl::Record;
use super::{Format, Input, sniff, text};
use crate::settings::Settings;

/// Files of text that are worked on at a time.
const FILES: usize = 256;
/// Bytes of records that are worked on at a time: what is in memory is a small multiple of them and of the longest record.
pub(crate) const RECORDS: usize = 4 << 20;
/// Bytes of standard input that are looked at to tell what it is.
const BEGINNING: usize = 64 << 10;

/// A document as it was read.
pub(crate) struct Read<'r> {
    pub(crate) input: &'r Input,
    /// The text of the document.
    pub(crate) text: &'r str,
    /// The record that it is from, and its number.
    pub(crate) record: Option<(usize, &'r Record<'r>)>,
}

impl<'r> Read<'r> {
    /// The document; what it does not state, the settings may.
    pub(crate) fn document(&self, settings: &'r Settings) -> Document<'r> {
        match self.record {
            Some((_, record)) => record.document(settings),
            None => text::document(self.text, self.input, settings),
        }
    }
}

/// The threads of a run; 0 for one a core.
pub(crate) fn pool(threads: usize) -> anyhow::Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads cannot be started")
}

/// Does some work on every document, in parallel on the threads of the pool that it is called in, and has the results taken in order: with the
/// input, and with the number of the record where it is one. Where something cannot be read, that is the result; the others go on.
pub(crate) fn each<T: Send>(
    inputs: &[Input],
    settings: &Settings,
    work: impl Fn(&Read<'_>) -> T + Sync,
    mut take: impl FnMut(&Input, Option<usize>, anyhow::Result<T>),
) {
    for batch in batches(inputs) {
        if batch.iter().all(is_text) {
            let read = |input| Ok(work(&Read { input, text: &text::read(input)?, record: None }));
            let done: Vec<anyhow::Result<T>> = batch.par_iter().map(read).collect();
            batch.iter().zip(done).for_each(|(input, done)| take(input, None, done));
        } else if let Err(error) = stream(&batch[0], settings, &work, &mut take) {
            take(&batch[0], None, Err(error));
        }
    }
}

/// Inputs that are worked on together: some files of text, or one file of records or standard input.
pub(crate) fn batches(inputs: &[Input]) -> impl Iterator<Item = &[Input]> {
    inputs.chunk_by(|before, next| is_text(before) && is_text(next)).flat_map(|group| group.chunks(FILES))
}

/// Whether an input is a file of text.
pub(crate) fn is_text(input: &Input) -> bool {
    input.path.is_some() && input.format != Some(Format::Jsonl)
}

/// An input as a stream, and its format, which is told from its beginning if need be.
pub(crate) fn open(input: &Input) -> anyhow::Result<(Format, impl BufRead)> {
    let mut source: Box<dyn std::io::Read> = match &input.path {
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
    Ok((format, BufReader::with_capacity(1 << 18, Cursor::new(beginning).chain(source))))
}

/// The next lines with their line endings: about so many bytes of them, none at the end.
pub(crate) fn read_lines(source: &mut impl BufRead, bytes: usize) -> anyhow::Result<Vec<Vec<u8>>> {
    let (mut lines, mut read) = (Vec::new(), 0);
    while read < bytes {
        let mut line = Vec::new();
        if source.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        read += line.len();
        lines.push(line);
    }
    Ok(lines)
}

/// Where a record stands in its line: without the line ending, and in the first line without a byte order mark.
pub(crate) fn record_span(line: &str, number: usize) -> Span {
    let mark = if number == 1 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Span::new(mark, line.trim_end_matches(['\n', '\r']).len().max(mark))
}

/// Records, or standard input whatever it is.
fn stream<T: Send>(
    input: &Input,
    settings: &Settings,
    work: &(impl Fn(&Read<'_>) -> T + Sync),
    take: &mut impl FnMut(&Input, Option<usize>, anyhow::Result<T>),
) -> anyhow::Result<()> {
    let (format, mut source) = open(input)?;
    if format != Format::Jsonl {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        let known = Input { format: Some(format), ..input.clone() };
        take(input, None, Ok(work(&Read { input: &known, text: &text::decode(bytes)?, record: None })));
        return Ok(());
    }
    let mut first = 1;
    loop {
        let lines = read_lines(&mut source, RECORDS)?;
        if lines.is_empty() {
            return Ok(());
        }
        let read = |(at, line): (usize, &Vec<u8>)| {
            let is_blank = line.trim_ascii().is_empty();
            (!is_blank).then(|| work_on_record(input, settings, first + at, line, work))
        };
        let done: Vec<Option<anyhow::Result<T>>> = lines.par_iter().enumerate().map(read).collect();
        for (at, done) in done.into_iter().enumerate() {
            if let Some(done) = done {
                take(input, Some(first + at), done);
            }
        }
        first += lines.len();
    }
}

fn work_on_record<T>(
    input: &Input,
    settings: &Settings,
    number: usize,
    line: &[u8],
    work: impl Fn(&Read<'_>) -> T,
) -> anyhow::Result<T> {
    let line = std::str::from_utf8(line).context("it is not UTF-8")?;
    let record = Record::parse(record_span(line, number).slice(line), &settings.fields)?;
    Ok(work(&Read { input, text: &record.text, record: Some((number, &record)) }))
}
