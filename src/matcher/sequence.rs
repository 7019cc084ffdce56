//! Lines become letters by class, and a pattern over the letters finds cards.

use std::ops::Range;

use crate::condition::{Matcher, Unit};
use crate::rule::Sequence;
use crate::text::Page;

/// Blank lines that may stand inside a card.
const MAX_GAP: usize = 2;
/// Any line of no class, and what no class stands for: a wide gap.
const OTHER: char = '.';
const GAP: char = '\n';

/// The ranges of lines whose classes match the sequence.
pub(super) fn sequences(form: &Sequence, page: &Page<'_>) -> Vec<Range<usize>> {
    let holds_somewhere = |letter: &char| {
        let is_one =
            |matcher: &Matcher| (0..page.lines().len()).any(|line| matcher.holds(&Unit::line(page, line)));
        form.classes.get(letter).is_some_and(is_one)
    };
    if !form.needed.iter().all(holds_somewhere) {
        return Vec::new();
    }
    let mut letters = String::with_capacity(page.lines().len());
    let mut lines = Vec::with_capacity(page.lines().len());
    for (line, place) in page.lines().iter().enumerate() {
        if line > 0 && place.blanks_before > MAX_GAP {
            letters.push(GAP);
            lines.push(line);
        }
        let unit = Unit::line(page, line);
        let class = form.classes.iter().find(|(_, matcher)| matcher.holds(&unit));
        letters.push(class.map_or(OTHER, |(letter, _)| *letter));
        lines.push(line);
    }
    // Each letter is one byte, so that a byte of `letters` is an index of `lines`.
    let ranges = form.pattern.find_all(&letters).into_iter();
    ranges
        .filter_map(|found| found.group(0))
        .filter_map(|range| Some(*lines.get(range.start)?..lines.get(range.end - 1)? + 1))
        .collect()
}
