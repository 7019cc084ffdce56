//! A text with its blanks squeezed, in which segments that must stay or go are looked up.

use super::line::is_blank;
use crate::text::Span;

/// A text in which each run of blanks is one, with the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Squeezed {
    /// The text.
    pub text: String,
    /// For each byte of the text the byte of the original that it is from; one more for the end.
    from: Vec<usize>,
}

impl Squeezed {
    /// Squeezes a text.
    pub fn new(original: &str) -> Self {
        let (mut text, mut from) = (String::new(), Vec::new());
        let mut end = 0;
        for (at, c) in original.char_indices() {
            if is_blank(c) {
                continue;
            }
            if at > end && !text.is_empty() {
                text.push(' ');
                from.push(end);
            }
            text.push(c);
            from.extend(at..at + c.len_utf8());
            end = at + c.len_utf8();
        }
        from.push(end);
        Self { text, from }
    }

    /// Where a segment, itself squeezed, stands first, as bytes of the original.
    pub fn find(&self, segment: &str) -> Option<Span> {
        let at = self.text.find(segment)?;
        // The end is behind the last byte: what follows it may be a blank, or stand far behind blanks.
        let end = if segment.is_empty() { self.from[at] } else { self.from[at + segment.len() - 1] + 1 };
        Some(Span::new(self.from[at], end))
    }
}

/// A text in which each run of blanks is one.
pub fn squeeze(text: &str) -> String {
    Squeezed::new(text).text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_segments_over_line_breaks() {
        let original = "  It \n\n rained é\u{a0}\u{3000}all week. ";
        let squeezed = Squeezed::new(original);
        assert_eq!(squeezed.text, "It rained é all week.");
        assert_eq!(squeezed.find("It rained é").map(|span| span.slice(original)), Some("It \n\n rained é"));
        assert_eq!(squeezed.find("all week.").map(|span| span.slice(original)), Some("all week."));
        assert_eq!(squeezed.find("snowed"), None);
    }
}
