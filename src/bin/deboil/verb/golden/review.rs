//! `deboil golden review`: a person says yes or no to each case that is pending, or to each rule of it.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use deboil::report::golden::{Difference, Golden, differences, merge};
use deboil::report::visible;

use super::case::{Case, Expected};
use super::protect::refuse_in_ci;
use super::show::{self, plural};
use super::suite::{Checked, Suite};
use crate::cli::GoldenReviewArgs;
use crate::diagnose::{BOLD, DIM, say, trouble};
use crate::exit::Exit;

const HELP: &str = "y accept, n skip, r ask about each rule, d show again, q quit";
const RULE_HELP: &str = "y accept what comes from this rule, n leave it, q leave it and all that follow";

pub(crate) fn run(args: &GoldenReviewArgs) -> anyhow::Result<Exit> {
    refuse_in_ci(args.force)?;
    let suite = Suite::open(&args.dir, &args.rules, &args.review)?;
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
    let accepted = Talk { answers: &mut io::stdin().lock(), out: &mut stdout }.review(&pending)?;
    let left = pending.len() - accepted;
    say(format_args!("{} pending: {accepted} accepted, {left} left", plural(pending.len(), "case")));
    Ok(if left > 0 && exit == Exit::Fine { Exit::Found } else { exit })
}

/// Questions to a person, and the answers.
struct Talk<'t, A, W> {
    answers: &'t mut A,
    out: &'t mut W,
}

impl<A: BufRead, W: Write> Talk<'_, A, W> {
    /// Shows each case and asks. Returns how many were accepted as a whole.
    fn review(mut self, pending: &[(&Case, Checked)]) -> anyhow::Result<usize> {
        let mut accepted = 0;
        for (at, (case, checked)) in pending.iter().enumerate() {
            show::case(self.out, case, checked)?;
            if checked.settings.unchanged {
                writeln!(
                    self.out,
                    "{DIM}it cannot be accepted: mend the rules, or its settings.toml{DIM:#}"
                )?;
                continue;
            }
            let question = format!("{} ({} of {})", visible(&case.name), at + 1, pending.len());
            loop {
                match self.ask(&question, "y,n,r,d,q,?")?.as_deref() {
                    None | Some("q" | "quit") => return Ok(accepted),
                    Some("y" | "yes") => {
                        case.write(&checked.actual)?;
                        accepted += 1;
                        break;
                    }
                    Some("n" | "no") => break,
                    Some("d") => show::case(self.out, case, checked)?,
                    Some("r") => match &checked.expected {
                        Expected::Known(expected) => {
                            accepted += usize::from(self.by_rule(case, expected, checked)?);
                            break;
                        }
                        _ => writeln!(self.out, "it has no valid output yet that rules could change")?,
                    },
                    Some(_) => writeln!(self.out, "{HELP}")?,
                }
            }
        }
        Ok(accepted)
    }

    /// Asks about each rule that differences of a case come from. Returns whether nothing of the case is left open.
    fn by_rule(&mut self, case: &Case, expected: &Golden, checked: &Checked) -> anyhow::Result<bool> {
        let rules: BTreeSet<&str> = checked.differences.iter().flat_map(Difference::rules).collect();
        let mut accepted = BTreeSet::new();
        'rules: for (at, &rule) in rules.iter().enumerate() {
            let of_it = checked.differences.iter().filter(|difference| difference.rules().contains(&rule));
            show::differences(self.out, of_it)?;
            let question = format!("{} ({} of {})", visible(rule), at + 1, rules.len());
            loop {
                match self.ask(&question, "y,n,q,?")?.as_deref() {
                    None | Some("q" | "quit") => break 'rules,
                    Some("y" | "yes") => {
                        accepted.insert(rule);
                        break;
                    }
                    Some("n" | "no") => break,
                    Some(_) => writeln!(self.out, "{RULE_HELP}")?,
                }
            }
        }
        let merged = merge(expected, &checked.actual, |rule| accepted.contains(rule));
        if merged != *expected {
            case.write(&merged)?;
        }
        let left = differences(&merged, &checked.actual).len();
        let all = checked.differences.len();
        let name = visible(&case.name);
        let taken = all.saturating_sub(left);
        writeln!(self.out, "{BOLD}{name}{BOLD:#}: accepted, {taken} of {}", plural(all, "difference"))?;
        Ok(left == 0)
    }

    /// What is answered; nothing where the answers are at an end.
    fn ask(&mut self, question: &str, keys: &str) -> io::Result<Option<String>> {
        write!(self.out, "{BOLD}accept {question}?{BOLD:#} [{keys}] ")?;
        self.out.flush()?;
        let mut answer = String::new();
        if self.answers.read_line(&mut answer)? == 0 {
            writeln!(self.out)?;
            return Ok(None);
        }
        Ok(Some(answer.trim().to_owned()))
    }
}
