//! Which part of some lines goes, as a person moves its ends: words by words or characters by characters.

use deboil::Span;
use unicode_segmentation::UnicodeSegmentation as _;

use super::state::Key;

/// A stretch of a text whose ends are moved within its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// The lines on which the stretch stands.
    pub(super) lines: String,
    /// Where they begin in the document.
    pub(super) start: usize,
    /// What goes of them.
    pub(super) part: Span,
    /// Whether it is the end that moves.
    pub(super) moves_end: bool,
}

impl Edit {
    /// The stretch as the rules have it.
    pub(super) fn new(text: &str, span: Span) -> Self {
        let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end =
            text.get(span.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| span.end + at);
        let lines = Span::new(start, end).slice(text).trim_end_matches('\r').to_owned();
        let part = Span::new(span.start - start, (span.end - start).min(lines.len()));
        Self { lines, start, part, moves_end: false }
    }

    /// What goes now.
    pub(super) fn selected(&self) -> &str {
        self.part.slice(&self.lines)
    }

    pub(super) fn press(&mut self, key: Key) {
        match key {
            Key::Tab | Key::Up | Key::Down | Key::Char('o' | 'j' | 'k') => self.moves_end = !self.moves_end,
            Key::Right | Key::Char('l' | 'w') => self.go(true, &self.words()),
            Key::Left | Key::Char('h' | 'b') => self.go(false, &self.words()),
            Key::Char('.' | 'L') => self.go(true, &self.characters()),
            Key::Char(',' | 'H') => self.go(false, &self.characters()),
            Key::Home | Key::Char('0' | '^') => self.set(0),
            Key::End | Key::Char('$') => self.set(self.lines.len()),
            _ => {}
        }
    }

    /// To the next or last of some places.
    fn go(&mut self, on: bool, places: &[usize]) {
        let at = if self.moves_end { self.part.end } else { self.part.start };
        let place = if on {
            places.iter().find(|&&place| place > at)
        } else {
            places.iter().rev().find(|&&place| place < at)
        };
        if let Some(&place) = place {
            self.set(place);
        }
    }

    fn set(&mut self, place: usize) {
        self.part = if self.moves_end {
            Span::new(self.part.start.min(place), place)
        } else {
            Span::new(place, self.part.end.max(place))
        };
    }

    /// Where words begin, or where they end if it is the end that moves.
    fn words(&self) -> Vec<usize> {
        let words = self.lines.split_word_bound_indices().filter(|(_, word)| !word.trim().is_empty());
        let edge = |(at, word): (usize, &str)| if self.moves_end { at + word.len() } else { at };
        std::iter::once(0).chain(words.map(edge)).chain([self.lines.len()]).collect()
    }

    fn characters(&self) -> Vec<usize> {
        self.lines.grapheme_indices(true).map(|(at, _)| at).chain([self.lines.len()]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "It rained.\nThe ferry sails. Sign up é́ now! It is late.\nIt snowed.\n";

    fn edit(keys: &str) -> Edit {
        let start = TEXT.find("Sign").unwrap();
        let mut edit = Edit::new(TEXT, Span::new(start, start + "Sign up é́ now!".len()));
        keys.chars().for_each(|c| edit.press(Key::Char(c)));
        edit
    }

    #[test]
    fn either_end_moves_by_words_and_characters_within_its_lines() {
        assert_eq!(edit("").selected(), "Sign up é́ now!");
        assert_eq!(edit("l").selected(), "up é́ now!");
        assert_eq!(edit("bb").selected(), "sails. Sign up é́ now!");
        assert_eq!(edit("ohh").selected(), "Sign up é́");
        assert_eq!(edit("o,,,,,,").selected(), "Sign up ", "a letter with its accents is one");
        assert_eq!(edit("0").selected(), "The ferry sails. Sign up é́ now!");
        assert_eq!(edit("o$").selected(), "Sign up é́ now! It is late.");
    }

    #[test]
    fn ends_do_not_pass_each_other() {
        assert_eq!(edit("lllllllllll").selected(), "");
        assert_eq!(edit("ohhhhhhhhhhhhhh").selected(), "");
        assert!(edit("lllllllllllo$").selected().is_empty() || edit("$").selected().is_empty());
    }
}
