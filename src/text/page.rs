//! A text laid out: its lines and paragraphs, with the folded view of each line made when it is asked for.

use std::cell::OnceCell;
use std::ops::Range;

use memchr::memchr2_iter;

use super::shape::{ends_sentence, words};
use super::{Folded, Known, Shape, Span, Vocabulary};

/// Nobody wraps text at more columns than this; a text with longer lines has a paragraph a line.
const WRAP_COLUMNS: usize = 100;
/// Nor at fewer.
const MIN_WRAP_COLUMNS: usize = 40;
/// Words of a line that ends like a sentence, from which on it is prose and not a note at the end.
const PROSE_WORDS: usize = 15;
/// Words of a line that begins with a small letter and ends like a sentence, from which on it is the rest of one.
const CLAUSE_WORDS: usize = 6;

/// A line that is not blank. Sentences that were hard-wrapped over several physical lines are one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its text, without the line ending.
    pub span: Span,
    /// Its text and its line ending.
    pub full: Span,
    /// Number of its first physical line, from 1.
    pub number: usize,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// Number of blank physical lines right before it.
    pub blanks_before: usize,
}

/// A text laid out in lines and paragraphs.
#[derive(Debug)]
pub struct Page<'a> {
    text: &'a str,
    lines: Vec<Line>,
    paragraphs: Vec<Range<usize>>,
    folded: Vec<OnceCell<Folded<'a>>>,
    known: Vec<Known>,
    prose: OnceCell<Option<Prose>>,
    vocabulary: OnceCell<Vocabulary>,
}

/// Where the prose of a text stands, and how much of the text it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prose {
    /// Index of its first line.
    pub first: usize,
    /// Index of its last line.
    pub last: usize,
    /// Share of the words that stand in lines of prose, 0 to 1.
    pub share: f64,
    /// Share of the words that stand before its first line, 0 to 1.
    pub head: f64,
    /// Share of the words that stand after its last line, 0 to 1.
    pub tail: f64,
}

impl<'a> Page<'a> {
    /// Lays out `text`. Lines end in LF, CRLF or CR.
    pub fn new(text: &'a str) -> Self {
        let mut page = Self {
            text,
            lines: Vec::new(),
            paragraphs: Vec::new(),
            folded: Vec::new(),
            known: Vec::new(),
            prose: OnceCell::new(),
            vocabulary: OnceCell::new(),
        };
        let mut run = Vec::new();
        for line in physical_lines(text) {
            if !line.span.slice(text).chars().all(|c| c.is_whitespace() || super::folds_away(c)) {
                run.push(line);
            } else if !run.is_empty() {
                page.lay_out(&run);
                run.clear();
            }
        }
        page.lay_out(&run);
        page.folded.resize_with(page.lines.len(), OnceCell::new);
        page.known.resize_with(page.lines.len(), Known::default);
        page
    }

    /// Takes over what an earlier page knows of the lines that it had as well; `earlier` tells which those are.
    pub fn take_known(&mut self, before: &mut Self, earlier: impl Fn(usize) -> Option<usize>) {
        for line in 0..self.lines.len() {
            if let Some(known) = earlier(line).filter(|&known| known < before.lines.len()) {
                self.folded[line] = std::mem::take(&mut before.folded[known]);
                self.known[line] = std::mem::take(&mut before.known[known]);
            }
        }
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// All lines that are not blank, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The paragraphs: ranges of indexes of lines, in order.
    pub fn paragraphs(&self) -> &[Range<usize>] {
        &self.paragraphs
    }

    /// Text of a line.
    pub fn raw(&self, line: usize) -> &'a str {
        self.lines.get(line).map_or("", |line| line.span.slice(self.text))
    }

    /// Folded view of a line.
    pub fn folded(&self, line: usize) -> &Folded<'a> {
        self.folded[line].get_or_init(|| Folded::new(self.raw(line)))
    }

    /// Measures of a line.
    pub fn shape(&self, line: usize) -> Shape<'_> {
        Shape::new(self.raw(line), self.folded(line), self.known(line))
    }

    /// What is known of the measures of a line.
    pub fn known(&self, line: usize) -> &Known {
        &self.known[line]
    }

    /// From the start of the first of some lines to the end of the last, line endings aside.
    pub fn span_of(&self, lines: Range<usize>) -> Span {
        match self.lines.get(lines).unwrap_or_default() {
            [] => Span::new(0, 0),
            [first, .., last] => first.span.join(last.span),
            [only] => only.span,
        }
    }

    /// The lines of which a byte is in `span`.
    pub fn lines_in(&self, span: Span) -> Range<usize> {
        let start = self.lines.partition_point(|line| line.span.end <= span.start);
        let end = self.lines.partition_point(|line| line.span.start < span.end);
        start..end.max(start)
    }

    /// Where its prose stands; nothing where a text has none, so no head and no tail either.
    pub fn prose(&self) -> Option<Prose> {
        *self.prose.get_or_init(|| self.find_prose())
    }

    /// Index of the first line after the last prose.
    pub fn tail(&self) -> Option<usize> {
        self.prose().map(|prose| prose.last + 1)
    }

    /// The words of its prose.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary.get_or_init(|| {
            let prose = (0..self.lines.len()).filter(|&line| self.is_prose(line, PROSE_WORDS));
            Vocabulary::new(prose.map(|line| self.folded(line).text()))
        })
    }

    /// Share of the long words of a line that other lines of prose have; nothing where it has too few.
    pub fn taken_up(&self, line: usize) -> Option<f64> {
        self.vocabulary().share(self.folded(line).text(), self.is_prose(line, PROSE_WORDS))
    }

    /// Whether a line is a sentence of at least so many words.
    pub fn is_prose(&self, line: usize, min_words: usize) -> bool {
        // The number of words is known once it was asked for.
        self.raw_words(line) >= min_words && ends_sentence(self.raw(line))
    }

    /// Whether the line after some lines is the second half of a sentence: it begins with a small letter and ends like one.
    pub fn goes_on_after(&self, lines: &Range<usize>) -> bool {
        self.begins_small(lines.end) && self.is_prose(lines.end, CLAUSE_WORDS)
    }

    /// Whether some lines are a part of a sentence that is broken over lines without a blank one between them: the last has words enough
    /// for a clause and no end, and the next begins with a small letter; or that is so of the line before and the first.
    pub fn is_broken_sentence(&self, lines: &Range<usize>) -> bool {
        let breaks_before = |line: usize| {
            let follows = self.lines.get(line).is_some_and(|line| line.blanks_before == 0);
            let before = line.checked_sub(1).map_or("", |before| self.raw(before));
            follows
                && self.begins_small(line)
                && words(before) >= CLAUSE_WORDS
                && before.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',')
        };
        let is_end = |line: usize| ends_sentence(self.raw(line)) || words(self.raw(line)) >= CLAUSE_WORDS;
        breaks_before(lines.start) && is_end(lines.end.saturating_sub(1))
            || breaks_before(lines.end) && is_end(lines.end)
    }

    fn begins_small(&self, line: usize) -> bool {
        let first = self.raw(line).split_whitespace().next().unwrap_or_default();
        let is_small =
            first.chars().all(|c| c.is_lowercase() || matches!(c, ',' | ';' | '-' | '\'' | '’' | '.'));
        is_small && first.starts_with(char::is_lowercase)
    }

    fn raw_words(&self, line: usize) -> usize {
        self.known.get(line).map_or(0, |known| known.raw_words(self.raw(line)))
    }

    /// Number of words of the whole text.
    pub fn words(&self) -> usize {
        words(self.text)
    }

    #[allow(clippy::cast_precision_loss)] // Numbers of words.
    fn find_prose(&self) -> Option<Prose> {
        let words: Vec<usize> = (0..self.lines.len()).map(|line| self.raw_words(line)).collect();
        let is_prose = |line: usize| words[line] >= PROSE_WORDS && ends_sentence(self.raw(line));
        let lines: Vec<usize> = (0..self.lines.len()).filter(|&line| is_prose(line)).collect();
        let (&first, &last) = (lines.first()?, lines.last()?);
        let all = words.iter().sum::<usize>().max(1) as f64;
        let share = lines.iter().map(|&line| words[line]).sum::<usize>() as f64 / all;
        let tail = words.iter().skip(last + 1).sum::<usize>() as f64 / all;
        let head = words.iter().take(first).sum::<usize>() as f64 / all;
        Some(Prose { first, last, share, head, tail })
    }

    /// Adds a run of physical lines without a blank one among them.
    fn lay_out(&mut self, run: &[Physical]) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let before = self.lines.last().map_or(0, |line| line.number + line.physical(self.text) - 1);
        let mut blanks_before = first.number - before - 1;
        let wrapped = is_wrapped(self.text, run);
        let whole = [Physical {
            span: first.span.join(last.span),
            full: first.full.join(last.full),
            number: first.number,
        }];
        let long = run.iter().any(|line| columns(line.span.slice(self.text)) > WRAP_COLUMNS);
        let start = self.lines.len();
        for line in if wrapped { &whole } else { run } {
            if long && !wrapped {
                self.paragraphs.push(self.lines.len()..self.lines.len() + 1);
            }
            let paragraph = self.paragraphs.len() - usize::from(long && !wrapped);
            let Physical { span, full, number } = *line;
            self.lines.push(Line { span, full, number, paragraph, blanks_before });
            blanks_before = 0;
        }
        if wrapped || !long {
            self.paragraphs.push(start..self.lines.len());
        }
    }
}

impl Line {
    /// Number of physical lines it runs over.
    fn physical(&self, text: &str) -> usize {
        physical_lines(self.span.slice(text)).count().max(1)
    }
}

#[derive(Debug, Clone, Copy)]
struct Physical {
    span: Span,
    full: Span,
    number: usize,
}

fn physical_lines(text: &str) -> impl Iterator<Item = Physical> {
    let mut start = 0;
    let mut number = 0;
    let mut breaks = memchr2_iter(b'\n', b'\r', text.as_bytes()).peekable();
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let (end, next) = match breaks.next() {
            None => (text.len(), text.len()),
            Some(at) => {
                let is_crlf =
                    text.as_bytes().get(at) == Some(&b'\r') && text.as_bytes().get(at + 1) == Some(&b'\n');
                if is_crlf {
                    breaks.next();
                }
                (at, at + 1 + usize::from(is_crlf))
            }
        };
        number += 1;
        let line = Physical { span: Span::new(start, end), full: Span::new(start, next), number };
        start = next;
        Some(line)
    })
}

fn columns(line: &str) -> usize {
    if line.len() <= WRAP_COLUMNS { line.len() } else { line.chars().count() }
}

/// Whether a run of lines is one paragraph that a program wrapped: each line is filled, so that the first word of the
/// next would not have fitted, and somewhere a sentence goes on over the break.
fn is_wrapped(text: &str, run: &[Physical]) -> bool {
    let line = |physical: &Physical| physical.span.slice(text).trim();
    let width = run.iter().map(|physical| columns(line(physical))).max().unwrap_or(0);
    if run.len() < 2 || !(MIN_WRAP_COLUMNS..=WRAP_COLUMNS).contains(&width) {
        return false;
    }
    let mut goes_on = false;
    for pair in run.windows(2) {
        let [here, next] = [line(&pair[0]), line(&pair[1])];
        let word = next.split_whitespace().next().unwrap_or_default();
        if columns(here) + 1 + columns(word) <= width {
            return false;
        }
        goes_on |= !ends_sentence(here) && next.starts_with(char::is_lowercase);
    }
    goes_on
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        let page = Page::new(text);
        (0..page.lines().len()).map(|line| page.raw(line)).collect()
    }

    #[test]
    fn finds_lines_under_all_line_endings() {
        assert_eq!(lines("a\r\n\r\nb\rc\nd"), ["a", "b", "c", "d"]);
        let page = Page::new("a\r\n\r\nb\rc\nd");
        assert_eq!(page.lines().iter().map(|line| line.number).collect::<Vec<_>>(), [1, 3, 4, 5]);
        assert_eq!(page.lines()[1].blanks_before, 1);
        assert_eq!(page.paragraphs(), [0..1, 1..4]);
    }

    #[test]
    fn takes_a_wrapped_sentence_for_one_line() {
        let text = "Nobody on the island had seen the ferry leave, and\nthose who waited at the landing until dark went home\nwithout a word.\nRead more: Ferries\n";
        assert_eq!(lines(text).len(), 4, "the teaser does not fill the line before it");
        let text = "Nobody on the island had seen the ferry leave, and\nthose who waited at the landing until dark went home\nwithout a word.\n\nRead more: Ferries\n";
        assert_eq!(lines(text).len(), 2);
        assert_eq!(Page::new(text).lines()[1].number, 5);
    }

    #[test]
    fn takes_a_list_of_headlines_for_lines() {
        assert_eq!(lines("River floods the market town for a third time\nCup final moved\niPhone sales up in spring quarter, company says\n").len(), 3);
    }

    #[test]
    fn has_a_paragraph_a_line_where_lines_are_long() {
        let long = "word ".repeat(30);
        assert_eq!(Page::new(&format!("{long}\n{long}\nshort\n")).paragraphs().len(), 3);
        assert_eq!(Page::new("one\ntwo\n\nthree\n").paragraphs(), [0..2, 2..3]);
    }

    #[test]
    fn knows_the_second_half_of_a_sentence() {
        let goes_on =
            |next: &str| Page::new(&format!("The sign said\n\nStop\n\n{next}")).goes_on_after(&(1..2));
        assert!(goes_on("in letters as tall as a child."));
        assert!(!goes_on("In letters as tall as a child."));
        assert!(!goes_on("in letters as tall as a child"), "a headline");
        assert!(!goes_on("eBay sold letters as tall as a child."));
        assert!(!goes_on("and so on."));
        assert!(!goes_on(""));
    }

    #[test]
    fn knows_a_sentence_that_is_broken_over_lines() {
        let is_broken = |text: &str, line: usize| Page::new(text).is_broken_sentence(&(line..line + 1));
        let text = "The boats that are shown here may have been built for\npurposes of education, trade and play but\nnothing more.\n";
        assert!(is_broken(text, 0) && is_broken(text, 1));
        let apart = text.replace('\n', "\n\n");
        assert!(!is_broken(&apart, 0) && !is_broken(&apart, 1));
        let label = "Ten boats that nobody in this town has ever sailed\nread more\n";
        assert!(!is_broken(label, 0) && !is_broken(label, 1));
        assert!(!is_broken(
            "The boats have sailed from the old harbour.\nread on if you like to know more\n",
            1
        ));
    }

    #[test]
    fn begins_the_tail_after_the_last_prose() {
        let prose = "This is a sentence that goes on for more than fifteen words so that it counts as prose.";
        assert_eq!(Page::new(&format!("Head\n{prose}\nTags: a\n")).tail(), Some(2));
        assert_eq!(Page::new("Tags: a\n").tail(), None);
    }
}
