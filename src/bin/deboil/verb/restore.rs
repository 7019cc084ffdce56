//! `deboil restore`: originals come back from cleaned text and ledger.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader, Write as _, copy};
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use deboil::edit::{self, Edit};
use deboil::record::{Fields, Record, usual_escapes};
use deboil::report::{Entry, LedgerDocument, Place, fingerprint};
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::cli::{InputArgs, RestoreArgs};
use crate::diagnose::{say, trouble};
use crate::exit::Exit;
use crate::input::encoding::{Encoding, original_bytes, unhex};
use crate::input::parquet::{Row, Rows, rewrite};
use crate::input::{Format, Input, inputs, sniff, text};
use crate::output::Target;

/// Sums of weights from which on a removal stands.
const ENOUGH: f64 = 1.0 - 1e-9;

pub(crate) fn run(args: &RestoreArgs) -> anyhow::Result<Exit> {
    let ledger = Ledger::read(&args.ledger, globs(&args.without)?)?;
    let (inputs, mut errors) = inputs(&args.paths, &InputArgs::default());
    let target = match &args.out {
        Some(folder) => Target::Folder(folder.clone()),
        None if args.in_place => Target::InPlace(String::new()),
        None => Target::Stdout,
    };
    let mut restored = 0;
    for input in &inputs {
        match ledger.restore(input, &target) {
            Ok(count) => restored += count,
            Err(error) if crate::exit::is_broken_pipe(&error) => return Err(error),
            Err(error) => {
                errors += 1;
                trouble(input.label(), format_args!("{error:#}"));
            }
        }
    }
    say(format_args!("{restored} document{} restored", if restored == 1 { "" } else { "s" }));
    Ok(if errors == 0 { Exit::Fine } else { Exit::Error })
}

/// What a ledger says, by file and record.
struct Ledger {
    documents: HashMap<(String, Option<usize>), Changed>,
    /// Records that are not in the output, by file.
    rejected: HashMap<String, BTreeMap<usize, Vec<u8>>>,
    /// Rules without which the text is asked for; nothing where all is put back.
    without: Option<GlobSet>,
}

#[derive(Default)]
struct Changed {
    document: LedgerDocument,
    edits: Vec<Place>,
}

impl Ledger {
    fn read(path: &Path, without: Option<GlobSet>) -> anyhow::Result<Self> {
        let mut ledger = Self { documents: HashMap::new(), rejected: HashMap::new(), without };
        let file = File::open(path).with_context(|| path.display().to_string())?;
        let mut lines = BufReader::new(file);
        let mut line = String::new();
        for number in 1.. {
            line.clear();
            let place = || format!("{}:{number}", path.display());
            if lines.read_line(&mut line).with_context(place)? == 0 {
                break;
            }
            let entry: Entry = match serde_json::from_str(&line) {
                Ok(entry) => entry,
                // What a run did not come to write, it did not act on either.
                Err(_) if !line.ends_with('\n') => {
                    trouble(place(), "the ledger breaks off here: what was cleaned before is restored");
                    break;
                }
                Err(error) => return Err(error).with_context(place),
            };
            match entry {
                Entry::Document(document) => {
                    let key = (document.file.clone(), document.record);
                    if ledger.documents.contains_key(&key) {
                        bail!("{}: the ledger has {} twice; it must be of one run", place(), key.0);
                    }
                    ledger.documents.insert(key, Changed { document, edits: Vec::new() });
                }
                Entry::Rejected(Place { file, record, text, hex, .. }) => {
                    let line = match hex {
                        Some(digits) => unhex(&digits)
                            .with_context(|| format!("{}: `hex` has no hexadecimal digits", place()))?,
                        None => text.into_bytes(),
                    };
                    ledger.rejected.entry(file).or_default().insert(record.unwrap_or(0), line);
                }
                entry => {
                    let Some(edit) = entry.edit() else { continue };
                    let changed = ledger.documents.get_mut(&(edit.file.clone(), edit.record));
                    changed
                        .with_context(|| format!("{}: it stands before its document", place()))?
                        .edits
                        .push(edit.clone());
                }
            }
        }
        Ok(ledger)
    }

    /// Writes the original of an input; returns how many documents were put back.
    fn restore(&self, input: &Input, target: &Target) -> anyhow::Result<usize> {
        if input.format == Some(Format::Parquet) {
            return self.restore_rows(input, target);
        }
        let mut cleaned = Vec::new();
        text::read_bytes(input, &mut cleaned)?;
        let format = input.format.unwrap_or_else(|| sniff(&cleaned));
        let mut original = Vec::new();
        let count = if format == Format::Jsonl {
            self.restore_records(&input.name, &cleaned, &mut original)?
        } else {
            let changed = self.documents.get(&(input.name.clone(), None));
            original = match changed {
                Some(changed) => self.file(changed, &cleaned)?,
                None => cleaned,
            };
            usize::from(changed.is_some())
        };
        let mut output = target.open(input)?;
        output.write_all(&target.compression(input).packed(original)?)?;
        output.finish()?;
        Ok(count)
    }

    /// The rows of a Parquet file; a file of which nothing went stays as it was written.
    fn restore_rows(&self, input: &Input, target: &Target) -> anyhow::Result<usize> {
        let of_file = |document: &&LedgerDocument| document.file == input.name;
        let document = self.documents.values().map(|changed| &changed.document).find(of_file);
        let mut output = target.open(input)?;
        let Some(document) = document else {
            copy(&mut File::open(input.path.as_ref().context("it is a file")?)?, &mut output)?;
            return output.finish().map(|()| 0);
        };
        let fields = Fields { text: document.field.clone().unwrap_or_default(), ..Fields::default() };
        let work = |rows: &Rows| {
            let texts: anyhow::Result<Vec<_>> =
                rows.numbered().filter_map(|(at, number, row)| self.row(input, at, number, row)).collect();
            let count = texts.as_ref().map(Vec::len).map_err(|error| anyhow!("{error:#}"));
            (texts.unwrap_or_default(), count)
        };
        let mut restored = 0;
        rewrite(input, &fields, &mut output, work, |count, _| {
            restored += count?;
            Ok(())
        })?;
        output.finish()?;
        Ok(restored)
    }

    /// The original text of a row, with its place among some, if the ledger has it.
    fn row(
        &self,
        input: &Input,
        at: usize,
        number: usize,
        row: &Row,
    ) -> Option<anyhow::Result<(usize, String)>> {
        let changed = self.documents.get(&(input.name.clone(), Some(number)))?;
        let cleaned = std::str::from_utf8(&row.text).context("it is not UTF-8");
        let original = cleaned.and_then(|cleaned| self.text(changed, cleaned));
        Some(original.map(|original| (at, original)).with_context(|| format!("row {number}")))
    }

    fn restore_records(
        &self,
        file: &str,
        cleaned: &[u8],
        output: &mut impl std::io::Write,
    ) -> anyhow::Result<usize> {
        let none = BTreeMap::new();
        let rejected = self.rejected.get(file).unwrap_or(&none);
        let (mut number, mut count) = (1, 0);
        for line in cleaned.split_inclusive(|&byte| byte == b'\n') {
            // Where it is there still, the run was ended before the cleaned file took its place.
            while let Some(missing) = rejected.get(&number).filter(|missing| *missing != line) {
                output.write_all(missing)?;
                number += 1;
            }
            match self.documents.get(&(file.to_owned(), Some(number))) {
                // Also one that could not be read when the others were cleaned.
                None => output.write_all(line)?,
                Some(changed) => {
                    count += 1;
                    let line = std::str::from_utf8(line).context("it is not UTF-8");
                    let line = line.and_then(|line| self.record(changed, line));
                    output.write_all(line.with_context(|| format!("record {number}"))?.as_bytes())?;
                }
            }
            number += 1;
        }
        for line in rejected.range(number..).map(|(_, line)| line) {
            output.write_all(line)?;
        }
        Ok(count)
    }

    /// The bytes of a file of text, in the encoding that it had.
    fn file(&self, changed: &Changed, cleaned: &[u8]) -> anyhow::Result<Vec<u8>> {
        let Some(encoded) = &changed.document.encoded else {
            return Ok(self.text(changed, text::utf8(cleaned)?)?.into_bytes());
        };
        let encoding = Encoding::of(encoded)?;
        let cleaned =
            if encoded.kept { encoding.decode(cleaned)?.text } else { Cow::Borrowed(text::utf8(cleaned)?) };
        let original = self.text(changed, &cleaned)?;
        // Where not all is put back, it is another text.
        if self.without.is_some() { encoding.encode(&original) } else { original_bytes(encoded, &original) }
    }

    fn text(&self, changed: &Changed, cleaned: &str) -> anyhow::Result<String> {
        let Changed { document, edits } = changed;
        let original = match fingerprint(cleaned) {
            print if print == document.fingerprints[1] => {
                let taken = edits.iter().map(|place| (place.span, place.with.as_str(), place.text.as_str()));
                let original = edit::restore(cleaned, taken);
                let original = original.filter(|text| fingerprint(text) == document.fingerprints[0]);
                original.context("the ledger does not fit it")?
            }
            // The run was ended before the cleaned text took its place.
            print if print == document.fingerprints[0] => cleaned.to_owned(),
            _ => bail!("it was changed since it was cleaned"),
        };
        Ok(match self.standing(edits) {
            None => original,
            Some(standing) => edit::apply(&original, &standing),
        })
    }

    fn record(&self, changed: &Changed, whole: &str) -> anyhow::Result<String> {
        let Changed { document, edits } = changed;
        let body = whole.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
        let start = whole.len() - whole.trim_start_matches('\u{feff}').len();
        let mut line = body.to_owned();
        if self.without.is_none() && is_original(body, document) {
            return Ok(whole.to_owned());
        }
        if let Some((at, with, instead_of)) = &document.added {
            let end = at + with.len();
            if line.get(*at..end) != Some(with) {
                bail!("it was changed since it was cleaned");
            }
            line.replace_range(*at..end, instead_of);
        }
        let fields = Fields { text: document.field.clone().unwrap_or_default(), ..Fields::default() };
        let original = restored_line(&line, document, edits, &fields)?;
        let original = match self.standing(edits) {
            None => original,
            Some(standing) => {
                let record = Record::parse(&original, &fields)?;
                let (mut line, _) =
                    record.edited(&standing, None, "").context("the ledger does not fit it")?;
                // What was added at the end is added again; a field that was there before has its old value back.
                if let Some((_, with, _)) = document.added.as_ref().filter(|added| added.2.is_empty()) {
                    let end = line.rfind('}').context("a record ends in a brace")?;
                    line.insert_str(end, with);
                }
                line
            }
        };
        Ok([
            whole.get(..start).unwrap_or_default(),
            &original,
            whole.get(start + body.len()..).unwrap_or_default(),
        ]
        .concat())
    }

    /// The edits that stand without some rules: those whose other rules still weigh enough, and the blanks that touch none of the others.
    fn standing(&self, edits: &[Place]) -> Option<Vec<Edit>> {
        let without = self.without.as_ref()?;
        let stands = |place: &Place| {
            let left = place.why.iter().filter(|reason| !without.is_match(&reason.rule));
            left.map(|reason| reason.weight).sum::<f64>() >= ENOUGH
        };
        let put_back: Vec<&Place> =
            edits.iter().filter(|place| !place.why.is_empty() && !stands(place)).collect();
        let touches = |place: &Place| {
            put_back
                .iter()
                .any(|other| other.span.start == place.span.end || other.span.end == place.span.start)
        };
        let standing =
            edits.iter().filter(|place| if place.why.is_empty() { !touches(place) } else { stands(place) });
        Some(
            standing
                .map(|place| Edit { span: place.span, with: place.with.clone(), decisions: Vec::new() })
                .collect(),
        )
    }
}

/// Whether a record is as it was before it was cleaned.
fn is_original(line: &str, document: &LedgerDocument) -> bool {
    let fields = Fields { text: document.field.clone().unwrap_or_default(), ..Fields::default() };
    Record::parse(line, &fields).is_ok_and(|record| fingerprint(&record.text) == document.fingerprints[0])
}

/// The line of a cleaned record with its text put back, escapes as they were.
fn restored_line(
    line: &str,
    document: &LedgerDocument,
    edits: &[Place],
    fields: &Fields,
) -> anyhow::Result<String> {
    let record = Record::parse(line, fields)?;
    if fingerprint(&record.text) != document.fingerprints[1] {
        bail!("it was changed since it was cleaned");
    }
    let raw = |place: &'_ Place| place.raw.clone().unwrap_or_else(|| usual_escapes(&place.text));
    let places = edits.iter().map(|place| (place.span, place.with.as_str(), Cow::Owned(raw(place))));
    let does_not_fit = || anyhow!("the ledger does not fit it");
    let original = record.restored(places).ok_or_else(does_not_fit)?;
    let restored = Record::parse(&original, fields)?;
    if fingerprint(&restored.text) == document.fingerprints[0] { Ok(original) } else { Err(does_not_fit()) }
}

fn globs(without: &[String]) -> anyhow::Result<Option<GlobSet>> {
    if without.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for glob in without {
        set.add(Glob::new(glob)?);
    }
    Ok(Some(set.build()?))
}
