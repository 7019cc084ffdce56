//! One rule, checked: what it looks for, what becomes of it, and the examples that prove it.

use serde::{Deserialize, Serialize};

use super::{Category, Confidence, Examples, RuleForm, Scope, Severity};
use crate::condition::{Audience, Context, Exception, Matcher, Near, Needle, Place};

/// What a rule has to say, and so when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// It may act alone, or speaks of more than a line: asked of every line.
    Act,
    /// It adds to what others say of a line: asked where all of its kind together could be enough.
    Hint,
    /// It speaks for what it stands on: asked where something would go.
    Spare,
}

impl Purpose {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 3] = [Self::Act, Self::Hint, Self::Spare];
}

/// A checked rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RuleForm", into = "RuleForm")]
pub struct Rule {
    /// Name within its pack until [`super::read_packs`] has read the pack; then the full id, `<pack>/<id>`.
    pub id: String,
    /// A sentence for the reader of a report.
    pub title: String,
    /// Kind of boilerplate.
    pub category: Category,
    /// How sure it is.
    pub confidence: Confidence,
    /// What a finding adds to its unit; below zero it speaks for content.
    pub weight: f64,
    /// What becomes of what it finds.
    pub action: Action,
    /// How much goes.
    pub scope: Scope,
    /// The documents it is for.
    pub audience: Audience,
    /// What it looks for; a sequence has classes instead.
    pub matcher: Option<Matcher>,
    /// Where that must stand.
    pub place: Option<Place>,
    /// How sure it is outside that place; nothing where it does not hold there.
    pub elsewhere: Option<Confidence>,
    /// What the rest of the document must say about it.
    pub context: Option<Context>,
    /// What must stand beside it.
    pub near: Option<Near>,
    /// What must not hold.
    pub unless: Vec<Exception>,
    /// In how many documents of the site the line must stand.
    pub repeats: Option<u32>,
    /// Whether the line must repeat the document's title.
    pub repeats_title: bool,
    /// Free labels.
    pub tags: Vec<String>,
    /// Addresses that explain the rule.
    pub refs: Vec<String>,
    /// What proves it.
    pub examples: Examples,
}

impl Rule {
    /// Whether its patterns look at raw lines.
    pub fn is_raw(&self) -> bool {
        self.matcher.as_ref().is_some_and(|matcher| matcher.raw)
    }

    /// What it has to say.
    pub fn purpose(&self) -> Purpose {
        let asks_found = self.near.as_ref().is_some_and(|near| near.found);
        let speaks_for = self.weight < 0.0 || self.action == Action::Keep;
        if speaks_for && !asks_found && matches!(self.scope, Scope::Line | Scope::Span(..)) {
            Purpose::Spare
        } else if (0.0..1.0).contains(&self.weight)
            && self.action == Action::Remove
            && self.scope == Scope::Line
        {
            Purpose::Hint
        } else {
            Purpose::Act
        }
    }

    /// The most words of a line on which it can hold.
    pub fn max_words(&self) -> usize {
        match &self.matcher {
            // Its bounds are those of what stands in the bracket.
            Some(matcher) if !self.takes_brackets() => matcher.max_words(),
            _ => usize::MAX,
        }
    }

    /// Whether it looks at what stands in brackets of a line, not at the line.
    pub fn takes_brackets(&self) -> bool {
        matches!(self.scope, Scope::Span(Some(_), _))
    }

    /// The literals of its patterns, each with the number of its pattern.
    pub fn needles(&self) -> impl Iterator<Item = (u32, Needle<'_>)> {
        // The start of what stands in a bracket is not the start of the line.
        let is_bracket = self.takes_brackets();
        let needles = self.matcher.iter().flat_map(|matcher| matcher.patterns.needles());
        needles.map(move |(pattern, needle)| {
            (pattern, Needle { at_start: needle.at_start && !is_bracket, ..needle })
        })
    }
}

/// What becomes of what a rule finds; a later one gives way to an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It stays, whatever other rules say.
    Keep,
    /// It goes, and stays as a field of the result: the whole text under this name, named groups under their own.
    Capture(Option<String>),
    /// This takes its place.
    Replace(String),
    /// It goes.
    Remove,
    /// It stays and is reported.
    Flag(Severity),
}

impl Action {
    /// The name in rule files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Capture(_) => "capture",
            Self::Replace(_) => "replace",
            Self::Remove => "remove",
            Self::Flag(_) => "flag",
        }
    }
}
