//! Decisions of rules become what a person decided on the same text.

use super::{Decision, KeepReason, Verdict};
use crate::review::Found;
use crate::text::{Page, Span};

/// Has decisions on a page heed a review: what it keeps stays, each stretch with a decision of its own that says so, and of what was
/// edited only the part goes. All of `found` keep something; their places are of the original, in which `original` finds a stretch of the page.
pub fn heed(
    page: &Page<'_>,
    decisions: &mut Vec<Decision>,
    found: &[Found],
    original: impl Fn(Span) -> Span,
) {
    let mut kept = Vec::new();
    for decision in decisions.iter_mut() {
        let here = original(decision.span);
        let mut over = found.iter().filter(|found| found.span.overlaps(here)).peekable();
        let Some(first) = over.peek().copied() else { continue };
        match &decision.verdict {
            Verdict::Keep(KeepReason::Rule(_)) => {
                // Who has said so goes before a rule that says the same.
                let whole = over.find(|found| found.span.contains(here) && found.goes.is_none());
                if let Some(found) = whole {
                    decision.keep(KeepReason::Review(found.line));
                }
            }
            Verdict::Keep(_) => {}
            Verdict::Flag(_) => {
                let whole = over.find(|found| found.span.contains(here) && found.goes.is_none());
                if let Some(found) = whole {
                    decision.keep(KeepReason::Review(found.line));
                }
            }
            Verdict::Remove | Verdict::Capture | Verdict::Replace(_) => {
                let whole = over.clone().find(|found| found.goes.is_none());
                match whole.or(Some(first)).and_then(|found| Some((found, found.goes?))) {
                    Some((edit, goes)) if goes.contains(here) && !here.contains(edit.span) => {}
                    Some((edit, goes)) => take_part(page, decision, edit, goes, &original),
                    None if decision.whole_lines => {
                        let lines = |found: &&Found| found.goes.is_none();
                        let stays: Vec<Found> = over.filter(lines).copied().collect();
                        kept.extend(take_out(page, decision, &stays, &original));
                    }
                    None => decision.keep(KeepReason::Review(whole.unwrap_or(first).line)),
                }
            }
        }
    }
    decisions.extend(kept);
}

/// Of an edited text only a part goes; all of it stays where the part cannot be told any more.
fn take_part(
    page: &Page<'_>,
    decision: &mut Decision,
    edit: &Found,
    goes: Span,
    original: impl Fn(Span) -> Span,
) {
    let lines = page.span_of(page.lines_in(decision.span)).join(decision.span);
    let there = original(lines);
    let is_whole = there.len() == lines.len() && there.contains(goes);
    if !is_whole {
        decision.keep(KeepReason::Review(edit.line));
        return;
    }
    let part = Span::new(lines.start + goes.start - there.start, lines.start + goes.end - there.start);
    decision.span = part;
    decision.whole_lines = page.span_of(page.lines_in(part)) == part;
    decision.cuts = vec![part];
    decision.captures.retain(|capture| part.contains(capture.span));
    if decision.captures.is_empty() {
        decision.verdict = Verdict::Remove;
    }
}

/// Takes the lines that stay out of what goes, and says of each run of them that it stays.
fn take_out(
    page: &Page<'_>,
    decision: &mut Decision,
    stays: &[Found],
    original: impl Fn(Span) -> Span,
) -> Vec<Decision> {
    let stays_by = |line: usize| {
        let here = original(page.lines()[line].span);
        stays.iter().find(|found| found.span.overlaps(here)).map(|found| found.line)
    };
    let lines = decision.cuts.iter().flat_map(|&cut| page.lines_in(cut));
    let lines: Vec<(usize, Option<usize>)> = lines.map(|line| (line, stays_by(line))).collect();
    let runs = lines.chunk_by(|before, next| next.0 == before.0 + 1 && next.1 == before.1);
    let runs: Vec<(Span, Option<usize>)> =
        runs.map(|run| (page.span_of(run[0].0..run[run.len() - 1].0 + 1), run[0].1)).collect();
    if let [(_, Some(by))] = runs.as_slice() {
        decision.keep(KeepReason::Review(*by));
        return Vec::new();
    }
    let kept = runs.iter().filter_map(|&(span, by)| {
        let mut kept =
            Decision { span, line: page.lines()[page.lines_in(span).start].number, ..decision.clone() };
        kept.keep(KeepReason::Review(by?));
        Some(kept)
    });
    let kept: Vec<Decision> = kept.collect();
    decision.cuts = runs.iter().filter(|(_, by)| by.is_none()).map(|(span, _)| *span).collect();
    if let (true, Some(KeepReason::Review(by))) = (decision.cuts.is_empty(), kept.first().and_then(reason)) {
        decision.keep(KeepReason::Review(by));
        return Vec::new();
    }
    let goes = |span: Span| decision.cuts.iter().any(|cut| cut.contains(span));
    let captures = std::mem::take(&mut decision.captures);
    decision.captures = captures.into_iter().filter(|capture| goes(capture.span)).collect();
    kept
}

fn reason(decision: &Decision) -> Option<KeepReason> {
    match decision.verdict {
        Verdict::Keep(reason) => Some(reason),
        _ => None,
    }
}
