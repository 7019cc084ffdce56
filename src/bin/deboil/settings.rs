//! Flags and `deboil.toml` become the settings in force.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use deboil::condition::Date;
use deboil::decision::Limits;
use deboil::matcher::Selection;
use deboil::record::Fields;
use deboil::{Document, Profile};
use serde::{Deserialize, Serialize};

use crate::cli::{InputArgs, RuleArgs, RuleSetArgs};

/// Name of the configuration file.
pub(crate) const FILE: &str = "deboil.toml";

/// The settings in force; written out, a valid `deboil.toml`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// Which categories act, and how sure a rule must be.
    pub(crate) profile: Profile,
    /// Rule files and folders, seen from the folder of the configuration file.
    pub(crate) rules: Vec<PathBuf>,
    /// Whether the built-in rules are used.
    pub(crate) builtin: Builtin,
    /// Only rules whose id matches.
    pub(crate) only: Vec<String>,
    /// No rule whose id matches.
    pub(crate) skip: Vec<String>,
    /// Language of documents that do not state one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lang: Option<String>,
    /// Host of documents that do not state one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) site: Option<String>,
    /// Title of documents that do not state one.
    #[serde(skip)]
    pub(crate) title: Option<String>,
    /// Day of the run.
    #[serde(skip)]
    pub(crate) date: Option<Date>,
    /// The review file, seen from the folder of the configuration file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) review: Option<PathBuf>,
    /// Bounds on what a document may lose.
    pub(crate) guard: Guard,
    /// Names of the fields of JSONL records.
    pub(crate) fields: Fields,
}

/// Whether the built-in rules are used; they are unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Builtin(pub(crate) bool);

impl Default for Builtin {
    fn default() -> Self {
        Self(true)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Guard {
    /// Largest share of its words that a document may lose, 0 to 1.
    pub(crate) max_removed: f64,
    /// Documents of fewer words have no such bound.
    pub(crate) min_words: usize,
    /// Largest share of its words that a document may lose by guesses, 0 to 1.
    pub(crate) max_guessed: f64,
    /// So many words may go by guesses from any document.
    pub(crate) min_guessed: usize,
}

impl Default for Guard {
    fn default() -> Self {
        let Limits { max_removed, min_words, max_guessed, min_guessed } = Limits::default();
        Self { max_removed, min_words, max_guessed, min_guessed }
    }
}

/// The settings in force, and the configuration file that they come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Loaded {
    pub(crate) settings: Settings,
    pub(crate) file: Option<PathBuf>,
}

/// The settings of a set of rules, for an input or none.
pub(crate) fn load_set(input: Option<&Path>, set: &RuleSetArgs) -> anyhow::Result<Settings> {
    let args = InputArgs { config: set.config.clone(), ..InputArgs::default() };
    Ok(load(input, &set.rules, &args)?.settings)
}

/// What a document states, or else what the settings do.
pub(crate) fn stated<'s>(own: Option<&'s str>, other: Option<&'s str>) -> Option<&'s str> {
    own.filter(|value| !value.is_empty()).or(other)
}

/// The settings for an input: its `deboil.toml` (or the one that is named), and the flags, which win.
pub(crate) fn load(input: Option<&Path>, rules: &RuleArgs, args: &InputArgs) -> anyhow::Result<Loaded> {
    let file = match &args.config {
        Some(file) => Some(file.clone()),
        None => find(input)?,
    };
    let mut settings = file.as_deref().map_or_else(|| Ok(Settings::default()), read)?;
    if let Some(profile) = rules.profile {
        settings.profile = profile.into();
    }
    settings.rules.extend(rules.rules.iter().cloned());
    settings.only.extend(rules.only.iter().cloned());
    settings.skip.extend(rules.skip.iter().cloned());
    settings.builtin.0 &= !rules.no_builtin;
    settings.lang = args.lang.clone().or(settings.lang);
    settings.site = args.site.clone().or(settings.site);
    settings.title.clone_from(&args.title);
    settings.date = Some(day(rules.date.as_deref())?);
    for assignment in &args.field {
        rename(&mut settings.fields, assignment)?;
    }
    Ok(Loaded { settings, file })
}

impl Settings {
    /// Which rules are used.
    pub(crate) fn selection(&self) -> anyhow::Result<Selection> {
        let glob = |error| anyhow!("bad glob of rule ids: {error}");
        let selection =
            Selection::new(self.profile).only(&self.only).map_err(glob)?.skip(&self.skip).map_err(glob)?;
        Ok(self.date.map_or(selection.clone(), |day| selection.on(day)))
    }

    /// A document with what it does not state and these settings do.
    #[allow(clippy::needless_pass_by_value)] // It is taken apart and put together.
    pub(crate) fn stated<'d>(&'d self, document: Document<'d>) -> Document<'d> {
        Document {
            site: stated(document.site, self.site.as_deref()),
            lang: stated(document.lang, self.lang.as_deref()),
            title: stated(document.title, self.title.as_deref()),
            ..document
        }
    }

    /// What a document may lose.
    pub(crate) fn limits(&self) -> Limits {
        let Guard { max_removed, min_words, max_guessed, min_guessed } = self.guard;
        Limits { max_removed, min_words, max_guessed, min_guessed }
    }
}

/// Gives a field another name, as `--field` writes it.
fn rename(fields: &mut Fields, assignment: &str) -> anyhow::Result<()> {
    let (what, name) = assignment
        .split_once('=')
        .with_context(|| format!("`--field {assignment}`: write it like `text=body`"))?;
    let field = match what {
        "text" => &mut fields.text,
        "id" => &mut fields.id,
        "url" => &mut fields.url,
        "site" => &mut fields.site,
        "title" => &mut fields.title,
        "lang" => &mut fields.lang,
        "captured" => &mut fields.captured,
        other => {
            bail!("`--field {assignment}`: `{other}` is none of text, id, url, site, title, lang, captured")
        }
    };
    name.clone_into(field);
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Settings> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut settings: Settings = toml::from_str(&text).map_err(|error| {
        let place = error.span().map_or(String::new(), |span| {
            let before = text.get(..span.start).unwrap_or_default();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            format!(":{}:{column}", before.matches('\n').count() + 1)
        });
        anyhow!("{}{place}: {}", file.display(), error.message())
    })?;
    let guard = settings.guard;
    if !(0.0..=1.0).contains(&guard.max_removed) {
        bail!(
            "{}: `guard.max_removed` is {}, a share from 0 to 1 is asked for",
            file.display(),
            guard.max_removed
        );
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    settings.rules.iter_mut().chain(&mut settings.review).for_each(|path| *path = folder.join(&path));
    Ok(settings)
}

/// The nearest configuration file, from the folder of the input upwards.
fn find(input: Option<&Path>) -> anyhow::Result<Option<PathBuf>> {
    let start = match input {
        Some(path) => std::path::absolute(path).with_context(|| path.display().to_string())?,
        None => std::env::current_dir().context("the current folder")?,
    };
    let folders = start.ancestors().skip(usize::from(input.is_some() && !start.is_dir()));
    Ok(folders.map(|folder| folder.join(FILE)).find(|file| file.is_file()))
}

fn day(given: Option<&str>) -> anyhow::Result<Date> {
    match given {
        Some(text) => parse_day(text),
        None => Ok(today()),
    }
}

/// The day that `--date` names.
pub(crate) fn parse_day(text: &str) -> anyhow::Result<Date> {
    text.parse().map_err(|error| anyhow!("`--date`: {error}"))
}

/// The current day, in UTC.
fn today() -> Date {
    const DAY: u64 = 24 * 60 * 60;
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    date_of(since.as_secs() / DAY)
}

/// The date that is so many days after 1 January 1970.
fn date_of(days: u64) -> Date {
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut year, mut left) = (1970, days);
    while left >= 365 + u64::from(is_leap(year)) {
        left -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while left >= lengths[month] {
        left -= lengths[month];
        month += 1;
    }
    let small = |number: u64| u8::try_from(number).expect("a day or month fits");
    Date {
        year: u16::try_from(year).unwrap_or(u16::MAX),
        month: small(month as u64 + 1),
        day: small(left + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_days_over_leap_years() {
        assert_eq!(date_of(0).to_string(), "1970-01-01");
        assert_eq!(date_of(11_016).to_string(), "2000-02-29");
        assert_eq!(date_of(20_454).to_string(), "2026-01-01");
    }

    #[test]
    fn written_settings_can_be_read_again() {
        let written = toml::to_string(&Settings::default()).unwrap();
        assert_eq!(toml::from_str::<Settings>(&written).unwrap(), Settings::default());
    }
}
