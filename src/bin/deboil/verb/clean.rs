//! `deboil clean`: documents are read, cleaned in parallel and written in order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufWriter, Read as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use deboil::report::{Entry, LedgerDocument, Place, Summary, entries, excerpt, visible};
use deboil::{Cleaner, Span};
use rayon::prelude::*;

use crate::cli::CleanArgs;
use crate::diagnose::{DIM, GREEN, MAGENTA, RED, say, trouble};
use crate::exit::Exit;
use crate::input::jsonl::Record;
use crate::input::{Format, Input, documents, inputs, repeats, text};
use crate::output::{Output, Target, create};
use crate::packs;
use crate::settings::{Settings, load};

pub(crate) fn run(args: &CleanArgs) -> anyhow::Result<Exit> {
    let (inputs, errors) = inputs(&args.run.paths, args.run.input.format);
    let first = inputs.first().and_then(|input| input.path.as_deref());
    let settings = load(first, &args.run.rules, &args.run.input)?.settings;
    let mut cleaner =
        Cleaner::new(packs::load(&settings)?, &settings.selection()?).with_limits(settings.limits());
    let pool = documents::pool(args.run.threads)?;
    if args.run.repeats {
        cleaner = cleaner.with_repeats(repeats::count(&inputs, &settings)?);
    }
    let target = match (&args.out, &args.in_place) {
        (Some(folder), _) => Target::Folder(folder.clone()),
        (_, Some(suffix)) => Target::InPlace(suffix.clone()),
        _ => Target::Stdout,
    };
    let mut run = Run {
        cleaner,
        settings,
        ledger: args.ledger.as_deref().map(create).transpose()?,
        rejects: args.rejects.as_deref().map(create).transpose()?,
        says_written: args.exit_code && !matches!(target, Target::Stdout),
        target,
        lists: args.verbose || (!args.quiet && inputs.len() == 1 && inputs[0].format != Some(Format::Jsonl)),
        outputs: BTreeMap::new(),
        summary: Summary { errors, ..Summary::default() },
    };
    let result = pool.install(|| run.all(&inputs));
    run.ledger.iter_mut().chain(&mut run.rejects).try_for_each(std::io::Write::flush)?;
    result?;
    if !args.quiet {
        say(&run.summary);
    }
    let Summary { errors, guarded, changed, .. } = run.summary;
    Ok(Exit::of(errors, guarded, args.exit_code && changed > 0))
}

struct Run {
    cleaner: Cleaner,
    settings: Settings,
    target: Target,
    ledger: Option<BufWriter<File>>,
    rejects: Option<BufWriter<File>>,
    /// Whether each file that is changed is named.
    says_written: bool,
    /// Whether each removal is shown.
    lists: bool,
    /// The input of each output: no two may have the same.
    outputs: BTreeMap<PathBuf, String>,
    summary: Summary,
}

/// What came of a document, ready to be written.
struct Cleaned {
    /// The text or the record.
    bytes: Vec<u8>,
    is_changed: bool,
    entries: Vec<Entry>,
    summary: Summary,
}

impl Run {
    fn all(&mut self, inputs: &[Input]) -> anyhow::Result<()> {
        for batch in documents::batches(inputs) {
            let all_text = batch.iter().all(documents::is_text);
            let result = if all_text { self.texts(batch) } else { self.stream(&batch[0]) };
            if let Err(error) = result {
                self.fail(&batch[0].label(), error)?;
            }
        }
        Ok(())
    }

    /// Text files: read and cleaned in parallel, written in order.
    fn texts(&mut self, inputs: &[Input]) -> anyhow::Result<()> {
        let cleaned: Vec<anyhow::Result<Cleaned>> = inputs
            .par_iter()
            .map(|input| Ok(clean_text(&self.cleaner, &self.settings, input, &text::read(input)?)))
            .collect();
        for (input, cleaned) in inputs.iter().zip(cleaned) {
            if let Err(error) = cleaned.and_then(|cleaned| self.write(input, &cleaned)) {
                self.fail(&input.label(), error)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, input: &Input, cleaned: &Cleaned) -> anyhow::Result<()> {
        self.claim(input)?;
        // A file that stays as it is need not be written over itself.
        if cleaned.is_changed || !matches!(self.target, Target::InPlace(_)) {
            let mut output = self.target.open(input)?;
            output.write_all(&cleaned.bytes)?;
            output.finish()?;
        }
        self.say_written(input, &cleaned.summary);
        self.note(cleaned)
    }

    /// Names a file that was changed.
    fn say_written(&self, input: &Input, summary: &Summary) {
        if self.says_written && summary.changed > 0 {
            say(format_args!("{}: {}", visible(&input.label()), summary.removed()));
        }
    }

    /// Records, or standard input whatever it is.
    fn stream(&mut self, input: &Input) -> anyhow::Result<()> {
        let (format, mut source) = documents::open(input)?;
        if format == Format::Jsonl {
            self.lists &= input.format == Some(Format::Jsonl);
            return self.records(input, source);
        }
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        let input = Input { format: Some(format), ..input.clone() };
        let cleaned = clean_text(&self.cleaner, &self.settings, &input, &text::decode(bytes)?);
        self.write(&input, &cleaned)
    }

    fn records(&mut self, input: &Input, mut source: impl BufRead) -> anyhow::Result<()> {
        self.claim(input)?;
        let mut output = self.target.open(input)?;
        let mut is_changed = false;
        let mut summary = Summary::default();
        let mut number = 0;
        loop {
            let lines = documents::read_lines(&mut source, documents::RECORDS)?;
            if lines.is_empty() {
                break;
            }
            let first = number + 1;
            number += lines.len();
            let cleaned: Vec<anyhow::Result<Cleaned>> = lines
                .par_iter()
                .enumerate()
                .map(|(at, line)| clean_record(&self.cleaner, &self.settings, input, first + at, line))
                .collect();
            for (at, (cleaned, line)) in cleaned.into_iter().zip(&lines).enumerate() {
                match cleaned {
                    Ok(cleaned) => {
                        output.write_all(&cleaned.bytes)?;
                        is_changed |= cleaned.is_changed;
                        summary.add(&cleaned.summary);
                        self.note(&cleaned)?;
                    }
                    Err(error) => {
                        is_changed |= self.rejects.is_some();
                        self.fail(&format!("{}:{}", input.label(), first + at), error)?;
                        self.reject(input, first + at, line, &mut output)?;
                    }
                }
            }
        }
        if is_changed || !matches!(self.target, Target::InPlace(_)) {
            output.finish()?;
        }
        self.say_written(input, &summary);
        Ok(())
    }

    /// A record that cannot be read goes through as it is, or to the rejects.
    fn reject(
        &mut self,
        input: &Input,
        number: usize,
        line: &[u8],
        output: &mut Output,
    ) -> anyhow::Result<()> {
        let Some(rejects) = &mut self.rejects else { return Ok(output.write_all(line)?) };
        rejects.write_all(line)?;
        let place = Place {
            file: input.name.clone(),
            record: Some(number),
            text: String::from_utf8_lossy(line).into_owned(),
            ..Place::default()
        };
        self.log(&[Entry::Rejected(place)])
    }

    /// Refuses an input whose output another input has.
    fn claim(&mut self, input: &Input) -> anyhow::Result<()> {
        if let Some(path) = self.target.path(input)? {
            if let Some(other) = self.outputs.get(&path) {
                bail!("its output {} is that of {other} already", path.display());
            }
            self.outputs.insert(path, input.label());
        }
        Ok(())
    }

    fn note(&mut self, cleaned: &Cleaned) -> anyhow::Result<()> {
        self.summary.add(&cleaned.summary);
        if self.lists {
            list(&cleaned.entries);
        }
        self.log(&cleaned.entries)
    }

    fn log(&mut self, entries: &[Entry]) -> anyhow::Result<()> {
        let Some(ledger) = &mut self.ledger else { return Ok(()) };
        for entry in entries {
            serde_json::to_writer(&mut *ledger, entry)?;
            ledger.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Reports an input that failed; the others go on, unless nobody reads the output any more.
    fn fail(&mut self, place: &str, error: anyhow::Error) -> anyhow::Result<()> {
        if crate::exit::is_broken_pipe(&error) {
            return Err(error);
        }
        self.summary.errors += 1;
        trouble(place, format_args!("{error:#}"));
        Ok(())
    }
}

fn clean_text(cleaner: &Cleaner, settings: &Settings, input: &Input, original: &str) -> Cleaned {
    let outcome = cleaner.clean(&text::document(original, input, settings));
    let document = LedgerDocument { file: input.name.clone(), ..LedgerDocument::default() };
    Cleaned {
        entries: entries(&outcome, original, cleaner.rules(), document),
        summary: Summary::of(&outcome, original, cleaner.rules()),
        is_changed: outcome.is_changed(),
        bytes: outcome.text.into_owned().into_bytes(),
    }
}

fn clean_record(
    cleaner: &Cleaner,
    settings: &Settings,
    input: &Input,
    number: usize,
    bytes: &[u8],
) -> anyhow::Result<Cleaned> {
    let untouched =
        |summary| Cleaned { bytes: bytes.to_vec(), is_changed: false, entries: Vec::new(), summary };
    if bytes.trim_ascii().is_empty() {
        return Ok(untouched(Summary::default()));
    }
    let whole = std::str::from_utf8(bytes).context("it is not UTF-8")?;
    let within = documents::record_span(whole, number);
    let record = Record::parse(within.slice(whole), &settings.fields)?;
    let outcome = cleaner.clean(&record.document(settings));
    let document = LedgerDocument {
        file: input.name.clone(),
        record: Some(number),
        id: record.id().map(str::to_owned),
        field: Some(settings.fields.text.clone()),
        ..LedgerDocument::default()
    };
    let summary = Summary::of(&outcome, &record.text, cleaner.rules());
    let mut entries = entries(&outcome, &record.text, cleaner.rules(), document);
    if !outcome.is_changed() {
        return Ok(Cleaned { entries, ..untouched(summary) });
    }
    let captured =
        (!outcome.fields.is_empty()).then(|| serde_json::to_string(&outcome.fields)).transpose()?;
    let (edited, added) = record.edited(&outcome.edits, captured.as_deref(), &settings.fields.captured)?;
    for entry in &mut entries {
        match entry {
            Entry::Document(document) => {
                document.added =
                    added.as_ref().map(|added| (added.at, added.with.clone(), added.instead_of.clone()));
            }
            Entry::Removed(place) | Entry::Captured(place) | Entry::Replaced(place) | Entry::Blank(place) => {
                place.raw = record.unusual_escapes(place.span, &place.text);
            }
            Entry::Flagged(_) | Entry::Kept(_) | Entry::Rejected(_) => {}
        }
    }
    let [before, after] = [Span::new(0, within.start), Span::new(within.end, whole.len())];
    let bytes = [before.slice(whole), &edited, after.slice(whole)].concat().into_bytes();
    Ok(Cleaned { bytes, is_changed: true, entries, summary })
}

/// The beginning of a text, safe for a terminal.
fn short(text: &str) -> String {
    const SHOWN: usize = 84;
    excerpt(text.trim(), SHOWN)
}

/// Shows what went and why, a line of text and a line of reasons each, and what is kept of it as fields.
fn list(entries: &[Entry]) {
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
