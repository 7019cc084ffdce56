//! The text around an item as rows that fit a screen: what goes, what goes with other decisions, and what stays.

use deboil::Span;
use deboil::edit::{Edit, apply};
use deboil::report::diff::{DiffLine, Tone};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::state::{Asked, View};

/// So many lines are shown before and after.
const LINES: usize = 60;
/// Columns before the text: a sign, the number of the line, a blank.
const GUTTER: usize = 8;

/// A row of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: DiffLine,
    /// Whether it is of what is asked about.
    pub(super) is_main: bool,
}

/// The rows of an item, with what stands around it.
pub(super) fn rows(asked: &Asked, view: View, width: usize) -> Vec<Row> {
    let text = asked.article.text.as_str();
    match view {
        View::Before => lines_of(text, asked.item.span, width, |_| (' ', Vec::new())),
        View::After => {
            let edits: Vec<Edit> = asked
                .article
                .edits
                .iter()
                .map(|(span, with)| Edit { span: *span, with: with.clone(), decisions: Vec::new() })
                .collect();
            let cleaned = apply(text, &edits);
            let before = edits.iter().filter(|edit| edit.span.end <= asked.item.span.start);
            let at = before.fold(asked.item.span.start, |at, edit| at + edit.with.len() - edit.span.len());
            let at = at.min(cleaned.len());
            lines_of(&cleaned, Span::new(at, at), width, |_| (' ', Vec::new()))
        }
        View::Diff => {
            let item = &asked.item;
            let own: Vec<Span> = if item.cuts.is_empty() { vec![item.span] } else { item.cuts.clone() };
            lines_of(text, item.span, width, |line| {
                let cut = |span: &Span| span.overlaps(line);
                let others: Vec<Span> =
                    asked.article.edits.iter().map(|(span, _)| *span).filter(cut).collect();
                let own: Vec<Span> = own.iter().copied().filter(cut).collect();
                let sign = match (own.is_empty(), others.is_empty()) {
                    (false, _) => '>',
                    (true, false) => '-',
                    (true, true) => ' ',
                };
                (sign, if own.is_empty() { others } else { own })
            })
        }
    }
}

/// Lines with brackets around a part of them.
pub(super) fn marked(lines: &str, part: Span, brackets: [&str; 2], width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in lines.split('\n') {
        let span = Span::new(start, start + line.len());
        let inside = Span::new(part.start.clamp(span.start, span.end), part.end.clamp(span.start, span.end));
        let mut shown = DiffLine::default();
        let mut push = |tone, text: &str| {
            if !text.is_empty() {
                shown.parts.push((tone, text.to_owned()));
            }
        };
        push(Tone::Kept, Span::new(span.start, inside.start).slice(lines));
        if (span.start..=span.end).contains(&part.start) {
            push(Tone::Head, brackets[0]);
        }
        push(Tone::Cut, inside.slice(lines));
        if (span.start..=span.end).contains(&part.end) {
            push(Tone::Head, brackets[1]);
        }
        push(Tone::Kept, Span::new(inside.end, span.end).slice(lines));
        rows.extend(shown.on_screen(Some(width), 0).into_iter().map(|line| Row { line, is_main: true }));
        start = span.end + 1;
    }
    rows
}

/// The lines around a stretch of a text, each with its number, and with a sign and the parts of it that go.
fn lines_of(text: &str, main: Span, width: usize, cuts: impl Fn(Span) -> (char, Vec<Span>)) -> Vec<Row> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (number, line) in text.split('\n').enumerate() {
        lines.push((number + 1, Span::new(start, start + line.len())));
        start += line.len() + 1;
    }
    let holds = |span: Span| {
        span.overlaps(main) || (main.is_empty() && span.start <= main.start && main.start <= span.end)
    };
    let first = lines.iter().position(|&(_, span)| holds(span)).unwrap_or(0);
    let last = lines.iter().rposition(|&(_, span)| holds(span)).unwrap_or(0);
    let shown = lines.iter().enumerate().skip(first.saturating_sub(LINES));
    let mut rows = Vec::new();
    for (at, &(number, span)) in shown.take_while(|(at, _)| *at <= last + LINES) {
        let (sign, gone) = cuts(span);
        let mut line = DiffLine { parts: vec![(Tone::Note, format!("{number:>5} "))] };
        let is_main = (first..=last).contains(&at);
        let tone = if sign == ' ' { Tone::Note } else { Tone::Removed };
        line.parts.insert(0, (tone, sign.to_string()));
        line.parts.push((Tone::Note, " ".to_owned()));
        line.parts.extend(parts(text, span, sign, &gone));
        rows.extend(line.on_screen(Some(width), GUTTER).into_iter().map(|line| Row { line, is_main }));
    }
    rows
}

/// A line in parts; what goes of it stands in brackets where something of it stays.
fn parts(text: &str, span: Span, sign: char, gone: &[Span]) -> Vec<(Tone, String)> {
    let line = span.slice(text);
    let is_whole =
        gone.iter().any(|gone| gone.contains(Span::new(span.start, span.start + line.trim_end().len())));
    if sign == ' ' || line.is_empty() {
        return vec![(Tone::Kept, line.to_owned())];
    }
    let cut = if sign == '>' { Tone::Cut } else { Tone::Removed };
    if is_whole {
        return vec![(cut, line.to_owned())];
    }
    let mut parts = Vec::new();
    let mut at = span.start;
    for gone in gone {
        let gone = Span::new(gone.start.clamp(at, span.end), gone.end.clamp(at, span.end));
        parts.push((Tone::Kept, Span::new(at, gone.start).slice(text).to_owned()));
        parts.push((cut, format!("[-{}-]", gone.slice(text))));
        at = gone.end;
    }
    parts.push((Tone::Kept, Span::new(at, span.end).slice(text).to_owned()));
    parts.retain(|(_, text)| !text.is_empty());
    parts
}

/// The beginning of a text, so many columns of it.
pub(super) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |cluster: &&str| {
        used += cluster.width();
        used <= width
    };
    text.graphemes(true).take_while(fits).chain(["…"]).collect()
}
