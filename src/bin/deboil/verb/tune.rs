//! `deboil tune`: labelled documents become weights of the weak rules, tried on sites that they were not fitted to.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use deboil::Cleaner;
use deboil::labelled::{Label, Labelled, Reference};
use deboil::rule::{Rule, pack_name};
use deboil::text::Folded;
use deboil::tuning::{Fitted, Sample, Sign, Trial, cross_validate, distinct, fit, threshold};

use crate::cli::TuneArgs;
use crate::diagnose::say;
use crate::exit::Exit;
use crate::input::documents::{self, Read};
use crate::packs;
use crate::run::Run;
use crate::settings::Settings;

/// Precisions that are shown beside the one that is asked for.
const SHOWN: [f64; 5] = [0.9, 0.95, 0.97, 0.98, 0.99];
/// The least that a weight is written as: a rule of less is of no use, but may not weigh nothing.
const LEAST: f64 = 0.01;
/// The most: a weak rule never acts alone.
const MOST: f64 = 0.9;

pub(crate) fn run(args: &TuneArgs) -> anyhow::Result<Exit> {
    let run = Run::new(&args.run)?;
    let cleaner = &run.cleaner;
    let tuned = Tuned::new(cleaner.rules());
    let mut samples = Vec::new();
    let work = |read: &Read<'_>| observed(cleaner, &tuned, &run.settings, &args.without, read);
    let errors = run.each(work, |found| samples.extend(found))?;
    let samples = distinct(samples);
    if samples.is_empty() || tuned.rules.is_empty() {
        bail!("there is nothing to fit: no labelled line, or no weak rule");
    }
    let trial = documents::pool(args.run.threads)?
        .install(|| cross_validate(&samples, &tuned.signs, args.ridge, args.folds));
    let Some(odds) = threshold(&trial, &samples, args.precision) else {
        bail!("no threshold gives a precision of {}: ask for less, or add evidence", args.precision);
    };
    let fitted = fit(&samples.iter().collect::<Vec<_>>(), &tuned.signs, args.ridge);
    let weights: BTreeMap<&str, f64> =
        tuned.ids(cleaner.rules()).zip(tuned.rounded(&fitted.weights(odds))).collect();
    let mut out = std::io::stdout().lock();
    show_trial(&mut out, &trial, &samples, odds)?;
    show_weights(&mut out, cleaner, &tuned, &samples, &weights)?;
    show_wrong(&mut out, &trial, &samples, odds, args.wrong)?;
    show_gain(&mut out, &tuned, &fitted, &samples, odds, cleaner.rules())?;
    if let Some(folder) = &args.write {
        write(folder, &weights)?;
    }
    Ok(Exit::of(errors, 0, false))
}

/// The rules that are fitted: hints, and doubts of them.
struct Tuned {
    /// Their indexes among all rules, in order.
    rules: Vec<usize>,
    signs: Vec<Sign>,
}

impl Tuned {
    fn new(rules: &[Rule]) -> Self {
        let is_tuned = |rule: &Rule| rule.category.is_doubt() || (0.0..1.0).contains(&rule.weight);
        let rules_tuned: Vec<usize> = (0..rules.len()).filter(|&rule| is_tuned(&rules[rule])).collect();
        let sign = |&rule: &usize| if rules[rule].weight < 0.0 { Sign::Against } else { Sign::For };
        Self { signs: rules_tuned.iter().map(sign).collect(), rules: rules_tuned }
    }

    fn ids<'r>(&self, rules: &'r [Rule]) -> impl Iterator<Item = &'r str> {
        self.rules.iter().map(|&rule| rules[rule].id.as_str())
    }

    /// Weights as they are written, none of them nothing.
    fn rounded(&self, weights: &[f64]) -> Vec<f64> {
        let round = |(&weight, &sign): (&f64, &Sign)| {
            let size = ((weight * 100.0).round() / 100.0).abs().clamp(LEAST, MOST);
            if sign == Sign::For { size } else { -size }
        };
        weights.iter().zip(&self.signs).map(round).collect()
    }

    /// The features of a line: its rules by their place among those that are fitted; nothing where another speaks for its content.
    fn features(&self, rules: &[usize]) -> Option<Vec<usize>> {
        rules.iter().map(|rule| self.rules.binary_search(rule).ok()).collect()
    }
}

/// The lines of a labelled record that no rule is sure of.
fn observed(
    cleaner: &Cleaner,
    tuned: &Tuned,
    settings: &Settings,
    without: &[String],
    read: &Read<'_>,
) -> anyhow::Result<Vec<Sample>> {
    let Some((_, record)) = read.record else { bail!("labelled records are asked for, one a line (.jsonl)") };
    let labelled = Labelled::parse(record.line()).map_err(|error| anyhow!(error))?;
    let Reference::Body(body) = &labelled.reference else { return Ok(Vec::new()) };
    if labelled.extractor.as_ref().is_some_and(|extractor| without.contains(extractor)) {
        return Ok(Vec::new());
    }
    let document = read.document(settings);
    let lines = body.lines(document.text);
    let site = document.host().unwrap_or_default();
    let sample = |hinted: deboil::cleaner::Hinted| {
        let line = lines.iter().find(|line| line.span.overlaps(hinted.span))?;
        let is_boilerplate = match line.label {
            Label::Boilerplate => true,
            Label::Content => false,
            Label::Mixed | Label::Unknown => return None,
        };
        let features = tuned.features(&hinted.rules)?;
        let text = Folded::new(hinted.span.slice(document.text)).text().to_owned();
        Some(Sample { site: site.clone(), text, features, is_boilerplate, counts: 1.0 })
    };
    Ok(cleaner.hints(&document).into_iter().filter_map(sample).collect())
}

fn show_trial(
    out: &mut impl std::io::Write,
    trial: &Trial,
    samples: &[Sample],
    odds: f64,
) -> anyhow::Result<()> {
    let boilerplate = samples.iter().filter(|sample| sample.is_boilerplate).count();
    writeln!(
        out,
        "{} distinct lines that no rule is sure of, {boilerplate} of them boilerplate",
        samples.len()
    )?;
    writeln!(out, "on sites that the weights were not fitted to, by characters:")?;
    for precision in SHOWN {
        if let Some(odds) = threshold(trial, samples, precision) {
            let going = trial.going(samples, odds);
            writeln!(
                out,
                "  at a precision of {precision}: {:.1} % of that boilerplate goes",
                100.0 * going.recall()
            )?;
        }
    }
    let going = trial.going(samples, odds);
    writeln!(out, "  as asked: precision {:.3}, {:.1} % goes", going.precision(), 100.0 * going.recall())?;
    Ok(())
}

fn show_weights(
    out: &mut impl std::io::Write,
    cleaner: &Cleaner,
    tuned: &Tuned,
    samples: &[Sample],
    weights: &BTreeMap<&str, f64>,
) -> anyhow::Result<()> {
    writeln!(out, "{:>7} {:>7}  {:>5} {:>5}  rule", "before", "after", "boil.", "cont.")?;
    for (feature, &rule) in tuned.rules.iter().enumerate() {
        let rule = &cleaner.rules()[rule];
        let has = |is_boilerplate| {
            samples
                .iter()
                .filter(|sample| {
                    sample.is_boilerplate == is_boilerplate && sample.features.binary_search(&feature).is_ok()
                })
                .count()
        };
        writeln!(
            out,
            "{:>7.2} {:>7.2}  {:>5} {:>5}  {}",
            rule.weight,
            weights[rule.id.as_str()],
            has(true),
            has(false),
            rule.id
        )?;
    }
    Ok(())
}

fn show_wrong(
    out: &mut impl std::io::Write,
    trial: &Trial,
    samples: &[Sample],
    odds: f64,
    most: usize,
) -> anyhow::Result<()> {
    let mut wrong: Vec<(f64, &Sample)> = trial
        .log_odds
        .iter()
        .copied()
        .zip(samples)
        .filter(|(log_odds, sample)| *log_odds >= odds && !sample.is_boilerplate)
        .collect();
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (log_odds, sample) in wrong.into_iter().take(most) {
        let text: String = sample.text.chars().filter(|c| !c.is_control()).take(120).collect();
        writeln!(out, "wrong {log_odds:.2} {}: {text}", sample.site)?;
    }
    Ok(())
}

/// What the weights that are in force and the new ones take of the lines that they are fitted to.
fn show_gain(
    out: &mut impl std::io::Write,
    tuned: &Tuned,
    fitted: &Fitted,
    samples: &[Sample],
    odds: f64,
    rules: &[Rule],
) -> anyhow::Result<()> {
    let sum = |sample: &Sample| {
        sample.features.iter().map(|&feature| rules[tuned.rules[feature]].weight).sum::<f64>()
    };
    let before = Trial { log_odds: samples.iter().map(sum).collect() }.going(samples, 1.0 - 1e-9);
    let after = Trial { log_odds: samples.iter().map(|sample| fitted.log_odds(sample)).collect() }
        .going(samples, odds);
    for (when, going) in [("before", before), ("after", after)] {
        writeln!(
            out,
            "{when}, on all sites: precision {:.3}, {:.1} % goes",
            going.precision(),
            100.0 * going.recall()
        )?;
    }
    Ok(())
}

/// Writes the weights into the rule files below a folder.
fn write(folder: &Path, weights: &BTreeMap<&str, f64>) -> anyhow::Result<()> {
    let mut written = 0;
    for source in packs::sources(&[folder.to_path_buf()])? {
        let relative = Path::new(&source.path).strip_prefix(folder).unwrap_or(Path::new(&source.path));
        let pack = pack_name(&relative.to_string_lossy());
        let mut file: toml_edit::DocumentMut = source.text.parse().with_context(|| source.path.clone())?;
        let mut changed = false;
        let Some(rules) = file.get_mut("rule").and_then(toml_edit::Item::as_array_of_tables_mut) else {
            continue;
        };
        for rule in rules.iter_mut() {
            let id = rule.get("id").and_then(toml_edit::Item::as_str).unwrap_or_default();
            let Some(&weight) = weights.get(format!("{pack}/{id}").as_str()) else { continue };
            let mut value = toml_edit::Value::from(weight);
            if let Some(old) = rule.get("weight").and_then(toml_edit::Item::as_value) {
                *value.decor_mut() = old.decor().clone();
            }
            if let Some(item) = rule.get_mut("weight") {
                *item = toml_edit::Item::Value(value);
            } else {
                rule.insert("weight", toml_edit::Item::Value(value));
            }
            changed = true;
            written += 1;
        }
        if changed {
            fs::write(&source.path, file.to_string()).with_context(|| source.path.clone())?;
        }
    }
    say(format_args!("{written} of {} weights written", weights.len()));
    Ok(())
}
