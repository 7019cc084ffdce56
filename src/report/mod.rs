//! Outcomes for a reader: the ledger, the summary of a run, the bill of a line, golden cases.

mod bill;
pub mod golden;
mod ledger;
mod summary;

pub use bill::{BillLine, bill_lines};
pub use ledger::{Entry, LedgerDocument, Place, Reason, entries, fingerprint};
pub use summary::{Summary, Tally};

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

/// Whether a character acts on a terminal, or hides or reorders text.
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
