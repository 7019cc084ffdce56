//! `deboil golden bless`: what comes of cases now is what must come of them from now on.

use std::io::Write as _;

use anyhow::{Context as _, anyhow, bail};
use deboil::report::golden::{Golden, differences, merge};
use deboil::report::visible;
use globset::{Glob, GlobSet, GlobSetBuilder};

use super::case::{Case, Expected};
use super::protect::refuse_in_ci;
use super::show::plural;
use super::suite::{Checked, Suite};
use crate::cli::GoldenBlessArgs;
use crate::diagnose::{BOLD, trouble};
use crate::exit::Exit;

pub(crate) fn run(args: &GoldenBlessArgs) -> anyhow::Result<Exit> {
    refuse_in_ci(args.force)?;
    let suite = Suite::open(&args.dir, &args.rules, &args.review)?;
    let asked = asked(args, &suite)?;
    let rules = globs(&args.rule)?;
    let (mut refused, mut failed) = (false, false);
    for (case, checked) in suite.check_all() {
        if !asked.is_empty() && !asked.contains(&case.name) {
            continue;
        }
        let blessed = checked.and_then(|checked| {
            // What is known to be wrong is blessed only where it is asked for by name.
            let is_left = asked.is_empty() && checked.settings.todo.is_some();
            if is_left { Ok(true) } else { bless(case, &checked, rules.as_ref()) }
        });
        match blessed {
            Ok(is_allowed) => refused |= !is_allowed,
            Err(error) => {
                failed = true;
                trouble(&case.name, format_args!("{error:#}"));
            }
        }
    }
    Ok(match (failed, refused) {
        (true, _) => Exit::Error,
        (_, true) => Exit::Found,
        _ => Exit::Fine,
    })
}

/// The names of the cases that are asked for, which may be written as paths.
fn asked(args: &GoldenBlessArgs, suite: &Suite<'_>) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for asked in &args.cases {
        let known = |name: &str| suite.found.cases.iter().any(|case| case.name == name);
        let below = std::path::Path::new(asked).strip_prefix(&args.dir).ok();
        let below = below.map(|path| path.to_string_lossy().replace('\\', "/"));
        let plain = asked.trim_end_matches('/').to_owned();
        match [Some(plain), below].into_iter().flatten().find(|name| known(name)) {
            Some(name) => names.push(name),
            None => bail!("{}: there is no case `{asked}`", args.dir.display()),
        }
    }
    Ok(names)
}

fn globs(rules: &[String]) -> anyhow::Result<Option<GlobSet>> {
    if rules.is_empty() {
        return Ok(None);
    }
    let mut globs = GlobSetBuilder::new();
    for rule in rules {
        globs.add(Glob::new(rule).map_err(|error| anyhow!("bad glob of rule ids: {error}"))?);
    }
    Ok(Some(globs.build().context("the globs are sound each")?))
}

/// Accepts what comes of a case, or of it what some rules do. Returns whether that was allowed.
fn bless(case: &Case, checked: &Checked, rules: Option<&GlobSet>) -> anyhow::Result<bool> {
    if checked.is_fine() {
        return Ok(true);
    }
    if checked.settings.unchanged {
        tell(case, "must come out unchanged, and does not: mend the rules, or its settings.toml")?;
        return Ok(false);
    }
    match (&checked.expected, rules) {
        (Expected::Known(expected), Some(rules)) => {
            return bless_some(case, expected, checked, rules).map(|()| true);
        }
        (Expected::Missing(_) | Expected::Broken(_), Some(_)) => {
            tell(case, "has no valid output yet that rules could change")?;
        }
        (Expected::Known(_), None) => {
            case.write(&checked.actual)?;
            tell(case, &format!("accepted, {}", plural(checked.differences.len(), "difference")))?;
        }
        (Expected::Missing(_) | Expected::Broken(_), None) => {
            case.write(&checked.actual)?;
            tell(case, &format!("accepted, {}", places(&checked.actual)))?;
        }
    }
    Ok(true)
}

fn bless_some(case: &Case, expected: &Golden, checked: &Checked, rules: &GlobSet) -> anyhow::Result<()> {
    let merged = merge(expected, &checked.actual, |rule| rules.is_match(rule));
    if merged == *expected {
        return Ok(());
    }
    case.write(&merged)?;
    let left = differences(&merged, &checked.actual).len();
    let all = checked.differences.len();
    tell(case, &format!("accepted, {} of {}", all.saturating_sub(left), plural(all, "difference")))
}

fn tell(case: &Case, what: &str) -> anyhow::Result<()> {
    Ok(writeln!(anstream::stdout(), "{BOLD}{}{BOLD:#}: {what}", visible(&case.name))?)
}

/// How much goes out of an article.
pub(crate) fn places(golden: &Golden) -> String {
    match golden.record.marks.len() {
        0 => "nothing goes".to_owned(),
        1 => "1 place goes or is flagged".to_owned(),
        count => format!("{count} places go or are flagged"),
    }
}
