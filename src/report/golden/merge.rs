//! Some of the differences are accepted: what must come of the article from now on, with the others still open.

use super::compare::{Pair, pairs};
use super::hunk::{Hunk, Side, runs};
use super::{Difference, Golden, Mark, Record};

/// `expected` with those differences to `actual` of which `accepts` takes every rule. Lines that differ for several reasons
/// change only where all of them are taken; what no rule explains does not change.
pub fn merge(expected: &Golden, actual: &Golden, accepts: impl Fn(&str) -> bool) -> Golden {
    if expected.record.guarded != actual.record.guarded {
        return expected.clone();
    }
    let pairs = pairs(&expected.record.marks, &actual.record.marks);
    let taken = |difference: &Difference| {
        let rules = difference.rules();
        !rules.is_empty() && rules.into_iter().all(&accepts)
    };
    let mut found: Vec<Claim> = pairs
        .iter()
        .filter_map(|pair| pair.difference())
        .map(|difference| Claim { is_taken: taken(&difference), difference })
        .collect();
    let runs = runs(&expected.text, &actual.text);
    let hunks = || runs.iter().filter_map(|run| run.as_ref().err());
    // A line that must stay open keeps every difference open that bears on it, and these their lines in turn.
    loop {
        let open: Vec<usize> =
            hunks().filter(|hunk| !is_taken(hunk, &found)).flat_map(|hunk| causes(hunk, &found)).collect();
        if !open.iter().any(|&cause| found[cause].is_taken) {
            break;
        }
        for cause in open {
            found[cause].is_taken = false;
        }
    }
    let text = runs.iter().flat_map(|run| match run {
        Ok(same) => same.iter(),
        Err(hunk) if is_taken(hunk, &found) => hunk.now.iter(),
        Err(hunk) => hunk.before.iter(),
    });
    let text = text.copied().collect();
    let mut claims = found.iter();
    let marks = pairs.iter().filter_map(|pair| chosen(*pair, &mut claims)).cloned().collect();
    Golden { text, record: Record { guarded: expected.record.guarded.clone(), marks } }
}

/// A difference, and whether it is accepted.
struct Claim {
    difference: Difference,
    is_taken: bool,
}

/// The mark of a pair that is in force; `claims` are those of the pairs that differ, in their order.
fn chosen<'m, 'c>(pair: Pair<'m>, claims: &mut impl Iterator<Item = &'c Claim>) -> Option<&'m Mark> {
    let is_taken = match pair {
        Pair::Both(before, now) if before == now => false,
        _ => claims.next().is_some_and(|claim| claim.is_taken),
    };
    match pair {
        Pair::Before(mark) => (!is_taken).then_some(mark),
        Pair::Now(mark) => is_taken.then_some(mark),
        Pair::Both(before, now) => Some(if is_taken { now } else { before }),
    }
}

/// Whether lines may change: something explains them, and all of it is accepted. Blank lines go with everything else.
fn is_taken(hunk: &Hunk<'_>, found: &[Claim]) -> bool {
    let is_blank = |side| hunk.lines(side).iter().all(|line| line.trim().is_empty());
    if is_blank(Side::Before) && is_blank(Side::Now) {
        return found.iter().any(|claim| claim.is_taken) && found.iter().all(|claim| claim.is_taken);
    }
    let causes = causes(hunk, found);
    let is_told = |side| hunk.lines(side).iter().all(|line| is_whole(line, side, found));
    let is_part = causes.iter().any(|&cause| {
        let mark = |side| found[cause].difference.mark_on(side).map(|mark| (mark, side));
        let marks = [mark(Side::Before), mark(Side::Now)].into_iter().flatten();
        marks.into_iter().any(|(mark, side)| hunk.lines(side).iter().any(|line| holds_part(line, mark)))
    });
    !causes.is_empty()
        && causes.iter().all(|&cause| found[cause].is_taken)
        && (is_part || (is_told(Side::Before) && is_told(Side::Now)))
}

/// The differences that bear on some lines.
fn causes(hunk: &Hunk<'_>, found: &[Claim]) -> Vec<usize> {
    let bears = |mark: &Mark, line: &str| {
        holds_part(line, mark) || mark.text.lines().any(|told| told.trim() == line.trim())
    };
    let on_side = |claim: &Claim, side| {
        let mark = claim.difference.mark_on(side);
        mark.is_some_and(|mark| hunk.lines(side).iter().any(|line| bears(mark, line)))
    };
    (0..found.len())
        .filter(|&at| on_side(&found[at], Side::Before) || on_side(&found[at], Side::Now))
        .collect()
}

fn is_whole(line: &str, side: Side, found: &[Claim]) -> bool {
    let mut marks = found.iter().filter_map(|claim| claim.difference.mark_on(side));
    line.trim().is_empty() || marks.any(|mark| mark.text.lines().any(|told| told.trim() == line.trim()))
}

/// Whether a line has more in it than the mark that it holds.
fn holds_part(line: &str, mark: &Mark) -> bool {
    let text = mark.text.trim();
    !text.is_empty() && line.trim() != text && line.contains(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::golden::compare::tests::{golden, mark};
    use crate::report::golden::differences;

    fn case() -> (Golden, Golden) {
        let before = golden("a\n\none\n\nb\n\nit (two) is\n\nc\n\nfour\n", &[mark(1, "three", &["r/three"])]);
        let now = golden(
            "three\n\na\n\nb\n\nit is\n\nc\n",
            &[mark(3, "one", &["r/one"]), mark(7, " (two)", &["r/two"]), mark(11, "four", &["r/four", "s"])],
        );
        (before, now)
    }

    #[test]
    fn accepting_nothing_changes_nothing_and_accepting_all_gives_what_is() {
        let (before, now) = case();
        assert_eq!(merge(&before, &now, |_| false), before);
        assert_eq!(merge(&before, &now, |_| true), now);
    }

    #[test]
    fn accepts_what_comes_from_some_rules_and_leaves_the_rest_open() {
        let (before, now) = case();
        for accepted in ["r/one", "r/two", "r/three"] {
            let merged = merge(&before, &now, |rule| rule == accepted);
            assert_ne!(merged, before, "{accepted}");
            let left = differences(&merged, &now);
            assert!(left.iter().all(|difference| !difference.rules().contains(&accepted)), "{left:?}");
            assert_eq!(merge(&merged, &now, |_| true), now, "{accepted}");
        }
        let merged = merge(&before, &now, |rule| rule == "r/two");
        assert_eq!(merged.text, "a\n\none\n\nb\n\nit is\n\nc\n\nfour\n");
    }

    #[test]
    fn what_two_rules_take_needs_both_accepted() {
        let (before, now) = case();
        assert_eq!(merge(&before, &now, |rule| rule == "s"), before);
    }

    #[test]
    fn lines_side_by_side_change_together_or_not() {
        let before = golden("a\none\ntwo\n", &[]);
        let now = golden("a\n", &[mark(2, "one", &["r/one"]), mark(3, "two", &["r/two"])]);
        assert_eq!(merge(&before, &now, |rule| rule == "r/one"), before);
    }

    #[test]
    fn what_no_rule_explains_stays_open() {
        let (before, now) = (golden("a\n", &[]), golden("b\n", &[]));
        assert_eq!(merge(&before, &now, |_| true), before);
        let (before, now) = (golden("a\n", &[mark(2, "b", &[])]), golden("a\nb\n", &[]));
        assert_eq!(merge(&before, &now, |_| true), before);
    }
}
