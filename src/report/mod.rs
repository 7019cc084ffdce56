//! Outcomes for a reader: the ledger, diffs, the summary of a run, the bill of a line, the report of a check, golden cases,
//! figures on labelled documents.

mod bill;
pub mod check;
pub mod diff;
pub mod eval;
pub mod golden;
mod ledger;
mod summary;

pub use bill::{BillLine, bill_lines};
pub use ledger::{Encoded, Entry, LedgerDocument, Place, Reason, entries, fingerprint, guard_note};
pub use summary::{Summary, Tally};

use crate::text::Span;
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

/// Whether a character acts on a terminal, hides or reorders text.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    #[test]
    fn shows_what_would_act_on_a_terminal() {
        assert_eq!(super::visible("a\u{1b}[31m\u{202e}b\tc"), "a\\u{1b}[31m\\u{202e}b\\u{9}c");
    }
}
