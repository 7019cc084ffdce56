//! A text becomes its words as they are compared: compatibility forms and case folded, unspaced scripts by character.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::Span;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, folded.
    pub text: String,
    /// Where it stands in the text.
    pub span: Span,
}

/// The words in a part of a text, in order.
pub fn words(text: &str, part: Span) -> Vec<Word> {
    let mut words = Words::default();
    for (at, cluster) in part.slice(text).grapheme_indices(true) {
        let span = Span::new(at, at + cluster.len()).shift(part.start);
        if cluster.is_ascii() {
            cluster.chars().for_each(|c| words.push(c.to_ascii_lowercase(), span));
        } else {
            cluster.nfkc().flat_map(case_folded).for_each(|c| words.push(c, span));
        }
    }
    words.finished
}

#[derive(Default)]
struct Words {
    finished: Vec<Word>,
    /// Whether the last word goes on.
    is_open: bool,
}

impl Words {
    fn push(&mut self, c: char, span: Span) {
        let stands_alone = stands_alone(c);
        match self.finished.last_mut().filter(|_| self.is_open && !stands_alone && is_word_char(c)) {
            Some(word) => {
                word.text.push(c);
                word.span = word.span.join(span);
            }
            None if stands_alone || is_word_char(c) => {
                self.finished.push(Word { text: c.to_string(), span });
                self.is_open = !stands_alone;
            }
            None => self.is_open = false,
        }
    }
}

/// Whether a character is part of a word: a letter, a digit or number, or a low line. Marks that no letter has taken in are
/// none.
pub fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() && !is_combining_mark(c) && !is_enclosed_letter(c)
}

/// Letters in circles and squares, which are symbols.
fn is_enclosed_letter(c: char) -> bool {
    matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}')
}

/// Whether a character is a word of its own: one of a script that is written without blanks.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// A character as it is compared without regard to case: "ß" is "ss".
fn case_folded(c: char) -> impl Iterator<Item = char> {
    let upper = c.to_lowercase().flat_map(char::to_uppercase);
    // The dotless i is a letter of its own, although its capital is that of the other.
    let (own, upper) = if c == 'ı' { (Some(c), None) } else { (None, Some(upper)) };
    own.into_iter().chain(upper.into_iter().flatten().flat_map(char::to_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        words(text, Span::new(0, text.len())).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn folds_case_and_compatibility_forms() {
        assert_eq!(
            of("Die STRAẞE, die Straße: ﬁnal_2 ½"),
            ["die", "strasse", "die", "strasse", "final_2", "1", "2"]
        );
        assert_eq!(of("ΟΔΟΣ οδός ισı"), ["οδοσ", "οδόσ", "ισı"]);
    }

    #[test]
    fn takes_scripts_without_blanks_by_character() {
        assert_eq!(of("東京tower・"), ["東", "京", "tower", "・"]);
    }

    #[test]
    fn says_where_words_stand() {
        let text = "x: Cafe\u{301} ok";
        let found = words(text, Span::new(2, text.len()));
        assert_eq!(found[0].text, "café");
        assert_eq!(found[0].span.slice(text), "Cafe\u{301}");
        assert_eq!(found[1].span.slice(text), "ok");
    }
}
