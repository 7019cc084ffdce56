//! `deboil diff --html`: the diffs of all documents as one page, written as they come.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use deboil::report::Summary;
use deboil::report::diff::Compared;
use deboil::report::html::diff::{Shown, document, foot, head};

use crate::exit::Exit;
use crate::input::documents::Read;
use crate::output::Output;
use crate::run::Run;

/// What came of a document.
struct Told {
    shown: Shown,
    summary: Summary,
}

/// Cleans the documents of a run and writes the page, which takes its place when it is complete.
pub(super) fn write(run: &Run, path: &Path, exit_code: bool) -> anyhow::Result<Exit> {
    let (mut output, rules) = (Output::at(path)?, run.cleaner.rules());
    let work = |read: &Read<'_>| -> anyhow::Result<Told> {
        let article = read.document(&run.settings);
        let outcome = run.cleaner.clean(&article);
        let label = read.label();
        let compared = Compared { label: &label, original: article.text, outcome: &outcome, rules };
        let shown = document(&compared, &article, run.settings.limits());
        Ok(Told { shown, summary: Summary::of(&outcome, article.text, rules) })
    };
    let (mut summary, mut used) = (Summary::default(), BTreeSet::new());
    let mut written = output.write_all(head("deboil diff").as_bytes());
    let errors = run.each(work, |told| {
        summary.add(&told.summary);
        used.extend(told.shown.rules);
        if written.is_ok() {
            written = output.write_all(told.shown.html.as_bytes());
        }
    })?;
    written?;
    output.write_all(foot(&summary, &used, rules).as_bytes())?;
    output.finish()?;
    Ok(Exit::of(errors, summary.guarded, exit_code && summary.changed > 0))
}
