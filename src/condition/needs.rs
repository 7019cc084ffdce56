//! A pattern's parsed form becomes the triples of bytes without which it cannot match: most texts in which one of its words stands lack another.

use regex_syntax::hir::{Hir, HirKind};

use super::commonness::expected;
use super::literal::required;
use crate::text::Triples;

/// Sets of words of which each must have one in the text; more tell little more.
const MAX_SETS: usize = 3;
/// A set of more words is nearly always met.
const MAX_WORDS: usize = 64;
/// Triples of a word that are looked for.
const MAX_TRIPLES: usize = 4;
/// A set that is expected so often in each byte of a text stands in most lines.
const COMMON: f64 = 1.0 / 150.0;

/// The needs of a pattern as bytes: the number of sets; of each the number of words; of each the number of triples, and these in two bytes each.
pub(super) fn needs(hir: &Hir) -> Vec<u8> {
    let mut sets = sets(hir);
    // A word of two bytes has no triple to be missed.
    sets.retain(|set| set.len() <= MAX_WORDS && set.iter().all(|word| word.len() > 2) && cost(set) < COMMON);
    sets.sort_by(|one, other| cost(one).total_cmp(&cost(other)).then_with(|| one.cmp(other)));
    sets.dedup();
    sets.truncate(MAX_SETS);
    let small = |number: usize| u8::try_from(number).expect("needs are few");
    let mut needs = vec![small(sets.len())];
    for set in &sets {
        needs.push(small(set.len()));
        for word in set {
            let triples = triples(word.as_bytes());
            needs.push(small(triples.len()));
            needs.extend(triples.into_iter().flat_map(u16::to_le_bytes));
        }
    }
    needs
}

/// Whether a text with these triples has what the needs at the beginning of some bytes ask for.
pub(super) fn are_met(needs: &[u8], triples: &Triples) -> bool {
    let mut bytes = needs.iter().copied();
    let mut next = || bytes.next().unwrap_or(0);
    for _ in 0..next() {
        let mut is_met = false;
        for _ in 0..next() {
            let mut is_there = true;
            for _ in 0..next() {
                let number = u16::from_le_bytes([next(), next()]);
                is_there &= triples.has(number);
            }
            is_met |= is_there;
        }
        if !is_met {
            return false;
        }
    }
    true
}

fn cost(set: &[String]) -> f64 {
    set.iter().map(|word| expected(word.as_bytes())).sum()
}

/// Sets of words: a text in which the pattern is found has one of each.
fn sets(hir: &Hir) -> Vec<Vec<String>> {
    let own = required(hir).into_iter();
    match hir.kind() {
        HirKind::Concat(parts) => own.chain(parts.iter().flat_map(sets)).collect(),
        HirKind::Capture(group) => sets(&group.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => sets(&repetition.sub),
        HirKind::Literal(_) | HirKind::Class(_) | HirKind::Alternation(_) => own.collect(),
        HirKind::Repetition(_) | HirKind::Empty | HirKind::Look(_) => Vec::new(),
    }
}

/// The least common triples of a word.
fn triples(word: &[u8]) -> Vec<u16> {
    let mut triples: Vec<[u8; 3]> = word.windows(3).map(|triple| [triple[0], triple[1], triple[2]]).collect();
    triples.sort_by(|one, other| expected(one).total_cmp(&expected(other)));
    triples.into_iter().take(MAX_TRIPLES).map(Triples::number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_a_word_of_each_part() {
        let needs = needs(&regex_syntax::parse(r"\b(?:tool|robot)s\b.{0,40}\b(?:wrote|built)\b").unwrap());
        let met = |text: &str| are_met(&needs, &Triples::of(text));
        assert!(met("the robots built it") && met("tools that wrote"));
        assert!(!met("the robots came") && !met("it was built"));
    }

    #[test]
    fn asks_for_nothing_where_any_text_may_do() {
        assert_eq!(needs(&regex_syntax::parse(r"^\w+(?:robot)?$").unwrap()), [0]);
        assert!(are_met(&[0], &Triples::of("")) && are_met(&[], &Triples::of("")));
    }
}
