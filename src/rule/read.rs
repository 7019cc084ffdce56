//! Texts of rule files become packs; every problem of a run is found at once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::category::closest;
use super::form::{DefaultsForm, PackForm};
use super::pack::{beside, is_file, is_json};
use super::{FORMAT, Lists, OverrideForm, Pack, Problem, Problems, Rule, Source};
use crate::condition::{Matcher, Site};
use crate::text::Span;

/// Most bytes of a rule file.
const MAX_FILE: usize = 4 << 20;
/// Most rules of a file.
const MAX_RULES: usize = 20_000;
/// Keys of a rule in which `{{name}}` stands for a list.
const PATTERN_KEYS: [&str; 5] = ["match", "near", "unless", "region", "classes"];
/// Keys whose lists have entries that can be wrong each by itself.
const ENTRY_KEYS: [&str; 6] = ["line", "prefix", "suffix", "contains", "regex", "site"];
const TOP_KEYS: [&str; 6] = ["deboil", "pack", "defaults", "lists", "rule", "override"];

/// The packs of some rule files, in their order. `loaded` are packs that they may extend and override: the built-in ones.
/// The files that a file extends must be among `sources` (see [`super::extended_by`]).
///
/// Returns the loaded packs with the overrides applied and without those that a new pack replaces, then the new ones.
pub fn read_packs(loaded: &[Pack], sources: &[Source]) -> Result<Vec<Pack>, Problems> {
    let mut problems = Vec::new();
    let texts: Vec<Result<Cow<'_, str>, String>> = sources.iter().map(toml_text).collect();
    let mut files: Vec<File<'_>> =
        sources.iter().zip(&texts).map(|(source, text)| File::new(source, text, &mut problems)).collect();
    let visible: Vec<Lists> =
        files.iter().map(|file| file.visible_lists(&files, loaded, &mut problems)).collect();
    for (file, lists) in files.iter_mut().zip(visible) {
        file.lists = lists;
    }
    let adds = files.iter().all(|file| file.pack.builtin);
    let mut packs: Vec<Pack> = if adds { loaded.to_vec() } else { Vec::new() };
    let overrides: Vec<(usize, Vec<Spanned<OverrideForm>>)> = files
        .iter_mut()
        .enumerate()
        .map(|(index, file)| {
            let (pack, overrides) = file.read(&mut problems);
            packs.push(pack);
            (index, overrides)
        })
        .collect();
    refuse_doubles(&packs, sources, &mut problems);
    for (index, overrides) in overrides {
        for change in overrides {
            apply(&change, &mut packs, &sources[index], &mut problems);
        }
    }
    problems.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    if problems.is_empty() { Ok(packs) } else { Err(Problems(problems)) }
}

/// A rule file that is being read.
struct File<'s> {
    source: &'s Source,
    /// The file as TOML, which it is converted to if it is JSON.
    text: &'s str,
    pack: PackForm,
    lists: Lists,
    extends: Vec<(String, Option<Span>)>,
    /// Where it says what it requires.
    requires: Option<Span>,
    /// Deserialized rule by rule, so that each can have its own problem.
    defaults: Vec<(String, Spanned<DeValue<'s>>)>,
    rules: Vec<Spanned<DeValue<'s>>>,
    overrides: Vec<Spanned<DeValue<'s>>>,
}

impl<'s> File<'s> {
    fn new(source: &'s Source, text: &'s Result<Cow<'_, str>, String>, problems: &mut Vec<Problem>) -> Self {
        let mut file = Self {
            source,
            text: text.as_deref().unwrap_or_default(),
            pack: PackForm::default(),
            lists: Lists::default(),
            extends: Vec::new(),
            requires: None,
            defaults: Vec::new(),
            rules: Vec::new(),
            overrides: Vec::new(),
        };
        if source.text.len() > MAX_FILE {
            problems.push(file.problem(None, format!("the file has more than {MAX_FILE} bytes")));
            return file;
        }
        if let Err(message) = text {
            problems.push(file.problem(None, message));
            return file;
        }
        let (table, errors) = DeTable::parse_recoverable(file.text);
        problems.extend(errors.iter().map(|error| file.toml_problem(error)));
        if errors.is_empty() {
            file.take(table.into_inner(), problems);
        }
        file
    }

    /// Takes the parts of the file apart.
    fn take(&mut self, table: DeTable<'s>, problems: &mut Vec<Problem>) {
        let mut version = None;
        for (key, value) in table {
            let span = place(key.span());
            match key.get_ref().as_ref() {
                "deboil" => version = Some((span, value)),
                "pack" => {
                    self.extends = extended(&value);
                    self.requires = value.get_ref().get("requires").map(|requires| place(requires.span()));
                    self.pack = self.form(value, problems).unwrap_or_default();
                }
                "defaults" => {
                    if self.form::<DefaultsForm>(expanded_later(&value), problems).is_some() {
                        self.defaults = entries(value);
                    }
                }
                "lists" => self.lists = Lists(self.form(value, problems).unwrap_or_default()),
                "rule" => self.rules = self.tables(value, problems),
                "override" => self.overrides = self.tables(value, problems),
                other => {
                    let message =
                        format!("unknown key `{other}`, expected one of `{}`", TOP_KEYS.join("`, `"));
                    problems
                        .push(Problem { help: did_you_mean(&message), ..self.problem(Some(span), message) });
                }
            }
        }
        self.check_version(version, problems);
    }

    fn check_version(&self, version: Option<(Span, Spanned<DeValue<'s>>)>, problems: &mut Vec<Problem>) {
        let Some((span, value)) = version else {
            problems.push(self.problem(
                None,
                format!("the file does not state its format version: begin it with `deboil = {FORMAT}`"),
            ));
            return;
        };
        match i64::deserialize(value.into_deserializer()) {
            Ok(FORMAT) => {}
            Ok(newer) if newer > FORMAT => problems.push(self.problem(
                Some(span),
                format!("format version {newer} is newer than this program, which reads version {FORMAT}: update deboil"),
            )),
            _ => problems.push(self.problem(Some(span), format!("no such format version: write `deboil = {FORMAT}`"))),
        }
        if let Some(requires) = &self.pack.requires {
            let own = semver::Version::parse(env!("CARGO_PKG_VERSION")).expect("the package has a version");
            match semver::VersionReq::parse(requires) {
                Ok(range) if range.matches(&own) => {}
                Ok(_) => {
                    let message = format!("the pack requires deboil {requires}, this is {own}");
                    problems.push(self.problem(self.requires, message));
                }
                Err(error) => problems.push(self.problem(
                    self.requires,
                    format!("bad `requires`: {error}; write versions such as `>=0.1`"),
                )),
            }
        }
    }

    /// Its own lists and those of the packs that it extends, directly or by another.
    fn visible_lists(&self, files: &[File<'_>], loaded: &[Pack], problems: &mut Vec<Problem>) -> Lists {
        let mut lists = self.lists.clone();
        let mut seen = BTreeSet::from([self.source.path.clone()]);
        let mut queue = vec![self];
        while let Some(file) = queue.pop() {
            for (name, span) in &file.extends {
                let path = beside(&file.source.path, name);
                if is_file(name) && !seen.insert(path.clone()) {
                    continue;
                }
                let other = files.iter().find(|other| other.source.path == path);
                let pack = loaded.iter().find(|pack| pack.name == *name);
                match (other, pack) {
                    (Some(other), _) if is_file(name) => {
                        lists.inherit(&other.lists);
                        queue.push(other);
                    }
                    (_, Some(pack)) => lists.inherit(&pack.lists),
                    _ if std::ptr::eq(file, self) => problems.push(self.problem(
                        *span,
                        format!("`{name}` is neither a file beside this one nor a built-in pack"),
                    )),
                    _ => {}
                }
            }
        }
        lists
    }

    fn read(&mut self, problems: &mut Vec<Problem>) -> (Pack, Vec<Spanned<OverrideForm>>) {
        let name = self.pack.name.clone().unwrap_or_else(|| self.source.name.clone());
        let mut pack = Pack {
            name,
            path: self.source.path.clone(),
            version: self.pack.version.clone(),
            license: self.pack.license.clone(),
            builtin: self.pack.builtin,
            lists: self.lists.clone(),
            rules: Vec::new(),
            places: Vec::new(),
            overrides: Vec::new(),
        };
        if self.rules.len() > MAX_RULES {
            problems.push(self.problem(None, format!("the file has more than {MAX_RULES} rules")));
            return (pack, Vec::new());
        }
        for value in std::mem::take(&mut self.rules) {
            let at = anchor(&value);
            let id = string_at(&value, "id");
            let rule = self.with_defaults(value).and_then(|value| self.rule(&value, at));
            match rule {
                Ok(mut rule) => {
                    rule.id = format!("{}/{}", pack.name, rule.id);
                    pack.rules.push(rule);
                    pack.places.push(self.problem(Some(at), "").line);
                }
                Err(problem) => problems.push(Problem { rule: id, ..*problem }),
            }
        }
        let mut overrides = Vec::new();
        for value in std::mem::take(&mut self.overrides) {
            let span = value.get_ref().get("rule").map_or_else(|| value.span(), Spanned::span);
            if let Some(form) = self.form::<OverrideForm>(value, problems) {
                pack.overrides.push(form.clone());
                overrides.push(Spanned::new(span, form));
            }
        }
        (pack, overrides)
    }

    /// The rule with the defaults of the file where it says nothing itself, and its lists expanded.
    fn with_defaults(&self, mut value: Spanned<DeValue<'s>>) -> Result<Spanned<DeValue<'s>>, Box<Problem>> {
        let DeValue::Table(table) = value.get_mut() else { return Ok(value) };
        let mut keys: BTreeSet<String> = table.keys().map(|key| key.get_ref().to_string()).collect();
        let own = table
            .get("action")
            .or_else(|| self.defaults.iter().find(|(key, _)| key == "action").map(|(_, value)| value));
        let action = own.and_then(|action| action.get_ref().as_str()).unwrap_or("remove").to_owned();
        let has_place = keys.contains("where") || self.defaults.iter().any(|(key, _)| key == "where");
        // Some keys go with one action only; a default is for the rules of that action.
        let fits = |key: &str| match key {
            "field" => action == "capture",
            "severity" => action == "flag",
            "elsewhere" => has_place,
            _ => true,
        };
        for (key, default) in self.defaults.iter().filter(|(key, _)| fits(key)) {
            if keys.insert(key.clone()) {
                table.insert(Spanned::new(default.span(), key.clone().into()), default.clone());
            }
        }
        for (key, value) in table.iter_mut() {
            if PATTERN_KEYS.contains(&key.get_ref().as_ref()) {
                self.expand(value)?;
            }
        }
        Ok(value)
    }

    fn expand(&self, value: &mut Spanned<DeValue<'s>>) -> Result<(), Box<Problem>> {
        let span = place(value.span());
        match value.get_mut() {
            DeValue::String(text) => {
                let expanded =
                    self.lists.expand(text).map_err(|message| Box::new(self.problem(Some(span), message)))?;
                *text = expanded.into();
            }
            DeValue::Array(array) => array.iter_mut().try_for_each(|entry| self.expand(entry))?,
            DeValue::Table(table) => table.iter_mut().try_for_each(|(_, entry)| self.expand(entry))?,
            _ => {}
        }
        Ok(())
    }

    fn rule(&self, value: &Spanned<DeValue<'s>>, at: Span) -> Result<Rule, Box<Problem>> {
        Rule::deserialize(value.clone().into_deserializer()).map_err(|error| {
            let span = error.span().map(place).filter(|span| !span.is_empty());
            // What is wrong with a rule as a whole has no place of its own: the key that is named is the place to look at, or the id.
            let whole = span.is_none_or(|span| span.contains(at));
            let narrow = if whole {
                Some(named_key(value, error.message()).unwrap_or(at))
            } else {
                span.and_then(|span| wrong_entry(value, span))
            };
            Box::new(Problem {
                help: did_you_mean(error.message()),
                ..self.problem(narrow.or(span), message(&error))
            })
        })
    }

    fn form<T: Deserialize<'s>>(
        &self,
        value: Spanned<DeValue<'s>>,
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        T::deserialize(value.into_deserializer())
            .map_err(|error| problems.push(self.toml_problem(&error)))
            .ok()
    }

    fn tables(&self, value: Spanned<DeValue<'s>>, problems: &mut Vec<Problem>) -> Vec<Spanned<DeValue<'s>>> {
        let span = place(value.span());
        let DeValue::Array(array) = value.into_inner() else {
            problems.push(self.problem(
                Some(span),
                "write each rule under a `[[rule]]` of its own, each change under `[[override]]`",
            ));
            return Vec::new();
        };
        array.into_iter().collect()
    }

    fn problem(&self, span: Option<Span>, message: impl Into<String>) -> Problem {
        Problem::new(&self.source.path, self.text, span, message)
    }

    fn toml_problem(&self, error: &toml::de::Error) -> Problem {
        Problem {
            help: did_you_mean(error.message()),
            ..self.problem(error.span().map(place), message(error))
        }
    }
}

/// Defaults are checked before lists are known: without the patterns, which the rules check.
fn expanded_later<'s>(value: &Spanned<DeValue<'s>>) -> Spanned<DeValue<'s>> {
    let mut value = value.clone();
    if let DeValue::Table(table) = value.get_mut() {
        for key in PATTERN_KEYS {
            table.remove(key);
        }
    }
    value
}

/// Where to point at for a rule as a whole: its id, or else the table.
fn anchor(rule: &Spanned<DeValue<'_>>) -> Span {
    rule.get_ref().get("id").map_or_else(|| place(rule.span()), |id| place(id.span()))
}

/// The value of the first key of a rule that a message names.
fn named_key(rule: &Spanned<DeValue<'_>>, message: &str) -> Option<Span> {
    let names = message.split('`').skip(1).step_by(2).filter_map(|name| name.split_whitespace().next());
    names.filter_map(|name| rule.get_ref().get(name)).map(|value| place(value.span())).next()
}

/// The first phrase, pattern or host inside `span` that is wrong by itself: serde only knows the list or matcher that it is in.
fn wrong_entry(value: &Spanned<DeValue<'_>>, span: Span) -> Option<Span> {
    match value.get_ref() {
        DeValue::Array(entries) => entries.iter().find_map(|entry| wrong_entry(entry, span)),
        DeValue::Table(table) => table.iter().find_map(|(key, list)| match list.get_ref() {
            DeValue::Array(entries)
                if ENTRY_KEYS.contains(&key.get_ref().as_ref()) && span.contains(place(list.span())) =>
            {
                let is_wrong = |entry: &&Spanned<DeValue<'_>>| !is_right_alone(key, entry, table.get("raw"));
                entries.iter().find(is_wrong).map(|entry| place(entry.span()))
            }
            _ => wrong_entry(list, span),
        }),
        _ => None,
    }
}

/// Whether an entry of a list is right where nothing stands beside it.
fn is_right_alone<'v>(
    key: &Spanned<DeString<'v>>,
    entry: &Spanned<DeValue<'v>>,
    raw: Option<&Spanned<DeValue<'v>>>,
) -> bool {
    if key.get_ref() == "site" {
        return Site::deserialize(entry.clone().into_deserializer()).is_ok();
    }
    let mut matcher = DeTable::new();
    matcher.insert(
        key.clone(),
        Spanned::new(entry.span(), DeValue::Array([entry.clone()].into_iter().collect())),
    );
    if let Some(raw) = raw {
        matcher.insert(Spanned::new(raw.span(), "raw".into()), raw.clone());
    }
    Matcher::deserialize(Spanned::new(entry.span(), DeValue::Table(matcher)).into_deserializer()).is_ok()
}

/// What serde says, in the words of TOML.
fn message(error: &toml::de::Error) -> String {
    let message = error.message().trim_end_matches('\n').replace('\n', ": ");
    let message = message
        .replace("expected a sequence", "expected an array, in [ ]")
        .replace("expected a map", "expected a table, in { }");
    match message.split_once("expected struct ") {
        Some((found, _)) => format!("{found}expected a table, in {{ }}"),
        None => message,
    }
}

/// The suggestion for serde's message about a name that is not one of those expected.
fn did_you_mean(message: &str) -> Option<String> {
    let (unknown, expected) = message.split_once(", expected ")?;
    let written = unknown.split('`').nth(1)?;
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    closest(written, &names).map(|near| format!("did you mean `{near}`?"))
}

fn place(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

fn entries(value: Spanned<DeValue<'_>>) -> Vec<(String, Spanned<DeValue<'_>>)> {
    match value.into_inner() {
        DeValue::Table(table) => {
            table.into_iter().map(|(key, value)| (key.into_inner().into_owned(), value)).collect()
        }
        _ => Vec::new(),
    }
}

fn extended(pack: &Spanned<DeValue<'_>>) -> Vec<(String, Option<Span>)> {
    let list = pack.get_ref().get("extends").and_then(|list| list.get_ref().as_array());
    let entries = list.into_iter().flatten();
    entries
        .filter_map(|entry| Some((entry.get_ref().as_str()?.to_owned(), Some(place(entry.span())))))
        .collect()
}

fn string_at(value: &Spanned<DeValue<'_>>, key: &str) -> Option<String> {
    value.get_ref().get(key).and_then(|entry| entry.get_ref().as_str()).map(str::to_owned)
}

/// The text of a source as TOML. JSON is the same schema; places in it are those of the TOML that it becomes.
fn toml_text(source: &Source) -> Result<Cow<'_, str>, String> {
    if !is_json(&source.path) {
        return Ok(Cow::Borrowed(&source.text));
    }
    let value: serde_json::Value = serde_json::from_str(&source.text).map_err(|error| error.to_string())?;
    toml::to_string(&value).map(Cow::Owned).map_err(|error| error.to_string())
}

fn refuse_doubles(packs: &[Pack], sources: &[Source], problems: &mut Vec<Problem>) {
    let mut first: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for pack in packs {
        for (rule, line) in pack.rules.iter().zip(&pack.places) {
            if let Some((path, taken)) = first.insert(&rule.id, (&pack.path, *line)) {
                let text =
                    sources.iter().find(|source| source.path == pack.path).map_or("", |source| &source.text);
                let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
                let end = start + text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
                let span = Span::new(start, end);
                let mut problem = Problem::new(
                    &pack.path,
                    text,
                    Some(span),
                    format!("the id `{}` is taken by the rule at {path}:{taken}", rule.id),
                );
                problem.help = Some("give it another id, or change the other with `[[override]]`".to_owned());
                problems.push(problem);
            }
        }
    }
}

fn apply(change: &Spanned<OverrideForm>, packs: &mut [Pack], source: &Source, problems: &mut Vec<Problem>) {
    let form = change.get_ref();
    let found = packs.iter_mut().find_map(|pack| {
        let index = pack.rules.iter().position(|rule| rule.id == form.rule)?;
        Some((pack, index))
    });
    let Some((pack, index)) = found else {
        let ids: Vec<&str> = packs.iter().flat_map(|pack| &pack.rules).map(|rule| rule.id.as_str()).collect();
        let message = format!("the override names a rule that does not exist: `{}`", form.rule);
        let mut problem = Problem::new(&source.path, &source.text, Some(place(change.span())), message);
        problem.help = closest(&form.rule, &ids).map(|near| format!("did you mean `{near}`?"));
        problems.push(problem);
        return;
    };
    if form.enabled == Some(false) {
        pack.rules.remove(index);
        pack.places.remove(index);
        return;
    }
    if let Some(rule) = pack.rules.get_mut(index) {
        rule.weight = form.weight.unwrap_or(rule.weight);
        rule.confidence = form.confidence.unwrap_or(rule.confidence);
    }
}
