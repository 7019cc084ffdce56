//! What a stretch of text looks like: its words, letters, links and ending.

use super::Folded;

/// Measures of a unit of text, each taken when it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'t> {
    raw: &'t str,
    folded: &'t Folded<'t>,
}

impl<'t> Shape<'t> {
    /// The measures of `raw`, whose folded view is `folded`.
    pub fn new(raw: &'t str, folded: &'t Folded<'t>) -> Self {
        Self { raw, folded }
    }

    /// Number of words of the folded text.
    pub fn words(&self) -> usize {
        words(self.folded.text())
    }

    /// Number of characters of the folded text.
    pub fn chars(&self) -> usize {
        self.folded.text().chars().count()
    }

    /// Number of links: Markdown links and bare addresses.
    pub fn links(&self) -> usize {
        self.folded.links().len() + addresses(self.folded.text()).count()
    }

    /// Share of the characters, blanks aside, that stand in links: 0 to 1.
    pub fn link_density(&self) -> f64 {
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let linked: usize = self.folded.links().iter().map(|link| visible(link.text.slice(self.raw))).sum();
        let bare: usize = addresses(self.folded.text()).map(visible).sum();
        ratio(linked + bare, visible(self.folded.text())).min(1.0)
    }

    /// Share of upper-case letters among the cased letters of the raw text: 0 to 1.
    pub fn caps(&self) -> f64 {
        let upper = self.raw.chars().filter(|c| c.is_uppercase()).count();
        let lower = self.raw.chars().filter(|c| c.is_lowercase()).count();
        ratio(upper, upper + lower)
    }

    /// Share of the words, figures aside, that begin with an upper-case letter in the raw text: 0 to 1.
    pub fn capitalised(&self) -> f64 {
        let first = |word: &str| word.chars().find(|c| c.is_alphanumeric());
        let words: Vec<char> =
            self.raw.split_whitespace().filter_map(first).filter(|c| c.is_alphabetic()).collect();
        ratio(words.iter().filter(|c| c.is_uppercase()).count(), words.len())
    }

    /// Share of the characters, blanks aside, that are digits: 0 to 1.
    pub fn digits(&self) -> f64 {
        let visible = || self.folded.text().chars().filter(|c| !c.is_whitespace());
        ratio(visible().filter(|c| c.is_numeric()).count(), visible().count())
    }

    /// Whether the text ends like a sentence.
    pub fn ends_sentence(&self) -> bool {
        ends_sentence(self.folded.text())
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
    let mut words = 0;
    for stretch in text.split_whitespace() {
        if stretch.is_ascii() {
            words += usize::from(stretch.bytes().any(|byte| byte.is_ascii_alphanumeric()));
            continue;
        }
        let unspaced = stretch.chars().filter(|&c| is_unspaced(c)).count();
        let spaced = stretch.chars().any(|c| c.is_alphanumeric() && !is_unspaced(c));
        words += unspaced.div_ceil(2) + usize::from(spaced);
    }
    words
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
    use super::*;

    #[test]
    fn counts_words_of_spaced_and_unspaced_scripts() {
        assert_eq!(words("Read more - it's 3 pages"), 5);
        assert_eq!(words("本文由编辑"), 3);
        assert_eq!(words(""), 0);
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
        let shape = Shape::new(line, &folded);
        assert!((shape.capitalised() - 0.5).abs() < 1e-9, "3rd and 2024 are no words here");
        assert!((shape.digits() - 5.0 / 35.0).abs() < 1e-9);
    }

    #[test]
    fn measures_links() {
        let line = "[Read more](https://example.com/very/long)";
        let folded = Folded::new(line);
        let shape = Shape::new(line, &folded);
        assert_eq!(shape.links(), 1);
        assert!((shape.link_density() - 1.0).abs() < 1e-9);
    }
}
