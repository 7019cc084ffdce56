//! The review file: found, read, heeded by a cleaner, and told of where it finds nothing any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};
use deboil::Cleaner;
use deboil::report::visible;
use deboil::review::{Review, Stale, Why};
use deboil::rule::Source;

use crate::cli::ReviewArgs;
use crate::diagnose::{self, MAGENTA, say};
use crate::input::Input;

/// Name of the review file.
pub(crate) const FILE: &str = "deboil.review.toml";

/// A review that is in force, and its file.
#[derive(Debug, Clone)]
pub(crate) struct InForce {
    pub(crate) file: PathBuf,
    pub(crate) review: Review,
}

/// The review for an input: the file that is named, or the nearest from the folder of the input upwards; none where none is there or wanted.
/// One that the settings name must be there.
pub(crate) fn load(
    input: Option<&Path>,
    args: &ReviewArgs,
    configured: Option<&Path>,
) -> anyhow::Result<Option<InForce>> {
    if args.no_review {
        return Ok(None);
    }
    let file = match args.review.as_deref().or(configured) {
        Some(file) => Some(file.to_owned()),
        None => find(input)?,
    };
    file.map(|file| Ok(InForce { review: read(&file)?, file })).transpose()
}

/// Reads a review file; what is wrong in it is shown, all of it, and ends the run.
pub(crate) fn read(file: &Path) -> anyhow::Result<Review> {
    let path = file.display().to_string();
    let text = fs::read_to_string(file).with_context(|| format!("{path}: the review file cannot be read"))?;
    parsed(&path, &text)
}

/// A review by its text; what is wrong in it is shown, all of it, and ends the run.
pub(crate) fn parsed(path: &str, text: &str) -> anyhow::Result<Review> {
    Review::read(path, text).or_else(|problems| {
        let count = problems.0.len();
        let source = Source { name: String::new(), path: path.to_owned(), text: text.to_owned() };
        diagnose::problems(&problems.0, &[source]);
        bail!("{path}: {count} problem{} in the review file", if count == 1 { "" } else { "s" })
    })
}

/// The nearest review file, from the folder of the input upwards.
fn find(input: Option<&Path>) -> anyhow::Result<Option<PathBuf>> {
    let start = match input {
        Some(path) => std::path::absolute(path).with_context(|| path.display().to_string())?,
        None => std::env::current_dir().context("the current folder")?,
    };
    let folders = start.ancestors().skip(usize::from(input.is_some() && !start.is_dir()));
    let here = std::env::current_dir().unwrap_or_default();
    let found = folders.map(|folder| folder.join(FILE)).find(|file| file.is_file());
    // As a reader would write it.
    Ok(found.map(|file| file.strip_prefix(&here).map(Path::to_owned).unwrap_or(file)))
}

/// What a file is called in a review: its path from the folder of the review file, or the whole path where it is not below that.
pub(crate) fn name_of(path: &Path, review: &Path) -> String {
    let absolute = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut plain = PathBuf::new();
        for part in path.components() {
            match part {
                Component::ParentDir => {
                    plain.pop();
                }
                part => plain.push(part),
            }
        }
        plain
    };
    let (path, folder) = (absolute(path), absolute(review).parent().map(Path::to_owned).unwrap_or_default());
    crate::input::name(path.strip_prefix(&folder).unwrap_or(&path))
}

/// A cleaner that heeds a review, where there is one; inputs bear the names that it calls their documents by.
pub(crate) fn heeding(cleaner: Cleaner, review: Option<&InForce>, inputs: &mut [Input]) -> Cleaner {
    let Some(InForce { file, review }) = review else { return cleaner };
    for input in inputs {
        input.reviewed_as = input.path.as_deref().map(|path| name_of(path, file));
    }
    cleaner.with_review(review.clone())
}

/// Decisions that find nothing any more, each told of once.
#[derive(Debug, Default)]
pub(crate) struct StaleOnes(BTreeSet<(usize, Why)>);

impl StaleOnes {
    pub(crate) fn add(&mut self, stale: &[Stale]) {
        self.0.extend(stale.iter().map(|stale| (stale.entry, stale.why)));
    }

    /// Warns of each, with its place in the review file.
    pub(crate) fn tell(&self, review: Option<&Review>) {
        let Some(review) = review else { return };
        for &(entry, why) in &self.0 {
            say(told(review, entry, why));
        }
        if !self.0.is_empty() {
            say("`deboil review --stale` lists such decisions, `--prune` takes them out");
        }
    }
}

/// What is said of a decision that finds nothing any more.
pub(crate) fn told(review: &Review, entry: usize, why: Why) -> String {
    const SHOWN: usize = 60;
    let text = deboil::report::excerpt(&review.entries()[entry].text.replace('\n', " "), SHOWN);
    let place = visible(&review.place(entry));
    format!("{place}: {MAGENTA}stale{MAGENTA:#}: {}: `{text}`", why.note())
}
