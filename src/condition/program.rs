//! A parsed pattern becomes a tree that can be walked over a text at once: nothing is built before the first search.

use regex_syntax::hir::{Class, Hir, HirKind, Look};
use serde::{Deserialize, Serialize};

/// A pattern as a tree of what must follow what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Program {
    pub(super) root: Node,
    pub(super) sets: Vec<Set>,
    /// The bytes that a match can begin with; nothing where it can be empty.
    pub(super) first: Option<ByteSet>,
    /// Whether a match begins at the start of the text.
    pub(super) at_start: bool,
    /// Number of groups, the whole match among them.
    pub(super) groups: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Node {
    Literal(Box<str>),
    /// One character of a set, by its number.
    One(u16),
    Look(At),
    Repeat(Box<Repeat>),
    Group(usize, Box<Node>),
    Concat(Vec<Node>),
    Choice(Vec<Node>),
    /// Alternatives of which each is a word.
    Words(Words),
    /// Alternatives that begin with different bytes, or share one: sorted by it, and those that share one in their order.
    ByFirst(Vec<(u8, Node)>),
}

/// Words, sorted by their first byte, and those that share one in their order: unpacked in one step, however many they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    /// One after the other; none is empty.
    text: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
}

impl Words {
    fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut sorted: Vec<&str> = words.collect();
        sorted.sort_by_key(|word| word.bytes().next());
        let end = |end: &mut u32, word: &&str| {
            *end += u32::try_from(word.len()).expect("a pattern is short");
            Some(*end)
        };
        Self { text: sorted.concat().into(), ends: sorted.iter().scan(0, end).collect() }
    }

    /// The words that begin with a byte, in their order.
    pub(super) fn that_begin(&self, first: u8) -> impl Iterator<Item = &[u8]> {
        let begin = self.partition_point(|byte| byte < first);
        (begin..self.ends.len()).map(|at| self.word(at)).take_while(move |word| word.first() == Some(&first))
    }

    fn word(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text.as_bytes()[start..self.ends[at] as usize]
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

    fn firsts(&self) -> impl Iterator<Item = u8> {
        (0..self.ends.len()).filter_map(|at| self.word(at).first().copied())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Repeat {
    pub(super) min: u32,
    pub(super) max: Option<u32>,
    pub(super) greedy: bool,
    pub(super) sub: Node,
}

/// What must stand beside a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum At {
    Start,
    End,
    LineStart,
    LineEnd,
    /// Beside it a character of a word, of Unicode or of ASCII, or none: whether before and behind, where it is asked.
    Edge(Edge, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Edge {
    Any,
    None,
    Begin,
    End,
    HalfBegin,
    HalfEnd,
}

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Set {
    ascii: [u64; 2],
    /// The others: first and last of each stretch, ascending.
    ranges: Vec<(u32, u32)>,
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ByteSet([u64; 4]);

impl ByteSet {
    /// Whether a byte is one of them.
    pub fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    fn add(&mut self, from: u8, to: u8) {
        (from..=to).for_each(|byte| self.0[usize::from(byte >> 6)] |= 1 << (byte & 63));
    }

    pub(super) fn join(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
    }
}

impl Set {
    pub(super) fn has(&self, c: char) -> bool {
        let number = u32::from(c);
        if number < 128 {
            return self.ascii[usize::from(number >= 64)] >> (number & 63) & 1 == 1;
        }
        let behind = self.ranges.partition_point(|&(first, _)| first <= number);
        behind.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|&(_, last)| number <= last)
    }

    fn new(ranges: impl Iterator<Item = (char, char)>) -> Self {
        let mut set = Self { ascii: [0; 2], ranges: Vec::new() };
        for (first, last) in ranges.map(|(first, last)| (u32::from(first), u32::from(last))) {
            (first..=last.min(127))
                .for_each(|number| set.ascii[usize::from(number >= 64)] |= 1 << (number & 63));
            set.ranges.extend((last >= 128).then_some((first.max(128), last)));
        }
        set
    }

    fn first_bytes(&self) -> ByteSet {
        let mut bytes = ByteSet([self.ascii[0], self.ascii[1], 0, 0]);
        let lead =
            |number: u32| char::from_u32(number).map_or(0xed, |c| c.encode_utf8(&mut [0; 4]).as_bytes()[0]);
        self.ranges.iter().for_each(|&(first, last)| bytes.add(lead(first), lead(last)));
        bytes
    }
}

impl Program {
    /// The tree of a pattern; nothing where it has a part that cannot be walked.
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        let mut sets = Vec::new();
        let root = node(hir, &mut sets)?;
        let first = first(&root, &sets);
        let properties = hir.properties();
        let at_start = properties.look_set_prefix().contains(Look::Start);
        Some(Self { root, sets, first, at_start, groups: properties.explicit_captures_len() + 1 })
    }
}

fn node(hir: &Hir, sets: &mut Vec<Set>) -> Option<Node> {
    Some(match hir.kind() {
        HirKind::Empty => Node::Concat(Vec::new()),
        HirKind::Literal(literal) => Node::Literal(std::str::from_utf8(&literal.0).ok()?.into()),
        HirKind::Class(class) => Node::One(set_number(set(class)?, sets)?),
        HirKind::Look(look) => Node::Look(at(*look)?),
        HirKind::Repetition(repetition) => {
            // Endless repetitions of what may be empty have rules of their own.
            if repetition.max.is_none() && repetition.sub.properties().minimum_len() == Some(0) {
                return None;
            }
            let sub = node(&repetition.sub, sets)?;
            let (min, max, greedy) = (repetition.min, repetition.max, repetition.greedy);
            Node::Repeat(Box::new(Repeat { min, max, greedy, sub }))
        }
        HirKind::Capture(group) => Node::Group(group.index as usize, Box::new(node(&group.sub, sets)?)),
        HirKind::Concat(parts) => {
            Node::Concat(parts.iter().map(|part| node(part, sets)).collect::<Option<_>>()?)
        }
        HirKind::Alternation(branches) => {
            choice(branches.iter().map(|branch| node(branch, sets)).collect::<Option<_>>()?)
        }
    })
}

/// Alternatives by their first byte, where each has one of its own kind.
fn choice(branches: Vec<Node>) -> Node {
    let words: Option<Vec<&str>> = branches.iter().map(Node::as_word).collect();
    if let Some(words) = words {
        return Node::Words(Words::new(words.into_iter()));
    }
    let firsts: Option<Vec<u8>> = branches.iter().map(first_byte).collect();
    match firsts {
        Some(firsts) => {
            let mut branches: Vec<(u8, Node)> = firsts.into_iter().zip(branches).collect();
            branches.sort_by_key(|(first, _)| *first);
            Node::ByFirst(branches)
        }
        None => Node::Choice(branches),
    }
}

impl Node {
    fn as_word(&self) -> Option<&str> {
        match self {
            Self::Literal(word) => Some(word).filter(|word| !word.is_empty()).map(|word| &**word),
            _ => None,
        }
    }
}

fn first_byte(node: &Node) -> Option<u8> {
    match node {
        Node::Literal(text) => text.bytes().next(),
        Node::Group(_, sub) => first_byte(sub),
        Node::Concat(parts) => first_byte(parts.first()?),
        Node::One(_)
        | Node::Look(_)
        | Node::Repeat(_)
        | Node::Choice(_)
        | Node::Words(_)
        | Node::ByFirst(_) => None,
    }
}

fn set(class: &Class) -> Option<Set> {
    match class {
        Class::Unicode(class) => Some(Set::new(class.iter().map(|range| (range.start(), range.end())))),
        Class::Bytes(class) if class.is_ascii() => {
            Some(Set::new(class.iter().map(|range| (range.start().into(), range.end().into()))))
        }
        Class::Bytes(_) => None,
    }
}

fn set_number(set: Set, sets: &mut Vec<Set>) -> Option<u16> {
    let number = sets.iter().position(|known| *known == set).unwrap_or_else(|| {
        sets.push(set);
        sets.len() - 1
    });
    u16::try_from(number).ok()
}

fn at(look: Look) -> Option<At> {
    Some(match look {
        Look::Start => At::Start,
        Look::End => At::End,
        Look::StartLF => At::LineStart,
        Look::EndLF => At::LineEnd,
        Look::StartCRLF | Look::EndCRLF => return None,
        Look::WordAscii => At::Edge(Edge::Any, false),
        Look::WordAsciiNegate => At::Edge(Edge::None, false),
        Look::WordUnicode => At::Edge(Edge::Any, true),
        Look::WordUnicodeNegate => At::Edge(Edge::None, true),
        Look::WordStartAscii => At::Edge(Edge::Begin, false),
        Look::WordEndAscii => At::Edge(Edge::End, false),
        Look::WordStartUnicode => At::Edge(Edge::Begin, true),
        Look::WordEndUnicode => At::Edge(Edge::End, true),
        Look::WordStartHalfAscii => At::Edge(Edge::HalfBegin, false),
        Look::WordEndHalfAscii => At::Edge(Edge::HalfEnd, false),
        Look::WordStartHalfUnicode => At::Edge(Edge::HalfBegin, true),
        Look::WordEndHalfUnicode => At::Edge(Edge::HalfEnd, true),
    })
}

/// The bytes that what matches a node can begin with; nothing where it can be empty.
fn first(node: &Node, sets: &[Set]) -> Option<ByteSet> {
    let mut bytes = ByteSet::default();
    match node {
        Node::Literal(text) => {
            let byte = text.bytes().next()?;
            bytes.add(byte, byte);
        }
        Node::One(number) => bytes = sets[usize::from(*number)].first_bytes(),
        Node::Look(_) => return None,
        Node::Repeat(repeat) => {
            let sub = first(&repeat.sub, sets);
            return sub.filter(|_| repeat.min > 0);
        }
        Node::Group(_, sub) => return first(sub, sets),
        Node::Concat(parts) => {
            // What may be empty leaves the next part to begin with.
            for part in parts {
                bytes.join(maybe_first(part, sets));
                if first(part, sets).is_some() {
                    return Some(bytes);
                }
            }
            return None;
        }
        Node::Choice(branches) => {
            for branch in branches {
                bytes.join(first(branch, sets)?);
            }
        }
        Node::Words(words) => words.firsts().for_each(|first| bytes.add(first, first)),
        Node::ByFirst(branches) => branches.iter().for_each(|&(first, _)| bytes.add(first, first)),
    }
    Some(bytes)
}

/// The bytes that what matches a node can begin with where it is not empty.
fn maybe_first(node: &Node, sets: &[Set]) -> ByteSet {
    let mut bytes = ByteSet::default();
    match node {
        Node::Look(_) => {}
        Node::Repeat(repeat) => bytes = maybe_first(&repeat.sub, sets),
        Node::Group(_, sub) => bytes = maybe_first(sub, sets),
        Node::Choice(branches) => branches.iter().for_each(|branch| bytes.join(maybe_first(branch, sets))),
        Node::Concat(parts) => {
            for part in parts {
                bytes.join(maybe_first(part, sets));
                if first(part, sets).is_some() {
                    break;
                }
            }
        }
        Node::Literal(_) | Node::One(_) | Node::Words(_) | Node::ByFirst(_) => {
            bytes = first(node, sets).unwrap_or_default();
        }
    }
    bytes
}
