//! What a stretch of text looks like: its words, letters, links and ending.

use std::cell::{Cell, OnceCell};

use super::{Folded, Span, Triples};

/// Words are counted so far only where a unit is asked whether it has more than a few.
const FEW_WORDS: usize = 64;

/// Measures of a unit of text, each taken when it is first asked for and then known.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'t> {
    raw: &'t str,
    folded: &'t Folded<'t>,
    known: &'t Known,
}

/// What is known already of the measures of a unit.
#[derive(Debug, Clone, Default)]
pub struct Known {
    few_words: Once<usize>,
    words: Once<usize>,
    chars: Once<usize>,
    links: Once<usize>,
    link_density: Once<f64>,
    caps: Once<f64>,
    capitalised: Once<f64>,
    digits: Once<f64>,
    ends_sentence: Once<bool>,
    raw_words: Once<usize>,
    triples: OnceCell<Box<Triples>>,
    raw_triples: OnceCell<Box<Triples>>,
}

impl Known {
    /// Number of words of `raw`, the unit as it is.
    pub(super) fn raw_words(&self, raw: &str) -> usize {
        self.raw_words.get(|| words(raw))
    }

    /// The triples of bytes of `folded`, the folded view of the unit.
    pub fn triples(&self, folded: &str) -> &Triples {
        self.triples.get_or_init(|| Box::new(Triples::of(folded)))
    }

    /// The triples of bytes of `raw`, the unit as it is.
    pub fn raw_triples(&self, raw: &str) -> &Triples {
        self.raw_triples.get_or_init(|| Box::new(Triples::of(raw)))
    }
}

/// A measure that is taken once.
#[derive(Debug, Clone, Default)]
struct Once<T: Copy>(Cell<Option<T>>);

impl<T: Copy> Once<T> {
    fn get(&self, measure: impl FnOnce() -> T) -> T {
        self.0.get().unwrap_or_else(|| {
            let value = measure();
            self.0.set(Some(value));
            value
        })
    }
}

impl<'t> Shape<'t> {
    /// The measures of `raw`, whose folded view is `folded`.
    pub fn new(raw: &'t str, folded: &'t Folded<'t>, known: &'t Known) -> Self {
        Self { raw, folded, known }
    }

    /// Number of words of the folded text.
    pub fn words(&self) -> usize {
        let few = self.few_words();
        if few < FEW_WORDS { few } else { self.known.words.get(|| words(self.folded.text())) }
    }

    /// Number of words of the folded text, where it is small; of a long text a number that is not more than it has.
    pub fn few_words(&self) -> usize {
        self.known.few_words.get(|| {
            let text = self.folded.text();
            if has_many_words(text) { FEW_WORDS } else { words_to(text, FEW_WORDS) }
        })
    }

    /// Number of characters of the folded text.
    pub fn chars(&self) -> usize {
        self.known.chars.get(|| self.folded.text().chars().count())
    }

    /// Number of links: Markdown links and bare addresses.
    pub fn links(&self) -> usize {
        self.known.links.get(|| self.folded.links().len() + addresses(self.folded.text()).count())
    }

    /// Share of the characters, blanks aside, that stand in links: 0 to 1.
    pub fn link_density(&self) -> f64 {
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        self.known.link_density.get(|| {
            let linked: usize =
                self.folded.links().iter().map(|link| visible(link.text.slice(self.raw))).sum();
            let bare: usize = addresses(self.folded.text()).map(visible).sum();
            ratio(linked + bare, visible(self.folded.text())).min(1.0)
        })
    }

    /// Share of upper-case letters among the cased letters of the raw text: 0 to 1.
    pub fn caps(&self) -> f64 {
        self.known.caps.get(|| {
            let upper = self.raw.chars().filter(|c| c.is_uppercase()).count();
            let lower = self.raw.chars().filter(|c| c.is_lowercase()).count();
            ratio(upper, upper + lower)
        })
    }

    /// Share of the words, figures aside, that begin with an upper-case letter in the raw text: 0 to 1.
    pub fn capitalised(&self) -> f64 {
        let first = |word: &str| word.chars().find(|c| c.is_alphanumeric());
        self.known.capitalised.get(|| {
            let words: Vec<char> =
                self.raw.split_whitespace().filter_map(first).filter(|c| c.is_alphabetic()).collect();
            ratio(words.iter().filter(|c| c.is_uppercase()).count(), words.len())
        })
    }

    /// Share of the characters, blanks aside, that are digits: 0 to 1.
    pub fn digits(&self) -> f64 {
        let visible = || self.folded.text().chars().filter(|c| !c.is_whitespace());
        self.known.digits.get(|| ratio(visible().filter(|c| c.is_numeric()).count(), visible().count()))
    }

    /// Whether the text ends like a sentence.
    pub fn ends_sentence(&self) -> bool {
        self.known.ends_sentence.get(|| ends_sentence(self.folded.text()))
    }
}

#[allow(clippy::cast_precision_loss)] // Counts of characters of one line.
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.contains("://") || word.starts_with("www."))
}

/// Number of words: stretches between blanks that have a letter or digit; two characters of a script written
/// without spaces count as one word.
pub fn words(text: &str) -> usize {
    words_to(text, usize::MAX)
}

/// Whether a long text certainly has [`FEW_WORDS`] words: so many letters or digits of ASCII stand behind a blank.
fn has_many_words(text: &str) -> bool {
    const LOOKED_AT: usize = 640;
    let Some(bytes) =
        text.as_bytes().get(..LOOKED_AT.min(text.len())).filter(|bytes| bytes.len() > 4 * FEW_WORDS)
    else {
        return false;
    };
    let begins = |(&one, &next): (&u8, &u8)| u8::from((one == b' ') & next.is_ascii_alphanumeric());
    let triples = |part: &[u8]| part.iter().zip(part.iter().skip(1)).map(begins).sum::<u8>();
    // A byte holds the count of each part.
    bytes.chunks(256).map(|part| usize::from(triples(part))).sum::<usize>() >= FEW_WORDS
}

/// Number of words, counted no further than to `most` or a little more.
fn words_to(text: &str, most: usize) -> usize {
    let (mut words, mut spaced, mut unspaced) = (0, false, 0_usize);
    let mut rest = text;
    while words < most {
        let ascii = if unspaced == 0 { AsciiWords::of(rest.as_bytes()) } else { AsciiWords::default() };
        if ascii.len > 0 {
            let ended;
            (ended, spaced) = ascii.count(spaced);
            words += ended;
            rest = Span::new(ascii.len, rest.len()).slice(rest);
            continue;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        if c.is_whitespace() {
            words += unspaced.div_ceil(2) + usize::from(spaced);
            (spaced, unspaced) = (false, 0);
        } else {
            unspaced += usize::from(is_unspaced(c));
            spaced = spaced || (c.is_alphanumeric() && !is_unspaced(c));
        }
    }
    words + unspaced.div_ceil(2) + usize::from(spaced)
}

/// What some bytes of ASCII are, a bit each.
#[derive(Default)]
struct AsciiWords {
    blanks: u64,
    alphanumerics: u64,
    len: usize,
}

impl AsciiWords {
    /// The first 64 bytes at most, in steps of eight, as far as they are ASCII.
    fn of(bytes: &[u8]) -> Self {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        const ONES: u64 = 0x0101_0101_0101_0101;
        // The high bit of each byte, for bytes of ASCII.
        let is_least = |bytes: u64, least: u8| bytes + (0x80 - u64::from(least)) * ONES;
        let in_range =
            |bytes: u64, range: [u8; 2]| is_least(bytes, range[0]) & !is_least(bytes, range[1] + 1);
        // These bits side by side.
        let gathered = |bits: u64| (bits & HIGH).wrapping_mul(0x0002_0408_1020_4081) >> 56;
        let mut masks = Self::default();
        for &eight in bytes.as_chunks::<8>().0.iter().take(8) {
            let eight = u64::from_le_bytes(eight);
            if eight & HIGH != 0 {
                break;
            }
            let blanks = in_range(eight, [b' ', b' ']) | in_range(eight, *b"\t\r");
            let alphanumerics = in_range(eight, *b"09") | in_range(eight | (0x20 * ONES), *b"az");
            masks.blanks |= gathered(blanks) << masks.len;
            masks.alphanumerics |= gathered(alphanumerics) << masks.len;
            masks.len += 8;
        }
        masks
    }

    /// Number of words that end among the bytes, and whether one goes on behind them; likewise whether one has begun before them.
    fn count(&self, has_begun: bool) -> (usize, bool) {
        // In an addition, a bit in a stretch of ones carries into the blank behind it.
        let others = !self.blanks & (u64::MAX >> (64 - self.len));
        let sum = u128::from(others) + u128::from(self.alphanumerics) + u128::from(has_begun);
        let ended = u64::try_from(sum & u128::from(self.blanks)).map_or(0, u64::count_ones);
        (ended as usize, sum >> self.len & 1 == 1)
    }
}

/// Whether a text ends in sentence punctuation, closing quotes and brackets aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let closing = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '”' | '’' | '»' | '“' | ')' | ']' | '」' | '』' | '）' | '*' | '_')
    };
    let end = text.trim_end_matches(closing).chars().next_back();
    end.is_some_and(|c| {
        matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '؟' | '۔' | '।' | '։' | '።')
    })
}

/// Whether a character belongs to a script that is written without spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_words_of_spaced_and_unspaced_scripts() {
        assert_eq!(words("Read more - it's 3 pages"), 5);
        assert_eq!(words("本文由编辑"), 3);
        assert_eq!(words("l'\u{e9}t\u{e9} \u{2014} 本文a\u{3000}b"), 4);
        assert_eq!(words(""), 0);
        let long = "It is a line, of some - length; it\thas\u{a0}the 'marks' \u{2014} of one ...\nAnd (more) than 64 bytes!";
        assert_eq!(words(long), 18);
        assert_eq!(
            words(&long.repeat(5)),
            5 * 18 - 4,
            "the last word of one and the first of the next are one"
        );
        assert!(has_many_words(&"ab ".repeat(100)) && !has_many_words(&"ab. - ".repeat(50)));
    }

    proptest! {
        #[test]
        fn counts_what_stands_between_blanks(text in r"([ a-z0-9.'\t\n-]|[é—\u{a0}]){0,200}") {
            let is_word = |word: &&str| word.contains(char::is_alphanumeric);
            prop_assert_eq!(words(&text), text.split_whitespace().filter(is_word).count());
        }
    }

    #[test]
    fn knows_the_end_of_a_sentence_behind_quotes() {
        assert!(ends_sentence("He said \u{201c}no.\u{201d} "));
        assert!(ends_sentence("終わり。"));
        assert!(!ends_sentence("Read more:"));
    }

    #[test]
    fn measures_capitals_and_digits() {
        let line = "River Floods the Town for a 3rd Time in 2024";
        let folded = Folded::new(line);
        let known = Known::default();
        let shape = Shape::new(line, &folded, &known);
        assert!((shape.capitalised() - 0.5).abs() < 1e-9, "3rd and 2024 are no words here");
        assert!((shape.digits() - 5.0 / 35.0).abs() < 1e-9);
    }

    #[test]
    fn measures_links() {
        let line = "[Read more](https://example.com/very/long)";
        let folded = Folded::new(line);
        let known = Known::default();
        let shape = Shape::new(line, &folded, &known);
        assert_eq!(shape.links(), 1);
        assert!((shape.link_density() - 1.0).abs() < 1e-9);
    }
}
