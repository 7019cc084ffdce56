//! `deboil eval`: labelled documents are cleaned in parallel, and what comes of them becomes figures.

use std::io::Write as _;

use anyhow::{Context as _, anyhow, bail};
use deboil::Cleaner;
use deboil::labelled::{Fold, Labelled};
use deboil::report::eval::{Evaluation, Figures, Key, Keys, Measured, Part, Wanted, json, measure, tables};

use crate::cli::{EvalArgs, EvalForm, GroupName};
use crate::diagnose::say;
use crate::exit::Exit;
use crate::input::documents::Read;
use crate::run::Run;
use crate::screen::write_tables;
use crate::settings::Settings;

pub(crate) fn run(args: &EvalArgs) -> anyhow::Result<Exit> {
    let run = Run::new(&args.run)?;
    let only =
        args.only_where.iter().map(|asked| Only::parse(asked)).collect::<anyhow::Result<Vec<Only>>>()?;
    let asked = Asked { only, fold: args.fold };
    let mut evaluation = Evaluation::new(wanted(args));
    let work = |read: &Read<'_>| measured(&run.cleaner, &run.settings, &asked, read);
    let errors =
        run.each(work, |measured| measured.into_iter().for_each(|measured| evaluation.add(measured)))?;
    if evaluation.total.documents == 0 && errors == 0 {
        bail!("no record is left to evaluate");
    }
    write(&evaluation, &run.cleaner, args)?;
    if evaluation.total.guarded > 0 {
        say(format_args!("left alone by the guard: {}", evaluation.total.guarded));
    }
    let broken = broken(&evaluation.total, args);
    broken.iter().for_each(say);
    Ok(Exit::of(errors, 0, !broken.is_empty()))
}

fn wanted(args: &EvalArgs) -> Wanted {
    let key = |name: &GroupName| match name {
        GroupName::Set => Some(Key::Set),
        GroupName::Extractor => Some(Key::Extractor),
        GroupName::Site => Some(Key::Site),
        GroupName::Lang => Some(Key::Lang),
        GroupName::Category => Some(Key::Category),
        GroupName::Rule => None,
    };
    Wanted {
        by: args.by.iter().filter_map(key).collect(),
        worst: args.worst,
        left: args.left,
        lost: args.lost,
    }
}

/// Which records count.
struct Asked {
    only: Vec<Only>,
    fold: Option<Fold>,
}

impl Asked {
    fn holds(&self, keys: &Keys) -> bool {
        self.only.iter().all(|only| only.holds(keys))
            && self.fold.is_none_or(|fold| fold.has(keys.get(Key::Site)))
    }
}

/// What must be known of a record.
struct Only {
    key: Key,
    values: Vec<String>,
}

impl Only {
    fn parse(asked: &str) -> anyhow::Result<Self> {
        let (name, values) = asked
            .split_once('=')
            .with_context(|| format!("`--where {asked}`: write it like `extractor=gold`"))?;
        let names = Key::ALL.map(Key::name).join(", ");
        let key = Key::ALL.into_iter().find(|key| key.name() == name);
        let key = key.with_context(|| format!("`--where {asked}`: `{name}` is none of {names}"))?;
        Ok(Self { key, values: values.split(',').map(str::to_owned).collect() })
    }

    fn holds(&self, keys: &Keys) -> bool {
        self.values.iter().any(|value| keys.get(self.key).unwrap_or_default() == value)
    }
}

/// What came of a record; nothing where it is not asked for.
fn measured(
    cleaner: &Cleaner,
    settings: &Settings,
    asked: &Asked,
    read: &Read<'_>,
) -> anyhow::Result<Option<Measured>> {
    let Some((number, record)) = read.record else {
        bail!("labelled records are asked for, one a line (.jsonl)")
    };
    let labelled = Labelled::parse(record.line()).map_err(|error| anyhow!(error))?;
    let document = read.document(settings);
    let keys = Keys::new(&labelled, &document);
    let place = format!(
        "{}:{number}",
        read.input.path.as_ref().map_or("-".to_owned(), |path| path.display().to_string())
    );
    Ok(asked.holds(&keys).then(|| measure(cleaner, &labelled, &document, &place)))
}

fn write(evaluation: &Evaluation, cleaner: &Cleaner, args: &EvalArgs) -> anyhow::Result<()> {
    if args.form == EvalForm::Json {
        return Ok(std::io::stdout().lock().write_all(json(evaluation, cleaner.rules()).as_bytes())?);
    }
    let [by_rule, by_category] = [GroupName::Rule, GroupName::Category].map(|name| args.by.contains(&name));
    let tables = tables(evaluation, cleaner.rules(), by_rule, by_category);
    write_tables(&tables, args.form == EvalForm::Markdown)
}

/// The thresholds that are not met, each in words.
fn broken(total: &Figures, args: &EvalArgs) -> Vec<String> {
    let missed = |part: Part| Part::new(part.rest(), part.whole);
    let lost = [
        ("content lost", total.body.map(|figures| figures.content)),
        ("segments lost that must stay", total.segments.map(|figures| missed(figures.kept))),
        ("look-alikes lost", total.single.map(|figures| missed(figures.kept))),
    ];
    let removed = [
        ("boilerplate removed", total.body.map(|figures| figures.boilerplate)),
        ("segments removed that must go", total.segments.map(|figures| figures.removed)),
        ("boilerplate lines removed", total.single.map(|figures| figures.removed)),
    ];
    let share = |(what, part): &(&'static str, Option<Part>)| Some((*what, (*part)?.share()?));
    let mut broken = Vec::new();
    for (what, share) in lost.iter().filter_map(share) {
        if let Some(most) = args.max_lost.filter(|&most| share > most) {
            broken.push(format!("{what}: a share of {share:.5}, at most {most} is asked for"));
        }
    }
    for (what, share) in removed.iter().filter_map(share) {
        if let Some(least) = args.min_removed.filter(|&least| share < least) {
            broken.push(format!("{what}: a share of {share:.5}, at least {least} is asked for"));
        }
    }
    broken
}
