//! A text is split into lines, each with its line ending.

use memchr::memchr2_iter;

use crate::text::Span;

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// Line feeds alone, as `patch` sees it.
    Lf,
    /// Line feeds, carriage returns, and both together, as the rules and the ledger see it.
    Any,
}

/// The lines of a text, with their endings.
pub(super) fn lines(text: &str, ends: Ends) -> Vec<Span> {
    let bytes = text.as_bytes();
    let is_end = |&at: &usize| bytes[at] == b'\n' || (ends == Ends::Any && bytes.get(at + 1) != Some(&b'\n'));
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr2_iter(b'\n', b'\r', bytes).filter(is_end).map(|at| at + 1) {
        lines.push(Span::new(start, end));
        start = end;
    }
    if start < text.len() {
        lines.push(Span::new(start, text.len()));
    }
    lines
}

/// Whether a text is nothing or ends with a whole line.
pub(super) fn is_whole(text: &str, ends: Ends) -> bool {
    text.is_empty() || text.ends_with('\n') || (ends == Ends::Any && text.ends_with('\r'))
}

/// A line without its ending.
pub(super) fn content(line: &str) -> &str {
    line.trim_end_matches(['\n', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, ends: Ends) -> Vec<&str> {
        lines(text, ends).into_iter().map(|line| line.slice(text)).collect()
    }

    #[test]
    fn splits_as_patch_and_as_readers_do() {
        let text = "a\r\nb\rc\n\nd";
        assert_eq!(split(text, Ends::Lf), ["a\r\n", "b\rc\n", "\n", "d"]);
        assert_eq!(split(text, Ends::Any), ["a\r\n", "b\r", "c\n", "\n", "d"]);
        assert!(split("", Ends::Any).is_empty());
    }
}
