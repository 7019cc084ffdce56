//! How far a region reaches from its first line.

use std::ops::Range;

use crate::condition::{Unit, Unmet};
use crate::rule::{Region, RegionEnd};
use crate::text::Page;

/// Words from which on a sentence refuses a region that says nothing of prose.
const PROSE_WORDS: usize = 40;

/// The lines of a region that begins at line `start`, or why there is none.
pub(super) fn region(form: &Region, start: usize, page: &Page<'_>) -> Result<Range<usize>, Unmet> {
    // No look is taken at more lines than a region may have, from however many lines one could begin.
    let reach = page.lines().len().min(start.saturating_add(form.max_lines).saturating_add(1));
    let mut end = end(form, start, reach, page)?.unwrap_or(reach);
    let first_prose = |words: usize| (start + 1..end).find(|&line| page.is_prose(line, words));
    let abort = match (form.abort_if_prose, form.stop_at_prose) {
        (Some(abort), _) => Some(abort.words),
        (None, Some(_)) => None,
        (None, None) => Some(PROSE_WORDS),
    };
    if abort.is_some_and(|words| first_prose(words).is_some()) {
        return Err(Unmet::Scope("prose stands in the region"));
    }
    if let Some(prose) = form.stop_at_prose.and_then(|stop| first_prose(stop.words)) {
        end = prose;
    }
    if end - start > form.max_lines {
        return Err(Unmet::Scope("the region has too many lines"));
    }
    if let Some(confirm) = &form.confirm {
        let within = start + 1..end.min(start + 1 + confirm.within);
        if within.filter(|&line| confirm.any.holds(&Unit::line(page, line))).count() < confirm.min {
            return Err(Unmet::Scope("the second sign of the region is missing"));
        }
    }
    Ok(start..end)
}

/// The line before which a region ends, if it is one of those before line `reach`.
fn end(form: &Region, start: usize, reach: usize, page: &Page<'_>) -> Result<Option<usize>, Unmet> {
    let lines = page.lines();
    let mut following = start + 1..reach;
    Ok(match (form.end, &form.until) {
        (Some(RegionEnd::Blank), _) => following.find(|&line| lines[line].blanks_before > 0),
        (Some(RegionEnd::Heading), _) => following.find(|&line| is_heading(page.raw(line))),
        (None, Some(until)) => {
            let found = following.find(|&line| until.holds(&Unit::line(page, line)));
            return found.map(Some).ok_or(Unmet::Scope("the line that ends the region is missing"));
        }
        (Some(RegionEnd::Eof) | None, _) => None,
    })
}

/// Whether a line is a Markdown heading.
fn is_heading(raw: &str) -> bool {
    let rest = raw.trim_start().trim_start_matches('#');
    let level = raw.trim_start().len() - rest.len();
    (1..=6).contains(&level) && rest.starts_with([' ', '\t'])
}
