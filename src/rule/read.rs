//! Texts of rule files become packs; every problem of a run is found at once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::Spanned;

use super::budget::Budget;
use super::category::closest;
use super::complaint::place;
use super::file::File;
use super::pack::is_json;
use super::{Lists, OverrideForm, Pack, Problem, Problems, Source};
use crate::text::Span;

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
    let mut budget = Budget::default();
    let overrides: Vec<(usize, Vec<Spanned<OverrideForm>>)> = files
        .iter_mut()
        .enumerate()
        .map(|(index, file)| {
            let (pack, overrides) = file.read(&mut budget, &mut problems);
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
