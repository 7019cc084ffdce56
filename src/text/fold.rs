//! A line becomes its folded view: what rules match against, with an exact map back to the line's bytes.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::{compose, is_combining_mark};

use super::Span;
use super::character::{fold_char, is_decoration};
use super::link::{Link, find_links};

/// Lines of more bytes than this are not looked at: nobody writes boilerplate that long, and it bounds the map.
const MAX_LINE: usize = 1 << 16;

/// The folded view of one line. All positions it gives are bytes of the line it was made from.
///
/// Folding lowers the case, turns every space into one ASCII space, quotation marks, dashes and full-width
/// forms into ASCII, composes accents, drops invisible characters and Markdown emphasis, keeps of a link its text, and
/// strips decoration from both ends. ASCII lines without decoration or upper case are not copied.
#[derive(Debug, Clone)]
pub struct Folded<'a> {
    text: Cow<'a, str>,
    map: Map,
    links: Vec<Link>,
}

#[derive(Debug, Clone)]
enum Map {
    /// Folded byte `i` is byte `i + shift` of the line.
    Shift(usize),
    /// Stretches of folded text in order; as many bytes as are given were stripped from their beginning.
    Pieces(Vec<Piece>, usize),
}

impl<'a> Folded<'a> {
    /// The folded view of `line`, which may span several physical lines.
    pub fn new(line: &'a str) -> Self {
        if line.len() > MAX_LINE {
            return Self { text: Cow::Borrowed(""), map: Map::Shift(0), links: Vec::new() };
        }
        if line.bytes().any(is_markup_byte) {
            return fold_marked(line);
        }
        if plain_run(line.as_bytes(), false) < line.len() {
            let mut folding = Folding::new(line);
            folding.add_text(0, line.len());
            return folding.finish(Vec::new());
        }
        let span = trim(line);
        let text = span.slice(line);
        let upper = text.bytes().fold(false, |upper, byte| upper | byte.is_ascii_uppercase());
        let text = if upper { text.to_ascii_lowercase().into() } else { Cow::Borrowed(text) };
        Self { text, map: Map::Shift(span.start), links: Vec::new() }
    }

    /// The text that rules see.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the line that a range of the folded text stands for; a link of which a part is in the
    /// range is in it as a whole. An empty range gives an empty span.
    pub fn original(&self, range: Range<usize>) -> Span {
        let span = match &self.map {
            Map::Shift(shift) => Span::new(range.start + shift, range.end + shift),
            Map::Pieces(pieces, stripped) => {
                pieces_span(pieces, range.start + stripped, range.end + stripped)
            }
        };
        let broken = self.links.iter().filter(|link| link.text.overlaps(span)).map(|link| link.whole);
        broken.fold(span, Span::join)
    }

    /// The Markdown links of the line, in order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }
}

/// What Markdown syntax may begin with.
fn is_markup_byte(byte: u8) -> bool {
    matches!(byte, b'*' | b'_' | b'[' | b'`' | b'~' | b'\\')
}

/// Number of bytes from the beginning that are printable ASCII without two spaces in a row: they fold byte for byte.
fn plain_run(bytes: &[u8], after_space: bool) -> usize {
    const STRIDE: usize = 32;
    // Without branches, so that many bytes are looked at in one step.
    #[allow(clippy::needless_bitwise_bool)]
    let is_plain = |before: u8, byte: u8| (b' '..=b'~').contains(&byte) & ((before != b' ') | (byte != b' '));
    let mut run = 0;
    let mut before = if after_space { b' ' } else { 0 };
    loop {
        let stride = bytes.get(run..run + STRIDE).filter(|stride| {
            let pairs = stride.iter().zip(stride.iter().skip(1));
            is_plain(before, stride[0]) & pairs.fold(true, |plain, (&one, &next)| plain & is_plain(one, next))
        });
        let Some(stride) = stride else { break };
        before = stride[STRIDE - 1];
        run += STRIDE;
    }
    while let Some(&byte) = bytes.get(run).filter(|&&byte| is_plain(before, byte)) {
        before = byte;
        run += 1;
    }
    run
}

/// What is left of a text when decoration is stripped from both ends.
fn trim(text: &str) -> Span {
    let bytes = text.as_bytes();
    let (mut start, mut end) = (0, text.len());
    let rest = |start: usize, end: usize| Span::new(start, end).slice(text);
    while let Some(c) = rest(start, end).chars().next() {
        // A dash, a plus or number signs are markers only before a blank, or as a run.
        let run = rest(start, end).chars().take_while(|&next| next == c).count();
        let marks = matches!(c, '-' | '+' | '#')
            && (start + run == end || bytes.get(start + run) == Some(&b' ') || (c == '-' && run > 1));
        if marks {
            start += run;
        } else if is_decoration(c) {
            start += c.len_utf8();
        } else {
            break;
        }
    }
    while let Some(c) = rest(start, end).chars().next_back() {
        let run = rest(start, end).chars().rev().take_while(|&back| back == c).count();
        let after_space = || rest(0, end - run).ends_with(' ');
        let marks = matches!(c, '-' | '#') && ((c == '-' && run > 1) || after_space());
        if marks {
            end -= run;
        } else if is_decoration(c) {
            end -= c.len_utf8();
        } else {
            break;
        }
    }
    Span::new(start, end)
}

/// A stretch of folded text and the bytes of the line that it stands for: byte for byte where they are as many, else only as a
/// whole.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// First byte of the folded text, and one past the last.
    folded: (u32, u32),
    line: (u32, u32),
}

impl Piece {
    fn new(folded: (usize, usize), line: (usize, usize)) -> Self {
        let narrow = |at: usize| u32::try_from(at).expect("a line that is folded has at most MAX_LINE bytes");
        Self { folded: (narrow(folded.0), narrow(folded.1)), line: (narrow(line.0), narrow(line.1)) }
    }

    fn is_alike(&self) -> bool {
        self.folded.1 - self.folded.0 == self.line.1 - self.line.0
    }
}

/// The bytes of the line that the folded bytes from `start` to `end` stand for.
fn pieces_span(pieces: &[Piece], start: usize, end: usize) -> Span {
    let piece_of = |at: usize| {
        let behind = pieces.partition_point(|piece| piece.folded.0 as usize <= at);
        pieces.get(behind.saturating_sub(1))
    };
    let first =
        piece_of(start).map_or(0, |piece| match piece.line.0 as usize + start - piece.folded.0 as usize {
            _ if start >= piece.folded.1 as usize => piece.line.1 as usize,
            at if piece.is_alike() => at,
            _ => piece.line.0 as usize,
        });
    if start == end {
        return Span::new(first, first);
    }
    let last =
        piece_of(end - 1).map_or(0, |piece| match piece.line.0 as usize + end - piece.folded.0 as usize {
            at if piece.is_alike() => at,
            _ => piece.line.1 as usize,
        });
    Span::new(first, last)
}

/// A folded line in the making.
struct Folding<'l> {
    line: &'l str,
    text: String,
    pieces: Vec<Piece>,
}

impl<'l> Folding<'l> {
    fn new(line: &'l str) -> Self {
        Self { line, text: String::with_capacity(line.len()), pieces: Vec::new() }
    }

    /// Adds a stretch of the line without markup.
    fn add_text(&mut self, mut at: usize, end: usize) {
        while at < end {
            let rest = Span::new(at, end).slice(self.line);
            let run = plain_run(rest.as_bytes(), self.text.ends_with(' '));
            if run > 0 {
                let from = self.text.len();
                self.text.push_str(Span::new(0, run).slice(rest));
                if let Some(added) = self.text.get_mut(from..) {
                    added.make_ascii_lowercase();
                }
                self.map(from, (at, at + run));
                at += run;
            } else if let Some(c) = rest.chars().next() {
                self.add(c, at);
                at += c.len_utf8();
            } else {
                break;
            }
        }
    }

    /// Adds one character of the line: joined to the one before where it is a second space or an accent.
    fn add(&mut self, c: char, at: usize) {
        let Some(char) = fold_char(c) else { return };
        let end = at + c.len_utf8();
        if char == ' ' && self.text.ends_with(' ') {
            return self.join_last(' ', end);
        }
        // No accent stands before these.
        if char >= '\u{300}' && is_combining_mark(char) {
            let joined = self.text.chars().next_back().and_then(|last| {
                if (last, char) == ('i', '\u{307}') { Some('i') } else { compose(last, char) }
            });
            if let Some(joined) = joined {
                return self.join_last(joined, end);
            }
        }
        let from = self.text.len();
        self.text.push(char);
        self.map(from, (at, end));
    }

    /// Says that what was added from `from` on stands for some bytes of the line.
    fn map(&mut self, from: usize, line: (usize, usize)) {
        let added = Piece::new((from, self.text.len()), line);
        match self.pieces.last_mut() {
            Some(last) if last.is_alike() && added.is_alike() && last.line.1 == added.line.0 => {
                (last.folded.1, last.line.1) = (added.folded.1, added.line.1);
            }
            _ => self.pieces.push(added),
        }
    }

    /// Puts `c` in the place of the last character, which then reaches to `end` in the line.
    fn join_last(&mut self, c: char, end: usize) {
        let width = self.text.pop().map_or(0, char::len_utf8);
        let from = self.text.len();
        let Some(last) = self.pieces.last_mut() else { return };
        let mut start = last.line.0 as usize;
        if last.folded.0 as usize == from {
            self.pieces.pop();
        } else {
            let piece = Piece::new((0, from), (0, last.line.1 as usize - width));
            (last.folded.1, last.line.1) = (piece.folded.1, piece.line.1);
            start = last.line.1 as usize;
        }
        self.text.push(c);
        self.pieces.push(Piece::new((from, self.text.len()), (start, end)));
    }

    fn finish<'a>(mut self, links: Vec<Link>) -> Folded<'a> {
        let span = trim(&self.text);
        self.text.truncate(span.end);
        self.text.drain(..span.start);
        Folded { text: Cow::Owned(self.text), map: Map::Pieces(self.pieces, span.start), links }
    }
}

fn fold_marked(line: &str) -> Folded<'_> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let links = find_links(&chars, line.len());
    let mut folding = Folding::new(line);
    let mut hidden = links.iter().flat_map(|link| {
        [Span::new(link.whole.start, link.text.start), Span::new(link.text.end, link.whole.end)]
    });
    let mut syntax = hidden.next();
    for (index, &(at, c)) in chars.iter().enumerate() {
        while syntax.is_some_and(|span| span.end <= at) {
            syntax = hidden.next();
        }
        if syntax.is_some_and(|span| span.start <= at) || is_markup(&chars, index) {
            continue;
        }
        folding.add(c, at);
    }
    folding.finish(links)
}

/// Whether the character at `index` is Markdown emphasis, a code mark or an escape, and not text.
fn is_markup(chars: &[(usize, char)], index: usize) -> bool {
    let at = |index: usize| chars.get(index).map(|&(_, c)| c);
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let Some(c) = at(index) else { return false };
    match c {
        '`' => true,
        '\\' => at(index + 1).is_some_and(|next| next.is_ascii_punctuation()),
        '*' | '_' | '~' => {
            let back = (0..index).rev().take(4).take_while(|&i| at(i) == Some(c)).count();
            let ahead = (index + 1..chars.len()).take(4).take_while(|&i| at(i) == Some(c)).count();
            let (before, after) = (index.checked_sub(back + 1).and_then(at), at(index + ahead + 1));
            let run = back + ahead + 1;
            let is_text =
                (word(before) && word(after) && (run == 1 || c == '_')) || (blank(before) && blank(after));
            !(is_text || (c == '~' && run == 1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(line: &str) -> String {
        Folded::new(line).text().to_owned()
    }

    #[test]
    fn sees_one_line_behind_many_decorations() {
        for line in [
            "Read more: Five",
            "**READ MORE:** Five",
            "» Read more :Five".replace(" :", ": ").as_str(),
            "- [Read more: Five](https://example.com/a_(b))",
            "Read\u{a0}more: Five",
            "\u{200b}READ  MORE：\u{3000}Five →",
            "## Read _more_: Five ##",
            "👉 Read more: Five 👈",
            "> \u{201c}Read more: Five\u{201d}",
        ] {
            assert_eq!(folded(line), "read more: five", "{line}");
        }
    }

    #[test]
    fn copies_nothing_of_a_plain_lower_case_line() {
        assert!(matches!(Folded::new("- read more: five").text, Cow::Borrowed("read more: five")));
    }

    #[test]
    fn folds_what_case_folding_makes_longer_or_shorter() {
        assert_eq!(folded("İSTANBUL ſtraße ẞ K ς cafe\u{301}"), "istanbul straße ß k σ café");
    }

    #[test]
    fn finds_the_place_of_what_was_joined_or_left_out() {
        let line = "\u{ab} Caf\u{65}\u{301}  a\u{200b}\u{2014} B\u{201d}c \u{bb}";
        let view = Folded::new(line);
        assert_eq!(view.text(), "caf\u{e9} a- b\"c");
        let original = |part: &str| {
            let at = view.text().find(part).unwrap();
            view.original(at..at + part.len()).slice(line)
        };
        assert_eq!(original("\u{e9}"), "e\u{301}");
        assert_eq!(original("caf"), "Caf");
        assert_eq!(original(" a"), "  a");
        assert_eq!(original("a-"), "a\u{200b}\u{2014}");
        assert_eq!(original("b\"c"), "B\u{201d}c");
        assert_eq!(view.original(0..0), Span::new(3, 3));
        assert_eq!(view.original(view.text().len()..view.text().len()).start, line.len() - 3);
    }

    #[test]
    fn keeps_marks_that_are_text() {
        assert_eq!(folded("5 * 3 and snake_case~x"), "5 * 3 and snake_case~x");
        assert_eq!(folded("-5 degrees"), "-5 degrees");
        assert_eq!(folded("#hashtag"), "#hashtag");
        assert_eq!(folded("© 2024 Paper"), "© 2024 paper");
    }

    #[test]
    fn never_cuts_a_link_in_two() {
        let line = "So it is. [Read more](https://example.com) End";
        let view = Folded::new(line);
        let at = view.text().find("more").unwrap();
        assert_eq!(view.original(at..at + 4).slice(line), "[Read more](https://example.com)");
    }

    #[test]
    fn does_not_look_at_endless_lines() {
        assert_eq!(folded(&"a".repeat(MAX_LINE + 1)), "");
    }

    proptest! {
        #[test]
        fn maps_every_folded_position_to_a_character_boundary(line in r"([\PC\s]|[*_\[\]()\\`~#>| -]|[\u{200b}\u{301}ſİẞＡ]){0,60}") {
            let view = Folded::new(&line);
            let ends: Vec<usize> = view.text().char_indices().map(|(at, _)| at).chain([view.text().len()]).collect();
            for (i, &from) in ends.iter().enumerate() {
                for &to in ends.iter().skip(i) {
                    let span = view.original(from..to);
                    prop_assert!(line.get(span.start..span.end).is_some(), "{from}..{to} is {span:?} of {line:?}");
                }
            }
        }

        #[test]
        fn folding_a_folded_line_changes_nothing(line in r"[\PC\s]{0,40}") {
            let once = folded(&line);
            // Emphasis and links may appear anew when marks inside them are gone.
            prop_assume!(!once.contains(['*', '_', '[', '`', '~', '\\']));
            prop_assert_eq!(folded(&once), once);
        }
    }
}
