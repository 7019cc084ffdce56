//! The bill of a line in words: what every rule that held added, what the sum came to, and what nearly held.

use super::ledger::keep_note;
use super::{excerpt, visible};
use crate::cleaner::Bill;
use crate::decision::{Decision, KeepReason, Verdict};
use crate::rule::Rule;

/// A line of a bill, and what it is, for whoever colours it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BillLine {
    /// The line of the document.
    Subject(String),
    /// What becomes of it.
    Verdict(String),
    /// A rule that held, and its weight.
    Held(String),
    /// A rule that nearly held, and what failed.
    Miss(String),
}

impl BillLine {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Self::Subject(text) | Self::Verdict(text) | Self::Held(text) | Self::Miss(text) => text,
        }
    }
}

/// A bill in words, without colours and safe for a terminal.
pub fn bill_lines(bill: &Bill, text: &str, rules: &[Rule]) -> Vec<BillLine> {
    let mut lines = vec![BillLine::Subject(format!("{:>5}  {}", bill.line, visible(bill.span.slice(text))))];
    for decision in &bill.decisions {
        let part =
            if decision.span == bill.span { String::new() } else { format!(" {}", part(decision, text)) };
        lines.push(BillLine::Verdict(format!("       {}{part}", verdict(decision, rules))));
        for held in &decision.held {
            let rule = &rules[held.rule];
            lines.push(BillLine::Held(format!("       {:>+6.2}  {}  {}", held.weight, rule.id, rule.title)));
        }
        lines.push(BillLine::Held(format!("       {:>+6.2}  is the sum; from 1 on it acts", decision.score)));
    }
    for miss in &bill.misses {
        lines.push(BillLine::Miss(format!("       nearly  {}: {}", rules[miss.rule].id, miss.unmet)));
    }
    lines
}

fn verdict(decision: &Decision, rules: &[Rule]) -> String {
    match &decision.verdict {
        Verdict::Remove => "removed".to_owned(),
        Verdict::Capture => {
            let fields: Vec<&str> = decision.captures.iter().map(|capture| capture.field.as_str()).collect();
            format!("removed, kept as {}", fields.join(", "))
        }
        Verdict::Replace(with) => format!("replaced with {}", visible(with)),
        Verdict::Flag(_) => "flagged".to_owned(),
        Verdict::Keep(reason @ KeepReason::Review(_)) => keep_note(*reason, rules).into_owned(),
        Verdict::Keep(reason) => format!("kept: {}", keep_note(*reason, rules)),
    }
}

/// The part of a line, or the many lines, that a decision is about.
fn part(decision: &Decision, text: &str) -> String {
    const SHOWN: usize = 60;
    format!("`{}`", excerpt(decision.span.slice(text), SHOWN))
}
