//! The one matcher type: phrases and patterns of which one must hold, and measures that must all hold.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::phrase::Anchor;
use super::{Bounds, Count, On, Pattern, Patterns, Share, Side, Unit, Unmet};

/// A compiled matcher: one of its patterns must hold (if it has any), and all of its measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher {
    /// Alternatives, of which one must be found.
    pub patterns: Patterns,
    /// Whether the patterns look at the raw line.
    pub raw: bool,
    measures: Measures,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Measures {
    words: Option<Count>,
    chars: Option<Count>,
    links: Option<Count>,
    link_density: Option<Share>,
    caps: Option<Share>,
    capitalised: Option<Share>,
    digits: Option<Share>,
    ends: Option<Ending>,
}

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// In sentence punctuation.
    Sentence,
    /// Without.
    Open,
}

/// A matcher as it is written in a rule file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Matcher")]
pub struct MatcherForm {
    /// The line is one of these phrases.
    pub line: Vec<String>,
    /// The line starts with one of these phrases.
    pub prefix: Vec<String>,
    /// The line ends with one of these phrases.
    pub suffix: Vec<String>,
    /// The line contains one of these phrases.
    pub contains: Vec<String>,
    /// One of these patterns is found in the line.
    pub regex: Vec<String>,
    /// Patterns look at the line as it is, not at its folded view.
    pub raw: bool,
    /// Number of words.
    pub words: Option<Count>,
    /// Number of characters.
    pub chars: Option<Count>,
    /// Number of links.
    pub links: Option<Count>,
    /// Share of the characters that stand in links.
    pub link_density: Option<Share>,
    /// Share of upper-case letters.
    pub caps: Option<Share>,
    /// Share of the words that begin with an upper-case letter.
    pub capitalised: Option<Share>,
    /// Share of the characters that are digits.
    pub digits: Option<Share>,
    /// How the line ends.
    pub ends: Option<Ending>,
    /// Only in `unless`: what the exception is asked of.
    pub on: Option<On>,
    /// Only in `unless` with `on = "near"`: how many lines away.
    pub within: Option<usize>,
    /// Only in `unless` with `on = "near"`: on which side only.
    pub side: Option<Side>,
}

impl Matcher {
    /// Whether it holds for a unit, and if not, what fails: the measures, which cost least, come first. Where only some of its
    /// patterns can be found, their numbers are given.
    pub fn test(&self, unit: &Unit<'_>, patterns: Option<&[u32]>) -> Result<(), Unmet> {
        self.measures.test(unit)?;
        let is_found = |&pattern: &u32| self.is_found(pattern as usize, unit);
        let is_found = match patterns {
            Some(patterns) => self.patterns.is_empty() || patterns.iter().any(is_found),
            None => self.has_pattern(unit),
        };
        if is_found { Ok(()) } else { Err(Unmet::Pattern) }
    }

    /// Whether it holds for a unit.
    pub fn holds(&self, unit: &Unit<'_>) -> bool {
        unit.shape().few_words() <= self.max_words() && self.test(unit, None).is_ok()
    }

    /// The most words that it allows.
    pub fn max_words(&self) -> usize {
        self.measures.words.and_then(|words| words.max).unwrap_or(usize::MAX)
    }

    /// The bounds of the number of words.
    pub fn words(&self) -> Option<Count> {
        self.measures.words
    }

    /// How a text ends on which it holds.
    pub fn ends(&self) -> Option<Ending> {
        self.measures.ends
    }

    /// Whether one of its patterns is found, or it has none; the measures are left aside.
    pub fn has_pattern(&self, unit: &Unit<'_>) -> bool {
        self.patterns.is_empty() || (0..self.patterns.len()).any(|pattern| self.is_found(pattern, unit))
    }

    fn is_found(&self, pattern: usize, unit: &Unit<'_>) -> bool {
        let text = self.subject(unit);
        let triples = || if self.raw { unit.known.raw_triples(text) } else { unit.known.triples(text) };
        self.patterns.is_found(pattern, text, triples)
    }

    /// The text that its patterns look at.
    pub fn subject<'u>(&self, unit: &Unit<'u>) -> &'u str {
        if self.raw { unit.raw } else { unit.folded.text() }
    }

    /// Whether it asks for the number of words or characters to have an upper bound.
    pub fn is_bounded(&self) -> bool {
        [self.measures.words, self.measures.chars].iter().flatten().any(|count| count.max.is_some())
    }
}

impl Measures {
    fn test(&self, unit: &Unit<'_>) -> Result<(), Unmet> {
        let shape = unit.shape();
        count("the number of words", self.words, || shape.words())?;
        count("the number of characters", self.chars, || shape.chars())?;
        count("the number of links", self.links, || shape.links())?;
        share("the share of links", self.link_density, || shape.link_density())?;
        share("the share of capitals", self.caps, || shape.caps())?;
        share("the share of capitalised words", self.capitalised, || shape.capitalised())?;
        share("the share of digits", self.digits, || shape.digits())?;
        match self.ends {
            Some(ending) if (ending == Ending::Sentence) != shape.ends_sentence() => {
                Err(Unmet::Ending(ending))
            }
            _ => Ok(()),
        }
    }
}

#[allow(clippy::cast_precision_loss)] // For a message.
fn count(name: &'static str, bounds: Option<Count>, measure: impl Fn() -> usize) -> Result<(), Unmet> {
    match bounds.map(|bounds| (bounds, measure())) {
        Some((bounds, value)) if !bounds.holds(value) => {
            Err(Unmet::Measure(name, value as f64, Bounds::Count(bounds)))
        }
        _ => Ok(()),
    }
}

fn share(name: &'static str, bounds: Option<Share>, measure: impl Fn() -> f64) -> Result<(), Unmet> {
    match bounds.map(|bounds| (bounds, measure())) {
        Some((bounds, value)) if !bounds.holds(value) => {
            Err(Unmet::Measure(name, value, Bounds::Share(bounds)))
        }
        _ => Ok(()),
    }
}

impl TryFrom<MatcherForm> for Matcher {
    type Error = String;

    fn try_from(form: MatcherForm) -> Result<Self, String> {
        if form.on.is_some() || form.within.is_some() || form.side.is_some() {
            return Err("`on`, `within` and `side` belong in the matchers of `unless`".to_owned());
        }
        Self::from_form(&form)
    }
}

impl Matcher {
    /// The working form of what is written, `on`, `within` and `side` left aside.
    pub(super) fn from_form(form: &MatcherForm) -> Result<Self, String> {
        let phrases = [
            (Anchor::Line, &form.line),
            (Anchor::Prefix, &form.prefix),
            (Anchor::Suffix, &form.suffix),
            (Anchor::Anywhere, &form.contains),
        ];
        let mut patterns = Vec::new();
        for (anchor, list) in phrases {
            for phrase in list {
                patterns.push(Pattern::phrase(phrase, anchor, form.raw)?);
            }
        }
        for regex in &form.regex {
            patterns.push(Pattern::regex(regex, form.raw)?);
        }
        let &MatcherForm { words, chars, links, link_density, caps, capitalised, digits, ends, raw, .. } =
            form;
        let measures = Measures { words, chars, links, link_density, caps, capitalised, digits, ends };
        if patterns.is_empty() && measures == Measures::default() {
            return Err("a matcher needs a phrase, a pattern or a measure".to_owned());
        }
        Ok(Self { patterns: Patterns::new(patterns), raw, measures })
    }
}

impl<'de> Deserialize<'de> for Matcher {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            MatcherForm::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
        } else {
            let (patterns, raw, measures) = Deserialize::deserialize(deserializer)?;
            Ok(Self { patterns, raw, measures })
        }
    }
}

/// The compiled form, for the packs that are built in.
impl Serialize for Matcher {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.patterns, self.raw, &self.measures).serialize(serializer)
    }
}

impl JsonSchema for Matcher {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        MatcherForm::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        MatcherForm::json_schema(generator)
    }
}
