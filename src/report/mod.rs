//! Outcomes for a reader: the ledger, diffs, the summary of a run, the bill of a line, the report of a check, golden cases,
//! figures on labelled documents and of what each rule does, and what a change of rules does.

mod bill;
pub mod check;
pub mod diff;
pub mod eval;
pub mod golden;
#[cfg(feature = "html")]
pub mod html;
pub mod impact;
mod ledger;
pub mod queue;
pub mod stats;
mod summary;
pub mod table;

pub use bill::{BillLine, bill_lines};
pub use ledger::{Encoded, Entry, LedgerDocument, Place, Reason, entries, fingerprint, guard_note};
pub use summary::{Summary, Tally};

use std::fmt::Write as _;

use crate::text::{Span, folds_away};
use ledger::severity_name;

/// Text that comes from a document, made safe for a terminal: control characters and what hides or reorders text are shown
/// as escapes.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hides(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The beginning of a text, so many characters of it, safe for a terminal.
pub fn excerpt(text: &str, chars: usize) -> String {
    let shown = visible(text);
    match shown.char_indices().nth(chars) {
        Some((end, _)) => Span::new(0, end).slice(&shown).to_owned() + "…",
        None => shown,
    }
}

/// JSON in which all that would act on a terminal, hide or reorder text, which stands in strings only, is escaped.
fn safe_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        // Line feeds stand between members.
        if hides(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(escaped, "\\u{unit:04x}").expect("a string takes all that is written");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Whether a character acts on a terminal, hides or reorders text. What chooses the form of an emoji does not.
fn hides(c: char) -> bool {
    let chooses_form = matches!(c, '\u{fe00}'..='\u{fe0f}');
    !chooses_form
        && (folds_away(c)
            || c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}'))
}

#[cfg(test)]
mod tests {
    #[test]
    fn shows_what_would_act_on_a_terminal() {
        assert_eq!(super::visible("a\u{1b}[31m\u{202e}b\tc"), "a\\u{1b}[31m\\u{202e}b\\u{9}c");
        assert_eq!(super::visible("\u{61c}\u{ad}\u{e0041}❤\u{fe0f}"), "\\u{61c}\\u{ad}\\u{e0041}❤\u{fe0f}");
    }
}
