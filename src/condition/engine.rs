//! The same expression in engines that are ever slower to build: one article asks a hundred patterns a few times each, a
//! corpus asks them a million times.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use regex::{Regex, RegexBuilder};
use regex_automata::meta;
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, Hir, HirKind, Look, Repetition};

/// After so many searches a pattern is worth the engine that is slow to build and fast to search.
const WARM_UP: u32 = 200;

/// A match: the bytes of its groups; group 0 is all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    groups: Vec<Option<Range<usize>>>,
}

impl Match {
    /// The bytes of a group, if it took part and is not empty.
    pub fn group(&self, number: usize) -> Option<Range<usize>> {
        self.groups.get(number)?.clone().filter(|range| !range.is_empty())
    }
}

/// The engines of an expression, built when they are first needed.
#[derive(Debug, Default)]
pub(super) struct Engines {
    searches: AtomicU32,
    /// Quick to build, for text that is all ASCII, as most folded lines are.
    ascii: OnceLock<meta::Regex>,
    /// Quick to build, for other text.
    unicode: OnceLock<meta::Regex>,
    /// Quick to search, for any text.
    full: OnceLock<Regex>,
}

impl Engines {
    /// Whether `regex` is found in `text`; `ascii` is the same for ASCII text, nothing where none matches.
    pub(super) fn is_match(&self, regex: &str, ascii: Option<&str>, text: &str) -> bool {
        match self.engine(regex, ascii, text) {
            None => false,
            Some(Engine::Quick(engine)) => engine.is_match(text),
            Some(Engine::Full(engine)) => engine.is_match(text),
        }
    }

    /// All matches in `text` that are not empty, from the left, not overlapping.
    pub(super) fn find_all(&self, regex: &str, ascii: Option<&str>, text: &str) -> Vec<Match> {
        let mut matches: Vec<Match> = match self.engine(regex, ascii, text) {
            None => Vec::new(),
            Some(Engine::Quick(engine)) => {
                engine.captures_iter(text).map(|found| Match::from(&found)).collect()
            }
            Some(Engine::Full(engine)) => {
                engine.captures_iter(text).map(|found| Match::from(&found)).collect()
            }
        };
        matches.retain(|found| found.group(0).is_some());
        matches
    }

    fn engine(&self, regex: &str, ascii: Option<&str>, text: &str) -> Option<Engine<'_>> {
        if self.searches.load(Relaxed) > WARM_UP {
            return Some(Engine::Full(self.full.get_or_init(|| compile(regex))));
        }
        self.searches.fetch_add(1, Relaxed);
        Some(Engine::Quick(if text.is_ascii() {
            let ascii = ascii?;
            self.ascii.get_or_init(|| compile_quickly(ascii, false))
        } else {
            self.unicode.get_or_init(|| compile_quickly(regex, true))
        }))
    }
}

enum Engine<'p> {
    Quick(&'p meta::Regex),
    Full(&'p Regex),
}

impl From<&Captures> for Match {
    fn from(found: &Captures) -> Self {
        Self { groups: found.iter().map(|group| group.map(|span| span.range())).collect() }
    }
}

impl From<&regex::Captures<'_>> for Match {
    fn from(found: &regex::Captures<'_>) -> Self {
        Self { groups: found.iter().map(|group| group.map(|part| part.range())).collect() }
    }
}

const IS_CHECKED: &str = "the pattern was parsed and its size checked when it was read";

fn compile(regex: &str) -> Regex {
    RegexBuilder::new(regex).size_limit(usize::MAX).build().expect(IS_CHECKED)
}

/// An engine without the automata that take long to build.
fn compile_quickly(regex: &str, is_unicode: bool) -> meta::Regex {
    let quick = meta::Config::new().hybrid(false).dfa(false).onepass(false).auto_prefilter(false);
    let config = quick.utf8_empty(is_unicode).nfa_size_limit(None);
    let syntax = syntax::Config::new().unicode(is_unicode).utf8(is_unicode);
    meta::Builder::new().configure(config).syntax(syntax).build(regex).expect(IS_CHECKED)
}

/// The expression without what no ASCII text has; nothing where no ASCII text matches.
pub(super) fn ascii_regex(hir: &Hir) -> Option<String> {
    let ascii = ascii_hir(hir);
    (ascii != Hir::fail()).then(|| ascii.to_string())
}

fn ascii_hir(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) if !literal.0.is_ascii() => Hir::fail(),
        HirKind::Literal(literal) => Hir::literal(literal.0.clone()),
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            other => *other,
        }),
        HirKind::Class(Class::Bytes(bytes)) => Hir::class(Class::Bytes(bytes.clone())),
        HirKind::Class(Class::Unicode(class)) => {
            let byte = |c: char| u8::try_from(c).unwrap_or(u8::MAX).min(0x7f);
            let ranges = class.iter().filter(|range| range.start().is_ascii());
            let ascii = ranges.map(|range| ClassBytesRange::new(byte(range.start()), byte(range.end())));
            Hir::class(Class::Bytes(ClassBytes::new(ascii)))
        }
        HirKind::Repetition(repetition) => {
            Hir::repetition(Repetition { sub: Box::new(ascii_hir(&repetition.sub)), ..repetition.clone() })
        }
        HirKind::Capture(capture) => {
            Hir::capture(Capture { sub: Box::new(ascii_hir(&capture.sub)), ..capture.clone() })
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(ascii_hir).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(ascii_hir).collect()),
    }
}
