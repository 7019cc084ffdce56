//! Where the rules of a review are written: into the packs of the user where all rules that hold are there, else into a pack of its own,
//! which the configuration then names. A change is made only where its example proves it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use deboil::builtin;
use deboil::cleaner::prove;
use deboil::report::queue::{Becomes, Item};
use deboil::review::Answer;
use deboil::rule::{Examples, Pack, Rule, Scope, Source, pack_name, read_packs};

use super::pack::{Change, examples};
use crate::packs;
use crate::review::name_of;
use crate::settings::Settings;

/// Texts of fewer words stay in their document only: as a rule they would hold on all that is like them.
const LEAST_WORDS: usize = 4;

/// The rule files that a review may write.
#[derive(Debug)]
pub(super) struct Rules {
    /// The pack of the review.
    file: PathBuf,
    builtin: bool,
    /// The packs of the user, as they were.
    sources: Vec<Source>,
    packs: Vec<Pack>,
    /// What is on the disk now, by path; nothing where there is no file.
    written: BTreeMap<PathBuf, Option<String>>,
    /// Whether the configuration names the pack of the review already.
    is_named: bool,
    /// The configuration as it was before it was made to name it.
    unnamed: Option<Unnamed>,
}

/// A configuration before it was made to name the pack.
#[derive(Debug)]
enum Unnamed {
    Missing,
    Text(String),
}

/// A change to a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    path: PathBuf,
    pub(super) change: Change,
}

impl Rules {
    /// The rule files of some settings; the pack of the review is that file.
    pub(super) fn open(settings: &Settings, file: PathBuf) -> anyhow::Result<Self> {
        let mut sources = packs::sources(&settings.rules)?;
        let same =
            |one: &Path, other: &Path| std::path::absolute(one).ok() == std::path::absolute(other).ok();
        let is_named = sources.iter().any(|source| same(Path::new(&source.path), &file));
        if !is_named && let Some(text) = read(&file)? {
            sources.push(source(&file, text));
        }
        let base = if settings.builtin.0 { builtin::packs() } else { Vec::new() };
        let packs = if sources.is_empty() { base } else { packs::checked(&base, &sources)? };
        let written =
            sources.iter().map(|source| (PathBuf::from(&source.path), Some(source.text.clone()))).collect();
        Ok(Self { file, builtin: settings.builtin.0, sources, packs, written, is_named, unnamed: None })
    }

    /// What a decision changes in which file; nothing where it is the review file that remembers it alone. An error says why no rule can.
    pub(super) fn plan(
        &self,
        item: &Item,
        answer: &Answer,
        so_far: &[Planned],
    ) -> anyhow::Result<Option<Planned>> {
        let planned = match answer {
            Answer::Accept if item.becomes == Becomes::Flagged => self.hits(item)?,
            Answer::Accept | Answer::Edit(_) => None,
            Answer::Reject if item.text.split_whitespace().count() < LEAST_WORDS => {
                bail!("too short for a rule: it is kept here only")
            }
            Answer::Reject | Answer::Never if item.becomes == Becomes::Flagged => None,
            Answer::Reject | Answer::Never => Some(self.stays(item)?),
        };
        if let Some(planned) = &planned {
            self.prove(planned, so_far)?;
        }
        Ok(planned)
    }

    fn hits(&self, item: &Item) -> anyhow::Result<Option<Planned>> {
        let Some((pack, rule)) = self.own(&item.rule) else { return Ok(None) };
        let lines = examples(item)?;
        if lines.len() > 1 || !matches!(rule.scope, Scope::Line | Scope::Span(..)) {
            return Ok(None);
        }
        let id = name_in(pack, rule);
        Ok(Some(Planned { path: PathBuf::from(&pack.path), change: Change::Hits { id, lines } }))
    }

    fn stays(&self, item: &Item) -> anyhow::Result<Planned> {
        let lines = examples(item)?;
        let acting = item.why.iter().filter(|why| why.weight > 0.0);
        let own: Option<Vec<(&Pack, &Rule)>> = acting.map(|why| self.own(&why.rule)).collect();
        // One rule that is the user's own can say itself on what it does not hold.
        if let Some([(pack, rule)]) = own.as_deref()
            && rule.scope == Scope::Line
            && !item.part
        {
            let change = Change::Except { id: name_in(pack, rule), lines: lines.clone() };
            let is_possible = self.text(Path::new(&pack.path)).is_some_and(|text| change.made(text).is_ok());
            if is_possible {
                return Ok(Planned { path: PathBuf::from(&pack.path), change });
            }
        }
        let change = Change::Keep { site: item.site.clone(), part: item.part, lines };
        Ok(Planned { path: self.file.clone(), change })
    }

    /// A rule in a pack of the user that can be written, by its full id.
    fn own(&self, id: &str) -> Option<(&Pack, &Rule)> {
        let own = self.packs.iter().filter(|pack| self.text(Path::new(&pack.path)).is_some());
        let found = own
            .flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
            .find(|(_, rule)| rule.id == id)?;
        let path = Path::new(&found.0.path);
        let can_write = fs::metadata(path).is_ok_and(|file| !file.permissions().readonly());
        (can_write && path.extension().is_some_and(|ending| ending == "toml")).then_some(found)
    }

    /// A rule file as it was.
    fn text(&self, path: &Path) -> Option<&str> {
        self.sources.iter().find(|source| Path::new(&source.path) == path).map(|source| source.text.as_str())
    }

    /// Whether the examples of a change hold with it and all that were planned before.
    fn prove(&self, planned: &Planned, so_far: &[Planned]) -> anyhow::Result<()> {
        let all: Vec<Planned> = so_far.iter().chain([planned]).cloned().collect();
        let texts = self.texts(&all)?;
        let mut sources = self.sources.clone();
        for (path, text) in texts {
            match sources.iter_mut().find(|source| Path::new(&source.path) == path) {
                Some(source) => source.text = text,
                None => sources.push(source(&path, text)),
            }
        }
        let base = if self.builtin { builtin::packs() } else { Vec::new() };
        let packs = read_packs(&base, &sources)
            .map_err(|problems| anyhow!("no rule can be made of it: {problems}"))?;
        let pack =
            packs.iter().find(|pack| Path::new(&pack.path) == planned.path).context("the pack was read")?;
        let mut alone = pack.clone();
        let id = planned.change.id();
        alone.rules.retain(|rule| name_in(pack, rule) == id);
        let lines = planned.change.lines().to_vec();
        for rule in &mut alone.rules {
            rule.examples = match planned.change {
                Change::Hits { .. } => Examples { hits: lines.clone(), ..Examples::default() },
                Change::Keep { .. } | Change::Except { .. } => {
                    Examples { keeps: lines.clone(), ..Examples::default() }
                }
            };
        }
        let failed = prove(&packs, &[alone]).into_iter().find(deboil::cleaner::Proof::fails);
        failed.map_or(Ok(()), |proof| {
            Err(anyhow!("its example does not hold: {}", proof.result.err().unwrap_or_default()))
        })
    }

    /// The rule files with some changes made.
    fn texts(&self, planned: &[Planned]) -> anyhow::Result<BTreeMap<PathBuf, String>> {
        let mut texts: BTreeMap<PathBuf, String> = BTreeMap::new();
        for Planned { path, change } in planned {
            let text = texts.get(path).map(String::as_str).or_else(|| self.text(path)).unwrap_or(HEAD);
            let made = change.made(text).with_context(|| path.display().to_string())?;
            texts.insert(path.clone(), made);
        }
        Ok(texts)
    }

    /// Has the files on the disk be those with just these changes.
    pub(super) fn write(&mut self, planned: &[Planned], configuration: &Path) -> anyhow::Result<Vec<String>> {
        let texts = self.texts(planned)?;
        let mut said = Vec::new();
        let mut wanted: BTreeMap<PathBuf, Option<String>> =
            self.written.keys().map(|path| (path.clone(), self.text(path).map(str::to_owned))).collect();
        wanted.extend(texts.into_iter().map(|(path, text)| (path, Some(text))));
        for (path, text) in wanted {
            let now = self.written.get(&path).cloned().flatten();
            if now == text {
                continue;
            }
            // Who changed it meanwhile did so for a reason.
            if read(&path)? != now {
                bail!("{}: it has changed since the review began, and is not written", path.display());
            }
            match &text {
                Some(text) => super::write(&path, text)?,
                None => fs::remove_file(&path).with_context(|| path.display().to_string())?,
            }
            if path == self.file {
                said.extend(self.name_it(configuration, text.is_some())?);
            }
            self.written.insert(path, text);
        }
        Ok(said)
    }
}

impl Rules {
    /// Has the configuration name the pack of the review where there is one, and be as it was where there is none any more.
    fn name_it(&mut self, configuration: &Path, is_there: bool) -> anyhow::Result<Option<String>> {
        if !is_there {
            match self.unnamed.take() {
                Some(Unnamed::Text(before)) => super::write(configuration, &before)?,
                Some(Unnamed::Missing) => {
                    fs::remove_file(configuration).with_context(|| configuration.display().to_string())?;
                }
                None => {}
            }
            return Ok(None);
        }
        if self.is_named || self.unnamed.is_some() {
            return Ok(None);
        }
        let before = read(configuration)?;
        let Some(named) = naming(configuration, before.as_deref().unwrap_or_default(), &self.file)? else {
            self.is_named = true;
            return Ok(None);
        };
        super::write(configuration, &named)?;
        self.unnamed = Some(before.map_or(Unnamed::Missing, Unnamed::Text));
        Ok(Some(format!("{} names {} from now on", configuration.display(), self.file.display())))
    }
}

const HEAD: &str = "# What reviewers kept, as rules; `deboil review` adds to it.\ndeboil = 1\n";

fn read(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn source(path: &Path, text: String) -> Source {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Source { name: pack_name(&name), path: path.to_string_lossy().into_owned(), text }
}

fn name_in(pack: &Pack, rule: &Rule) -> String {
    let own = rule.id.strip_prefix(&pack.name).and_then(|id| id.strip_prefix('/'));
    own.unwrap_or(&rule.id).to_owned()
}

/// A configuration that names a pack too; nothing where it does already.
fn naming(configuration: &Path, text: &str, pack: &Path) -> anyhow::Result<Option<String>> {
    let mut file: toml_edit::DocumentMut =
        text.parse().with_context(|| configuration.display().to_string())?;
    let rules = file.entry("rules").or_insert(toml_edit::value(toml_edit::Array::new()));
    let rules =
        rules.as_array_mut().with_context(|| format!("{}: `rules` is no list", configuration.display()))?;
    let name = name_of(pack, configuration);
    let folder = configuration.parent().unwrap_or(Path::new(""));
    let names = |known: &toml_edit::Value| {
        let known = known.as_str().map(|known| name_of(&folder.join(known), configuration));
        known.is_some_and(|known| Path::new(&name).starts_with(known))
    };
    if rules.iter().any(names) {
        return Ok(None);
    }
    rules.push(name.as_str());
    Ok(Some(file.to_string()))
}
