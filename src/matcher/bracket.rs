//! The balanced brackets of a line.

use crate::rule::Brackets;
use crate::text::Span;

/// The outermost balanced brackets of `line`, none longer than allowed and none over a line break, from the left.
pub(super) fn brackets(line: &str, form: &Brackets) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in line.char_indices() {
        if c == form.open && (c != form.close || open.is_empty()) {
            open.push(at);
        } else if c == form.close {
            if let Some(start) = open.pop() {
                let span = Span::new(start, at + c.len_utf8());
                if span.slice(line).chars().count() <= form.max_chars {
                    while found.last().is_some_and(|inner: &Span| span.contains(*inner)) {
                        found.pop();
                    }
                    found.push(span);
                }
            }
        } else if c == '\n' || c == '\r' {
            open.clear();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_outermost_and_leaves_the_unbalanced() {
        let form = Brackets { open: '(', close: ')', max_chars: 20 };
        let texts = |line: &'static str| {
            brackets(line, &form).iter().map(|span| span.slice(line)).collect::<Vec<_>>()
        };
        assert_eq!(texts("a (b (c)) d (e"), ["(b (c))"]);
        assert_eq!(texts(") (x) ("), ["(x)"]);
        assert_eq!(texts("(this one is longer than it may be) (no)"), ["(no)"]);
    }
}
