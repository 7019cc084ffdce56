//! Samples become the lines of small diffs, for a person.

use super::{Impact, Names, RuleImpact, Sample, Sign};
use crate::report::visible;

/// A line of the story of a change, and what it is. Safe for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoryLine {
    /// The id of a rule and what it counts.
    Rule(String),
    /// Where a sample stands.
    Place(String),
    /// A line of the text that stays.
    Kept(String),
    /// A line that goes and stayed.
    Gone(String),
    /// A line that went and stays, or that is put in.
    Back(String),
    /// A line of which other rules make the same as before.
    Same(String),
}

impl StoryLine {
    /// The words, with the sign of a diff before lines of the text.
    pub fn text(&self) -> String {
        match self {
            Self::Rule(text) | Self::Place(text) => text.clone(),
            Self::Kept(text) => format!("  {text}"),
            Self::Gone(text) => format!("- {text}"),
            Self::Back(text) => format!("+ {text}"),
            Self::Same(text) => format!("= {text}"),
        }
    }
}

/// For each rule that does something otherwise, those with most places first, some of its places.
pub fn story(impact: &Impact, names: &Names) -> Vec<StoryLine> {
    impact.moved(names).into_iter().flat_map(|(id, of)| told(id, of)).collect()
}

/// What is told of a rule: nothing where there are no samples of it.
pub(crate) fn told(id: &str, of: &RuleImpact) -> Vec<StoryLine> {
    let samples: Vec<StoryLine> = [Sign::Plus, Sign::Minus]
        .into_iter()
        .flat_map(|sign| of.samples(sign).iter().flat_map(move |sample| lines(sample, sign)))
        .collect();
    if samples.is_empty() {
        return samples;
    }
    let mut head = format!("{} +{} -{}", visible(id), of.plus, of.minus);
    if !of.being.word().is_empty() {
        head = format!("{head} ({})", of.being.word());
    }
    [vec![StoryLine::Rule(head)], samples].concat()
}

/// A sample as a small diff.
pub(super) fn lines(sample: &Sample, sign: Sign) -> Vec<StoryLine> {
    let what = match (sign, sample.is_flagged, sample.moves) {
        (Sign::Plus, true, _) => "flagged now",
        (Sign::Minus, true, _) => "no longer flagged",
        (Sign::Plus, _, true) => "taken now",
        (Sign::Minus, _, true) => "no longer taken",
        (Sign::Plus, _, false) => "taken now, as by other rules before",
        (Sign::Minus, _, false) => "no longer taken by it, but by other rules",
    };
    let mut lines = vec![StoryLine::Place(format!("{}: {what}", visible(&sample.place)))];
    let line = |text: &String| match (sample.moves, sign) {
        (true, Sign::Plus) => StoryLine::Gone(visible(text)),
        (true, Sign::Minus) => StoryLine::Back(visible(text)),
        (false, _) => StoryLine::Same(visible(text)),
    };
    lines.extend(sample.before.iter().map(|text| StoryLine::Kept(visible(text))));
    lines.extend(sample.lines.iter().map(line));
    let puts_in = !sample.is_flagged && !sample.with.is_empty();
    lines.extend(puts_in.then(|| {
        let with = visible(&sample.with);
        if sign == Sign::Plus { StoryLine::Back(with) } else { StoryLine::Gone(with) }
    }));
    lines.extend(sample.behind.iter().map(|text| StoryLine::Kept(visible(text))));
    lines
}
