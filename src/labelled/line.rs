//! The lines of a text are told apart: what stands in a reference text is content, what does not is boilerplate.

use std::collections::HashMap;

use super::gold::{GRAM, Gold, Numbers};
use super::word::{Word, words};
use crate::text::Span;

/// From this share of its words on that are found in the reference a line is content.
const CONTENT: f64 = 0.8;
/// Up to this share it is boilerplate.
const BOILERPLATE: f64 = 0.2;
/// So many words beside a short line are looked at.
const BESIDE: usize = 3;

/// A line that is not blank.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where it stands, without blanks at its ends.
    pub span: Span,
    /// What it is.
    pub label: Label,
    /// Its words; in a line that is content not all need be.
    pub words: Vec<LineWord>,
    /// Length in characters.
    pub chars: usize,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Part of the article.
    Content,
    /// Not part of it.
    Boilerplate,
    /// Partly the one, partly the other.
    Mixed,
    /// Not known: no words, short and found by chance, said again, or left to the reader.
    Unknown,
}

/// A word of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineWord {
    /// Where it stands.
    pub span: Span,
    /// Its length, folded, in characters.
    pub chars: usize,
    /// Whether it is content.
    pub is_content: bool,
}

impl Line {
    /// The words, each with its share of the characters of the line: the length of the line is shared out by those of the words.
    #[allow(clippy::cast_precision_loss)] // Lines are shorter than 2^52.
    pub fn weighed(&self) -> impl Iterator<Item = (LineWord, f64)> {
        let whole: usize = self.words.iter().map(|word| word.chars).sum();
        self.words.iter().map(move |&word| (word, self.chars as f64 * word.chars as f64 / whole as f64))
    }
}

impl LineWord {
    pub(super) fn new(word: &Word, is_content: bool) -> Self {
        Self { span: word.span, chars: word.text.chars().count(), is_content }
    }
}

/// The lines of a text, each with what it is by a reference text. What stands in `optional` may be kept or not: it is unknown.
pub fn lines(text: &str, gold: &str, optional: &str) -> Vec<Line> {
    let mut numbers = Numbers::default();
    let references = References {
        gold: Gold::new(gold, &mut numbers),
        optional: (!optional.is_empty()).then(|| Gold::new(optional, &mut numbers)),
    };
    let spans: Vec<(Span, Vec<Word>)> = text_lines(text).map(|span| (span, words(text, span))).collect();
    let mut all = Vec::new();
    let mut starts = Vec::new();
    for (_, words) in &spans {
        starts.push(all.len());
        all.extend(words.iter().map(|word| numbers.of(&word.text)));
    }
    let mut seen: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut lines = Vec::new();
    for ((span, words), start) in spans.into_iter().zip(starts) {
        let end = start + words.len();
        let mut found = references.judge(&all, start, end);
        if found.label == Label::Content && !found.is_broken {
            let times = seen.entry(all[start..end].to_vec()).or_default();
            *times += 1;
            if *times > references.gold.count(&all[start..end]).max(1) {
                found.label = Label::Unknown;
            }
        }
        let chars = span.slice(text).chars().count();
        let words = words
            .iter()
            .zip(found.covered)
            .map(|(word, is_content)| LineWord::new(word, is_content))
            .collect();
        lines.push(Line { span, label: found.label, words, chars });
    }
    lines
}

/// The lines of a text that are not blank, without the blanks at their ends.
pub(super) fn text_lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let is_break =
        |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    text.split(is_break).filter_map(move |line| {
        let line = line.trim_matches(is_blank);
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        (!line.is_empty()).then(|| Span::new(start, start + line.len()))
    })
}

/// Whether a character is a blank; separators of records and units are.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

struct References {
    gold: Gold,
    optional: Option<Gold>,
}

/// What is found of a line.
struct Found {
    label: Label,
    /// Of each word, whether it is content.
    covered: Vec<bool>,
    /// Whether it is short, and content because of what stands beside it.
    is_broken: bool,
}

impl References {
    /// What the words `start..end` of a text are that are a line.
    fn judge(&self, all: &[u32], start: usize, end: usize) -> Found {
        let line = &all[start..end];
        let mut found = if line.is_empty() {
            Found { label: Label::Unknown, covered: Vec::new(), is_broken: false }
        } else if line.len() >= GRAM {
            self.judge_long(line)
        } else {
            self.judge_short(all, start, end)
        };
        if found.label != Label::Content && !line.is_empty() && self.is_optional(line) {
            found.label = Label::Unknown;
        }
        found
    }

    fn judge_long(&self, line: &[u32]) -> Found {
        let covered = self.gold.cover(line);
        let share = share(&covered);
        if share < CONTENT && self.gold.has(line) {
            return Found { label: Label::Content, covered: vec![true; line.len()], is_broken: false };
        }
        let label = match share {
            share if share >= CONTENT => Label::Content,
            share if share <= BOILERPLATE => Label::Boilerplate,
            _ => Label::Mixed,
        };
        Found { label, covered, is_broken: false }
    }

    /// A line that is shorter than a row that is looked for: it must be a line there too, or go on as it does here.
    fn judge_short(&self, all: &[u32], start: usize, end: usize) -> Found {
        let before = &all[start.saturating_sub(BESIDE)..end];
        let after = &all[start..(end + BESIDE).min(all.len())];
        let goes_on = |with: &[u32]| with.len() > end - start + 1 && self.gold.has(with);
        let (label, is_broken) = if self.gold.has_line(&all[start..end]) {
            (Label::Content, false)
        } else if !self.gold.has(&all[start..end]) {
            (Label::Boilerplate, false)
        } else if goes_on(before) || goes_on(after) {
            (Label::Content, true)
        } else {
            (Label::Unknown, false)
        };
        Found { label, covered: vec![label == Label::Content; end - start], is_broken }
    }

    fn is_optional(&self, line: &[u32]) -> bool {
        self.optional.as_ref().is_some_and(|optional| {
            (line.len() >= GRAM && share(&optional.cover(line)) >= CONTENT)
                || optional.has_line(line)
                || optional.has(line)
        })
    }
}

#[allow(clippy::cast_precision_loss)] // Lines are shorter than 2^52.
fn share(covered: &[bool]) -> f64 {
    covered.iter().filter(|&&is_covered| is_covered).count() as f64 / covered.len() as f64
}

#[cfg(test)]
mod tests {
    use super::Label::{Boilerplate, Content, Mixed, Unknown};
    use super::*;

    fn labels(text: &str, gold: &str, optional: &str) -> Vec<Label> {
        lines(text, gold, optional).into_iter().map(|line| line.label).collect()
    }

    #[test]
    fn tells_what_stands_in_the_reference_from_what_does_not() {
        let gold = "The ferry sailed at noon with a piano.\n\nNobody waved.";
        let text = "The ferry sailed at noon with a piano.\nSign up for our letter today\nThe ferry sailed at noon; sign up for more\nNobody waved.\n***\n";
        assert_eq!(labels(text, gold, ""), [Content, Boilerplate, Mixed, Content, Unknown]);
    }

    #[test]
    fn takes_a_short_line_for_content_only_where_it_goes_on_as_in_the_reference() {
        let gold = "The ferry sailed at noon with a piano on board, and more will come.";
        assert_eq!(labels("The ferry\nsailed at noon with a piano\nmore\n", gold, "")[..2], [Content; 2]);
        assert_eq!(labels("Share\nmore\nPrint", gold, "")[1], Unknown);
    }

    #[test]
    fn does_not_know_what_is_said_again_or_may_be_kept_or_not() {
        let text =
            "Why the ferry is painted green\nWhy the ferry is painted green\nIt always was like that\n";
        let found = labels(text, "Why the ferry is painted green", "It always was like that");
        assert_eq!(found, [Content, Unknown, Unknown]);
    }

    #[test]
    fn shares_the_characters_of_a_line_out_to_its_words() {
        let line = &lines("ab, cdef!", "other", "")[0];
        let chars: Vec<f64> = line.weighed().map(|(_, chars)| chars).collect();
        assert_eq!(chars, [3.0, 6.0]);
    }
}
