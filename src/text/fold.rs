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
    /// For each folded byte the bytes of the line that it stands for.
    Table(Vec<(u32, u32)>),
}

impl<'a> Folded<'a> {
    /// The folded view of `line`, which may span several physical lines.
    pub fn new(line: &'a str) -> Self {
        if line.len() > MAX_LINE {
            return Self { text: Cow::Borrowed(""), map: Map::Shift(0), links: Vec::new() };
        }
        match plain(line) {
            Some(span) => {
                let text = span.slice(line);
                let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
                let text = if upper { text.to_ascii_lowercase().into() } else { Cow::Borrowed(text) };
                Self { text, map: Map::Shift(span.start), links: Vec::new() }
            }
            None => fold_marked(line),
        }
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
            Map::Table(table) if range.is_empty() => {
                let at = table
                    .get(range.start)
                    .map_or_else(|| table.last().map_or(0, |last| last.1), |first| first.0);
                Span::new(at as usize, at as usize)
            }
            Map::Table(table) => {
                let covered = table.get(range).unwrap_or_default();
                let start = covered.iter().map(|bytes| bytes.0).min().unwrap_or(0);
                let end = covered.iter().map(|bytes| bytes.1).max().unwrap_or(0);
                Span::new(start as usize, end as usize)
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

/// The bytes of an ASCII line that needs no table: nothing in it is dropped or joined between the ends.
fn plain(line: &str) -> Option<Span> {
    let bytes = line.as_bytes();
    let marked =
        |byte: &u8| !matches!(byte, b' '..=b'~') || matches!(byte, b'*' | b'_' | b'[' | b'`' | b'~' | b'\\');
    if bytes.iter().any(marked) {
        return None;
    }
    let (start, end) = trim(bytes.len(), |at| bytes.get(at).copied().map(char::from));
    let doubled = bytes.get(start..end)?.windows(2).any(|pair| pair == b"  ");
    (!doubled).then(|| Span::new(start, end))
}

/// The range of `len` characters that is left when decoration is stripped from both ends.
fn trim(len: usize, at: impl Fn(usize) -> Option<char>) -> (usize, usize) {
    let is = |index: usize, c: char| at(index) == Some(c);
    let (mut start, mut end) = (0, len);
    while start < end {
        let Some(c) = at(start) else { break };
        // A dash, a plus or number signs are markers only before a blank, or as a run.
        let run = (start..end).take_while(|&next| is(next, c)).count();
        let marks = matches!(c, '-' | '+' | '#')
            && (start + run == end || is(start + run, ' ') || (c == '-' && run > 1));
        if marks {
            start += run;
        } else if is_decoration(c) {
            start += 1;
        } else {
            break;
        }
    }
    while end > start {
        let Some(c) = at(end - 1) else { break };
        let run = (start..end).rev().take_while(|&back| is(back, c)).count();
        let marks = matches!(c, '-' | '#') && (is((end - run).wrapping_sub(1), ' ') || (c == '-' && run > 1));
        if marks {
            end -= run;
        } else if is_decoration(c) {
            end -= 1;
        } else {
            break;
        }
    }
    (start, end)
}

/// A folded character and the bytes of the line that it stands for.
struct Mapped {
    char: char,
    start: usize,
    end: usize,
}

fn fold_marked(line: &str) -> Folded<'_> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let links = find_links(&chars, line.len());
    let mut folded: Vec<Mapped> = Vec::with_capacity(chars.len());
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
        push(&mut folded, c, at);
    }
    let (start, end) = trim(folded.len(), |at| folded.get(at).map(|mapped| mapped.char));
    let mut text = String::with_capacity(end - start);
    let mut table = Vec::with_capacity(end - start);
    for mapped in folded.get(start..end).unwrap_or_default() {
        text.push(mapped.char);
        let bytes = (narrow(mapped.start), narrow(mapped.end));
        table.extend(std::iter::repeat_n(bytes, mapped.char.len_utf8()));
    }
    Folded { text: Cow::Owned(text), map: Map::Table(table), links }
}

fn narrow(position: usize) -> u32 {
    u32::try_from(position).expect("a line that is folded has at most MAX_LINE bytes")
}

/// Adds one character of the line: joined to the one before where it is a second space or an accent.
fn push(folded: &mut Vec<Mapped>, c: char, at: usize) {
    let Some(char) = fold_char(c) else { return };
    let end = at + c.len_utf8();
    if let Some(last) = folded.last_mut() {
        if char == ' ' && last.char == ' ' {
            last.end = end;
            return;
        }
        if is_combining_mark(char) {
            let joined =
                if (last.char, char) == ('i', '\u{307}') { Some('i') } else { compose(last.char, char) };
            if let Some(joined) = joined {
                (last.char, last.end) = (joined, end);
                return;
            }
        }
    }
    folded.push(Mapped { char, start: at, end });
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
