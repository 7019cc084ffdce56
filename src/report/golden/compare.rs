//! What must come of an article against what does: the differences, and the rules that each comes from.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::hunk::{Side, hunks};
use super::{Golden, Mark};

/// One way in which what comes of an article is not what must come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// This should stay and goes.
    Goes(Mark),
    /// This should go and stays.
    Stays(Mark),
    /// This goes as it should, but not by the same rules, in the same way or from the same line.
    Changed {
        /// What should become of it.
        before: Mark,
        /// What does.
        now: Mark,
    },
    /// These lines of the output differ, and nothing that goes or stays tells why.
    Text {
        /// Number of the first line in the output that should be.
        line: usize,
        /// What should stand there.
        before: String,
        /// What does.
        now: String,
    },
    /// The article is left alone as a whole, or is no longer, or for another reason.
    Guard {
        /// Why it should be left alone.
        before: Option<String>,
        /// Why it is.
        now: Option<String>,
    },
}

impl Difference {
    /// Rules that hold now and should not.
    pub fn new_rules(&self) -> Vec<&str> {
        match self {
            Self::Goes(mark) => mark.rules.iter().map(String::as_str).collect(),
            Self::Changed { before, now } => without(now, before),
            Self::Stays(_) | Self::Text { .. } | Self::Guard { .. } => Vec::new(),
        }
    }

    /// Rules that should hold and do not.
    pub fn lost_rules(&self) -> Vec<&str> {
        match self {
            Self::Stays(mark) => mark.rules.iter().map(String::as_str).collect(),
            Self::Changed { before, now } => without(before, now),
            Self::Goes(_) | Self::Text { .. } | Self::Guard { .. } => Vec::new(),
        }
    }

    /// Rules that it comes from: those that are new or lost, or where none is, all that hold.
    pub fn rules(&self) -> Vec<&str> {
        let rules = [self.new_rules(), self.lost_rules()].concat();
        match self {
            Self::Changed { now, .. } if rules.is_empty() => now.rules.iter().map(String::as_str).collect(),
            _ => rules,
        }
    }

    /// Marks of what goes and should not, or should go and does not, as they bear on a side of the texts.
    pub(super) fn mark_on(&self, side: Side) -> Option<&Mark> {
        match (self, side) {
            (Self::Goes(mark) | Self::Changed { now: mark, .. }, Side::Before)
            | (Self::Stays(mark) | Self::Changed { before: mark, .. }, Side::Now) => Some(mark),
            _ => None,
        }
    }
}

/// How what comes of an article differs from what must: by place, the texts last.
pub fn differences(expected: &Golden, actual: &Golden) -> Vec<Difference> {
    let (before, now) = (&expected.record, &actual.record);
    let mut differences = Vec::new();
    if before.guarded != now.guarded {
        differences.push(Difference::Guard { before: before.guarded.clone(), now: now.guarded.clone() });
    }
    differences.extend(pairs(&before.marks, &now.marks).into_iter().filter_map(Pair::difference));
    let texts: Vec<Difference> = hunks(&expected.text, &actual.text)
        .iter()
        .filter_map(|hunk| {
            let is_told = |side| hunk.lines(side).iter().all(|line| is_told(line, side, &differences));
            if is_told(Side::Before) && is_told(Side::Now) {
                return None;
            }
            Some(Difference::Text { line: hunk.line, before: hunk.before.concat(), now: hunk.now.concat() })
        })
        .collect();
    differences.extend(texts);
    differences
}

/// A mark that must be and one that is, as far as there are both.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pair<'m> {
    Before(&'m Mark),
    Now(&'m Mark),
    Both(&'m Mark, &'m Mark),
}

impl Pair<'_> {
    pub(super) fn difference(self) -> Option<Difference> {
        match self {
            Self::Before(mark) => Some(Difference::Stays(mark.clone())),
            Self::Now(mark) => Some(Difference::Goes(mark.clone())),
            Self::Both(before, now) => {
                (before != now).then(|| Difference::Changed { before: before.clone(), now: now.clone() })
            }
        }
    }
}

/// Marks side by side: those of the same text, and of what is left those on the same line of which one holds the other.
pub(super) fn pairs<'m>(before: &'m [Mark], now: &'m [Mark]) -> Vec<Pair<'m>> {
    fn texts(marks: &[Mark]) -> Vec<&str> {
        marks.iter().map(|mark| mark.text.as_str()).collect()
    }
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &texts(before), &texts(now)) {
        let (tag, old, new) = op.as_tag_tuple();
        let (old, new) = (&before[old], &now[new]);
        if tag == DiffTag::Equal {
            pairs.extend(old.iter().zip(new).map(|(old, new)| Pair::Both(old, new)));
            continue;
        }
        let grew = |one: &Mark, other: &Mark| {
            one.line == other.line && (one.text.contains(&other.text) || other.text.contains(&one.text))
        };
        let mut rest: Vec<&Mark> = new.iter().collect();
        for old in old {
            match rest.iter().position(|new| grew(old, new)) {
                Some(at) => pairs.push(Pair::Both(old, rest.remove(at))),
                None => pairs.push(Pair::Before(old)),
            }
        }
        pairs.extend(rest.into_iter().map(Pair::Now));
    }
    pairs.sort_by_key(|pair| match pair {
        Pair::Before(mark) | Pair::Now(mark) | Pair::Both(_, mark) => mark.line,
    });
    pairs
}

/// Whether a line that is only in one of the texts is there because something goes or stays as a whole line.
fn is_told(line: &str, side: Side, differences: &[Difference]) -> bool {
    let line = line.trim();
    if line.is_empty() {
        // Blank lines are tidied where others go.
        let bears = |difference: &Difference| {
            difference.mark_on(Side::Before).or(difference.mark_on(Side::Now)).is_some()
        };
        return differences.iter().any(bears);
    }
    let mut marks = differences.iter().filter_map(|difference| difference.mark_on(side));
    marks.any(|mark| mark.text.lines().any(|told| told.trim() == line))
}

/// The rules of a mark that the other has not.
fn without<'m>(mark: &'m Mark, other: &Mark) -> Vec<&'m str> {
    mark.rules.iter().filter(|rule| !other.rules.contains(rule)).map(String::as_str).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::report::golden::{Fate, Record};

    pub(in crate::report::golden) fn mark(line: usize, text: &str, rules: &[&str]) -> Mark {
        Mark {
            line,
            text: text.to_owned(),
            is: Fate::Removed,
            with: String::new(),
            fields: indexmap::IndexMap::new(),
            rules: rules.iter().map(|&rule| rule.to_owned()).collect(),
        }
    }

    pub(in crate::report::golden) fn golden(text: &str, marks: &[Mark]) -> Golden {
        Golden { text: text.to_owned(), record: Record { guarded: None, marks: marks.to_vec() } }
    }

    #[test]
    fn nothing_differs_from_itself() {
        let same = golden("a\n\nb\n", &[mark(2, "x", &["r"])]);
        assert_eq!(differences(&same, &same), []);
    }

    #[test]
    fn a_line_that_goes_now_is_told_once_with_its_rule() {
        let before = golden("a\n\npromo\n\nb\n", &[]);
        let now = golden("a\n\nb\n", &[mark(3, "promo", &["r"])]);
        assert_eq!(differences(&before, &now), [Difference::Goes(mark(3, "promo", &["r"]))]);
        assert_eq!(differences(&now, &before), [Difference::Stays(mark(3, "promo", &["r"]))]);
    }

    #[test]
    fn rules_that_come_and_go_on_the_same_line_are_told() {
        let before = golden("a\n", &[mark(3, "promo", &["p", "q"])]);
        let now = golden("a\n", &[mark(3, "promo", &["q", "r"])]);
        let [difference] = &differences(&before, &now)[..] else { panic!() };
        assert_eq!((difference.new_rules(), difference.lost_rules()), (vec!["r"], vec!["p"]));
    }

    #[test]
    fn a_text_that_nothing_explains_is_told_as_text() {
        let before = golden("a\nold words\n", &[]);
        let [Difference::Text { line: 2, before, now }] =
            &differences(&before, &golden("a\nnew words\n", &[]))[..]
        else {
            panic!()
        };
        assert_eq!((before.as_str(), now.as_str()), ("old words\n", "new words\n"));
        assert_eq!(differences(&golden("a\n\n", &[]), &golden("a\n", &[])).len(), 1);
    }

    #[test]
    fn a_part_of_a_line_that_goes_shows_the_line_too() {
        let before = golden("It rained (read more).\n", &[]);
        let now = golden("It rained.\n", &[mark(1, " (read more)", &["r"])]);
        let found = differences(&before, &now);
        assert!(matches!(&found[..], [Difference::Goes(_), Difference::Text { .. }]), "{found:?}");
    }
}
