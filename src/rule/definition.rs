//! What a rule says, checked: what it looks for, what becomes of it, and the examples that prove it.

use serde::{Deserialize, Serialize};

use super::head::Head;
use super::{Category, Confidence, Examples, RuleForm, Scope, Severity};
use crate::condition::{Audience, Context, Exception, Matcher, Near, Needle, Patterns, Place};

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

/// What a checked rule says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RuleForm", into = "RuleForm")]
pub struct Definition {
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

impl Definition {
    /// What is known of it without a look at the whole.
    pub fn head(&self) -> Head<'_> {
        let patterns = self.matcher.as_ref().map(|matcher| &matcher.patterns);
        Head {
            id: &self.id,
            kind: self.category.kind(),
            confidence: self.confidence,
            elsewhere: self.elsewhere,
            weight: self.weight,
            purpose: self.purpose(),
            audience: None,
            asks_repeats: self.repeats.is_some(),
            valid: self.audience.valid,
            place: self.place,
            is_paragraph: self.scope == Scope::Paragraph,
            is_sequence: matches!(self.scope, Scope::Sequence(_)),
            asks_found: self.near.as_ref().is_some_and(|near| near.found),
            reach: self.near.as_ref().map_or(0, |near| near.within),
            takes_other: self.near.as_ref().is_some_and(|near| near.any.is_some()),
            is_run: matches!(self.scope, Scope::Run(_)),
            is_raw: self.is_raw(),
            takes_brackets: self.takes_brackets(),
            words: self.matcher.as_ref().and_then(Matcher::words),
            ends: self.matcher.as_ref().and_then(Matcher::ends),
            loose: patterns.map_or(&[], Patterns::loose),
            loose_begins: patterns.and_then(Patterns::loose_begins),
            has_patterns: patterns.is_some_and(|patterns| !patterns.is_empty()),
            prebuilt: patterns.and_then(Patterns::prebuilt),
        }
    }

    /// All the matchers that it has.
    pub fn matchers_mut(&mut self) -> impl Iterator<Item = &mut Matcher> {
        let Self { matcher, near, unless, scope, .. } = self;
        let of_scope: Vec<&mut Matcher> = match scope {
            Scope::Region(region) => {
                let confirm = region.confirm.as_mut().map(|confirm| &mut confirm.any);
                region.until.iter_mut().chain(confirm).collect()
            }
            Scope::Sequence(sequence) => sequence.classes.values_mut().collect(),
            _ => Vec::new(),
        };
        let near = near.iter_mut().filter_map(|near| near.any.as_mut());
        let unless = unless.iter_mut().map(|exception| &mut exception.matcher);
        matcher.iter_mut().chain(near).chain(unless).chain(of_scope)
    }

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
        self.head().max_words()
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
