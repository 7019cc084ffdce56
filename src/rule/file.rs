//! One rule file, taken apart: its head, its lists, and its rules one by one, so that each can have its own problem.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::budget::Budget;
use super::complaint::{anchor, did_you_mean, message, named_key, place, wrong_entry};
use super::form::{DefaultsForm, PackForm};
use super::pack::{beside, is_file};
use super::{Definition, FORMAT, Lists, OverrideForm, Pack, Problem, Rule, Source};
use crate::text::Span;

/// Most bytes of a rule file.
const MAX_FILE: usize = 4 << 20;
/// Most rules of a file.
const MAX_RULES: usize = 20_000;
/// So many rules that are wrong are told of; nobody reads more at once.
const MAX_PROBLEMS: usize = 200;
/// Keys of a rule in which `{{name}}` stands for a list.
const PATTERN_KEYS: [&str; 5] = ["match", "near", "unless", "region", "classes"];
const TOP_KEYS: [&str; 6] = ["deboil", "pack", "defaults", "lists", "rule", "override"];

/// A rule file that is being read.
pub(super) struct File<'s> {
    source: &'s Source,
    /// The file as TOML, which it is converted to if it is JSON.
    text: &'s str,
    pub(super) pack: PackForm,
    pub(super) lists: Lists,
    extends: Vec<(String, Option<Span>)>,
    /// Where it says what it requires.
    requires: Option<Span>,
    /// Deserialized rule by rule, so that each can have its own problem.
    defaults: Vec<(String, Spanned<DeValue<'s>>)>,
    rules: Vec<Spanned<DeValue<'s>>>,
    overrides: Vec<Spanned<DeValue<'s>>>,
}

impl<'s> File<'s> {
    pub(super) fn new(
        source: &'s Source,
        text: &'s Result<Cow<'_, str>, String>,
        problems: &mut Vec<Problem>,
    ) -> Self {
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
                "lists" => self.lists = Lists::new(self.form(value, problems).unwrap_or_default()),
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
    pub(super) fn visible_lists(
        &self,
        files: &[File<'_>],
        loaded: &[Pack],
        problems: &mut Vec<Problem>,
    ) -> Lists {
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

    pub(super) fn read(
        &mut self,
        budget: &mut Budget,
        problems: &mut Vec<Problem>,
    ) -> (Pack, Vec<Spanned<OverrideForm>>) {
        budget.next_file();
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
        // Counted once, not for each rule from the start of the file.
        let breaks: Vec<usize> = self.text.match_indices('\n').map(|(at, _)| at).collect();
        let told = problems.len();
        for value in std::mem::take(&mut self.rules) {
            let at = anchor(&value);
            if problems.len() - told > MAX_PROBLEMS {
                problems.push(self.problem(
                    Some(at),
                    format!(
                        "more than {MAX_PROBLEMS} rules are wrong: what is wrong from here on is not told"
                    ),
                ));
                break;
            }
            let id = string_at(&value, "id");
            let rule = self.with_defaults(value).and_then(|value| self.rule(&value, at));
            match rule {
                Ok(mut rule) => {
                    if let Err(message) = budget.take(&rule) {
                        problems.push(Problem { rule: id, ..self.problem(Some(at), message) });
                    }
                    rule.id = format!("{}/{}", pack.name, rule.id);
                    pack.rules.push(rule);
                    pack.places.push(breaks.partition_point(|&end| end < at.start) + 1);
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
        let read = Definition::deserialize(value.clone().into_deserializer()).map(Rule::from);
        read.map_err(|error| {
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
