//! What becomes of a stretch of text, and why.

use super::{ENOUGH, Guarded};
use crate::matcher::Capture;
use crate::rule::Severity;
use crate::text::Span;

/// What becomes of a stretch of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What the rules speak of: lines without their last line ending, or a part of a line.
    pub span: Span,
    /// Whether it is whole lines.
    pub whole_lines: bool,
    /// Number of its first physical line, from 1.
    pub line: usize,
    /// The rules that hold here, by the index they have among the rules of the run.
    pub held: Vec<Held>,
    /// The sum of the weights.
    pub score: f64,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What goes: `span`, or what no `keep` rule protects of it.
    pub cuts: Vec<Span>,
    /// What stays as fields of the result.
    pub captures: Vec<Capture>,
}

impl Decision {
    /// Whether no rule that holds is sure enough to act alone.
    pub fn is_guess(&self) -> bool {
        self.held.iter().all(|held| held.weight < ENOUGH)
    }

    /// The same text stays, for a reason.
    pub fn keep(&mut self, reason: KeepReason) {
        self.verdict = Verdict::Keep(reason);
        self.cuts.clear();
        self.captures.clear();
    }
}

/// A rule that holds, and what it weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Index of the rule.
    pub rule: usize,
    /// Its weight.
    pub weight: f64,
}

/// What becomes of a stretch of text.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It goes.
    Remove,
    /// It goes, and stays as fields of the result.
    Capture,
    /// It goes, and this takes its place.
    Replace(String),
    /// It stays and is reported.
    Flag(Severity),
    /// It stays.
    Keep(KeepReason),
}

impl Verdict {
    /// Whether text goes.
    pub fn cuts(&self) -> bool {
        matches!(self, Self::Remove | Self::Capture | Self::Replace(_))
    }
}

/// Why a stretch of text stays although a rule holds on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum KeepReason {
    /// The weights do not reach 1.
    Weak,
    /// The weights would reach 1, were it not for rules that speak for content.
    Content,
    /// Too much of the document would go by guesses, so none of them is followed.
    Guesses,
    /// A `keep` rule, by its index, holds on all of it.
    Rule(usize),
    /// A person decided so: on this line of the review file, or 0 where it is not from a file.
    Review(usize),
    /// A sentence goes on after it, as around a sign or a verse that an article shows.
    Sentence,
    /// It is no prose: code or front matter.
    Protected,
    /// The document is left alone.
    Guarded(Guarded),
}
