//! A few of the places that a change concerns: the same ones in every run.

use xxhash_rust::xxh3::xxh3_64;

use super::trace::Taken;
use crate::text::Span;

/// Of a place so many lines are shown, and of a line so many characters.
const LINES: usize = 6;
const CHARS: usize = 240;

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The rule takes the place, and did not.
    Plus,
    /// The rule took it, and does not any more.
    Minus,
}

/// A place that a change concerns, and the lines around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The document, and the line in it.
    pub place: String,
    /// The lines of the place, cut short.
    pub lines: Vec<String>,
    /// What stands in its place.
    pub with: String,
    /// Whether it is flagged and stays.
    pub is_flagged: bool,
    /// The line before, where it is known.
    pub before: Option<String>,
    /// The line behind.
    pub behind: Option<String>,
    /// Where the rule takes it or took it: whether the text as a whole goes or comes back with it. Otherwise other rules take it too.
    pub moves: bool,
    print: u64,
}

impl Sample {
    pub(super) fn new(taken: &Taken<'_>, document: &str, original: Option<&str>, moves: bool) -> Self {
        let text = taken.text.as_ref();
        let around = original.map(|original| around(original, taken.span));
        let (before, behind) = around.unwrap_or_default();
        Self {
            place: format!("{document}, line {}", taken.line),
            lines: shortened(text),
            with: excerpt(&taken.with),
            is_flagged: taken.is_flagged,
            before,
            behind,
            moves,
            print: xxh3_64(text.trim().as_bytes()),
        }
    }
}

/// Samples of one kind, at most so many, of different texts: those that move first, then those with the least fingerprints, each where it
/// stands first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Samples(Vec<Sample>);

impl Samples {
    pub(super) fn add(&mut self, sample: Sample, most: usize) {
        let key = |of: &Sample| (!of.moves, of.print);
        if let Some(at) = self.0.iter().position(|known| known.print == sample.print) {
            if key(&self.0[at]) <= key(&sample) {
                return;
            }
            self.0.remove(at);
        }
        let at = self.0.partition_point(|known| key(known) < key(&sample));
        if at < most {
            self.0.insert(at, sample);
            self.0.truncate(most);
        }
    }

    pub(super) fn all(&self) -> &[Sample] {
        &self.0
    }
}

fn shortened(text: &str) -> Vec<String> {
    let filled = |line: &&str| !line.trim().is_empty();
    let mut lines: Vec<String> =
        text.split(['\n', '\r']).filter(filled).take(LINES + 1).map(excerpt).collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…".to_owned());
    }
    lines
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(CHARS) {
        Some((end, _)) => Span::new(0, end).slice(text).to_owned() + "…",
        None => text.to_owned(),
    }
}

/// The filled lines before and behind a place.
fn around(original: &str, span: Span) -> (Option<String>, Option<String>) {
    let filled = |line: &&str| !line.trim().is_empty();
    let before = Span::new(0, span.start).slice(original).rsplit(['\n', '\r']).find(filled);
    let behind = Span::new(span.end, original.len()).slice(original).split(['\n', '\r']).find(filled);
    (before.map(excerpt), behind.map(excerpt))
}
