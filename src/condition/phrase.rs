//! A phrase becomes a regular expression: folded like the text, lists as alternatives, bounded by words.

use unicode_normalization::UnicodeNormalization;

use crate::text::{fold_char, is_unspaced};

/// What an expanded list looks like inside a pattern: begin, separator and end of its alternatives.
/// Noncharacters, which no text has; see [`crate::rule::Lists`].
pub const ALTERNATIVES: [char; 3] = ['\u{fdd0}', '\u{fdd1}', '\u{fdd2}'];

/// Where a phrase must stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Line,
    Prefix,
    Suffix,
    Anywhere,
}
/// The regular expression for a phrase that stands at `anchor`; nothing where it has no word.
pub(super) fn phrase_regex(phrase: &str, anchor: Anchor, raw: bool) -> Option<String> {
    if phrase.trim().is_empty() {
        return None;
    }
    let text = if raw { phrase.to_owned() } else { fold_phrase(phrase) };
    let body = alternatives(&text, true);
    let [begin, end] = [boundary(&edges(&text, false)), boundary(&edges(&text, true))];
    Some(match anchor {
        Anchor::Line => format!(r"^{body}[\s.!:…]*$"),
        Anchor::Prefix => format!("^{body}{end}"),
        Anchor::Suffix => format!(r"{begin}{body}[\s.!:…]*$"),
        Anchor::Anywhere => format!("{begin}{body}{end}"),
    })
}

fn fold_phrase(phrase: &str) -> String {
    let mut folded = String::with_capacity(phrase.len());
    for c in phrase.nfc() {
        let c = if ALTERNATIVES.contains(&c) { Some(c) } else { fold_char(c) };
        folded.extend(c.filter(|&c| c != ' ' || !folded.ends_with(' ')));
    }
    folded
}

/// The pattern with its list marks written as groups, and all else escaped where it is plain text.
pub(super) fn alternatives(pattern: &str, escape: bool) -> String {
    let [begin, separator, end] = ALTERNATIVES;
    let (mut written, mut inside) = (String::with_capacity(pattern.len() + 8), false);
    for c in pattern.chars() {
        match c {
            _ if c == begin => {
                inside = true;
                written.push_str("(?:");
            }
            _ if c == separator => written.push('|'),
            _ if c == end => {
                inside = false;
                written.push(')');
            }
            _ if (escape || inside) && regex_syntax::is_meta_character(c) => written.extend(['\\', c]),
            _ => written.push(c),
        }
    }
    written
}

/// The characters with which a phrase can begin, or end.
fn edges(phrase: &str, at_end: bool) -> Vec<char> {
    let [begin, separator, end] = ALTERNATIVES;
    let (open, close) = if at_end { (end, begin) } else { (begin, end) };
    let mut chars: Vec<char> = phrase.chars().collect();
    if at_end {
        chars.reverse();
    }
    if chars.first() != Some(&open) {
        return chars.first().copied().into_iter().collect();
    }
    let group = chars.iter().skip(1).take_while(|&&c| c != close);
    let mut at_edge = true;
    group
        .filter_map(|&c| std::mem::replace(&mut at_edge, c == separator).then_some(c))
        .filter(|&c| c != separator)
        .collect()
}

/// The boundary that must stand where a phrase begins or ends: none beside scripts without spaces and punctuation.
fn boundary(edges: &[char]) -> &'static str {
    if edges.iter().all(char::is_ascii_alphanumeric) {
        // Not the Unicode one, which the fast engines cannot do on text that is not ASCII.
        r"(?-u:\b)"
    } else if edges.iter().all(|&c| c.is_alphanumeric() && !is_unspaced(c)) {
        r"\b"
    } else {
        ""
    }
}
