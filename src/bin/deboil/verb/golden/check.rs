//! `deboil golden check`: says what comes of the cases otherwise than it must, and writes nothing.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::bail;
use deboil::report::golden::Difference;
use deboil::report::visible;

use super::case::{Case, Expected};
use super::show::{self, plural};
use super::suite::{Checked, Suite};
use crate::cli::GoldenCheckArgs;
use crate::diagnose::{BOLD, DIM, say, trouble};
use crate::exit::Exit;
use crate::review::StaleOnes;

pub(crate) fn run(args: &GoldenCheckArgs) -> anyhow::Result<Exit> {
    let suite = Suite::open(&args.dir, &args.rules, &args.review)?;
    let orphans = &suite.found.orphans;
    if suite.found.cases.is_empty() && orphans.is_empty() {
        // A check that checks nothing must not pass.
        bail!("{}: there are no cases in it; `deboil golden add FILE` makes one", args.dir.display());
    }
    let mut stdout = anstream::stdout().lock();
    let mut tally = Tally { orphans: orphans.len(), ..Tally::default() };
    let mut differences: Vec<Difference> = Vec::new();
    let mut unheeded = StaleOnes::default();
    for (case, checked) in suite.check_all() {
        let state = State::of(&checked);
        tally.count(state);
        match checked {
            Err(error) => trouble(&case.name, format_args!("{error:#}")),
            Ok(checked) => {
                unheeded.add(&checked.stale);
                tell(&mut stdout, case, &checked, state, args.todo)?;
                if state == State::Differs {
                    differences.extend(checked.differences);
                }
            }
        }
    }
    tell_orphans(&mut stdout, orphans)?;
    show::by_rule(&mut stdout, &differences)?;
    unheeded.tell(suite.review.as_ref().map(|in_force| &in_force.review));
    say(&tally);
    Ok(tally.exit())
}

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fine,
    /// It is fine, and its settings say that it is not.
    Done,
    Differs,
    /// It differs, and its settings say why that is left so.
    Todo,
    NoOutput,
    Error,
}

impl State {
    fn of(checked: &anyhow::Result<Checked>) -> Self {
        let Ok(checked) = checked else { return Self::Error };
        let is_known = checked.settings.todo.is_some();
        match (&checked.expected, checked.differences.is_empty()) {
            (Expected::Missing(_) | Expected::Broken(_), _) => Self::NoOutput,
            (Expected::Known(_), true) if is_known => Self::Done,
            (Expected::Known(_), true) => Self::Fine,
            (Expected::Known(_), false) if is_known => Self::Todo,
            (Expected::Known(_), false) => Self::Differs,
        }
    }
}

fn tell(out: &mut impl Write, case: &Case, checked: &Checked, state: State, todo: bool) -> io::Result<()> {
    match state {
        State::Differs | State::NoOutput => show::case(out, case, checked),
        State::Todo if todo => {
            show::case(out, case, checked)?;
            let why = checked.settings.todo.as_deref().unwrap_or_default();
            writeln!(out, "{DIM}        to do: {}{DIM:#}", visible(why))
        }
        State::Done => {
            let name = visible(&case.name);
            writeln!(
                out,
                "{BOLD}{name}{BOLD:#}: is as it should be now: take `todo` out of its settings.toml"
            )
        }
        State::Fine | State::Todo | State::Error => Ok(()),
    }
}

fn tell_orphans(out: &mut impl Write, orphans: &[(PathBuf, &str)]) -> io::Result<()> {
    orphans.iter().try_for_each(|(file, why)| {
        writeln!(out, "{BOLD}{}{BOLD:#}: an orphan: {why}", visible(&file.display().to_string()))
    })
}

/// Numbers of cases by how they stand.
#[derive(Debug, Default)]
struct Tally {
    fine: usize,
    differ: usize,
    todo: usize,
    no_output: usize,
    errors: usize,
    orphans: usize,
}

impl Tally {
    fn count(&mut self, state: State) {
        *match state {
            State::Fine | State::Done => &mut self.fine,
            State::Differs => &mut self.differ,
            State::Todo => &mut self.todo,
            State::NoOutput => &mut self.no_output,
            State::Error => &mut self.errors,
        } += 1;
    }

    fn exit(&self) -> Exit {
        match (self.errors, self.differ + self.no_output + self.orphans) {
            (0, 0) => Exit::Fine,
            (0, _) => Exit::Found,
            _ => Exit::Error,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.fine + self.differ + self.todo + self.no_output + self.errors;
        write!(f, "{}: {} as expected", plural(all, "golden case"), self.fine)?;
        let counts = [
            (self.differ, "that differ"),
            (self.no_output, "without a valid output"),
            (self.todo, "to do"),
            (self.errors, "in error"),
        ];
        for (count, what) in counts.iter().filter(|(count, _)| *count > 0) {
            write!(f, ", {count} {what}")?;
        }
        if self.orphans > 0 {
            write!(f, "; {}", plural(self.orphans, "orphan"))?;
        }
        Ok(())
    }
}
