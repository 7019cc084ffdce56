//! The form by rule: all that a rule takes, over many documents.

use std::collections::BTreeMap;

use super::line::shown;
use super::reasons::reasons_of;
use super::{Compared, DiffLine, Tone};
use crate::report::{Reason, visible};
use crate::text::Span;

/// What went, by rule. Those of many documents can be added up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ByRule {
    groups: BTreeMap<String, Group>,
}

#[derive(Debug, Clone, PartialEq)]
struct Group {
    reason: Reason,
    documents: usize,
    removals: Vec<Removal>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Removal {
    place: String,
    text: String,
    with: String,
    /// Other rules that hold on it.
    others: Vec<String>,
}

impl ByRule {
    /// What went of a document. What several rules take together is under each of them.
    pub fn of(compared: &Compared<'_>) -> Self {
        let mut by_rule = Self::default();
        for (at, edit) in compared.outcome.edits.iter().enumerate() {
            let reasons: Vec<Reason> =
                reasons_of(compared, at..at + 1).into_iter().filter(|reason| reason.weight > 0.0).collect();
            for reason in &reasons {
                let others = reasons.iter().filter(|other| *other != reason).map(|other| other.rule.clone());
                let removal = Removal {
                    place: place(compared, edit.span),
                    text: edit.span.slice(compared.original).to_owned(),
                    with: edit.with.clone(),
                    others: others.collect(),
                };
                by_rule.group(reason, 1).removals.push(removal);
            }
        }
        by_rule
    }

    /// Adds what went of further documents.
    pub fn add(&mut self, other: Self) {
        for Group { reason, documents, removals } in other.groups.into_values() {
            let group = self.group(&reason, 0);
            group.documents += documents;
            group.removals.extend(removals);
        }
    }

    /// The removals of each rule under its name, in the order of names; at most `width` columns wide. Safe for a terminal.
    pub fn lines(&self, width: Option<usize>) -> Vec<DiffLine> {
        let mut lines = Vec::new();
        for group in self.groups.values() {
            if !lines.is_empty() {
                lines.push(DiffLine::default());
            }
            lines.extend(group.head().iter().flat_map(|line| line.on_screen(width, 2)));
            for removal in &group.removals {
                lines.extend(removal.lines().iter().flat_map(|line| line.on_screen(width, 6)));
            }
        }
        lines
    }

    fn group(&mut self, reason: &Reason, documents: usize) -> &mut Group {
        let new = || Group { reason: reason.clone(), documents, removals: Vec::new() };
        self.groups.entry(reason.rule.clone()).or_insert_with(new)
    }
}

impl Group {
    fn head(&self) -> [DiffLine; 2] {
        let Reason { rule, category, title, weight } = &self.reason;
        let plural =
            |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        let counts =
            format!("{} in {}", plural(self.removals.len(), "place"), plural(self.documents, "document"));
        [
            DiffLine::new(Tone::Head, visible(rule))
                .with(Tone::Hunk, format!("  {category} {weight:.2}  {counts}")),
            DiffLine::new(Tone::Note, format!("  {}", visible(title))),
        ]
    }
}

impl Removal {
    fn lines(&self) -> Vec<DiffLine> {
        let others =
            if self.others.is_empty() { String::new() } else { format!("  with {}", self.others.join(", ")) };
        let mut lines =
            vec![DiffLine::new(Tone::Hunk, format!("  {}", visible(&self.place))).with(Tone::Note, others)];
        let signed =
            |tone, sign: char, text: &str| DiffLine::new(tone, format!("    {sign} {}", shown(text)));
        let filled = |text: &'_ str| -> Vec<String> {
            text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
        };
        lines.extend(filled(&self.text).iter().map(|line| signed(Tone::Removed, '-', line)));
        lines.extend(filled(&self.with).iter().map(|line| signed(Tone::Added, '+', line)));
        lines
    }
}

/// Where a stretch stands, from its first line that is not blank.
fn place(compared: &Compared<'_>, span: Span) -> String {
    let text = span.slice(compared.original);
    let start = span.start + (text.len() - text.trim_start().len());
    let before = Span::new(0, start.min(span.end)).slice(compared.original);
    let lines = super::lines::lines(before, super::lines::Ends::Any);
    let whole = lines.iter().filter(|line| line.slice(before).ends_with(['\n', '\r'])).count();
    let separator = if compared.label.record.is_some() { ", line " } else { ":" };
    format!("{}{separator}{}", compared.label, whole + 1)
}
