//! Documents become a part of the output: read, cleaned and made ready to be written, on any thread.

use std::borrow::Cow;
use std::collections::BTreeMap;

use std::io::Write as _;

use anyhow::{Context as _, bail};
use deboil::record::Record;
use deboil::report::{Entry, LedgerDocument, Place, Summary, entries};
use deboil::review::Stale;
use deboil::{Cleaner, Span};

use crate::input::compression::Compression;
use crate::input::encoding::{Decoded, hex};
use crate::input::pieces::{Kind, Piece, too_long};
use crate::input::{Input, documents, text};
use crate::output::{Ready, Stamp, Target};
use crate::settings::Settings;

/// How documents are cleaned, and what is asked for of them.
#[allow(clippy::struct_excessive_bools)] // Each is a wish of its own.
pub(super) struct Job {
    pub(super) cleaner: Cleaner,
    pub(super) settings: Settings,
    pub(super) target: Target,
    pub(super) has_ledger: bool,
    pub(super) has_rejects: bool,
    /// Whether texts are written in the encoding that they are read in.
    pub(super) keeps_encoding: bool,
    /// Whether each file that is changed is named.
    pub(super) says_written: bool,
    /// Whether nothing is said but errors.
    pub(super) is_quiet: bool,
    /// Whether each removal is shown.
    pub(super) lists: bool,
}

/// What came of some documents that follow each other.
#[derive(Default)]
pub(super) struct Part {
    /// Their text or records, where those are not files of their own.
    pub(super) output: Vec<u8>,
    /// Lines of the ledger.
    pub(super) ledger: Vec<u8>,
    /// Lines that are no records.
    pub(super) rejects: Vec<u8>,
    /// What is said of them, each with the bytes of the output that stand before it.
    pub(super) said: Vec<(usize, Said)>,
    pub(super) summary: Summary,
    /// Texts that are not in UTF-8, by the name of their encoding.
    pub(super) encodings: BTreeMap<&'static str, usize>,
    /// Decisions of people that find nothing any more.
    pub(super) stale: Vec<Stale>,
    pub(super) is_changed: bool,
    /// Files over originals that wait for their place, and how messages call them.
    pub(super) ready: Vec<(String, Ready)>,
    /// Bytes that were read.
    pub(super) read: u64,
    /// So many files of text.
    pub(super) files: usize,
    /// Where the next record begins, and its number, if this ends between two.
    pub(super) behind: Option<(u64, usize)>,
}

/// What is said of documents.
pub(super) enum Said {
    /// What went.
    Entries(Vec<Entry>),
    /// A file was changed.
    Written(String),
    /// Something is wrong at a place; the rest goes on.
    Trouble(String, anyhow::Error),
}

impl Part {
    pub(super) fn fail(&mut self, place: String, error: anyhow::Error) {
        self.summary.errors += 1;
        self.said.push((self.output.len(), Said::Trouble(place, error)));
    }
}

impl Job {
    /// Files of text, each with what is wrong with its output if anything is.
    pub(super) fn files(&self, files: &[Input], wrong: &[Option<String>]) -> Part {
        let mut part = Part { files: files.len(), ..Part::default() };
        let mut bytes = Vec::new();
        for (input, wrong) in files.iter().zip(wrong) {
            let done = self.file(input, wrong.as_deref(), &mut bytes, &mut part);
            part.read += bytes.len() as u64;
            if let Err(error) = done {
                part.fail(input.label(), error);
            }
        }
        part
    }

    fn file(
        &self,
        input: &Input,
        wrong: Option<&str>,
        bytes: &mut Vec<u8>,
        part: &mut Part,
    ) -> anyhow::Result<()> {
        bytes.clear();
        if let Some(wrong) = wrong {
            bail!("{wrong}");
        }
        let stamp = self.target.stamp(input)?;
        text::read_bytes(input, bytes)?;
        self.text(input, bytes, stamp, part)
    }

    /// A text, which is written if it goes into a file.
    pub(super) fn text(
        &self,
        input: &Input,
        bytes: &[u8],
        stamp: Option<Stamp>,
        part: &mut Part,
    ) -> anyhow::Result<()> {
        let Decoded { text: original, encoding } = documents::text_of(input, bytes)?;
        let mut outcome = self.cleaner.clean(&text::document(&original, input, &self.settings));
        part.stale.append(&mut outcome.review.stale);
        let is_changed = outcome.is_changed();
        // A file that stays as it is need not be written over itself.
        let stays = !is_changed && matches!(self.target, Target::InPlace(_));
        let encoded = encoding.filter(|_| !stays);
        let encoded =
            encoded.map(|encoding| encoding.encoded(&original, bytes, self.keeps_encoding)).transpose()?;
        let document = LedgerDocument { file: input.name.clone(), encoded, ..LedgerDocument::default() };
        let summary = Summary::of(&outcome, &original, self.cleaner.rules());
        let found = if self.has_entries() {
            entries(&outcome, &original, self.cleaner.rules(), document)
        } else {
            Vec::new()
        };
        if !stays {
            let cleaned = match encoding.filter(|_| self.keeps_encoding) {
                Some(encoding) => Cow::Owned(encoding.encode(&outcome.text)?),
                None => Cow::Borrowed(outcome.text.as_bytes()),
            };
            let cleaned = match self.target.compression(input) {
                Compression::None => cleaned,
                compression => Cow::Owned(compression.packed(cleaned.into_owned())?),
            };
            match &self.target {
                Target::Stdout => part.output.extend_from_slice(&cleaned),
                Target::Folder(_) => self.target.write(input, &cleaned)?,
                Target::InPlace(_) => {
                    let mut output = self.target.open(input)?;
                    output.write_all(&cleaned)?;
                    part.ready.extend(output.ready(stamp)?.map(|ready| (input.label(), ready)));
                }
            }
        }
        if let Some(encoding) = encoding {
            *part.encodings.entry(encoding.name()).or_default() += 1;
        }
        if self.says_written && is_changed {
            part.said.push((part.output.len(), Said::Written(written(input, &summary))));
        }
        self.note(part, found, &summary)
    }

    /// A piece of a stream of records, compressed as the output is.
    pub(super) fn records(&self, input: &Input, piece: Piece) -> anyhow::Result<Part> {
        let mut part = Part { read: piece.bytes.len() as u64, behind: piece.behind, ..Part::default() };
        match piece.kind {
            Kind::Lines => {
                documents::check_mark(&piece)?;
                part.output.reserve(piece.bytes.len());
                for (number, line) in piece.lines() {
                    if let Err(error) = self.record(input, number, line, &mut part) {
                        part.fail(format!("{}:{number}", input.label()), error);
                        self.reject(input, number, line, &mut part)?;
                    }
                }
            }
            Kind::TooLong => {
                part.fail(format!("{}:{}", input.label(), piece.first), too_long());
                part.output = piece.bytes;
            }
            Kind::Rest => part.output = piece.bytes,
        }
        if !part.output.is_empty() {
            part.output = self.target.compression(input).packed(part.output)?;
        }
        Ok(part)
    }

    fn record(&self, input: &Input, number: usize, line: &[u8], part: &mut Part) -> anyhow::Result<()> {
        if line.trim_ascii().is_empty() {
            part.output.extend_from_slice(line);
            return Ok(());
        }
        let whole = std::str::from_utf8(line).context("it is not UTF-8")?;
        let within = documents::record_span(whole, number);
        let record = Record::parse(within.slice(whole), &self.settings.fields)?;
        text::check_lines(&record.text)?;
        let document = input.record(self.settings.stated(record.document()), number);
        let mut outcome = self.cleaner.clean(&document);
        part.stale.append(&mut outcome.review.stale);
        let summary = Summary::of(&outcome, &record.text, self.cleaner.rules());
        let mut found = if self.has_entries() {
            let document = LedgerDocument {
                file: input.name.clone(),
                record: Some(number),
                id: record.id().map(str::to_owned),
                field: Some(self.settings.fields.text.clone()),
                ..LedgerDocument::default()
            };
            entries(&outcome, &record.text, self.cleaner.rules(), document)
        } else {
            Vec::new()
        };
        if !outcome.is_changed() {
            part.output.extend_from_slice(line);
            return self.note(part, found, &summary);
        }
        let captured =
            (!outcome.fields.is_empty()).then(|| serde_json::to_string(&outcome.fields)).transpose()?;
        let fields = &self.settings.fields;
        let (edited, added) = record
            .edited(&outcome.edits, captured.as_deref(), &fields.captured)
            .context("the edits lie in the text")?;
        for entry in &mut found {
            match entry {
                Entry::Document(document) => {
                    document.added =
                        added.as_ref().map(|added| (added.at, added.with.clone(), added.instead_of.clone()));
                }
                Entry::Removed(place)
                | Entry::Captured(place)
                | Entry::Replaced(place)
                | Entry::Blank(place) => {
                    place.raw = record.unusual_escapes(place.span, &place.text);
                }
                Entry::Flagged(_) | Entry::Kept(_) | Entry::Rejected(_) => {}
            }
        }
        let [before, after] = [Span::new(0, within.start), Span::new(within.end, whole.len())];
        for bytes in [before.slice(whole), &edited, after.slice(whole)] {
            part.output.extend_from_slice(bytes.as_bytes());
        }
        part.is_changed = true;
        self.note(part, found, &summary)
    }

    /// A record that cannot be read goes through as it is, or to the rejects.
    fn reject(&self, input: &Input, number: usize, line: &[u8], part: &mut Part) -> anyhow::Result<()> {
        if !self.has_rejects {
            part.output.extend_from_slice(line);
            return Ok(());
        }
        part.is_changed = true;
        part.rejects.extend_from_slice(line);
        let place = Place {
            file: input.name.clone(),
            record: Some(number),
            text: String::from_utf8_lossy(line).into_owned(),
            hex: std::str::from_utf8(line).is_err().then(|| hex(line)),
            ..Place::default()
        };
        self.log(part, &[Entry::Rejected(place)])
    }

    pub(super) fn has_entries(&self) -> bool {
        self.has_ledger || self.lists
    }

    pub(super) fn note(&self, part: &mut Part, found: Vec<Entry>, summary: &Summary) -> anyhow::Result<()> {
        part.summary.add(summary);
        self.log(part, &found)?;
        if self.lists && !found.is_empty() {
            part.said.push((part.output.len(), Said::Entries(found)));
        }
        Ok(())
    }

    fn log(&self, part: &mut Part, found: &[Entry]) -> anyhow::Result<()> {
        if self.has_ledger {
            for entry in found {
                serde_json::to_writer(&mut part.ledger, entry)?;
                part.ledger.push(b'\n');
            }
        }
        Ok(())
    }
}

/// What is said of a file that was changed.
pub(super) fn written(input: &Input, summary: &Summary) -> String {
    format!("{}: {}", input.label(), summary.removed())
}
