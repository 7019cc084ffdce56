//! A tree becomes numbers of four bytes, one after the other, that can be walked where they stand: nothing is built before the first search, and
//! those of the built-in rules are not even copied.

use std::borrow::Cow;
use std::collections::HashMap;

use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};

use super::tree::{self, Tree};

/// A pattern as a tree of what must follow what.
#[derive(Debug, Clone)]
pub(super) struct Program {
    code: Cow<'static, [u8]>,
    pub(super) entry: Entry,
}

/// Where the tree of a pattern begins, and what is known of it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) root: u32,
    /// The bytes that a match can begin with; nothing where it can be empty.
    pub(super) first: Option<ByteSet>,
    /// Whether a match begins at the start of the text.
    pub(super) at_start: bool,
    /// Number of groups, the whole match among them.
    pub(super) groups: usize,
}

/// A part of a tree. Other parts are told by where they begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum Node<'p> {
    Literal(&'p [u8]),
    /// One character of a set.
    One(Set<'p>),
    Look(At),
    Repeat(Repeat),
    Group(usize, u32),
    Concat(Nodes<'p>),
    Choice(Nodes<'p>),
    Words(Words<'p>),
    ByFirst(ByFirst<'p>),
}

/// The parts of a tree that follow each other, or of which one must match.
pub(super) type Nodes<'p> = &'p [[u8; 4]];

#[derive(Debug, Clone, Copy)]
pub(super) struct Repeat {
    pub(super) min: u32,
    /// The most times; the largest number stands for no end.
    pub(super) max: u32,
    pub(super) greedy: bool,
    pub(super) sub: u32,
}

/// A set of characters: those of ASCII, a bit each, and first and last of each stretch of others, ascending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set<'p> {
    ascii: &'p [u8],
    ranges: &'p [[u8; 8]],
}

/// Words, sorted by their first byte, and those that share one in their order; none is empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'p> {
    /// Where each ends.
    ends: &'p [[u8; 4]],
    /// One after the other.
    text: &'p [u8],
}

/// Parts of a tree by the byte with which they begin: sorted by it, and those that share one in their order.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByFirst<'p>(&'p [[u8; 8]]);

/// What must stand beside a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Start,
    End,
    LineStart,
    LineEnd,
    /// Beside it a character of a word, of Unicode or of ASCII, or none: whether before and behind, where it is asked.
    Edge(Edge, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Any,
    None,
    Begin,
    End,
    HalfBegin,
    HalfEnd,
}

/// All of what must stand beside a position, by their numbers.
const LOOKS: [At; 16] = [
    At::Start,
    At::End,
    At::LineStart,
    At::LineEnd,
    At::Edge(Edge::Any, false),
    At::Edge(Edge::None, false),
    At::Edge(Edge::Begin, false),
    At::Edge(Edge::End, false),
    At::Edge(Edge::HalfBegin, false),
    At::Edge(Edge::HalfEnd, false),
    At::Edge(Edge::Any, true),
    At::Edge(Edge::None, true),
    At::Edge(Edge::Begin, true),
    At::Edge(Edge::End, true),
    At::Edge(Edge::HalfBegin, true),
    At::Edge(Edge::HalfEnd, true),
];

/// The kinds of parts, by their numbers.
const LITERAL: u32 = 0;
const ONE: u32 = 1;
const LOOK: u32 = 2;
const REPEAT: u32 = 3;
const GROUP: u32 = 4;
const CONCAT: u32 = 5;
const CHOICE: u32 = 6;
const WORDS: u32 = 7;
const BY_FIRST: u32 = 8;

/// A set of bytes: a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ByteSet(pub [u64; 4]);

impl ByteSet {
    /// Whether a byte is one of them.
    pub fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    pub(super) fn add(&mut self, from: u8, to: u8) {
        (from..=to).for_each(|byte| self.0[usize::from(byte >> 6)] |= 1 << (byte & 63));
    }

    pub(super) fn join(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
    }
}

impl Program {
    /// The program of a pattern; nothing where it has a part that cannot be walked.
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        let mut code = Code::default();
        let entry = code.add(hir)?;
        Some(Self { code: code.bytes.into(), entry })
    }

    /// The program that begins in packed ones.
    pub(super) fn packed(code: &'static [u8], entry: Entry) -> Self {
        Self { code: Cow::Borrowed(code), entry }
    }

    /// The part that begins at a place.
    pub(super) fn node(&self, at: u32) -> Node<'_> {
        let code = self.code.get(at as usize..).unwrap_or_default();
        let (head, rest) = numbers::<4>(code, 2);
        let [kind, number] = [0, 1].map(|at| head.get(at).map_or(0, |bytes| u32::from_le_bytes(*bytes)));
        let count = number as usize;
        match kind {
            LITERAL => Node::Literal(rest.get(..count).unwrap_or_default()),
            ONE => Node::One(Set::of(self.code.get(count..).unwrap_or_default())),
            LOOK => Node::Look(LOOKS[count]),
            REPEAT => {
                let (more, _) = numbers::<4>(rest, 3);
                let [max, greedy, sub] =
                    [0, 1, 2].map(|at| more.get(at).map_or(0, |bytes| u32::from_le_bytes(*bytes)));
                Node::Repeat(Repeat { min: number, max, greedy: greedy == 1, sub })
            }
            GROUP => {
                let (more, _) = numbers::<4>(rest, 1);
                Node::Group(count, more.first().map_or(0, |bytes| u32::from_le_bytes(*bytes)))
            }
            CHOICE => Node::Choice(numbers(rest, count).0),
            WORDS => {
                let (ends, text) = numbers(rest, count);
                Node::Words(Words { ends, text })
            }
            BY_FIRST => Node::ByFirst(ByFirst(numbers(rest, count).0)),
            _ => Node::Concat(numbers(rest, count).0),
        }
    }
}

/// So many groups of bytes, and what stands behind them.
fn numbers<const N: usize>(code: &[u8], count: usize) -> (&[[u8; N]], &[u8]) {
    let (list, rest) = code.split_at_checked(count * N).unwrap_or_default();
    (list.as_chunks().0, rest)
}

impl<'p> Set<'p> {
    fn of(code: &'p [u8]) -> Self {
        let (head, rest) = numbers::<4>(code, 1);
        let count = head.first().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        let (ascii, rest) = rest.split_at_checked(16).unwrap_or_default();
        Self { ascii, ranges: numbers(rest, count as usize).0 }
    }

    pub(super) fn has(&self, c: char) -> bool {
        let number = u32::from(c);
        if number < 128 {
            return self.ascii.get(number as usize / 8).is_some_and(|bits| bits >> (number % 8) & 1 == 1);
        }
        let ends = |&[a, b, c, d, e, f, g, h]: &[u8; 8]| {
            (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
        };
        let behind = self.ranges.partition_point(|range| ends(range).0 <= number);
        behind.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|range| number <= ends(range).1)
    }
}

impl<'p> Words<'p> {
    /// The words that begin with a byte, in their order.
    pub(super) fn that_begin(&self, first: u8) -> impl Iterator<Item = &'p [u8]> {
        let words = *self;
        let begin = words.partition_point(|byte| byte < first);
        let behind = (begin..words.ends.len()).map(move |at| words.word(at));
        behind.take_while(move |word| word.first() == Some(&first))
    }

    fn word(&self, at: usize) -> &'p [u8] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| u32::from_le_bytes(*end) as usize);
        self.text.get(at.checked_sub(1).map_or(0, end)..end(at)).unwrap_or_default()
    }

    /// How many of the words have a first byte of which something is true that is true of the first ones only.
    fn partition_point(&self, is_before: impl Fn(u8) -> bool) -> usize {
        let (mut from, mut to) = (0, self.ends.len());
        while from < to {
            let middle = from.midpoint(to);
            if self.word(middle).first().is_some_and(|&first| is_before(first)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

impl<'p> ByFirst<'p> {
    /// The parts that begin with a byte, in their order.
    pub(super) fn that_begin(&self, first: u8) -> impl Iterator<Item = u32> + use<'p> {
        let begin = self.0.partition_point(|part| part[0] < first);
        let same = self.0.get(begin..).unwrap_or_default().iter().take_while(move |part| part[0] == first);
        same.map(|&[.., a, b, c, d]| u32::from_le_bytes([a, b, c, d]))
    }
}

/// Packed programs, and other bytes among them.
#[derive(Debug, Default)]
pub struct Code {
    bytes: Vec<u8>,
    /// Where each set stands: many patterns have the same.
    sets: HashMap<tree::Set, u32>,
}

impl Code {
    /// Packs a pattern; nothing where it has a part that cannot be walked.
    pub(super) fn add(&mut self, hir: &Hir) -> Option<Entry> {
        let Tree { root, sets, first, at_start, groups } = Tree::of(hir)?;
        let sets: Vec<u32> = sets.into_iter().map(|set| self.set(set)).collect();
        Some(Entry { root: self.node(&root, &sets), first, at_start, groups })
    }

    /// Appends bytes, and says where they stand.
    pub(super) fn append(&mut self, bytes: &[u8]) -> u32 {
        let at = small(self.bytes.len());
        self.bytes.extend_from_slice(bytes);
        at
    }

    /// What is packed.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn set(&mut self, set: tree::Set) -> u32 {
        if let Some(&at) = self.sets.get(&set) {
            return at;
        }
        let at = self.append(&small(set.ranges.len()).to_le_bytes());
        self.append(&set.ascii.to_le_bytes());
        for number in set.ranges.iter().flat_map(|&(first, last)| [first, last]) {
            self.append(&number.to_le_bytes());
        }
        self.sets.insert(set, at);
        at
    }

    /// Packs a part of a tree behind its own parts.
    fn node(&mut self, node: &tree::Node, sets: &[u32]) -> u32 {
        let mut parts = |parts: &[tree::Node]| {
            let mut numbers = vec![small(parts.len())];
            numbers.extend(parts.iter().map(|part| self.node(part, sets)));
            numbers
        };
        let mut text = Vec::new();
        let (kind, numbers) = match node {
            tree::Node::Literal(word) => {
                text = word.as_bytes().to_vec();
                (LITERAL, vec![small(word.len())])
            }
            tree::Node::One(set) => (ONE, vec![sets[*set]]),
            tree::Node::Look(look) => {
                let number = LOOKS.iter().position(|known| known == look);
                (LOOK, vec![small(number.expect("all looks are there"))])
            }
            tree::Node::Repeat(min, max, greedy, sub) => {
                let sub = self.node(sub, sets);
                (REPEAT, vec![*min, max.unwrap_or(u32::MAX), u32::from(*greedy), sub])
            }
            tree::Node::Group(number, sub) => {
                let sub = self.node(sub, sets);
                (GROUP, vec![small(*number), sub])
            }
            tree::Node::Concat(list) => (CONCAT, parts(list)),
            tree::Node::Choice(list) => (CHOICE, parts(list)),
            tree::Node::Words(words) => {
                text = words.concat().into_bytes();
                let end = |end: &mut u32, word: &String| {
                    *end += small(word.len());
                    Some(*end)
                };
                let ends = words.iter().scan(0, end);
                (WORDS, [small(words.len())].into_iter().chain(ends).collect())
            }
            tree::Node::ByFirst(list) => {
                let mut numbers = vec![small(list.len())];
                for (first, part) in list {
                    numbers.extend([u32::from(*first), self.node(part, sets)]);
                }
                (BY_FIRST, numbers)
            }
        };
        let at = self.append(&kind.to_le_bytes());
        for number in numbers {
            self.append(&number.to_le_bytes());
        }
        self.append(&text);
        at
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("packed patterns are fewer than 2^32 bytes")
}
