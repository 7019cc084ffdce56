//! A pattern's parsed form becomes the literals of which every match contains at least one.

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, HirKind, Look};

use super::commonness::expected;

/// Shorter ones reject next to nothing.
const MIN_BYTES: usize = 2;
/// A literal more in the tables must save a candidate in a million bytes.
const ROOM: f64 = 1e-6;
/// More of them cost more than they save.
const MAX_LITERALS: usize = 128;

/// What a text must have for a pattern to match: one of each set that is not empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Literals {
    /// Literals of which one stands at the very start of the text.
    pub start: Vec<String>,
    /// Literals of which one stands anywhere in it.
    pub inside: Vec<String>,
}

impl Literals {
    /// The best sets for a pattern.
    pub(super) fn of(hir: &Hir) -> Self {
        let Some([first, rest]) = after_start(hir) else {
            return Self { start: Vec::new(), inside: required(hir).unwrap_or_default() };
        };
        let whole = Hir::concat(vec![first, rest.clone()]);
        match best(extract(&whole, ExtractKind::Prefix).into_iter().collect()) {
            Some(start) => Self { start, inside: required(&rest).unwrap_or_default() },
            None => Self { start: Vec::new(), inside: required(&whole).unwrap_or_default() },
        }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.start.is_empty() && self.inside.is_empty()
    }
}

/// The least bytes of a text that a pattern matches, and the most where it matches all of the text.
pub(super) fn bytes(hir: &Hir) -> (usize, Option<usize>) {
    let properties = hir.properties();
    let is_whole = properties.look_set_prefix().contains(Look::Start)
        && properties.look_set_suffix().contains(Look::End);
    (properties.minimum_len().unwrap_or(0), properties.maximum_len().filter(|_| is_whole))
}

/// The first part and the rest of a pattern that can match at the start of the text only.
fn after_start(hir: &Hir) -> Option<[Hir; 2]> {
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let [look, first, rest @ ..] = parts.as_slice() else { return None };
    let is_start = look.kind() == &HirKind::Look(Look::Start);
    is_start.then(|| [first.clone(), Hir::concat(rest.to_vec())])
}

/// The best set of literals of which each match of `hir` contains one; nothing where there is none worth looking for.
pub(super) fn required(hir: &Hir) -> Option<Vec<String>> {
    best(candidates(hir))
}

fn candidates(hir: &Hir) -> Vec<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => extract(hir, ExtractKind::Prefix).into_iter().collect(),
        HirKind::Capture(capture) => candidates(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => candidates(&repetition.sub),
        HirKind::Repetition(_) | HirKind::Empty | HirKind::Look(_) => Vec::new(),
        HirKind::Concat(parts) => {
            let tails = (0..parts.len()).filter_map(|at| {
                let tail = Hir::concat(parts.get(at..)?.to_vec());
                extract(&tail, ExtractKind::Prefix)
            });
            let end = extract(hir, ExtractKind::Suffix);
            tails.chain(end).chain(parts.iter().filter_map(required)).collect()
        }
        HirKind::Alternation(branches) => {
            let whole = extract(hir, ExtractKind::Prefix);
            let each: Option<Vec<Vec<String>>> = branches.iter().map(required).collect();
            whole.into_iter().chain(each.map(|sets| sets.concat())).collect()
        }
    }
}

fn extract(hir: &Hir, kind: ExtractKind) -> Option<Vec<String>> {
    let found = Extractor::new().kind(kind).limit_total(MAX_LITERALS).limit_class(16).extract(hir);
    let literals =
        found.literals()?.iter().map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok());
    literals.collect()
}

fn best(sets: Vec<Vec<String>>) -> Option<Vec<String>> {
    let shortest = |set: &[String]| set.iter().map(String::len).min().unwrap_or(0);
    let usable = sets.into_iter().filter(|set| shortest(set) >= MIN_BYTES && set.len() <= MAX_LITERALS);
    let cost = |set: &Vec<String>| set.iter().map(|literal| ROOM + expected(literal.as_bytes())).sum::<f64>();
    let mut set = usable.min_by(|one, other| cost(one).total_cmp(&cost(other)))?;
    set.sort_unstable();
    set.dedup();
    Some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Option<Vec<String>> {
        required(&regex_syntax::parse(pattern).unwrap())
    }

    #[test]
    fn finds_literals_at_the_start_inside_and_at_the_end() {
        let label = Literals::of(&regex_syntax::parse("^(?:get|read) .{0,9}(?:news|alerts)$").unwrap());
        assert_eq!(label.start, ["get ", "read "]);
        assert_eq!(label.inside, ["alerts", "news"]);
        assert_eq!(
            bytes(&regex_syntax::parse("^(?:get|read) .{0,9}(?:news|alerts)$").unwrap()),
            (8, Some(4 * 9 + 11))
        );
        assert_eq!(of(r"^\d{1,2} minute read$").unwrap(), [" minute read"]);
        assert_eq!(of(r"\bfollow (?:us|me)\b.{0,40}\bfacebook\b").unwrap(), ["facebook"]);
    }

    #[test]
    fn prefers_what_stands_seldom_in_text() {
        assert_eq!(of(r"\b(?:this|our) .{0,40}\b(?:robot|machine)s\b").unwrap(), ["machines", "robots"]);
        assert_eq!(of(r"(?:©|copyright).{0,9}(?:19|20)\d\d").unwrap(), ["copyright", "©"]);
    }

    #[test]
    fn finds_none_where_a_match_may_be_without() {
        assert_eq!(of(r"^\w+$"), None);
        assert_eq!(of("a|bcd"), None);
        assert_eq!(of("(?:abc)?"), None);
    }
}
