//! `deboil golden review`: a person says yes or no to each case that is pending.

use std::io::{BufRead, Write};

use deboil::report::visible;

use super::case::Case;
use super::protect::refuse_in_ci;
use super::show::{self, plural};
use super::suite::{Checked, Suite};
use crate::cli::GoldenReviewArgs;
use crate::diagnose::{BOLD, DIM, say, trouble};
use crate::exit::Exit;

const HELP: &str = "y accept, n skip, d show again, q quit";

pub(crate) fn run(args: &GoldenReviewArgs) -> anyhow::Result<Exit> {
    refuse_in_ci(args.force)?;
    let suite = Suite::open(&args.dir, &args.rules)?;
    let mut exit = Exit::Fine;
    let mut pending = Vec::new();
    for (case, checked) in suite.check_all() {
        match checked {
            // What is known to be wrong is not what must come of it.
            Ok(checked) if checked.is_fine() || checked.settings.todo.is_some() => {}
            Ok(checked) => pending.push((case, checked)),
            Err(error) => {
                exit = Exit::Error;
                trouble(&case.name, format_args!("{error:#}"));
            }
        }
    }
    let mut stdout = anstream::stdout().lock();
    let accepted = review(&pending, &mut std::io::stdin().lock(), &mut stdout)?;
    let left = pending.len() - accepted;
    say(format_args!("{} pending: {accepted} accepted, {left} left", plural(pending.len(), "case")));
    Ok(if left > 0 && exit == Exit::Fine { Exit::Found } else { exit })
}

/// Shows each case and asks. Returns how many were accepted.
fn review(
    pending: &[(&Case, Checked)],
    answers: &mut impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<usize> {
    let mut accepted = 0;
    for (at, (case, checked)) in pending.iter().enumerate() {
        show::case(out, case, checked)?;
        if checked.settings.unchanged {
            writeln!(out, "{DIM}it cannot be accepted: mend the rules, or its settings.toml{DIM:#}")?;
            continue;
        }
        loop {
            let name = visible(&case.name);
            write!(out, "{BOLD}accept {name}?{BOLD:#} ({} of {}) [y,n,d,q,?] ", at + 1, pending.len())?;
            out.flush()?;
            let mut answer = String::new();
            let is_end = answers.read_line(&mut answer)? == 0;
            match answer.trim() {
                _ if is_end => {
                    writeln!(out)?;
                    return Ok(accepted);
                }
                "y" | "yes" => {
                    case.write(&checked.actual)?;
                    accepted += 1;
                    break;
                }
                "n" | "no" => break,
                "d" => show::case(out, case, checked)?,
                "q" | "quit" => return Ok(accepted),
                _ => writeln!(out, "{HELP}")?,
            }
        }
    }
    Ok(accepted)
}
