//! An edit, and its way into a text and back out.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// A stretch of the original that is not in the output, and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What went, in bytes of the original.
    pub span: Span,
    /// What took its place; mostly nothing.
    pub with: String,
    /// The decisions that it comes from, by index; none for the blanks that are tidied around a cut.
    pub decisions: Vec<usize>,
}

/// `original` with some disjoint edits, which are in the order of their places.
pub fn apply(original: &str, edits: &[Edit]) -> String {
    let mut output = String::with_capacity(original.len());
    let mut at = 0;
    for edit in edits {
        output.push_str(Span::new(at, edit.span.start).slice(original));
        output.push_str(&edit.with);
        at = edit.span.end;
    }
    output.push_str(Span::new(at, original.len()).slice(original));
    output
}

/// The original of `output`, from its edits in the order of their places and the text that each took out.
/// Nothing where the edits do not fit the output.
pub fn restore<'e>(
    output: &str,
    edits: impl IntoIterator<Item = (Span, &'e str, &'e str)>,
) -> Option<String> {
    let mut original = String::with_capacity(output.len());
    let mut at = 0;
    for (span, with, text) in edits {
        let kept = span.start.checked_sub(original.len())?;
        original.push_str(output.get(at..at + kept)?);
        at += kept;
        if output.get(at..at + with.len())? != with || span.len() != text.len() {
            return None;
        }
        at += with.len();
        original.push_str(text);
    }
    original.push_str(output.get(at..)?);
    Some(original)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restores_what_was_applied() {
        let original = "one\ntwo\nthree\n";
        let edit = |start, end, with: &str| Edit {
            span: Span::new(start, end),
            with: with.to_owned(),
            decisions: vec![],
        };
        let edits = [edit(0, 4, ""), edit(8, 13, "[3]")];
        let output = apply(original, &edits);
        assert_eq!(output, "two\n[3]\n");
        let taken = edits.iter().map(|edit| (edit.span, edit.with.as_str(), edit.span.slice(original)));
        assert_eq!(restore(&output, taken).as_deref(), Some(original));
    }

    #[test]
    fn refuses_an_output_that_is_not_the_one() {
        assert_eq!(restore("two\n", [(Span::new(0, 3), "x", "one")]), None);
    }
}
