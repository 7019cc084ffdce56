//! Bytes of a text become lines and columns, as people and editors count them.

use memchr::memchr2_iter;
use serde::{Deserialize, Serialize};

/// A place in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Number of the physical line, from 1.
    pub line: usize,
    /// Number of the character in that line, from 1.
    pub column: usize,
}

/// Where the physical lines of a text begin.
#[derive(Debug, Clone)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Lines end in LF, CRLF or CR.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let is_crlf = |at: usize| bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
        let breaks = memchr2_iter(b'\n', b'\r', bytes).filter(|&at| !is_crlf(at)).map(|at| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Number of the line in which a byte stands, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte).max(1)
    }

    /// First byte of a line; the end of the text where there are fewer lines.
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    /// The place of a byte. A byte order mark is no character.
    pub fn position(&self, byte: usize) -> Position {
        let line = self.line(byte);
        let before = self.text.get(self.start(line)..byte).unwrap_or_default();
        let marks = usize::from(line == 1 && before.starts_with('\u{feff}'));
        Position { line, column: before.chars().count() + 1 - marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_under_all_line_endings_and_columns_in_characters() {
        let text = "a\r\nbé😀c\rd\n";
        let lines = Lines::new(text);
        let position = |part: &str| lines.position(text.find(part).unwrap());
        assert_eq!(position("b"), Position { line: 2, column: 1 });
        assert_eq!(position("c"), Position { line: 2, column: 4 });
        assert_eq!(position("d"), Position { line: 3, column: 1 });
        assert_eq!(lines.position(text.len()), Position { line: 4, column: 1 });
    }

    #[test]
    fn does_not_count_a_byte_order_mark() {
        assert_eq!(Lines::new("\u{feff}ab").position(4), Position { line: 1, column: 2 });
    }
}
