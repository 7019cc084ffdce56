//! Inputs become documents, one of a file of text, one of each line of a file of records: read and worked on in parallel, handed on in order.

use anyhow::{Context as _, bail};
use deboil::record::Record;
use deboil::report::diff::Label;
use deboil::{Document, Span};

use super::encoding::{self, Decoded};
use super::in_order::{UNDER_WAY, in_order};
use super::pieces::{Kind, Piece, too_long};
use super::stream::Stream;
use super::{Format, Input, sniff, text};
use crate::settings::Settings;

/// Files of text that one thread works on, one after the other.
pub(crate) const FILES: usize = 16;
/// What so many files count among what is under way.
pub(crate) const FILES_SIZE: usize = UNDER_WAY / 8;

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
            Some((number, record)) => self.input.record(settings.stated(record.document()), number),
            None => text::document(self.text, self.input, settings),
        }
    }

    /// How reports call it.
    pub(crate) fn label(&self) -> Label {
        Label {
            file: self.input.path.as_ref().map_or_else(|| "-".to_owned(), |path| path.display().to_string()),
            record: self.record.map(|(number, _)| number),
            id: self.record.and_then(|(_, record)| record.id().map(str::to_owned)),
        }
    }
}

/// The threads of a run; 0 for one a core.
pub(crate) fn pool(threads: usize) -> anyhow::Result<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
    // One is there already.
    let builder = if threads == 1 { builder.use_current_thread() } else { builder };
    builder.build().context("threads cannot be started")
}

/// Does some work on every document, in parallel on the threads of the pool that it is called in, and has the results taken in order: with the
/// input, and with the number of the record where it is one. Where something cannot be read, that is the result; the others go on.
pub(crate) fn each<T: Send>(
    inputs: &[Input],
    settings: &Settings,
    work: impl Fn(&Read<'_>) -> T + Sync,
    mut take: impl FnMut(&Input, Option<usize>, anyhow::Result<T>),
) {
    for group in groups(inputs) {
        let first = &group[0];
        let result = if is_text(first) {
            texts(group, &work, &mut take)
        } else {
            stream(first, settings, &work, &mut take)
        };
        if let Err(error) = result {
            take(first, None, Err(error));
        }
    }
}

/// Inputs that are worked on together: files of text that follow each other, or one file of records or standard input.
pub(crate) fn groups(inputs: &[Input]) -> impl Iterator<Item = &[Input]> {
    inputs.chunk_by(|before, next| is_text(before) && is_text(next))
}

/// Whether an input is a file of text.
pub(crate) fn is_text(input: &Input) -> bool {
    input.path.is_some() && !input.format.is_some_and(Format::is_records)
}

/// Where a record stands in its line: without the line ending, and in the first line without a byte order mark.
pub(crate) fn record_span(line: &str, number: usize) -> Span {
    let mark = if number == 1 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Span::new(mark, line.trim_end_matches(['\n', '\r']).len().max(mark))
}

/// Files of text.
fn texts<T: Send>(
    inputs: &[Input],
    work: &(impl Fn(&Read<'_>) -> T + Sync),
    take: &mut impl FnMut(&Input, Option<usize>, anyhow::Result<T>),
) -> anyhow::Result<()> {
    let on_files = |files: &'_ [Input]| {
        let mut bytes = Vec::new();
        let on_file = |input| {
            let Decoded { text, .. } = text::read_into(input, &mut bytes)?;
            Ok(work(&Read { input, text: &text, record: None }))
        };
        files.iter().map(on_file).collect::<Vec<anyhow::Result<T>>>()
    };
    let mut rest = inputs.iter();
    in_order(inputs.chunks(FILES).map(|files| (FILES_SIZE, files)), on_files, |done| {
        rest.by_ref().zip(done).for_each(|(input, done)| take(input, None, done));
        Ok(())
    })
}

/// Records, or standard input whatever it is.
fn stream<T: Send>(
    input: &Input,
    settings: &Settings,
    work: &(impl Fn(&Read<'_>) -> T + Sync),
    take: &mut impl FnMut(&Input, Option<usize>, anyhow::Result<T>),
) -> anyhow::Result<()> {
    let stream = Stream::records(input, &settings.fields)?;
    let compression = stream.compression;
    if stream.format != Format::Jsonl {
        let known = Input { format: Some(stream.format), ..input.clone() };
        let mut bytes = Vec::new();
        stream.read_all(&mut bytes)?;
        let Decoded { text, .. } = text_of(input, &bytes)?;
        take(input, None, Ok(work(&Read { input: &known, text: &text, record: None })));
        return Ok(());
    }
    let on_piece = |piece: Piece| match piece.kind {
        Kind::Lines => {
            if let Err(error) = check_mark(&piece) {
                return vec![(1, Err(error))];
            }
            let records = piece.lines().filter(|(_, line)| !line.trim_ascii().is_empty());
            let on_record = |(number, line)| (number, on_record(input, settings, number, line, work));
            records.map(on_record).collect()
        }
        Kind::TooLong => vec![(piece.first, Err(too_long()))],
        Kind::Rest => Vec::new(),
    };
    let mut pieces = stream.pieces();
    in_order(pieces.by_ref().map(|piece| (piece.bytes.len(), piece)), on_piece, |done| {
        for (number, done) in done {
            take(input, Some(number), done);
        }
        Ok(())
    })?;
    if let Some(error) = pieces.error {
        take(input, Some(pieces.number), Err(compression.broken(error, pieces.read)));
    }
    Ok(())
}

/// The bytes of standard input, or another input of a format that was not known, as text. Records in another encoding are no text.
pub(crate) fn text_of<'b>(input: &Input, bytes: &'b [u8]) -> anyhow::Result<Decoded<'b>> {
    let decoded = encoding::decode(bytes, input.encoding)?;
    if let Some(encoding) = decoded.encoding
        && input.format.is_none()
        && sniff(decoded.text.as_bytes()) == Format::Jsonl
    {
        bail!("{}", not_for_records(encoding.name()));
    }
    Ok(decoded)
}

/// What is said of records that are not in UTF-8.
pub(crate) fn not_for_records(encoding: &str) -> String {
    format!("it is {encoding}, and records are read in UTF-8 only: `iconv -t utf-8` converts them")
}

/// Whether a stream of records begins like UTF-16; then none of its lines can be read.
pub(crate) fn check_mark(piece: &Piece) -> anyhow::Result<()> {
    match piece.bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] if piece.first == 1 => bail!("{}", not_for_records("UTF-16")),
        _ => Ok(()),
    }
}

fn on_record<T>(
    input: &Input,
    settings: &Settings,
    number: usize,
    line: &[u8],
    work: impl Fn(&Read<'_>) -> T,
) -> anyhow::Result<T> {
    let line = std::str::from_utf8(line).context("it is not UTF-8")?;
    let record = Record::parse(record_span(line, number).slice(line), &settings.fields)?;
    text::check_lines(&record.text)?;
    Ok(work(&Read { input, text: &record.text, record: Some((number, &record)) }))
}
