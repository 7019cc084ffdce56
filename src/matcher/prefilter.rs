//! Which rules of a purpose can hold on a line at all: those of which a required literal stands in it, and those that need none.

use crate::builtin;
use crate::condition::{ByteSet, LiteralTable, Target, Unit};
use crate::rule::{Head, Purpose, Rule, Scope};

/// No rule: one of the built-in ones that is not selected.
const NONE: u32 = u32::MAX;

/// Finds the candidates among the rules of a purpose for a line. A floor of its own to replace: whatever it does,
/// a rule that holds must be among its candidates.
#[derive(Debug)]
pub(super) struct Prefilter {
    purpose: Purpose,
    /// Literals for the folded view and for raw lines, of rules that the tables of the built-in packs do not have.
    own: [LiteralTable; 2],
    /// The index of each rule that they do have; empty where none is in use.
    prebuilt: Vec<u32>,
    always: Vec<Always>,
}

/// A rule that no literal tells of.
#[derive(Debug)]
pub(super) struct Always {
    pub(super) rule: usize,
    /// Its patterns that need no literal; none where the rule has no patterns at all.
    pub(super) patterns: Vec<u32>,
    /// The most words of a line on which it holds.
    pub(super) max_words: usize,
    /// The bytes with which what its patterns look at begins; nothing where that may be any.
    begins: Option<ByteSet>,
    is_raw: bool,
}

impl Always {
    /// Whether it can hold on a unit, by its first byte.
    pub(super) fn can_begin(&self, unit: &Unit<'_>) -> bool {
        let text = if self.is_raw { unit.raw } else { unit.folded.text() };
        self.begins.is_none_or(|begins| text.bytes().next().is_some_and(|byte| begins.has(byte)))
    }
}

impl Prefilter {
    pub(super) fn new(rules: &[Rule], heads: &[Head<'_>], purpose: Purpose) -> Self {
        let mut prebuilt = Vec::new();
        let (mut folded, mut raw, mut always) = (Vec::new(), Vec::new(), Vec::new());
        for ((rule, head), index) in rules.iter().zip(heads).zip(0..) {
            if head.purpose != purpose || head.is_sequence {
                continue;
            }
            if !head.loose.is_empty() || !head.has_patterns {
                always.push(Always {
                    rule: index as usize,
                    patterns: head.loose.to_vec(),
                    max_words: head.max_words(),
                    // What stands in a bracket begins elsewhere.
                    begins: head.loose_begins.filter(|_| !head.takes_brackets),
                    is_raw: head.is_raw,
                });
            }
            // A rule of which an override has changed the purpose stands in the table of another.
            if let Some(place) = head.prebuilt.filter(|place| place.table == purpose as usize) {
                let number = place.number as usize;
                prebuilt.resize(prebuilt.len().max(number + 1), NONE);
                prebuilt[number] = index;
            } else {
                let list = if head.is_raw { &mut raw } else { &mut folded };
                let max_words = head.max_words();
                list.extend(rule.needles().map(|(pattern, needle)| (needle, max_words, (index, pattern))));
            }
        }
        always.sort_by_key(|always| std::cmp::Reverse(always.max_words));
        Self { purpose, own: [LiteralTable::new(folded, b""), LiteralTable::new(raw, b"")], prebuilt, always }
    }

    /// No filter: every rule is tried with all its patterns on every line.
    pub(super) fn none(rules: &[Rule], purpose: Purpose) -> Self {
        let always = |(form, rule): (&Rule, u32)| {
            let patterns = form.matcher.as_ref().map_or(0, |matcher| matcher.patterns.iter().count());
            let numbers = 0..u32::try_from(patterns).expect("a rule has fewer than 2^32 patterns");
            let patterns = numbers.collect();
            Always { rule: rule as usize, patterns, max_words: usize::MAX, begins: None, is_raw: false }
        };
        let always = of_purpose(rules, purpose).map(always).collect();
        Self { purpose, own: <[LiteralTable; 2]>::default(), prebuilt: Vec::new(), always }
    }

    /// Calls `candidate` for each rule of which a pattern can be found on a unit, and the number of the pattern; once or more,
    /// in no order. The rules that need no literal are left aside.
    pub(super) fn candidates(&self, unit: &Unit<'_>, mut candidate: impl FnMut(usize, u32)) {
        let texts = [unit.folded.text().as_bytes(), unit.raw.as_bytes()];
        let words = unit.shape().few_words();
        for (table, text) in self.own.iter().zip(texts) {
            table.find(text, words, |targets| {
                for &(rule, pattern) in targets {
                    candidate(rule as usize, pattern);
                }
            });
        }
        if self.prebuilt.is_empty() {
            return;
        }
        let mut known = |&(number, pattern): &Target| {
            let rule = self.prebuilt.get(number as usize).copied().filter(|&rule| rule != NONE);
            if let Some(rule) = rule {
                candidate(rule as usize, pattern);
            }
        };
        for (table, text) in builtin::tables(self.purpose).iter().zip(texts) {
            table.find(text, words, |targets| targets.iter().for_each(&mut known));
        }
    }

    /// The rules that no literal tells of, those that hold on long lines first.
    pub(super) fn always(&self) -> &[Always] {
        &self.always
    }
}

/// The rules of a purpose and their indexes; those that look at many lines at once are found by other means.
fn of_purpose(rules: &[Rule], purpose: Purpose) -> impl Iterator<Item = (&Rule, u32)> {
    let is_asked = move |rule: &Rule| rule.purpose() == purpose && !matches!(rule.scope, Scope::Sequence(_));
    rules.iter().zip(0..).filter(move |(rule, _)| is_asked(rule))
}
