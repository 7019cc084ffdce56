//! Decisions of a page become disjoint cuts, with the blanks tidied where the text closes over them.

use crate::decision::{Decision, Verdict};
use crate::rule::{Glue, Rule, Scope};
use crate::text::{Page, Span};

/// A stretch of a page that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// What goes, in bytes of the page's text.
    pub span: Span,
    /// What takes its place.
    pub with: String,
    /// The decisions that it comes from, by index; none for blanks.
    pub decisions: Vec<usize>,
}

/// The cuts of a page, in order and disjoint.
///
/// The one rule for blank lines: where lines go, of the blank lines before and after them the longer run stays; at the start or
/// the end of the text none are left towards the text, a text ends with a line ending only if it did before, and where no
/// line is left nothing is.
pub fn cuts(page: &Page<'_>, rules: &[Rule], decisions: &[Decision]) -> Vec<Cut> {
    let mut gone: Vec<Vec<usize>> = vec![Vec::new(); page.lines().len()];
    let mut parts: Vec<Cut> = Vec::new();
    for (index, decision) in decisions.iter().enumerate() {
        for &span in &decision.cuts {
            match &decision.verdict {
                Verdict::Replace(with) => {
                    parts.push(Cut { span, with: with.clone(), decisions: vec![index] });
                }
                _ if decision.whole_lines => {
                    gone[page.lines_in(span)].iter_mut().for_each(|line| line.push(index));
                }
                _ => {
                    let span = glued(page, span, glue(rules, decision));
                    parts.push(Cut { span, with: String::new(), decisions: vec![index] });
                }
            }
        }
    }
    let parts = joined(parts);
    take_emptied_lines(page, &parts, &mut gone);
    let is_gone = |cut: &Cut| page.lines_in(cut.span).all(|line| !gone[line].is_empty());
    let mut cuts: Vec<Cut> = parts.into_iter().filter(|cut| !is_gone(cut)).collect();
    cuts.extend(line_cuts(page, &gone));
    joined(cuts)
}

/// Sorted, and where two overlap, one: the text that takes the place is that of the first that has one.
fn joined(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| (cut.span, cut.decisions.clone()));
    let mut joined: Vec<Cut> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match joined.last_mut().filter(|last| last.span.overlaps(cut.span)) {
            Some(last) => {
                last.span = last.span.join(cut.span);
                last.decisions.extend(cut.decisions);
                if last.with.is_empty() {
                    last.with = cut.with;
                }
            }
            None => joined.push(cut),
        }
    }
    joined
}

/// A line of which no letter or digit is left goes as a whole.
fn take_emptied_lines(page: &Page<'_>, parts: &[Cut], gone: &mut [Vec<usize>]) {
    for (index, line) in page.lines().iter().enumerate() {
        // The cuts are in order and disjoint.
        let from = parts.partition_point(|cut| cut.span.end <= line.span.start);
        let behind = parts.iter().skip(from).take_while(|cut| cut.span.start < line.span.end);
        let inside: Vec<&Cut> = behind.filter(|cut| cut.span.overlaps(line.span)).collect();
        if inside.is_empty() || inside.iter().any(|cut| !cut.with.is_empty() || !line.span.contains(cut.span))
        {
            continue;
        }
        let mut at = line.span.start;
        let mut is_left = false;
        for end in inside.iter().map(|cut| cut.span).chain([Span::new(line.span.end, line.span.end)]) {
            is_left |= Span::new(at, end.start).slice(page.text()).chars().any(char::is_alphanumeric);
            at = end.end;
        }
        if !is_left {
            gone[index].extend(inside.iter().flat_map(|cut| cut.decisions.clone()));
        }
    }
}

/// The lines that go, and the blank lines around them.
fn line_cuts(page: &Page<'_>, gone: &[Vec<usize>]) -> Vec<Cut> {
    let lines = page.lines();
    let blank = |span: Span| Cut { span, with: String::new(), decisions: Vec::new() };
    let mut cuts = Vec::new();
    let mut start = 0;
    while let Some(first) = (start..lines.len()).find(|&line| !gone[line].is_empty()) {
        let end = (first..lines.len()).find(|&line| gone[line].is_empty()).unwrap_or(lines.len());
        for line in first..end {
            let mut decisions = gone[line].clone();
            decisions.sort_unstable();
            decisions.dedup();
            cuts.push(Cut { span: lines[line].full, with: String::new(), decisions });
            if line > first {
                cuts.push(blank(Span::new(lines[line - 1].full.end, lines[line].full.start)));
            }
        }
        let before = first.checked_sub(1).map(|line| lines[line]);
        let last = lines[end - 1];
        let gap_before = before.map(|line| Span::new(line.full.end, lines[first].full.start));
        let gap_after = lines.get(end).map(|line| Span::new(last.full.end, line.full.start));
        let blanks_after = lines.get(end).map_or(0, |line| line.blanks_before);
        cuts.extend(match (gap_before, gap_after) {
            (Some(gap), Some(_)) if lines[first].blanks_before < blanks_after => Some(blank(gap)),
            (_, Some(gap)) | (Some(gap), None) => Some(blank(gap)),
            (None, None) => None,
        });
        if first == 0 && end == lines.len() {
            cuts.extend([
                blank(Span::new(0, lines[first].full.start)),
                blank(Span::new(last.full.end, page.text().len())),
            ]);
        }
        if let Some(before) = before.filter(|_| last.full.end == page.text().len() && last.full == last.span)
        {
            cuts.push(blank(Span::new(before.span.end, before.full.end)));
        }
        start = end;
    }
    cuts.retain(|cut| !cut.span.is_empty());
    cuts
}

/// How the first span rule of a decision wants its seams.
fn glue(rules: &[Rule], decision: &Decision) -> Glue {
    let glues = decision.held.iter().filter_map(|held| match rules[held.rule].scope {
        Scope::Span(_, glue) => Some(glue),
        _ => None,
    });
    glues.into_iter().next().unwrap_or_default()
}

/// A part of a line together with emphasis marks around it and the blanks that would be left over.
fn glued(page: &Page<'_>, span: Span, glue: Glue) -> Span {
    let lines = page.lines_in(span);
    let bounds = page.span_of(lines);
    let text = page.text();
    let mut span = span;
    let before = |span: Span| Span::new(bounds.start, span.start).slice(text);
    let after = |span: Span| Span::new(span.end, bounds.end).slice(text);
    while let (Some(left), Some(right)) = (before(span).chars().next_back(), after(span).chars().next()) {
        if left != right || !matches!(left, '*' | '_') {
            break;
        }
        span = Span::new(span.start - 1, span.end + 1);
    }
    let left = before(span).len() - before(span).trim_end().len();
    let right = after(span).len() - after(span).trim_start().len();
    let ends_line = right == after(span).len();
    let starts_line = left == before(span).len();
    let closes =
        after(span).trim_start().starts_with(['.', ',', ';', ':', '!', '?', ')', ']', '…', '”', '»']);
    match glue {
        Glue::TrimLeft => Span::new(span.start - left, span.end),
        Glue::TrimRight => Span::new(span.start, span.end + right),
        Glue::Auto if ends_line => Span::new(span.start - left, span.end + right),
        Glue::Auto if starts_line => Span::new(span.start, span.end + right),
        Glue::Auto if right > 0 || closes => Span::new(span.start - left, span.end),
        Glue::None | Glue::Auto => span,
    }
}
