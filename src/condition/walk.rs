//! A pattern's tree is walked over a text, in the order in which the alternatives of a regular expression are tried.

use super::engine::Match;
use super::program::{At, Edge, Node, Nodes, Program, Repeat};

/// A walk that takes more steps than this is given up: there are engines that never take long.
const MAX_STEPS: u32 = 20_000;
/// Walks are nested so deep at most: the stack is not endless.
const MAX_DEPTH: u32 = 200;

/// The walk was given up; another engine must search.
#[derive(Debug)]
pub(super) struct GaveUp;

impl Program {
    /// Whether it is found in a text, if the walk is not given up, and the steps that it took.
    pub(super) fn is_match(&self, text: &str) -> (Option<bool>, u32) {
        let mut walk = Walk::new(self, text, 0);
        let found = walk.search(0).ok().map(|found| found.is_some());
        (found, walk.steps)
    }

    /// All matches that are not empty, from the left, not overlapping; likewise.
    pub(super) fn find_all(&self, text: &str) -> (Option<Vec<Match>>, u32) {
        let mut walk = Walk::new(self, text, self.entry.groups);
        let matches = walk.find_all().ok();
        (matches, walk.steps)
    }
}

struct Walk<'w> {
    program: &'w Program,
    text: &'w str,
    groups: Vec<Option<(usize, usize)>>,
    steps: u32,
    depth: u32,
    end: usize,
}

/// What must match behind a node.
type Next<'n, 'w> = &'n dyn Fn(&mut Walk<'w>, usize) -> bool;

impl<'w> Walk<'w> {
    fn new(program: &'w Program, text: &'w str, groups: usize) -> Self {
        Self { program, text, groups: vec![None; groups], steps: 0, depth: 0, end: 0 }
    }

    fn find_all(&mut self) -> Result<Vec<Match>, GaveUp> {
        let (mut matches, mut at) = (Vec::new(), 0);
        while let Some((start, end)) = self.search(at)? {
            if start < end {
                self.groups[0] = Some((start, end));
                matches
                    .push(Match::new(self.groups.iter().map(|group| group.map(|(start, end)| start..end))));
                at = end;
            } else {
                let Some(c) = self.text.get(end..).and_then(|rest| rest.chars().next()) else { break };
                at = end + c.len_utf8();
            }
        }
        Ok(matches)
    }

    /// Where the first match that begins at `from` or behind it begins and ends.
    fn search(&mut self, from: usize) -> Result<Option<(usize, usize)>, GaveUp> {
        let bytes = self.text.as_bytes();
        let last = if self.program.entry.at_start { 0 } else { bytes.len() };
        let mut from = from;
        while from <= last {
            let start = match &self.program.entry.first {
                Some(first) => {
                    let rest = bytes.get(from..bytes.len().min(last + 1)).unwrap_or_default();
                    rest.iter().position(|&byte| first.has(byte)).map(|at| from + at)
                }
                None => (from..=last).find(|&at| self.text.is_char_boundary(at)),
            };
            let Some(start) = start else { break };
            from = start + 1;
            self.groups.fill(None);
            let found = self.node(self.program.node(self.program.entry.root), start, &|walk, end| {
                walk.end = end;
                true
            });
            if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
                return Err(GaveUp);
            }
            if found {
                return Ok(Some((start, self.end)));
            }
        }
        Ok(None)
    }

    fn node(&mut self, node: Node<'w>, at: usize, next: Next<'_, 'w>) -> bool {
        self.depth += 1;
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
            return false;
        }
        let found = match node {
            Node::Literal(_) | Node::One(_) | Node::Look(_) => {
                self.step(node, at).is_some_and(|at| next(self, at))
            }
            Node::Concat(parts) => self.all(parts, at, next),
            Node::Choice(parts) => parts.iter().any(|part| self.node(self.part(*part), at, next)),
            Node::Words(words) => {
                let rest = self.text.as_bytes().get(at..).unwrap_or_default();
                rest.first().is_some_and(|&first| {
                    let mut words = words.that_begin(first);
                    words.any(|word| rest.starts_with(word) && next(self, at + word.len()))
                })
            }
            Node::ByFirst(parts) => self.text.as_bytes().get(at).is_some_and(|&first| {
                let mut parts = parts.that_begin(first);
                parts.any(|part| self.node(self.program.node(part), at, next))
            }),
            Node::Group(number, sub) => self.group(number, self.program.node(sub), at, next),
            Node::Repeat(repeat) => match self.program.node(repeat.sub) {
                sub @ (Node::One(_) | Node::Literal(_)) => self.run(repeat, sub, at, next),
                sub => self.repeat(repeat, sub, 0, at, next),
            },
        };
        // A walk that was given up stays too deep.
        if self.depth <= MAX_DEPTH {
            self.depth -= 1;
        }
        found
    }

    fn part(&self, part: [u8; 4]) -> Node<'w> {
        self.program.node(u32::from_le_bytes(part))
    }

    /// Where a node that can match in one way only ends.
    fn step(&self, node: Node<'w>, at: usize) -> Option<usize> {
        match node {
            Node::Literal(word) => {
                let end = at + word.len();
                (self.text.as_bytes().get(at..end)? == word).then_some(end)
            }
            Node::One(set) => {
                let c = char_at(self.text, at)?;
                set.has(c).then(|| at + c.len_utf8())
            }
            Node::Look(look) => self.look(look, at).then_some(at),
            _ => None,
        }
    }

    fn all(&mut self, parts: Nodes<'w>, mut at: usize, next: Next<'_, 'w>) -> bool {
        let mut parts = parts.iter();
        while let Some(part) = parts.next() {
            let part = self.part(*part);
            if !matches!(part, Node::Literal(_) | Node::One(_) | Node::Look(_)) {
                let rest = parts.as_slice();
                return self.node(part, at, &|walk, at| walk.all(rest, at, next));
            }
            match self.step(part, at) {
                Some(end) => at = end,
                None => return false,
            }
        }
        next(self, at)
    }

    fn group(&mut self, number: usize, sub: Node<'w>, at: usize, next: Next<'_, 'w>) -> bool {
        self.node(sub, at, &|walk, end| {
            let Some(group) = walk.groups.get_mut(number) else { return next(walk, end) };
            let before = group.replace((at, end));
            let found = next(walk, end);
            if !found {
                walk.groups[number] = before;
            }
            found
        })
    }

    /// Repeats what can match in one way only: the ends are counted, not nested.
    fn run(&mut self, repeat: Repeat, sub: Node<'w>, start: usize, next: Next<'_, 'w>) -> bool {
        let most = repeat.max;
        let (mut at, mut count) = (start, 0);
        let goal = if repeat.greedy { most } else { repeat.min };
        while count < goal {
            let Some(end) = self.step(sub, at) else { break };
            (at, count) = (end, count + 1);
        }
        self.steps += count / 8;
        if count < repeat.min {
            return false;
        }
        loop {
            self.steps += 1;
            if next(self, at) {
                return true;
            }
            if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
                return false;
            }
            if repeat.greedy {
                if count == repeat.min {
                    return false;
                }
                at = self.back(sub, at);
                count -= 1;
            } else {
                let more = (count < most).then(|| self.step(sub, at)).flatten();
                let Some(end) = more else { return false };
                (at, count) = (end, count + 1);
            }
        }
    }

    /// Where what ends at `at` began.
    fn back(&self, node: Node<'_>, at: usize) -> usize {
        if let Node::Literal(word) = node {
            return at - word.len();
        }
        let bytes = self.text.as_bytes();
        let mut start = at - 1;
        while bytes[start] & 0xc0 == 0x80 {
            start -= 1;
        }
        start
    }

    fn repeat(&mut self, repeat: Repeat, sub: Node<'w>, count: u32, at: usize, next: Next<'_, 'w>) -> bool {
        let more = |walk: &mut Self| {
            count < repeat.max
                && walk.node(sub, at, &|walk, at| walk.repeat(repeat, sub, count + 1, at, next))
        };
        if count >= repeat.min && !repeat.greedy && next(self, at) {
            return true;
        }
        more(self) || (count >= repeat.min && repeat.greedy && next(self, at))
    }

    fn look(&self, look: At, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        match look {
            At::Start => at == 0,
            At::End => at == bytes.len(),
            At::LineStart => at == 0 || bytes.get(at - 1) == Some(&b'\n'),
            At::LineEnd => at == bytes.len() || bytes.get(at) == Some(&b'\n'),
            At::Edge(edge, is_unicode) => {
                let [before, behind] = self.words_beside(at, is_unicode);
                match edge {
                    Edge::Any => before != behind,
                    Edge::None => before == behind,
                    Edge::Begin => !before && behind,
                    Edge::End => before && !behind,
                    Edge::HalfBegin => !before,
                    Edge::HalfEnd => !behind,
                }
            }
        }
    }

    /// Whether a character of a word stands before and behind a position.
    fn words_beside(&self, at: usize, is_unicode: bool) -> [bool; 2] {
        let bytes = self.text.as_bytes();
        let ascii = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let [before, behind] = [at.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(at)];
        let is_word = |byte: Option<&u8>, c: &dyn Fn() -> Option<char>| match byte {
            Some(byte) if byte.is_ascii() => ascii(*byte),
            Some(_) if is_unicode => {
                c().is_some_and(|c| regex_syntax::try_is_word_character(c).unwrap_or(false))
            }
            _ => false,
        };
        [
            is_word(before, &|| self.text.get(..at)?.chars().next_back()),
            is_word(behind, &|| char_at(self.text, at)),
        ]
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some(char::from(*byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    fn walked(pattern: &str, text: &str) -> Vec<Match> {
        let hir = regex_syntax::parse(pattern).unwrap();
        Program::of(&hir).unwrap().find_all(text).0.unwrap()
    }

    fn searched(pattern: &str, text: &str) -> Vec<Match> {
        let regex = Regex::new(pattern).unwrap();
        let groups = |found: regex::Captures<'_>| {
            Match::new(found.iter().map(|group| group.map(|part| part.range())).collect::<Vec<_>>())
        };
        regex.captures_iter(text).map(groups).filter(|found| found.group(0).is_some()).collect()
    }

    #[test]
    fn finds_what_the_engine_finds() {
        let texts =
            ["", "a", "abcabc", "read more: é", "über-uns über uns", "x1 22 333, b", "aé\nb_c", "日本語 ab"];
        let patterns = [
            "a",
            "a|ab|abc",
            "ab|a",
            "(a)(b)?(c)?",
            "(?:ab|a)(?:c|bc)?",
            r"\bb",
            r"(?-u:\b)\w",
            r"\B.",
            r"^\w+",
            r"\w+$",
            ".*",
            ".*?b",
            "(?:a|b)*c",
            r"(\d)+",
            r"(?:(\w+)[ ,]*){1,3}",
            r"[^a]{1,2}",
            "(?m)^b",
            "é|ü",
            r"a{0}b?",
            r"(?:über|uns| ){2,}",
            r"\d{1,2}(?:, |$)",
            r"(?i)READ (?<what>\w+)",
            r"\p{L}{2,}?",
            r"\b{start}b|語",
        ];
        for pattern in patterns {
            for text in texts {
                assert_eq!(walked(pattern, text), searched(pattern, text), "{pattern} on {text:?}");
            }
        }
    }

    #[test]
    fn gives_up_what_takes_long_and_what_nests_deep() {
        let program = |pattern| Program::of(&regex_syntax::parse(pattern).unwrap()).unwrap();
        assert!(program("(?:a|aa)*b").is_match(&"a".repeat(40)).0.is_none());
        assert!(program("(?:a|bc)*d").is_match(&"abc".repeat(200)).0.is_none());
        assert!(Program::of(&regex_syntax::parse("(?:a*)*").unwrap()).is_none());
    }
}
