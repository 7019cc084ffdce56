//! `deboil impact`: a corpus is cleaned by two sets of rules at once, and what differs becomes a report.

mod program;
mod revision;
mod side;

use std::io::{IsTerminal as _, Write as _};
use std::time::Instant;

use deboil::Cleaner;
use deboil::report::html;
use deboil::report::impact::{
    At, Being, Difference, Impact, Names, Sides, StoryLine, Trace, compare, json, markdown, story, tables,
};

use crate::cli::{ImpactArgs, ImpactForm};
use crate::diagnose::{BOLD, DIM, GREEN, RED, say};
use crate::exit::Exit;
use crate::input::documents::Read;
use crate::input::repeats;
use crate::output::Output;
use crate::run::Run;
use crate::screen::write_tables;
use side::{Rules, Side};

pub(crate) fn run(args: &ImpactArgs) -> anyhow::Result<Exit> {
    let [old, new] = [&args.old, &args.new].map(|name| Side::find(name));
    let (old, new) = (old?, new?);
    let run = Run::new(&args.run)?;
    let mut names = Names::default();
    let sides = Sides { old: old.label(), new: new.label() };
    let mut impact = Impact::new(sides, args.samples);
    let begun = Instant::now();
    let errors = match (&old, &new) {
        (Side::Rules(old), Side::Rules(new)) => by_rules(&run, args, [old, new], &mut names, &mut impact)?,
        _ => program::compare(&run, args, [&old, &new], &mut names, &mut impact)?,
    };
    if std::io::stderr().is_terminal() {
        let seconds = begun.elapsed().as_secs_f64();
        #[allow(clippy::cast_precision_loss)] // A rate.
        let rate = impact.documents as f64 / seconds.max(0.001);
        say(format_args!("{} documents in {seconds:.1} s, {rate:.0} a second", impact.documents));
    }
    write(args, &impact, &names)?;
    Ok(Exit::of(errors, 0, args.exit_code && !impact.is_none()))
}

/// Cleans each document by both sets of rules, in one pass.
fn by_rules(
    run: &Run,
    args: &ImpactArgs,
    sides: [&Rules; 2],
    names: &mut Names,
    impact: &mut Impact,
) -> anyhow::Result<usize> {
    let selection = run.settings.selection()?;
    let cleaner = |side: &Rules| -> anyhow::Result<Cleaner> {
        Ok(Cleaner::new(side.packs(&run.settings)?, &selection).with_limits(run.settings.limits()))
    };
    // To read and compile a thousand rules takes a second or two.
    let (old, new) = rayon::join(|| cleaner(sides[0]), || cleaner(sides[1]));
    let mut cleaners = [old?, new?];
    if args.run.repeats {
        let counted = repeats::count(&run.inputs, &run.settings)?;
        cleaners = cleaners.map(|cleaner| cleaner.with_repeats(counted.clone()));
    }
    let numbers = cleaners.each_ref().map(|cleaner| names.numbers(cleaner.rules()));
    tell(&cleaners, sides, names, impact);
    let work = |read: &Read<'_>| -> anyhow::Result<Difference> {
        let document = read.document(&run.settings);
        let outcomes = cleaners.each_ref().map(|cleaner| cleaner.clean(&document));
        let trace = |side: usize| Trace::of(&outcomes[side], document.text, &numbers[side]);
        let host = document.host();
        let at = At {
            label: &read.label().to_string(),
            host: host.as_deref(),
            original: Some(document.text),
            bytes: document.text.len(),
        };
        Ok(compare(at, &trace(0), &trace(1)))
    };
    run.each(work, |difference| impact.add(difference))
}

/// Tells of each rule whether it is in both sets, and written alike.
fn tell(cleaners: &[Cleaner; 2], sides: [&Rules; 2], names: &mut Names, impact: &mut Impact) {
    // What is built in lacks what its files say beside the rules.
    let is_alike = sides[0].replaces_builtin() == sides[1].replaces_builtin();
    let [old, new] = cleaners.each_ref().map(Cleaner::rules);
    let found =
        |rules: &[deboil::rule::Rule], id: &str| rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok();
    for rule in new {
        let being = match found(old, &rule.id).map(|at| &old[at]) {
            None => Being::New,
            Some(other) if is_alike && !side::is_same(other, rule) => Being::Changed,
            Some(_) => Being::Same,
        };
        impact.tell(names.number(&rule.id), being);
    }
    for rule in old.iter().filter(|rule| found(new, &rule.id).is_none()) {
        impact.tell(names.number(&rule.id), Being::Gone);
    }
}

fn write(args: &ImpactArgs, impact: &Impact, names: &Names) -> anyhow::Result<()> {
    let whole = match args.form {
        ImpactForm::Text if args.output.is_none() => return on_screen(impact, names),
        ImpactForm::Text => text(impact, names),
        ImpactForm::Json => json(impact, names),
        ImpactForm::Markdown => markdown(impact, names),
        ImpactForm::Html => html::impact(impact, names),
    };
    let Some(path) = &args.output else {
        return Ok(std::io::stdout().lock().write_all(whole.as_bytes())?);
    };
    let mut output = Output::at(path)?;
    output.write_all(whole.as_bytes())?;
    output.finish()
}

fn text(impact: &Impact, names: &Names) -> String {
    let tables = deboil::report::table::text(&tables(impact, names));
    let mut text: String = tables.iter().map(|line| line.text().to_owned() + "\n").collect();
    for line in story(impact, names) {
        text.push_str(&indented(&line));
        text.push('\n');
    }
    text
}

fn on_screen(impact: &Impact, names: &Names) -> anyhow::Result<()> {
    write_tables(&tables(impact, names), false)?;
    let mut stdout = anstream::stdout().lock();
    for line in story(impact, names) {
        let style = match line {
            StoryLine::Rule(_) => BOLD,
            StoryLine::Place(_) | StoryLine::Same(_) => DIM,
            StoryLine::Gone(_) => RED,
            StoryLine::Back(_) => GREEN,
            StoryLine::Kept(_) => anstyle::Style::new(),
        };
        writeln!(stdout, "{style}{}{style:#}", indented(&line))?;
    }
    Ok(())
}

fn indented(line: &StoryLine) -> String {
    match line {
        StoryLine::Rule(text) => format!("\n{text}"),
        StoryLine::Place(text) => format!("  {text}"),
        line => format!("    {}", line.text()),
    }
}
