//! The rows of a Parquet file are cleaned: their texts are written anew, and all else is copied.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _};

use anyhow::{Context as _, bail};
use deboil::report::{LedgerDocument, Summary, entries};

use super::Run;
use super::part::{Job, Part, written};
use crate::input::Input;
use crate::input::parquet::{Row, Rows, rewrite};
use crate::output::Target;

impl Run<'_> {
    pub(super) fn rows(&mut self, input: &Input) -> anyhow::Result<()> {
        let Self { job, sink, .. } = self;
        if matches!(job.target, Target::Stdout) && io::stdout().is_terminal() {
            bail!("Parquet is not for a terminal: `--out DIR` or `--in-place` writes it into files");
        }
        let stamp = job.target.stamp(input)?;
        let mut output = job.target.open(input)?;
        let mut summary = Summary::default();
        let (mut is_changed, mut captured) = (false, 0);
        let work = |rows: &Rows| {
            let (changed, part) = job.rows(input, rows);
            let has_fields = changed.iter().filter(|text| text.has_fields).count();
            (changed.into_iter().map(|text| (text.at, text.text)).collect(), (part, has_fields))
        };
        rewrite(input, &job.settings.fields, &mut output, work, |(part, has_fields), done| {
            is_changed |= part.is_changed;
            captured += has_fields;
            summary.add(&part.summary);
            sink.progress.at(done);
            part.said.iter().for_each(|(_, said)| sink.tell(said));
            sink.note(part)
        })?;
        sink.progress.done(fs::metadata(input.path.as_ref().context("it is a file")?)?.len());
        match job.target {
            Target::InPlace(_) if !is_changed => return Ok(()),
            // What stays as it is stays as it was written, too.
            Target::Folder(_) if !is_changed => {
                output = job.target.open(input)?;
                io::copy(&mut File::open(input.path.as_ref().context("it is a file")?)?, &mut output)?;
            }
            Target::Stdout | Target::InPlace(_) | Target::Folder(_) => {}
        }
        sink.complete(input, output, stamp)?;
        if job.says_written && summary.changed > 0 {
            sink.say(&written(input, &summary));
        }
        if captured > 0 && !job.has_ledger && !job.is_quiet {
            let rows = if captured == 1 { "1 row has".to_owned() } else { format!("{captured} rows have") };
            sink.say(&format!(
                "{}: {rows} captured values, for which a Parquet file has no place: `--ledger FILE` keeps them",
                input.label()
            ));
        }
        Ok(())
    }
}

/// A text that is changed.
struct Changed {
    /// Its place among the rows.
    at: usize,
    text: String,
    has_fields: bool,
}

impl Job {
    /// Rows of a Parquet file: which of them have which text now.
    fn rows(&self, input: &Input, rows: &Rows) -> (Vec<Changed>, Part) {
        let (mut changed, mut part) = (Vec::new(), Part::default());
        for (at, number, row) in rows.numbered() {
            match self.row(input, number, row, &mut part) {
                Ok(Some((text, has_fields))) => changed.push(Changed { at, text, has_fields }),
                Ok(None) => {}
                Err(error) => part.fail(format!("{}:{number}", input.label()), error),
            }
        }
        part.is_changed = !changed.is_empty();
        (changed, part)
    }

    /// The text of a row if it is changed, and whether anything was captured.
    fn row(
        &self,
        input: &Input,
        number: usize,
        row: &Row,
        part: &mut Part,
    ) -> anyhow::Result<Option<(String, bool)>> {
        let text = std::str::from_utf8(&row.text).context("it is not UTF-8")?;
        let document = input.record(self.settings.stated(row.stated.document(text)), number);
        let mut outcome = self.cleaner.clean(&document);
        part.stale.append(&mut outcome.review.stale);
        let summary = Summary::of(&outcome, text, self.cleaner.rules());
        let found = if self.has_entries() {
            let document = LedgerDocument {
                file: input.name.clone(),
                record: Some(number),
                id: row.stated.id.clone(),
                field: Some(self.settings.fields.text.clone()),
                ..LedgerDocument::default()
            };
            entries(&outcome, text, self.cleaner.rules(), document)
        } else {
            Vec::new()
        };
        self.note(part, found, &summary)?;
        Ok(outcome.is_changed().then(|| (outcome.text.into_owned(), !outcome.fields.is_empty())))
    }
}
