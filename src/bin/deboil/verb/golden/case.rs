//! A golden case on disk: an article, what must come of it, and what is known about it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use deboil::Profile;
use deboil::condition::Date;
use deboil::report::golden::{Golden, Record};
use serde::{Deserialize, Serialize};

use crate::input::{Format, Input, text};
use crate::settings::Settings;

/// Name of an article without its ending, which its output has too.
pub(crate) const ARTICLE: &str = "article";
pub(crate) const OUTPUT: &str = "expected";
pub(crate) const RECORD: &str = "removed.toml";
pub(crate) const SETTINGS: &str = "settings.toml";

/// A golden case.
#[derive(Debug)]
pub(crate) struct Case {
    /// Path of its folder below the folder of all cases.
    pub(crate) name: String,
    pub(crate) article: PathBuf,
    pub(crate) format: Format,
}

/// What is known about an article, and how it is cleaned; what is not said here, `deboil.toml` and the flags say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CaseSettings {
    /// The article must come out as it goes in: it has no output of its own, and none can be blessed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unchanged: bool,
    /// Why what comes of it is known not to be what must: it is told, and fails no check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) todo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<Profile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lang: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Day of the run, for rules that are valid on some days only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<Date>,
}

/// What must come of a case.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Known(Golden),
    /// Names of files that are not there.
    Missing(Vec<String>),
    /// A file cannot be read: which, and why.
    Broken(String),
}

impl Case {
    pub(crate) fn folder(&self) -> &Path {
        self.article.parent().unwrap_or(Path::new(""))
    }

    /// The file of the output, with the ending of the article.
    pub(crate) fn output(&self) -> PathBuf {
        match self.article.extension() {
            Some(ending) => self.folder().join(OUTPUT).with_extension(ending),
            None => self.folder().join(OUTPUT),
        }
    }

    /// The article as an input like any other.
    pub(crate) fn input(&self) -> Input {
        Input::file(self.article.clone(), self.name.clone().into(), self.format)
    }

    pub(crate) fn settings(&self) -> anyhow::Result<CaseSettings> {
        let file = self.folder().join(SETTINGS);
        if !file.exists() {
            return Ok(CaseSettings::default());
        }
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        toml::from_str(&text).map_err(|error| anyhow!("{}: {}", file.display(), error.message()))
    }

    /// What must come of it; only files that are there and cannot be opened are an error.
    pub(crate) fn expected(&self, article: &str, settings: &CaseSettings) -> anyhow::Result<Expected> {
        if settings.unchanged {
            return Ok(Expected::Known(Golden::unchanged(article)));
        }
        let (output, record) = (self.output(), self.folder().join(RECORD));
        let missing: Vec<String> =
            [&output, &record].into_iter().filter(|file| !file.exists()).map(|file| name(file)).collect();
        if !missing.is_empty() {
            return Ok(Expected::Missing(missing));
        }
        let read = |file: &Path| fs::read(file).with_context(|| file.display().to_string());
        let broken =
            |file: &Path, why: &dyn std::fmt::Display| Expected::Broken(format!("{}: {why}", name(file)));
        let text = match text::decode(read(&output)?) {
            Ok(text) => text,
            Err(error) => return Ok(broken(&output, &error)),
        };
        let written = match text::decode(read(&record)?) {
            Ok(written) => written,
            Err(error) => return Ok(broken(&record, &error)),
        };
        Ok(match Record::parse(&written) {
            Ok(record) => Expected::Known(Golden { text, record }),
            Err(error) => broken(&record, &error.message()),
        })
    }

    /// Writes down what must come of it from now on.
    pub(crate) fn write(&self, golden: &Golden) -> anyhow::Result<()> {
        let record = format!("# What goes out of the article, and by which rules.\n\n{}", golden.record);
        write(&self.output(), golden.text.as_bytes())?;
        write(&self.folder().join(RECORD), record.as_bytes())
    }
}

impl CaseSettings {
    /// The settings for the case. `flags` are those that were given on the command line: they win.
    pub(crate) fn over(&self, base: &Settings, flags: &crate::cli::RuleArgs) -> Settings {
        let own = |value: &Option<String>, base: &Option<String>| value.clone().or_else(|| base.clone());
        Settings {
            profile: self.profile.filter(|_| flags.profile.is_none()).unwrap_or(base.profile),
            lang: own(&self.lang, &base.lang),
            site: own(&self.site, &base.site),
            title: own(&self.title, &base.title),
            date: self.date.filter(|_| flags.date.is_none()).or(base.date),
            ..base.clone()
        }
    }
}

pub(crate) fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(file, bytes).with_context(|| file.display().to_string())
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
