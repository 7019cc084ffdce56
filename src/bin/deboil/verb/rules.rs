//! `deboil rules`: rules are listed, shown, checked and tested.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use deboil::builtin;
use deboil::cleaner::{Proof, prove};
use deboil::condition::Pattern;
use deboil::report::visible;
use deboil::rule::{Pack, Rule, Severity, Source, lint, read_packs, schema};
use globset::{Glob, GlobSetBuilder};

use crate::cli::{RuleSetArgs, RulesAction, RulesArgs};
use crate::diagnose::{self, BOLD, DIM, MAGENTA, RED, say};
use crate::exit::Exit;
use crate::packs;
use crate::settings::{Settings, load_set};

pub(crate) fn run(args: &RulesArgs) -> anyhow::Result<Exit> {
    match &args.action {
        RulesAction::List { ids, set, patterns: true, .. } => patterns(&load_set(None, set)?, ids),
        RulesAction::List { ids, json, set, .. } => list(&load_set(None, set)?, ids, *json),
        RulesAction::Show { ids, set } => show(&load_set(None, set)?, ids),
        RulesAction::Lint { paths, notes } => check(paths, *notes),
        RulesAction::Test { paths, todo } => test(paths, *todo),
        RulesAction::Schema => {
            let schema = serde_json::to_string_pretty(&schema()).context("a schema is plain data")?;
            writeln!(anstream::stdout(), "{schema}")?;
            Ok(Exit::Fine)
        }
    }
}

/// The rules that a selection takes, whose ids match one of some globs, if any are given.
fn selected<'p>(packs: &'p [Pack], settings: &Settings, ids: &[String]) -> anyhow::Result<Vec<&'p Rule>> {
    let mut globs = GlobSetBuilder::new();
    for id in ids {
        globs.add(Glob::new(id)?);
    }
    let globs = globs.build()?;
    let selection = settings.selection()?;
    let all = packs.iter().flat_map(|pack| &pack.rules);
    let mut rules: Vec<&Rule> =
        all.filter(|rule| selection.takes(rule) && (ids.is_empty() || globs.is_match(&rule.id))).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}

fn list(settings: &Settings, ids: &[String], json: bool) -> anyhow::Result<Exit> {
    let packs = packs::load(settings)?;
    let rules = selected(&packs, settings, ids)?;
    let mut stdout = anstream::stdout().lock();
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let kinds = rules.iter().map(|rule| rule.category.as_str().len()).max().unwrap_or(0);
    for rule in rules {
        let confidence = format!("{:?}", rule.confidence).to_lowercase();
        if json {
            let value = serde_json::json!({
                "id": rule.id, "title": rule.title, "category": rule.category, "confidence": confidence, "weight": rule.weight,
                "action": rule.action.name(), "scope": rule.scope.name(), "lang": rule.audience.lang, "tags": rule.tags, "refs": rule.refs,
            });
            writeln!(stdout, "{value}")?;
        } else {
            let category = rule.category.as_str();
            writeln!(
                stdout,
                "{BOLD}{:width$}{BOLD:#}  {category:kinds$}  {confidence:6}  {:>5.2}  {}",
                rule.id, rule.weight, rule.title
            )?;
        }
    }
    Ok(Exit::Fine)
}

/// Prints what the matchers of rules look for: for a comparison with other programs that search for many patterns.
fn patterns(settings: &Settings, ids: &[String]) -> anyhow::Result<Exit> {
    let packs = packs::load(settings)?;
    let rules = selected(&packs, settings, ids)?;
    let matchers = rules.into_iter().filter_map(|rule| rule.matcher.as_ref());
    let patterns: BTreeSet<&str> =
        matchers.flat_map(|matcher| matcher.patterns.iter()).map(Pattern::as_regex).collect();
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    for pattern in patterns {
        writeln!(stdout, "{pattern}")?;
    }
    stdout.flush()?;
    Ok(Exit::Fine)
}

fn show(settings: &Settings, ids: &[String]) -> anyhow::Result<Exit> {
    let mut all: Vec<Source> = if settings.builtin.0 { builtin::sources().collect() } else { Vec::new() };
    all.extend(packs::sources(&settings.rules)?);
    let read = packs::checked(&[], &all)?;
    let profile = Settings { profile: deboil::Profile::Body, ..settings.clone() };
    let rules = selected(&read, &profile, ids)?;
    if rules.is_empty() {
        bail!("no rule has such an id; `deboil rules list` shows them all");
    }
    let mut stdout = anstream::stdout().lock();
    for rule in rules {
        let found = read.iter().find_map(|pack| {
            let at = pack.rules.iter().position(|other| other.id == rule.id)?;
            Some((pack, *pack.places.get(at)?))
        });
        let Some((pack, line)) = found else { continue };
        let text = all.iter().find(|source| source.path == pack.path).map_or("", |source| &source.text);
        writeln!(stdout, "{DIM}# {}:{line}  {}{DIM:#}", pack.path, rule.id)?;
        writeln!(stdout, "{}\n", block(text, line))?;
    }
    Ok(Exit::Fine)
}

/// The table of the rule whose id stands on a line, with the comment above it.
fn block(text: &str, id_line: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &str| {
        line.trim_start().starts_with("[[rule]]") || line.trim_start().starts_with("[[override]]")
    };
    let header = (0..id_line).rev().find(|&at| begins(lines[at])).unwrap_or(0);
    let comment = (0..header).rev().take_while(|&at| lines[at].starts_with('#')).last().unwrap_or(header);
    let next = (header + 1..lines.len()).find(|&at| begins(lines[at])).unwrap_or(lines.len());
    let end = (header..next)
        .rev()
        .find(|&at| !lines[at].trim().is_empty() && !lines[at].starts_with('#'))
        .unwrap_or(header);
    lines[comment..=end].join("\n")
}

/// The packs to check: those at the paths, or the built-in ones and those of the configuration; with all packs that they work with.
fn asked(paths: &[PathBuf]) -> anyhow::Result<(Vec<Source>, Vec<Source>)> {
    let settings = load_set(paths.first().map(PathBuf::as_path), &RuleSetArgs::default())?;
    let own = packs::sources(&settings.rules)?;
    let builtin: Vec<Source> = if settings.builtin.0 { builtin::sources().collect() } else { Vec::new() };
    if paths.is_empty() {
        return Ok(([builtin, own].concat(), Vec::new()));
    }
    let asked = packs::sources(paths)?;
    let is_asked = |source: &Source| {
        asked.iter().any(|other| same_file(&other.path, &source.path) || is_copy(other, source))
    };
    let others = [builtin, own].concat().into_iter().filter(|source| !is_asked(source)).collect();
    Ok((asked, others))
}

fn same_file(one: &str, other: &str) -> bool {
    let real = |path: &str| Path::new(path).canonicalize().ok();
    real(one).is_some() && real(one) == real(other)
}

/// Whether a file is the source of a built-in pack: `deboil rules test rules/` of the project itself.
fn is_copy(file: &Source, builtin: &Source) -> bool {
    file.name == builtin.name && file.path.ends_with(&builtin.path)
}

fn check(paths: &[PathBuf], notes: bool) -> anyhow::Result<Exit> {
    let (sources, others) = asked(paths)?;
    let packs = read_all(&sources, &others)?;
    let least = if notes { Severity::Note } else { Severity::Warning };
    let is_strict = |pack: &Pack| builtin::sources().any(|source| pack.path.ends_with(&source.path));
    let checked = packs.iter().filter(|pack| sources.iter().any(|source| source.path == pack.path));
    let problems: Vec<_> = checked
        .clone()
        .flat_map(|pack| lint(pack, is_strict(pack)))
        .filter(|problem| problem.severity >= least)
        .collect();
    diagnose::problems(&problems, &sources);
    let rules: usize = checked.map(|pack| pack.rules.len()).sum();
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    say(format_args!("{rules} rules in {} files: {errors} errors, {warnings} warnings", sources.len()));
    Ok(if errors == 0 { Exit::Fine } else { Exit::Error })
}

fn read_all(sources: &[Source], others: &[Source]) -> anyhow::Result<Vec<Pack>> {
    let all = [others, sources].concat();
    read_packs(&[], &all).or_else(|problems| {
        diagnose::problems(&problems.0, &all);
        bail!("{} problems in rule files", problems.0.len())
    })
}

fn test(paths: &[PathBuf], todo: bool) -> anyhow::Result<Exit> {
    let (sources, others) = asked(paths)?;
    let packs = read_all(&sources, &others)?;
    let asked: Vec<Pack> =
        packs.iter().filter(|pack| sources.iter().any(|source| source.path == pack.path)).cloned().collect();
    let proofs = prove(&packs, &asked);
    let (mut failed, mut open) = (0, 0);
    for proof in &proofs {
        let Err(reason) = &proof.result else { continue };
        let (count, style) = if proof.fails() { (&mut failed, RED) } else { (&mut open, MAGENTA) };
        *count += 1;
        if !proof.fails() && !todo {
            continue;
        }
        say(format_args!("{style}{}{style:#} {}: {}", proof.kind.name(), proof.rule, visible(&proof.text)));
        say(format_args!("  {reason}"));
    }
    let passed = proofs.len() - failed - open;
    say(format_args!(
        "{} examples of {} rules: {passed} passed, {failed} failed, {open} to do",
        proofs.len(),
        rules_of(&proofs)
    ));
    Ok(if failed == 0 { Exit::Fine } else { Exit::Found })
}

fn rules_of(proofs: &[Proof]) -> usize {
    let mut rules: Vec<&str> = proofs.iter().map(|proof| proof.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules.len()
}
