//! A folder becomes the golden cases in it, and the files that belong to none.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::case::{ARTICLE, Case, OUTPUT, RECORD, SETTINGS};
use crate::input::{Format, format_of};

/// What is in a folder of golden cases.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// By name.
    pub(crate) cases: Vec<Case>,
    /// Files in the folders of cases that are no part of one, and why.
    pub(crate) orphans: Vec<(PathBuf, &'static str)>,
}

/// The cases at any depth below a folder.
pub(crate) fn search(root: &Path) -> anyhow::Result<Found> {
    if !root.is_dir() {
        bail!("{}: it is no folder; `deboil golden add FILE` makes one", root.display());
    }
    let mut found = Found::default();
    folder(root, root, &mut found)?;
    found.cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn folder(root: &Path, at: &Path, found: &mut Found) -> anyhow::Result<()> {
    let (folders, files) = listed(at)?;
    for below in &folders {
        folder(root, below, found)?;
    }
    if at == root {
        // Beside the cases there is room for a README.md or a deboil.toml.
        return Ok(());
    }
    let mut articles = files.iter().filter_map(|file| Some((file, article_format(file)?)));
    let case = articles.next().map(|(file, format)| Case {
        name: at.strip_prefix(root).unwrap_or(at).to_string_lossy().replace('\\', "/"),
        article: file.clone(),
        format,
    });
    for file in &files {
        if let Some(why) = stray(file, case.as_ref()) {
            found.orphans.push((file.clone(), why));
        }
    }
    found.cases.extend(case);
    Ok(())
}

/// Folders and files in a folder, without hidden ones, by name.
fn listed(at: &Path) -> anyhow::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let entries = fs::read_dir(at).with_context(|| at.display().to_string())?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| at.display().to_string())?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths.into_iter().partition(|path| path.is_dir()))
}

/// The format of an article; nothing for any other file.
fn article_format(file: &Path) -> Option<Format> {
    let is_article = file.file_stem().is_some_and(|stem| stem == ARTICLE);
    format_of(file).filter(|&format| is_article && !format.is_records())
}

/// Why a file is no part of the case of its folder, if it is not.
fn stray(file: &Path, case: Option<&Case>) -> Option<&'static str> {
    let is = |name: &str| file.file_name().is_some_and(|own| own == name);
    let is_output = file.file_stem().is_some_and(|stem| stem == OUTPUT);
    let Some(case) = case else {
        let is_part = is_output || is(RECORD) || is(SETTINGS);
        return is_part.then_some("there is no article beside it");
    };
    if *file == case.article || is(SETTINGS) {
        return None;
    }
    let is_unchanged = case.settings().is_ok_and(|settings| settings.unchanged);
    if *file == case.output() || is(RECORD) {
        return is_unchanged.then_some("a case that must come out unchanged has no output");
    }
    Some(match (article_format(file), is_output) {
        (Some(_), _) => "the case has another article already",
        (_, true) => "the article has another ending",
        _ => "it is no file of a case",
    })
}
