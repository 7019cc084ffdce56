//! A parsed pattern becomes a tree of what must follow what, which is packed into a program.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::program::{At, ByteSet, Edge};

/// A pattern as a tree of what must follow what.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: Node,
    pub(super) sets: Vec<Set>,
    /// The bytes that a match can begin with; nothing where it can be empty.
    pub(super) first: Option<ByteSet>,
    /// Whether a match begins at the start of the text.
    pub(super) at_start: bool,
    /// Number of groups, the whole match among them.
    pub(super) groups: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Literal(String),
    /// One character of a set, by its number.
    One(usize),
    Look(At),
    /// The least and the most times, whether as many as can be, and what.
    Repeat(u32, Option<u32>, bool, Box<Node>),
    Group(usize, Box<Node>),
    Concat(Vec<Node>),
    Choice(Vec<Node>),
    /// Alternatives of which each is a word that is not empty: sorted by their first byte, and those that share one in their order.
    Words(Vec<String>),
    /// Alternatives that begin with different bytes, or share one: sorted likewise.
    ByFirst(Vec<(u8, Node)>),
}

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Set {
    /// Those of ASCII, a bit each.
    pub(super) ascii: u128,
    /// The others: first and last of each stretch, ascending.
    pub(super) ranges: Vec<(u32, u32)>,
}

impl Set {
    fn new(ranges: impl Iterator<Item = (char, char)>) -> Self {
        let mut set = Self { ascii: 0, ranges: Vec::new() };
        for (first, last) in ranges.map(|(first, last)| (u32::from(first), u32::from(last))) {
            (first..=last.min(127)).for_each(|number| set.ascii |= 1 << number);
            set.ranges.extend((last >= 128).then_some((first.max(128), last)));
        }
        set
    }

    fn first_bytes(&self) -> ByteSet {
        let mut bytes = ByteSet::default();
        (0..128).filter(|number| self.ascii >> number & 1 == 1).for_each(|number| bytes.add(number, number));
        let lead =
            |number: u32| char::from_u32(number).map_or(0xed, |c| c.encode_utf8(&mut [0; 4]).as_bytes()[0]);
        self.ranges.iter().for_each(|&(first, last)| bytes.add(lead(first), lead(last)));
        bytes
    }
}

impl Tree {
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
        HirKind::Literal(literal) => Node::Literal(String::from_utf8(literal.0.to_vec()).ok()?),
        HirKind::Class(class) => Node::One(set_number(set(class)?, sets)),
        HirKind::Look(look) => Node::Look(at(*look)?),
        HirKind::Repetition(repetition) => {
            // Endless repetitions of what may be empty have rules of their own.
            if repetition.max.is_none() && repetition.sub.properties().minimum_len() == Some(0) {
                return None;
            }
            let sub = node(&repetition.sub, sets)?;
            Node::Repeat(repetition.min, repetition.max, repetition.greedy, Box::new(sub))
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
    if let Some(mut words) = words {
        words.sort_by_key(|word| word.bytes().next());
        return Node::Words(words.into_iter().map(str::to_owned).collect());
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
            Self::Literal(word) => Some(word).filter(|word| !word.is_empty()).map(String::as_str),
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
        | Node::Repeat(..)
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

fn set_number(set: Set, sets: &mut Vec<Set>) -> usize {
    sets.iter().position(|known| *known == set).unwrap_or_else(|| {
        sets.push(set);
        sets.len() - 1
    })
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
        Node::One(number) => bytes = sets[*number].first_bytes(),
        Node::Look(_) => return None,
        Node::Repeat(min, _, _, sub) => return first(sub, sets).filter(|_| *min > 0),
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
        Node::Words(words) => {
            words.iter().filter_map(|word| word.bytes().next()).for_each(|first| bytes.add(first, first));
        }
        Node::ByFirst(branches) => branches.iter().for_each(|&(first, _)| bytes.add(first, first)),
    }
    Some(bytes)
}

/// The bytes that what matches a node can begin with where it is not empty.
fn maybe_first(node: &Node, sets: &[Set]) -> ByteSet {
    let mut bytes = ByteSet::default();
    match node {
        Node::Look(_) => {}
        Node::Repeat(.., sub) | Node::Group(_, sub) => bytes = maybe_first(sub, sets),
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
