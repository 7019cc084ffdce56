//! A line of a diff becomes lines that fit a terminal, measured in columns: wide characters take two, combining marks none.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::{DiffLine, Tone};

/// A line at most `width` columns wide, broken at blanks, else behind slashes, else between characters.
/// Lines after the first are indented. Narrower than a few columns nothing is.
pub(super) fn wrapped(line: &DiffLine, width: usize, indent: usize) -> Vec<DiffLine> {
    const MIN: usize = 8;
    if columns(line) <= width {
        return vec![line.clone()];
    }
    let indent = if width < indent + MIN { 0 } else { indent };
    let width = width.max(MIN);
    let cells: Vec<Cell<'_>> = line.parts.iter().flat_map(|(tone, text)| cells(*tone, text)).collect();
    let mut lines = Vec::new();
    let mut at = 0;
    while at < cells.len() {
        let room = if lines.is_empty() { width } else { width - indent };
        let end = break_after(&cells, at, room);
        let line = joined(&cells[at..end], if lines.is_empty() { 0 } else { indent });
        lines.push(line.without_blanks_at_end());
        at = end + cells[end..].iter().take_while(|cell| cell.text == " ").count();
    }
    lines
}

/// A text in lines at most `width` columns wide, as diffs are broken; those after the first are indented by `indent` columns.
pub fn fitted(text: &str, width: Option<usize>, indent: usize) -> String {
    let Some(width) = width else { return text.to_owned() };
    let lines = wrapped(&DiffLine::new(Tone::Kept, text), width, indent);
    lines.iter().map(DiffLine::text).collect::<Vec<_>>().join("\n")
}

/// How many columns a line takes.
pub(super) fn columns(line: &DiffLine) -> usize {
    line.parts.iter().flat_map(|(tone, text)| cells(*tone, text)).map(|cell| cell.columns).sum()
}

/// A character as a reader sees it.
#[derive(Debug, Clone, Copy)]
struct Cell<'t> {
    tone: Tone,
    text: &'t str,
    columns: usize,
}

fn cells(tone: Tone, text: &str) -> impl Iterator<Item = Cell<'_>> {
    text.graphemes(true).map(move |text| Cell { tone, text, columns: text.width() })
}

/// The end of the line that begins at a cell.
fn break_after(cells: &[Cell<'_>], start: usize, room: usize) -> usize {
    let mut used = 0;
    let (mut blank, mut slash) = (None, None);
    let mut has_text = false;
    for (at, cell) in cells.iter().enumerate().skip(start) {
        if used + cell.columns > room {
            // A blank at the very edge falls into the break.
            let end = if cell.text == " " { at } else { blank.or(slash).unwrap_or(at) };
            return end.max(start + 1);
        }
        used += cell.columns;
        has_text |= cell.text != " ";
        let is_between_wide = cell.columns == 2 && cells.get(at + 1).is_some_and(|next| next.columns == 2);
        if has_text && (cell.text == " " || is_between_wide) {
            blank = Some(at + 1);
        } else if cell.text == "/" {
            slash = Some(at + 1);
        }
    }
    cells.len()
}

fn joined(cells: &[Cell<'_>], indent: usize) -> DiffLine {
    let mut line = DiffLine::default();
    line.push(Tone::Note, " ".repeat(indent));
    for cell in cells {
        match line.parts.last_mut().filter(|(tone, _)| *tone == cell.tone) {
            Some((_, text)) => text.push_str(cell.text),
            None => line.push(cell.tone, cell.text),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(text: &str, width: usize) -> Vec<String> {
        wrapped(&DiffLine::new(Tone::Kept, text), width, 2).iter().map(DiffLine::text).collect()
    }

    #[test]
    fn breaks_at_blanks_and_indents_what_goes_on() {
        assert_eq!(wrap("one two three four", 12), ["one two", "  three four"]);
        assert_eq!(wrap("one two", 7), ["one two"]);
        assert_eq!(wrap("abcdefghijklmnop", 10), ["abcdefghij", "  klmnop"]);
        assert_eq!(wrap("  en/promo/subscribe", 12), ["  en/promo/", "  subscribe"]);
    }

    #[test]
    fn fits_a_text_where_there_is_a_width() {
        assert_eq!(fitted("  one two three", Some(14), 4), "  one two\n    three");
        assert_eq!(fitted("  one two three", None, 4), "  one two three");
    }

    #[test]
    fn wide_characters_take_two_columns_and_marks_none() {
        assert_eq!(wrap("港の船は冬に出ない", 10), ["港の船は冬", "  に出ない"]);
        assert_eq!(wrap("🚢🚢🚢🚢🚢🚢", 11), ["🚢🚢🚢🚢🚢", "  🚢"]);
        assert_eq!(columns(&DiffLine::new(Tone::Kept, "cafe\u{301}")), 4);
    }

    #[test]
    fn ends_also_where_nothing_fits() {
        assert_eq!(wrap("港港", 1), ["港港"]);
        assert_eq!(wrap("aaaaaaaaaa", 0), ["aaaaaaaa", "aa"]);
    }
}
