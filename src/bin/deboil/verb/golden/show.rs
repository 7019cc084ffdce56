//! What a golden case comes to, for a reader: its differences, and over all cases what each rule does otherwise than before.

use std::collections::BTreeMap;
use std::io::{self, Write};

use deboil::report::diff::fitted;
use deboil::report::golden::{Difference, StoryLine, story};
use deboil::report::visible;

use super::case::{Case, Expected};
use super::suite::Checked;
use crate::diagnose::{BOLD, DIM, GREEN, MAGENTA, RED};
use crate::screen;

/// Writes what is not as it should be about a case.
pub(crate) fn case(out: &mut impl Write, case: &Case, checked: &Checked) -> io::Result<()> {
    let what = match &checked.expected {
        Expected::Missing(files) => {
            format!("{} missing: nobody has said yet what must come of it", files.join(" and "))
        }
        Expected::Broken(why) => visible(why),
        Expected::Known(_) if checked.settings.unchanged => {
            "must come out unchanged, and does not".to_owned()
        }
        Expected::Known(_) => plural(checked.differences.len(), "difference"),
    };
    writeln!(out, "{BOLD}{}{BOLD:#}: {what}", visible(&case.name))?;
    differences(out, &checked.differences)
}

/// Writes differences in words.
pub(crate) fn differences<'d>(
    out: &mut impl Write,
    differences: impl IntoIterator<Item = &'d Difference>,
) -> io::Result<()> {
    let columns = screen::columns();
    for line in differences.into_iter().flat_map(story) {
        let style = match &line {
            StoryLine::Goes(_) => RED,
            StoryLine::Stays(_) => GREEN,
            StoryLine::Changed(_) => MAGENTA,
            StoryLine::Why(_) => DIM,
        };
        let indent = if matches!(line, StoryLine::Why(_)) { 10 } else { 8 };
        writeln!(out, "{style}{}{style:#}", fitted(line.text(), columns, indent))?;
    }
    Ok(())
}

/// Writes for each rule how many more and how many fewer places it holds on.
pub(crate) fn by_rule(out: &mut impl Write, differences: &[Difference]) -> io::Result<()> {
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for difference in differences {
        difference.new_rules().into_iter().for_each(|rule| rules.entry(rule).or_default().0 += 1);
        difference.lost_rules().into_iter().for_each(|rule| rules.entry(rule).or_default().1 += 1);
    }
    if !rules.is_empty() {
        writeln!(out, "{BOLD}by rule{BOLD:#}")?;
    }
    let width = rules.keys().map(|rule| rule.len()).max().unwrap_or(0);
    for (rule, (more, less)) in rules {
        let counts = [(more, "new"), (less, "gone")]
            .map(|(count, what)| (count > 0).then(|| format!("{count} {what}")));
        writeln!(out, "  {rule:width$}  {}", counts.into_iter().flatten().collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}

/// A number and what is counted.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
