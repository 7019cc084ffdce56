//! Edits become hunks: changed lines and the lines around them.

use std::ops::Range;

use super::Compared;
use super::lines::{Ends, is_whole, lines};
use crate::edit::apply;
use crate::text::Span;

/// The hunks of a document, and the lines that they speak of.
#[derive(Debug)]
pub(super) struct Hunks {
    /// The lines of the original, with their endings.
    pub(super) lines: Vec<Span>,
    pub(super) hunks: Vec<Hunk>,
}

/// Changes that are near each other, with the lines around them. Lines are counted from 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    /// Lines of the original.
    pub(super) old: Range<usize>,
    /// Lines of the result.
    pub(super) new: Range<usize>,
    pub(super) changes: Vec<Change>,
}

/// Lines of the original and the lines that stand in their place: as few as can be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) old: Range<usize>,
    /// With their endings.
    pub(super) new: Vec<String>,
    /// The edits that make it, by index.
    pub(super) edits: Range<usize>,
}

/// What stands in a hunk, in order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row<'h> {
    /// A line that stays, in the original and in the result.
    Kept { old: usize, new: usize },
    /// A change, and the line of the result that it begins with.
    Changed { change: &'h Change, new: usize },
}

impl Hunks {
    pub(super) fn new(compared: &Compared<'_>, context: usize, ends: Ends) -> Self {
        if !compared.outcome.is_changed() {
            return Self { lines: Vec::new(), hunks: Vec::new() };
        }
        let lines = lines(compared.original, ends);
        let changes = changes(compared, &lines, ends);
        let hunks = joined(changes, lines.len(), context);
        Self { lines, hunks }
    }
}

impl Hunk {
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        let (mut old, mut new) = (self.old.start, self.new.start);
        let mut rows = Vec::new();
        for change in &self.changes {
            rows.extend(kept(old..change.old.start, new));
            new += change.old.start - old;
            rows.push(Row::Changed { change, new });
            (old, new) = (change.old.end, new + change.new.len());
        }
        rows.extend(kept(old..self.old.end, new));
        rows
    }
}

fn kept<'h>(old: Range<usize>, new: usize) -> impl Iterator<Item = Row<'h>> {
    old.zip(new..).map(|(old, new)| Row::Kept { old, new })
}

/// The smallest stretches of lines that hold all edits and whose results are whole lines.
fn changes(compared: &Compared<'_>, lines: &[Span], ends: Ends) -> Vec<Change> {
    let edits = &compared.outcome.edits;
    let mut changes = Vec::new();
    let mut next = 0;
    while next < edits.len() {
        let after = lines.partition_point(|line| line.end <= edits[next].span.start);
        let first = after.min(lines.len().saturating_sub(1));
        let mut old = first..(first + 1).min(lines.len());
        let mut last = next + 1;
        let new = loop {
            let bytes = Span::new(lines[old.start].start, lines[old.end - 1].end);
            let is_last = old.end == lines.len();
            let inside = |span: Span| span.start < bytes.end || is_last;
            last += edits.iter().skip(last).take_while(|edit| inside(edit.span)).count();
            if edits[last - 1].span.end > bytes.end {
                old.end += 1;
                continue;
            }
            let new = replaced(compared, bytes, next..last);
            if is_last || is_whole(&new, ends) {
                break new;
            }
            old.end += 1;
        };
        let new = super::lines::lines(&new, ends).iter().map(|line| line.slice(&new).to_owned()).collect();
        changes.push(Change { old, new, edits: next..last });
        next = last;
    }
    changes
}

/// What stands in the place of some bytes of the original.
fn replaced(compared: &Compared<'_>, bytes: Span, edits: Range<usize>) -> String {
    let mut edits = compared.outcome.edits[edits].to_vec();
    for edit in &mut edits {
        edit.span = Span::new(edit.span.start - bytes.start, edit.span.end - bytes.start);
    }
    apply(bytes.slice(compared.original), &edits)
}

/// Changes whose contexts touch are one hunk.
fn joined(changes: Vec<Change>, lines: usize, context: usize) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    for change in changes {
        let start = change.old.start.saturating_sub(context);
        let end = change.old.end.saturating_add(context).min(lines);
        match hunks.last_mut().filter(|last| start <= last.old.end) {
            Some(last) => {
                last.old.end = end;
                last.changes.push(change);
            }
            None => hunks.push(Hunk { old: start..end, new: 0..0, changes: vec![change] }),
        }
    }
    let (mut old_end, mut new_end) = (0, 0);
    for hunk in &mut hunks {
        let removed: usize = hunk.changes.iter().map(|change| change.old.len()).sum();
        let added: usize = hunk.changes.iter().map(|change| change.new.len()).sum();
        let start = new_end + (hunk.old.start - old_end);
        hunk.new = start..start + hunk.old.len() - removed + added;
        (old_end, new_end) = (hunk.old.end, hunk.new.end);
    }
    hunks
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::{Label, unified};
    use super::*;
    use crate::cleaner::Outcome;
    use crate::edit::Edit;
    use crate::review::Matches;

    /// The unified diff of a text from which stretches are cut or replaced, without its head.
    fn diff(original: &str, edits: &[(usize, usize, &str)], context: usize) -> String {
        let edit = |&(start, end, with): &(usize, usize, &str)| Edit {
            span: Span::new(start, end),
            with: with.to_owned(),
            decisions: Vec::new(),
        };
        let edits: Vec<Edit> = edits.iter().map(edit).collect();
        let text = Cow::Owned(apply(original, &edits));
        let (decisions, fields) = (Vec::new(), indexmap::IndexMap::new());
        let outcome = Outcome { text, edits, decisions, fields, guarded: None, review: Matches::default() };
        let label = Label::default();
        let compared = Compared { label: &label, original, outcome: &outcome, rules: &[] };
        unified(&compared, context).iter().skip(2).map(|line| line.text() + "\n").collect()
    }

    #[test]
    fn changes_far_apart_are_two_hunks_and_near_ones_one() {
        let text = "a\nb\nc\nd\ne\nf\n";
        let edits = [(0, 2, ""), (8, 10, "")];
        assert_eq!(diff(text, &edits, 1), "@@ -1,2 +1 @@\n-a\n b\n@@ -4,3 +3,2 @@\n d\n-e\n f\n");
        assert_eq!(diff(text, &edits, 2), "@@ -1,6 +1,4 @@\n-a\n b\n c\n d\n-e\n f\n");
        assert_eq!(diff(text, &edits, 0), "@@ -1 +0,0 @@\n-a\n@@ -5 +3,0 @@\n-e\n");
    }

    #[test]
    fn a_cut_over_a_line_ending_joins_the_lines() {
        assert_eq!(diff("ab\ncd\nef\n", &[(1, 4, "")], 0), "@@ -1,2 +1 @@\n-ab\n-cd\n+ad\n");
        assert_eq!(
            diff("ab\ncd\nef\n", &[(2, 3, ""), (5, 6, "")], 0),
            "@@ -1,3 +1 @@\n-ab\n-cd\n-ef\n+abcdef\n"
        );
    }

    #[test]
    fn the_end_of_a_text_without_a_line_ending_is_marked() {
        let mark = "\\ No newline at end of file\n";
        assert_eq!(diff("a\nb", &[(1, 3, "")], 0), format!("@@ -1,2 +1 @@\n-a\n-b\n{mark}+a\n{mark}"));
        assert_eq!(diff("a\nb", &[(2, 3, "")], 1), format!("@@ -1,2 +1 @@\n a\n-b\n{mark}"));
        assert_eq!(diff("a\nb", &[(0, 2, "")], 1), format!("@@ -1,2 +1 @@\n-a\n b\n{mark}"));
        assert_eq!(diff("a\r\nb\r\n", &[(1, 4, "")], 0), "@@ -1,2 +1 @@\n-a\r\n-b\r\n+a\r\n");
        assert_eq!(diff("a\n", &[(0, 2, "")], 3), "@@ -1 +0,0 @@\n-a\n");
    }

    #[test]
    fn what_is_put_in_can_be_lines_and_at_the_end() {
        assert_eq!(diff("a\nb\n", &[(0, 1, "x\ny")], 0), "@@ -1 +1,2 @@\n-a\n+x\n+y\n");
        assert_eq!(diff("a\nb\n", &[(4, 4, "c\n")], 0), "@@ -2 +2,2 @@\n-b\n+b\n+c\n");
    }
}
