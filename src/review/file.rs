//! A review file: read with the place of each entry, merged with others, and asked by the document.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use toml::de::{DeTable, DeValue};

use super::{Entry, FORMAT, Scope};
use crate::rule::{Problem, Problems};
use crate::text::{Document, Lines, Span};

const TOP_KEYS: [&str; 2] = ["deboil", "decision"];

/// What people decided, by document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    path: String,
    entries: Vec<Entry>,
    /// For each entry the line of the file that it begins on; 0 where it is not from the file.
    lines: Vec<usize>,
    /// The entries that hold in a document or site, by their index.
    by_scope: HashMap<Scope, Vec<usize>>,
}

/// What came of merging one review into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    /// Entries that are new.
    pub added: usize,
    /// Entries that say something else now.
    pub changed: usize,
    /// Entries that were there already.
    pub same: usize,
}

impl Review {
    /// Reads a review file: TOML, or the same as JSON where it begins with a brace. `path` is for messages.
    pub fn read(path: &str, text: &str) -> Result<Self, Problems> {
        if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            return Self::read_json(path, text);
        }
        let mut review = Self { path: path.to_owned(), ..Self::default() };
        let mut problems = Vec::new();
        let problem = |span: Option<Span>, message: String| Problem::new(path, text, span, message);
        let (table, errors) = DeTable::parse_recoverable(text);
        let place = |range: std::ops::Range<usize>| Span::new(range.start, range.end);
        problems.extend(
            errors.iter().map(|error| problem(error.span().map(place), error.message().replace('\n', ": "))),
        );
        let lines = Lines::new(text);
        let table = if errors.is_empty() { table.into_inner() } else { DeTable::new() };
        let mut version = None;
        for (key, value) in table {
            let span = place(key.span());
            match key.get_ref().as_ref() {
                "deboil" => version = Some((span, i64::deserialize(value.into_deserializer()).ok())),
                "decision" => {
                    let DeValue::Array(array) = value.into_inner() else {
                        let message = "write each decision under a `[[decision]]` of its own";
                        problems.push(problem(Some(span), message.to_owned()));
                        continue;
                    };
                    for value in array {
                        let whole = place(value.span());
                        match Entry::deserialize(value.into_deserializer()) {
                            Ok(entry) => review.push(entry, lines.line(whole.start)),
                            Err(error) => {
                                let at = error.span().map_or(whole, place);
                                problems.push(problem(Some(at), error.message().replace('\n', ": ")));
                            }
                        }
                    }
                }
                other => {
                    let known = TOP_KEYS.join("`, `");
                    problems.push(problem(
                        Some(span),
                        format!("unknown key `{other}`, expected one of `{known}`"),
                    ));
                }
            }
        }
        if problems.is_empty() {
            problems.extend(wrong_version(version).map(|(span, message)| problem(span, message)));
        }
        if problems.is_empty() { Ok(review) } else { Err(Problems(problems)) }
    }

    fn read_json(path: &str, text: &str) -> Result<Self, Problems> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Form {
            deboil: i64,
            #[serde(default)]
            decision: Vec<Entry>,
        }
        let at = |line: usize, column: usize| {
            let start = Lines::new(text).start(line.max(1)) + column.saturating_sub(1);
            Span::new(start.min(text.len()), start.min(text.len()))
        };
        let problem = |span, message: String| Problems(vec![Problem::new(path, text, Some(span), message)]);
        let form: Form = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            problem(at(error.line(), error.column()), message)
        })?;
        if let Some((_, message)) = wrong_version(Some((Span::new(0, 0), Some(form.deboil)))) {
            return Err(problem(Span::new(0, 0), message));
        }
        let mut review = Self { path: path.to_owned(), ..Self::default() };
        form.decision.into_iter().for_each(|entry| review.push(entry, 0));
        Ok(review)
    }

    /// The entries, as they are in the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Where an entry stands, such as `deboil.review.toml:12`; only the file where it is not in the file yet.
    pub fn place(&self, entry: usize) -> String {
        match self.line(entry) {
            0 => self.path.clone(),
            line => format!("{}:{line}", self.path),
        }
    }

    /// The line of the file that an entry begins on; 0 where it is not from the file.
    pub fn line(&self, entry: usize) -> usize {
        self.lines.get(entry).copied().unwrap_or_default()
    }

    /// Takes in an entry, in the place of one that speaks of the same text at the same place.
    pub fn add(&mut self, entry: Entry) -> Merged {
        let holds_there = self.by_scope.get(&entry.scope).into_iter().flatten();
        let known = holds_there.copied().find(|&at| self.entries[at].is_about_the_same(&entry));
        match known {
            Some(at) if self.entries[at] == entry => Merged { same: 1, ..Merged::default() },
            Some(at) => {
                self.entries[at] = entry;
                Merged { changed: 1, ..Merged::default() }
            }
            None => {
                self.push(entry, 0);
                Merged { added: 1, ..Merged::default() }
            }
        }
    }

    /// Takes in all entries of another review.
    pub fn merge(&mut self, other: &Self) -> Merged {
        let merged = other.entries.iter().map(|entry| self.add(entry.clone()));
        merged.fold(Merged::default(), |all, one| Merged {
            added: all.added + one.added,
            changed: all.changed + one.changed,
            same: all.same + one.same,
        })
    }

    /// The same without some entries.
    #[must_use]
    pub fn without(&self, entries: &[usize]) -> Self {
        let mut review = Self { path: self.path.clone(), ..Self::default() };
        for (at, entry) in self.entries.iter().enumerate().filter(|(at, _)| !entries.contains(at)) {
            review.push(entry.clone(), self.lines[at]);
        }
        review
    }

    /// The entries as JSON, which `read` takes too.
    pub fn to_json(&self) -> String {
        let form = serde_json::json!({ "deboil": FORMAT, "decision": self.entries });
        serde_json::to_string_pretty(&form).expect("entries are plain data")
    }

    /// The entries that hold in a document, by their index, in the order of the file.
    pub fn about(&self, document: &Document<'_>) -> Vec<usize> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let names = [document.id, document.url].into_iter().flatten().map(str::to_owned);
        let scopes = names.chain(document.place()).map(Scope::Document);
        let scopes = scopes.chain(document.host().map(Scope::Site)).chain([Scope::Everywhere]);
        let mut about: Vec<usize> =
            scopes.filter_map(|scope| self.by_scope.get(&scope)).flatten().copied().collect();
        about.sort_unstable();
        about.dedup();
        about
    }

    fn push(&mut self, mut entry: Entry, line: usize) {
        if let Scope::Site(site) = &mut entry.scope {
            let host = Document { site: Some(site), ..Document::default() }.host();
            *site = host.unwrap_or_default();
        }
        self.by_scope.entry(entry.scope.clone()).or_default().push(self.entries.len());
        self.entries.push(entry);
        self.lines.push(line);
    }
}

fn wrong_version(version: Option<(Span, Option<i64>)>) -> Option<(Option<Span>, String)> {
    match version {
        Some((_, Some(FORMAT))) => None,
        Some((span, Some(newer))) if newer > FORMAT => Some((
            Some(span),
            format!(
                "format version {newer} is newer than this program, which reads version {FORMAT}: update deboil"
            ),
        )),
        Some((span, _)) => Some((Some(span), format!("no such format version: write `deboil = {FORMAT}`"))),
        None => Some((
            None,
            format!("the file does not state its format version: begin it with `deboil = {FORMAT}`"),
        )),
    }
}
