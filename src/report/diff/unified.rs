//! The unified form: what `patch` and `git apply` read, with the rules behind the place of each hunk.

use std::fmt::Write as _;
use std::ops::Range;

use super::hunk::{Change, Hunk, Hunks, Row};
use super::lines::{Ends, content};
use super::parts::{Part, is_gone, parts};
use super::reasons::{named, reasons_of};
use super::{Compared, DiffLine, Label, Tone};
use crate::report::visible;
use crate::text::Span;

/// The unified diff of a document with `context` lines around changes; nothing where nothing changed. A line feed after
/// each line makes it what `patch` reads, byte for byte. Of a record it is the diff of the text alone.
pub fn unified(compared: &Compared<'_>, context: usize) -> Vec<DiffLine> {
    let Hunks { lines, hunks } = Hunks::new(compared, context, Ends::Lf);
    let mut form = Unified { compared, lines: Vec::new() };
    if !hunks.is_empty() {
        form.head(compared.label);
    }
    for hunk in &hunks {
        form.place(hunk);
        for row in hunk.rows() {
            match row {
                Row::Kept { old, .. } => form.text(Tone::Kept, ' ', lines[old].slice(compared.original)),
                Row::Changed { change, .. } => form.change(&lines, change),
            }
        }
    }
    form.lines
}

struct Unified<'c> {
    compared: &'c Compared<'c>,
    lines: Vec<DiffLine>,
}

impl Unified<'_> {
    fn head(&mut self, label: &Label) {
        if label.record.is_some() {
            self.lines.push(DiffLine::new(Tone::Note, visible(&format!("Text of the record {label}"))));
        }
        let name = match label.record {
            Some(record) => format!("{}:{record}", label.file),
            None => label.file.clone(),
        };
        for (sign, side) in [("---", "a"), ("+++", "b")] {
            self.lines.push(DiffLine::new(Tone::Head, format!("{sign} {}", file_name(side, &name))));
        }
    }

    fn place(&mut self, hunk: &Hunk) {
        let first = hunk.changes.first().map_or(0, |change| change.edits.start);
        let last = hunk.changes.last().map_or(0, |change| change.edits.end);
        let rules = visible(&named(&reasons_of(self.compared, first..last)));
        let place = format!("@@ -{} +{} @@", range(&hunk.old), range(&hunk.new));
        let rules = if rules.is_empty() { rules } else { format!(" {rules}") };
        self.lines.push(DiffLine::new(Tone::Hunk, place + &rules));
    }

    fn change(&mut self, lines: &[Span], change: &Change) {
        for line in change.old.clone() {
            let full = lines[line].slice(self.compared.original);
            let parts = parts(self.compared, lines, change, line);
            if is_gone(&parts) {
                self.text(Tone::Removed, '-', full);
            } else {
                self.cut_line(full, &parts);
            }
        }
        for line in &change.new {
            self.text(Tone::Added, '+', line);
        }
    }

    /// A line of which something stays: what goes is marked.
    fn cut_line(&mut self, full: &str, parts: &[Part<'_>]) {
        let mut line = DiffLine::new(Tone::Removed, "-");
        let mut left = content(full);
        for part in parts {
            let tone = match part {
                Part::Kept(_) => Tone::Removed,
                Part::Removed(_) => Tone::Cut,
                Part::Added(_) => continue,
            };
            // The sign of a lost line ending is no text of the line.
            if let Some(rest) = left.strip_prefix(part.text()) {
                left = rest;
                line.push(tone, part.text());
            }
        }
        let ending = full.strip_prefix(content(full)).unwrap_or_default();
        line.push(Tone::Removed, ending.strip_suffix('\n').unwrap_or(ending));
        self.lines.push(line);
        self.mark_end(full);
    }

    fn text(&mut self, tone: Tone, sign: char, full: &str) {
        self.lines.push(DiffLine::new(tone, format!("{sign}{}", full.strip_suffix('\n').unwrap_or(full))));
        self.mark_end(full);
    }

    fn mark_end(&mut self, full: &str) {
        if !full.ends_with('\n') {
            self.lines.push(DiffLine::new(Tone::Note, "\\ No newline at end of file"));
        }
    }
}

/// Lines as a hunk states them: from 1, the line before where there are none, without the number where there is one.
fn range(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

/// A file's name as `patch` and `git apply` read it: below `a/` or `b/`, quoted where it has unusual characters, and with a
/// tab behind it where it has blanks.
fn file_name(side: &str, path: &str) -> String {
    let path = path.trim_start_matches("./").trim_start_matches('/');
    let name = format!("{side}/{path}");
    let is_unusual = |c: char| c == '"' || c == '\\' || super::super::hides(c);
    if name.contains(is_unusual) {
        return quoted(&name, is_unusual);
    }
    let tab = if name.contains(' ') { "\t" } else { "" };
    name + tab
}

fn quoted(name: &str, is_unusual: impl Fn(char) -> bool) -> String {
    let mut quoted = String::from('"');
    for c in name.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_unusual(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    write!(quoted, "\\{byte:03o}").expect("a string takes all that is written");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
