//! The Markdown links of a line.

use super::Span;

/// A Markdown link's target is looked for over so many characters.
const MAX_TARGET: usize = 2048;

/// A Markdown link: the whole of `[text](target)` and its text alone, in bytes of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// From the opening bracket (or `!`) to the closing parenthesis.
    pub whole: Span,
    /// What stands between the brackets.
    pub text: Span,
}

/// The outermost links of a line, in order: `[text](target)` and `![text](target)`.
pub(super) fn find_links(chars: &[(usize, char)], len: usize) -> Vec<Link> {
    let at = |index: usize| chars.get(index).map(|&(_, c)| c);
    let byte = |index: usize| chars.get(index).map_or(len, |&(at, _)| at);
    let (mut open, mut links) = (Vec::new(), Vec::<Link>::new());
    let mut unclosed = 0; // No target is closed before this index: keeps the search linear.
    for index in 0..chars.len() {
        match at(index) {
            Some('[') => open.push(index),
            Some(']') => {
                let Some(start) = open.pop() else { continue };
                if at(index + 1) != Some('(') || index < unclosed {
                    continue;
                }
                let Some(close) = target_end(chars, index + 2) else {
                    unclosed = index + MAX_TARGET;
                    continue;
                };
                let image = start.checked_sub(1).filter(|&before| at(before) == Some('!'));
                let whole = Span::new(byte(image.unwrap_or(start)), byte(close + 1));
                while links.last().is_some_and(|inner| whole.contains(inner.whole)) {
                    links.pop();
                }
                if links.last().is_none_or(|before| before.whole.end <= whole.start) {
                    links.push(Link { whole, text: Span::new(byte(start + 1), byte(index)) });
                }
            }
            _ => {}
        }
    }
    links
}

/// Index of the parenthesis that closes a link target which begins at `start`; balanced, without line breaks.
fn target_end(chars: &[(usize, char)], start: usize) -> Option<usize> {
    let mut depth = 0;
    for (index, &(_, c)) in chars.iter().enumerate().skip(start).take(MAX_TARGET) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(index),
            ')' => depth -= 1,
            '\n' | '\r' => return None,
            _ => {}
        }
    }
    None
}
