//! Two texts become the runs of lines in which they differ.

use similar::{Algorithm, DiffTag, TextDiff};

/// One of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The text that should be.
    Before,
    /// The text that is.
    Now,
}

/// Lines that stand in one text where others, or none, stand in the other; all with their line endings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk<'t> {
    /// Number of the first line in the text that should be, from 1.
    pub(super) line: usize,
    pub(super) before: Vec<&'t str>,
    pub(super) now: Vec<&'t str>,
}

impl<'t> Hunk<'t> {
    pub(super) fn lines(&self, side: Side) -> &[&'t str] {
        match side {
            Side::Before => &self.before,
            Side::Now => &self.now,
        }
    }
}

/// Where two texts differ, in order.
pub(super) fn hunks<'t>(before: &'t str, now: &'t str) -> Vec<Hunk<'t>> {
    runs(before, now).into_iter().filter_map(Result::err).collect()
}

/// Two texts as runs of lines that are in both (`Ok`) and those in which they differ (`Err`).
pub(super) fn runs<'t>(before: &'t str, now: &'t str) -> Vec<Result<Vec<&'t str>, Hunk<'t>>> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), now.split_inclusive('\n').collect());
    // Texts are full of blank lines: those that stand only once are what to hold on to.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&old, &new);
    let mut runs: Vec<Result<Vec<&str>, Hunk<'_>>> = Vec::new();
    for op in diff.ops() {
        let (tag, at_old, at_new) = op.as_tag_tuple();
        let line = at_old.start + 1;
        let (before, now) = (&old[at_old], &new[at_new]);
        match (tag, runs.last_mut()) {
            (DiffTag::Equal, _) => runs.push(Ok(before.to_vec())),
            (_, Some(Err(last))) => {
                last.before.extend(before);
                last.now.extend(now);
            }
            _ => runs.push(Err(Hunk { line, before: before.to_vec(), now: now.to_vec() })),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_where_texts_differ() {
        let hunk = |line, before: &[&'static str], now: &[&'static str]| Hunk {
            line,
            before: before.to_vec(),
            now: now.to_vec(),
        };
        assert_eq!(hunks("a\nb\nc\n", "a\nx\nc\nd"), [hunk(2, &["b\n"], &["x\n"]), hunk(4, &[], &["d"])]);
        assert_eq!(hunks("a\r\n", "a\n"), [hunk(1, &["a\r\n"], &["a\n"])]);
        assert_eq!(hunks("a", "a"), []);
    }
}
