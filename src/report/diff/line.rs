//! One line of a diff, in stretches that each know what they are, for whoever colours them.

use super::super::visible;
use super::wrap::wrapped;

/// What a stretch of a diff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Text that stays.
    Kept,
    /// A line of which something goes.
    Removed,
    /// What goes of a line of which something stays.
    Cut,
    /// A line that is new.
    Added,
    /// The name of a document or of a rule.
    Head,
    /// The place of a hunk, and the rules that it comes from.
    Hunk,
    /// What is said about the text.
    Note,
}

/// One line of a diff, without a line ending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiffLine {
    /// What it consists of.
    pub parts: Vec<(Tone, String)>,
}

impl DiffLine {
    pub(super) fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { parts: vec![(tone, text.into())] }
    }

    #[must_use]
    pub(super) fn with(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.push(tone, text);
        self
    }

    pub(super) fn push(&mut self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push((tone, text));
        }
    }

    #[must_use]
    pub(super) fn without_blanks_at_end(mut self) -> Self {
        while let Some((_, text)) = self.parts.last_mut() {
            text.truncate(text.trim_end_matches(' ').len());
            if !text.is_empty() {
                break;
            }
            self.parts.pop();
        }
        self
    }

    /// The text of all parts.
    pub fn text(&self) -> String {
        self.parts.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// The line made safe for a terminal: what would act on it or hide text is shown as an escape, tabs as blanks, and the
    /// carriage return of its line ending not at all. A line that is wider than `width` columns goes on in further
    /// lines, which are indented by `indent` columns.
    pub fn on_screen(&self, width: Option<usize>, indent: usize) -> Vec<Self> {
        let mut parts: Vec<(Tone, String)> =
            self.parts.iter().map(|(tone, text)| (*tone, text.clone())).collect();
        if let Some((_, text)) = parts.last_mut().filter(|(_, text)| text.ends_with('\r')) {
            text.pop();
        }
        let safe = Self { parts: parts.into_iter().map(|(tone, text)| (tone, shown(&text))).collect() };
        width.map_or_else(|| vec![safe.clone()], |width| wrapped(&safe, width, indent))
    }
}

/// A stretch of a document, safe for a terminal and of the same width everywhere.
pub(super) fn shown(text: &str) -> String {
    const TAB: &str = "    ";
    text.split('\t').map(visible).collect::<Vec<_>>().join(TAB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_would_act_on_a_terminal_but_no_line_ending() {
        let line = DiffLine::new(Tone::Removed, "-a\tb\u{1b}[2J\rc\r");
        let shown = line.on_screen(None, 0);
        assert_eq!(shown, [DiffLine::new(Tone::Removed, "-a    b\\u{1b}[2J\\u{d}c")]);
    }
}
