//! Outcomes become the summary of a run.

use std::collections::BTreeMap;
use std::fmt;

use crate::cleaner::Outcome;
use crate::decision::Verdict;
use crate::rule::Rule;

/// Counts of a run; summaries of its parts can be added up in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Documents that were cleaned.
    pub documents: usize,
    /// Of these the ones of which something went.
    pub changed: usize,
    /// Of these the ones that the guard left alone.
    pub guarded: usize,
    /// Places that were flagged.
    pub flagged: usize,
    /// Bytes of all original texts.
    pub bytes: usize,
    /// Inputs and records that could not be read.
    pub errors: usize,
    /// What went, by category.
    pub categories: BTreeMap<String, Tally>,
}

/// Places and bytes that went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Lines, paragraphs, regions or parts of lines.
    pub places: usize,
    /// Physical lines, wholly or in part.
    pub lines: usize,
    /// Bytes.
    pub bytes: usize,
}

impl Summary {
    /// The summary of one outcome. What several rules hold on counts for the heaviest of them, the first by id if they weigh the same.
    pub fn of(outcome: &Outcome<'_>, original: &str, rules: &[Rule]) -> Self {
        let flagged =
            outcome.decisions.iter().filter(|decision| matches!(decision.verdict, Verdict::Flag(_)));
        let mut summary = Self {
            documents: 1,
            changed: usize::from(outcome.is_changed()),
            guarded: usize::from(outcome.guarded.is_some()),
            flagged: flagged.count(),
            bytes: original.len(),
            ..Self::default()
        };
        for edit in &outcome.edits {
            let held = edit.decisions.iter().flat_map(|&at| &outcome.decisions[at].held);
            let heaviest = held.min_by(|a, b| b.weight.total_cmp(&a.weight).then(a.rule.cmp(&b.rule)));
            // Blanks that went with their neighbours come from no decision.
            let Some(heaviest) = heaviest else { continue };
            let tally =
                summary.categories.entry(rules[heaviest.rule].category.as_str().to_owned()).or_default();
            tally.places += 1;
            tally.lines += edit.span.slice(original).lines().count();
            tally.bytes += edit.span.len();
        }
        summary
    }

    /// What went, in words: lines and bytes of all categories.
    pub fn removed(&self) -> String {
        let (lines, bytes) = self
            .categories
            .values()
            .fold((0, 0), |(lines, bytes), tally| (lines + tally.lines, bytes + tally.bytes));
        format!("{} and {} of {} removed", plural(lines, "line"), plural(bytes, "byte"), self.bytes)
    }

    /// Adds the counts of another part of the run.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.guarded += other.guarded;
        self.flagged += other.flagged;
        self.bytes += other.bytes;
        self.errors += other.errors;
        for (category, tally) in &other.categories {
            let sum = self.categories.entry(category.clone()).or_default();
            sum.places += tally.places;
            sum.lines += tally.lines;
            sum.bytes += tally.bytes;
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} changed", self.changed, plural(self.documents, "document"))?;
        write!(f, ": {}", self.removed())?;
        for (count, what) in
            [(self.flagged, "flagged"), (self.guarded, "left alone by the guard"), (self.errors, "in error")]
        {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        let width = self.categories.keys().map(String::len).max().unwrap_or(0);
        for (category, tally) in &self.categories {
            write!(
                f,
                "\n  {category:width$}  {:>6}  {:>9}",
                plural(tally.lines, "line"),
                plural(tally.bytes, "byte")
            )?;
        }
        Ok(())
    }
}

/// A count and what is counted.
pub(super) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
