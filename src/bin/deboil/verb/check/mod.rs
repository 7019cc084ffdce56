//! `deboil check`: documents are checked in parallel, and what is found becomes a report and an exit status.

mod human;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use deboil::report::check::{
    Accepted, Baseline, Notice, Offence, Report, github, gitlab, json, junit, offences, sarif,
};
use deboil::report::{guard_note, visible};
use deboil::review::Stale;
use deboil::{Cleaner, Span};

use crate::cli::{CheckArgs, ReportForm};
use crate::diagnose::{say, trouble};
use crate::exit::Exit;
use crate::input::Input;
use crate::input::documents::{self, Read};
use crate::output::create;
use crate::review::StaleOnes;
use crate::run::Run;
use crate::settings::Settings;

pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let Run { inputs, settings, cleaner, missing: errors, .. } =
        Run::new(&args.run)?.reviewed(&args.review)?;
    let baseline =
        args.baseline.as_deref().map(|file| read_baseline(file, args.write_baseline)).transpose()?;
    let pool = documents::pool(args.run.threads)?;
    let mut found = pool.install(|| check(&cleaner, &settings, &inputs));
    if let (Some(file), true) = (&args.baseline, args.write_baseline) {
        write_baseline(file, baseline.unwrap_or_default(), &found.report, args.quiet)?;
        return Ok(if errors + found.errors > 0 { Exit::Error } else { Exit::Fine });
    }
    let stale = baseline.map(|baseline| baseline.accept(&mut found.report, is_there)).unwrap_or_default();
    if !args.fail_on.is_empty() {
        let fails = |offence: &Offence| args.fail_on.iter().any(|reason| reason.holds(offence));
        found.report.offences.iter_mut().for_each(|offence| offence.fails = fails(offence));
    }
    write(&found.report, args)?;
    if !args.quiet {
        stale.iter().for_each(say_stale);
        found.stale.tell(cleaner.review());
        say(found.report.total());
    }
    let fails = found.report.offences.iter().any(|offence| offence.fails);
    Ok(match (errors + found.errors, fails, found.guarded) {
        (0, false, 0) => Exit::Fine,
        (0, false, _) => Exit::Guarded,
        (0, true, _) => Exit::Found,
        _ => Exit::Error,
    })
}

/// What was found, and how many documents could not be read or are left alone by the guard.
struct Found {
    report: Report,
    errors: usize,
    guarded: usize,
    stale: StaleOnes,
}

fn check(cleaner: &Cleaner, settings: &Settings, inputs: &[Input]) -> Found {
    let mut found = Found { report: Report::default(), errors: 0, guarded: 0, stale: StaleOnes::default() };
    let names: Vec<String> = inputs.iter().map(path).collect();
    found.report.files.clone_from(&names);
    // What a guarded document says is not found, so that it is told of like one that cannot be read.
    let work = |read: &Read<'_>| check_document(cleaner, settings, read);
    documents::each(inputs, settings, work, |input, record, result| {
        let message = match result {
            Ok(Checked { offences, guarded, stale }) => {
                found.stale.add(&stale);
                found.report.documents += 1;
                found.report.offences.extend(offences);
                let Some(guarded) = guarded else { return };
                found.guarded += 1;
                format!("the document is left alone: {guarded}")
            }
            Err(error) => {
                found.errors += 1;
                format!("{error:#}")
            }
        };
        let place = record.map_or_else(String::new, |record| format!(":{record}"));
        trouble(format_args!("{}{place}", input.label()), &message);
        found.report.notices.push(Notice { file: path(input), record, message });
    });
    found
}

/// What came of a document.
struct Checked {
    offences: Vec<Offence>,
    guarded: Option<String>,
    stale: Vec<Stale>,
}

fn check_document(cleaner: &Cleaner, settings: &Settings, read: &Read<'_>) -> Checked {
    let outcome = cleaner.clean(&read.document(settings));
    let mut offences = offences(&outcome, read.text, cleaner.rules(), &path(read.input));
    if let Some((number, record)) = read.record {
        let place = |offence: Offence| {
            let columns = record.columns(offence.span);
            offence.in_record(number, columns, record.id())
        };
        offences = offences.into_iter().map(place).collect();
    }
    Checked { offences, guarded: outcome.guarded.map(guard_note), stale: outcome.review.stale }
}

/// How a report calls an input: its path as it was given, from the current folder on where it lies below.
fn path(input: &Input) -> String {
    let Some(path) = &input.path else { return "-".to_owned() };
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

fn is_there(file: &str) -> bool {
    file == "-" || Path::new(file).exists()
}

fn write(report: &Report, args: &CheckArgs) -> anyhow::Result<()> {
    let text = match args.form {
        ReportForm::Human => human::human(report, human::width(args.output.is_some())),
        ReportForm::Json => json(report),
        ReportForm::Sarif => sarif(report),
        ReportForm::Github => github(report),
        ReportForm::Junit => junit(report),
        ReportForm::Gitlab => gitlab(report),
    };
    if let Some(file) = &args.output {
        // Colours are for terminals.
        let plain = anstream::adapter::strip_str(&text).to_string();
        let text = if args.form == ReportForm::Human { plain } else { text };
        let mut output = create(file)?;
        output
            .write_all(text.as_bytes())
            .and_then(|()| output.flush())
            .with_context(|| file.display().to_string())
    } else if args.form == ReportForm::Human {
        Ok(anstream::stdout().lock().write_all(text.as_bytes())?)
    } else {
        Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
    }
}

fn read_baseline(file: &Path, may_be_missing: bool) -> anyhow::Result<Baseline> {
    if may_be_missing && !file.exists() {
        return Ok(Baseline::default());
    }
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    toml::from_str(&text).map_err(|error| {
        let before = Span::new(0, error.span().map_or(0, |span| span.start)).slice(&text);
        anyhow!("{}:{}: {}", file.display(), before.matches('\n').count() + 1, error.message())
    })
}

fn write_baseline(file: &Path, known: Baseline, report: &Report, quiet: bool) -> anyhow::Result<()> {
    let baseline = known.updated(report, is_there);
    let written = toml::to_string(&baseline).context("a baseline is plain data")?;
    let head = "# What `deboil check --baseline` accepts; `--write-baseline` brings it up to date.\n\n";
    fs::write(file, format!("{head}{written}")).with_context(|| file.display().to_string())?;
    if !quiet {
        let count: usize = baseline.accepted.iter().map(|accepted| accepted.count).sum();
        say(format_args!(
            "{}: {count} finding{} accepted",
            file.display(),
            if count == 1 { "" } else { "s" }
        ));
    }
    Ok(())
}

fn say_stale(Accepted { file, rule, text, .. }: &Accepted) {
    say(format_args!(
        "{}: the baseline accepts what is no longer found: {}: `{}`",
        visible(file),
        visible(rule),
        visible(text)
    ));
}
