//! What two sets of rules do with a document becomes the difference between them.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use super::trace::Taken;
use super::{Sample, Sign, Trace};
use crate::text::Span;

/// A document that is compared.
#[derive(Debug, Clone, Copy)]
pub struct At<'d> {
    /// How reports call it.
    pub label: &'d str,
    /// Host of its site, where it is known.
    pub host: Option<&'d str>,
    /// Its text, where it is at hand.
    pub original: Option<&'d str>,
    /// How long it is.
    pub bytes: usize,
}

/// What a change of rules does to a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// How reports call the document; empty where nothing differs.
    pub(super) label: String,
    pub(super) bytes: usize,
    /// Fingerprint of the host.
    pub(super) site: Option<u64>,
    /// Whether other text is left.
    pub(super) is_other_text: bool,
    /// Text that goes now and stayed.
    pub(super) gone: Amount,
    /// Text that went and stays now.
    pub(super) back: Amount,
    /// Why the guard leaves it alone that did not.
    pub(super) newly_guarded: Option<String>,
    /// Whether the guard left it alone and does not any more.
    pub(super) no_longer_guarded: bool,
    /// For each field the values that it has now and had not, and those that it had.
    pub(super) fields: BTreeMap<String, [usize; 2]>,
    pub(super) rules: BTreeMap<usize, Moved>,
    pub(super) samples: Vec<(usize, Sign, Sample)>,
}

/// Lines that are not blank, wholly or in part, and bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Lines.
    pub lines: usize,
    /// Bytes.
    pub bytes: usize,
}

impl std::ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.bytes += other.bytes;
    }
}

/// What a rule does otherwise in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Moved {
    /// Places that it took or flagged, and those that it takes or flags.
    pub(super) places: [usize; 2],
    pub(super) plus: usize,
    pub(super) minus: usize,
    pub(super) gone: Amount,
    pub(super) back: Amount,
}

/// The difference between what an old and a new set of rules do with a document. A place of a rule is the same in both where it overlaps one, so that
/// seams and neighbours make no difference.
pub fn compare(at: At<'_>, old: &Trace<'_>, new: &Trace<'_>) -> Difference {
    let mut difference = Difference {
        bytes: at.bytes,
        site: at.host.map(|host| xxh3_64(host.as_bytes())),
        ..Difference::default()
    };
    for (side, trace) in [old, new].into_iter().enumerate() {
        for &rule in trace.places.iter().flat_map(|place| &place.rules) {
            difference.rules.entry(rule).or_default().places[side] += 1;
        }
    }
    if old == new {
        return difference;
    }
    at.label.clone_into(&mut difference.label);
    difference.is_other_text = is_other_text(old, new);
    difference.newly_guarded = new.guarded.clone().filter(|_| old.guarded.is_none());
    difference.no_longer_guarded = old.guarded.is_some() && new.guarded.is_none();
    difference.fields = fields(old, new);
    let gone = pieces(new, old);
    let back = pieces(old, new);
    for (place, amount) in &gone {
        difference.gone += *amount;
        place.rules.iter().for_each(|rule| difference.rules.entry(*rule).or_default().gone += *amount);
    }
    for (place, amount) in &back {
        difference.back += *amount;
        place.rules.iter().for_each(|rule| difference.rules.entry(*rule).or_default().back += *amount);
    }
    let rules: Vec<usize> = difference.rules.keys().copied().collect();
    for rule in rules {
        let [plus, minus] = unmatched(rule, old, new);
        let moved = difference.rules.entry(rule).or_default();
        (moved.plus, moved.minus) = (plus.len(), minus.len());
        for (places, sign, moving) in [(plus, Sign::Plus, &gone), (minus, Sign::Minus, &back)] {
            for place in places {
                let is_moving = moving.iter().any(|(other, _)| other.span == place.span);
                let sample = Sample::new(place, at.label, at.original, is_moving);
                difference.samples.push((rule, sign, sample));
            }
        }
    }
    difference
}

/// The places of a rule that only the new trace has, and those that only the old one has.
fn unmatched<'a, 't>(rule: usize, old: &'a Trace<'t>, new: &'a Trace<'t>) -> [Vec<&'a Taken<'t>>; 2] {
    let of_rule = |trace: &'a Trace<'t>| trace.places.iter().filter(move |place| place.rules.contains(&rule));
    let mut before: Vec<&Taken<'_>> = of_rule(old).collect();
    let (mut plus, mut minus) = (Vec::new(), Vec::new());
    before.reverse();
    for place in of_rule(new) {
        while let Some(passed) = before.pop_if(|other| other.span.end <= place.span.start) {
            minus.push(passed);
        }
        let is_same = |other: &mut &Taken<'_>| {
            other.span.overlaps(place.span)
                && other.with == place.with
                && other.is_flagged == place.is_flagged
        };
        if before.pop_if(is_same).is_none() {
            plus.push(place);
        }
    }
    before.reverse();
    minus.extend(before);
    [plus, minus]
}

/// The places of one trace of which something is not in the other, and how much that is. What is put in the place of text does not count.
fn pieces<'a, 't>(of: &'a Trace<'t>, other: &Trace<'_>) -> Vec<(&'a Taken<'t>, Amount)> {
    let others: Vec<Span> = other.cuts().map(|place| place.span).collect();
    let mut first = 0;
    let mut pieces = Vec::new();
    for place in of.cuts() {
        while others.get(first).is_some_and(|other| other.end <= place.span.start) {
            first += 1;
        }
        let mut amount = Amount::default();
        let mut start = place.span.start;
        let within = others[first..].iter().take_while(|other| other.start < place.span.end);
        for other in within.copied().chain([Span::new(place.span.end, place.span.end)]) {
            if other.start > start {
                amount += measured(place, Span::new(start, other.start));
            }
            start = start.max(other.end);
        }
        if amount.lines > 0 {
            pieces.push((place, amount));
        }
    }
    pieces
}

fn measured(place: &Taken<'_>, piece: Span) -> Amount {
    let within = Span::new(piece.start - place.span.start, piece.end - place.span.start);
    let text = within.slice(&place.text);
    let lines = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).count();
    Amount { lines, bytes: if lines > 0 { text.len() } else { 0 } }
}

/// Whether what is left differs in more than how its cuts are told apart.
fn is_other_text(old: &Trace<'_>, new: &Trace<'_>) -> bool {
    let joined = |trace: &Trace<'_>| {
        let mut joined: Vec<(Span, String)> = Vec::new();
        for place in trace.cuts() {
            match joined.last_mut().filter(|(span, _)| span.end == place.span.start) {
                Some((span, with)) => {
                    *span = span.join(place.span);
                    with.push_str(&place.with);
                }
                None => joined.push((place.span, place.with.to_string())),
            }
        }
        joined
    };
    joined(old) != joined(new)
}

fn fields(old: &Trace<'_>, new: &Trace<'_>) -> BTreeMap<String, [usize; 2]> {
    let names: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
    let differing = names.into_iter().filter_map(|name| {
        let [before, now] = [old, new]
            .map(|trace| trace.fields.get(name).into_iter().flatten().collect::<BTreeSet<&String>>());
        let counts = [now.difference(&before).count(), before.difference(&now).count()];
        (counts != [0, 0]).then(|| (name.clone(), counts))
    });
    differing.collect()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    const TEXT: &str = "first line\nsecond line\n\nthird line\n";

    fn taken(start: usize, end: usize, rules: &[usize]) -> Taken<'static> {
        let span = Span::new(start, end);
        Taken {
            span,
            line: 1,
            text: Cow::Borrowed(span.slice(TEXT)),
            with: Cow::Borrowed(""),
            is_flagged: false,
            rules: rules.to_vec(),
        }
    }

    fn difference(old: Vec<Taken<'_>>, new: Vec<Taken<'_>>) -> Difference {
        let [old, new] = [old, new].map(|places| Trace { places, ..Trace::default() });
        let at = At { label: "a", host: None, original: Some(TEXT), bytes: TEXT.len() };
        compare(at, &old, &new)
    }

    #[test]
    fn a_place_that_only_grows_is_the_same_place() {
        let grown = difference(vec![taken(0, 11, &[1])], vec![taken(0, 23, &[1])]);
        assert_eq!((grown.rules[&1].plus, grown.rules[&1].minus), (0, 0));
        assert_eq!((grown.gone, grown.back), (Amount { lines: 1, bytes: 12 }, Amount::default()));
        assert!(grown.is_other_text);
    }

    #[test]
    fn another_rule_for_the_same_text_moves_no_line() {
        let other = difference(vec![taken(0, 11, &[1])], vec![taken(0, 11, &[2])]);
        assert_eq!((other.rules[&1].minus, other.rules[&2].plus), (1, 1));
        assert_eq!(
            (other.gone, other.back, other.is_other_text),
            (Amount::default(), Amount::default(), false)
        );
        assert!(other.samples.iter().all(|(.., sample)| !sample.moves));
    }

    #[test]
    fn places_are_paired_one_to_one() {
        let two = vec![taken(0, 11, &[1]), taken(11, 24, &[1])];
        let joined = difference(two, vec![taken(0, 24, &[1])]);
        assert_eq!((joined.rules[&1].plus, joined.rules[&1].minus), (0, 1));
        assert!(!joined.is_other_text);
        let apart = difference(vec![taken(0, 11, &[1])], vec![taken(24, 35, &[1])]);
        assert_eq!((apart.gone.lines, apart.back.lines), (1, 1));
        let behind = apart.samples.iter().find(|(_, sign, _)| *sign == Sign::Minus).unwrap();
        assert_eq!(behind.2.behind.as_deref(), Some("second line"));
    }

    #[test]
    fn blanks_are_other_text_and_no_lines() {
        let blanks = difference(Vec::new(), vec![taken(23, 24, &[])]);
        assert_eq!((blanks.gone, blanks.is_other_text), (Amount::default(), true));
    }
}
