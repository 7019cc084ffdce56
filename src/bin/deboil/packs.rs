//! Rule files are read, with those that they extend, and put beside the built-in packs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use deboil::rule::{Pack, Source, extended_by, pack_name, read_packs};
use deboil::{Cleaner, builtin};

use crate::diagnose;
use crate::settings::Settings;

/// The cleaner that the settings ask for.
pub(crate) fn cleaner(settings: &Settings) -> anyhow::Result<Cleaner> {
    Ok(Cleaner::new(load(settings)?, &settings.selection()?).with_limits(settings.limits()))
}

/// The packs that are in force: the built-in ones if they are, and those of the settings.
pub(crate) fn load(settings: &Settings) -> anyhow::Result<Vec<Pack>> {
    let base = if settings.builtin.0 { builtin::packs() } else { Vec::new() };
    let sources = sources(&settings.rules)?;
    if sources.is_empty() {
        return Ok(base);
    }
    // Overrides and lists may name built-in packs also where their rules are left out.
    checked(&base, &sources)
}

/// Reads sources; what is wrong in them is shown, all of it, and ends the run.
pub(crate) fn checked(base: &[Pack], sources: &[Source]) -> anyhow::Result<Vec<Pack>> {
    read_packs(base, sources).or_else(|problems| {
        diagnose::problems(&problems.0, sources);
        let count = problems.0.len();
        bail!("{count} problem{} in rule files", if count == 1 { "" } else { "s" })
    })
}

/// The rule files at some paths: files, and all `.toml` and `.json` files below folders; with the files that they extend.
pub(crate) fn sources(paths: &[PathBuf]) -> anyhow::Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            for file in files_below(path)? {
                let relative = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().into_owned();
                read(&file, &relative, &mut seen, &mut sources)?;
            }
        } else {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            read(path, &name, &mut seen, &mut sources)?;
        }
    }
    Ok(sources)
}

fn read(
    file: &Path,
    relative: &str,
    seen: &mut BTreeSet<String>,
    sources: &mut Vec<Source>,
) -> anyhow::Result<()> {
    let path = file.to_string_lossy().into_owned();
    if !seen.insert(path.clone()) {
        return Ok(());
    }
    let text = fs::read_to_string(file).with_context(|| format!("{path}: the rule file cannot be read"))?;
    let source = Source { name: pack_name(relative), path, text };
    let extended = extended_by(&source);
    sources.push(source);
    for path in extended {
        let name =
            Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        read(Path::new(&path), &name, seen, sources)?;
    }
    Ok(())
}

fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in ignore::WalkBuilder::new(folder).sort_by_file_path(Path::cmp).build() {
        let entry = entry.with_context(|| folder.display().to_string())?;
        let is_rules = entry.path().extension().is_some_and(|ending| ending == "toml" || ending == "json");
        let is_config =
            [crate::settings::FILE, crate::review::FILE].iter().any(|name| entry.file_name() == *name);
        if is_rules && !is_config && entry.file_type().is_some_and(|kind| kind.is_file()) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}
