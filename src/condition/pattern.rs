//! A phrase or regular expression of a rule becomes a compiled search on folded text, and the literals it needs.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use regex::{Regex, RegexBuilder};
use regex_automata::meta;
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_syntax::ast::{self, Ast, ClassSet, ClassSetItem, LiteralKind};
use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, Hir, HirKind, Look, Repetition};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::Literals;
use crate::text::{fold_char, is_unspaced};

/// What an expanded list looks like inside a pattern: begin, separator and end of its alternatives.
/// Noncharacters, which no text has; see [`crate::rule::Lists`].
pub const ALTERNATIVES: [char; 3] = ['\u{fdd0}', '\u{fdd1}', '\u{fdd2}'];

/// Most characters that a pattern may have once its lists are expanded.
const MAX_CHARS: usize = 100_000;
/// Most memory of a compiled pattern, in bytes.
const MAX_COMPILED: usize = 4 << 20;

/// Where a phrase must stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Line,
    Prefix,
    Suffix,
    Anywhere,
}

/// After so many searches a pattern is worth the engine that is slow to build and fast to search.
const WARM_UP: u32 = 200;

/// One alternative of a matcher, compiled when it is first needed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pattern {
    regex: String,
    /// The same without what no ASCII text has; nothing where no ASCII text matches.
    ascii_regex: Option<String>,
    literals: Literals,
    /// Named groups and their numbers.
    groups: Vec<(String, usize)>,
    #[serde(skip)]
    engines: Engines,
}

/// The same pattern in engines that are ever slower to build: one article asks a hundred patterns a few times each, a corpus
/// asks them a million times.
#[derive(Debug, Default)]
struct Engines {
    searches: AtomicU32,
    /// Quick to build, for text that is all ASCII, as most folded lines are.
    ascii: OnceLock<meta::Regex>,
    /// Quick to build, for other text.
    unicode: OnceLock<meta::Regex>,
    /// Quick to search, for any text.
    full: OnceLock<Regex>,
}

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

impl Pattern {
    /// A phrase that stands at `anchor`, at word boundaries.
    pub(super) fn phrase(phrase: &str, anchor: Anchor, raw: bool) -> Result<Self, String> {
        if phrase.trim().is_empty() {
            return Err("a phrase needs at least one word".to_owned());
        }
        let text = if raw { phrase.to_owned() } else { fold_phrase(phrase) };
        let body = alternatives(&text, true);
        let [begin, end] = [boundary(&edges(&text, false)), boundary(&edges(&text, true))];
        Self::new(match anchor {
            Anchor::Line => format!(r"^{body}[\s.!:…]*$"),
            Anchor::Prefix => format!("^{body}{end}"),
            Anchor::Suffix => format!(r"{begin}{body}[\s.!:…]*$"),
            Anchor::Anywhere => format!("{begin}{body}{end}"),
        })
    }

    /// A regular expression; folded like the text unless it is for the raw line.
    pub(super) fn regex(pattern: &str, raw: bool) -> Result<Self, String> {
        let pattern = alternatives(pattern, false);
        Self::new(if raw { pattern } else { fold_regex(&pattern)? })
    }

    /// A pattern over letters that stand for classes of lines: searched as it is written.
    pub fn letters(pattern: &str) -> Result<Self, String> {
        Self::new(pattern.to_owned())
    }

    fn new(regex: String) -> Result<Self, String> {
        if regex.chars().count() > MAX_CHARS {
            return Err(format!(
                "the pattern has more than {MAX_CHARS} characters once its lists are expanded"
            ));
        }
        let hir = regex_syntax::parse(&regex).map_err(|error| syntax_error(&error))?;
        if hir.properties().minimum_len() == Some(0) && hir.properties().look_set().is_empty() {
            return Err("the pattern matches every line; bound it".to_owned());
        }
        // Compiled once to see that it can be: a pattern too large would otherwise fail in silence.
        thompson::Compiler::new()
            .configure(
                thompson::Config::new()
                    .nfa_size_limit(Some(MAX_COMPILED))
                    .which_captures(WhichCaptures::None),
            )
            .build_from_hir(&hir)
            .map_err(|_| {
                "the pattern is too large: bound its repetitions, or shorten its lists".to_owned()
            })?;
        let ascii = ascii_hir(&hir);
        Ok(Self {
            literals: Literals::of(&hir),
            groups: group_names(&hir),
            ascii_regex: (ascii != Hir::fail()).then(|| ascii.to_string()),
            engines: Engines::default(),
            regex,
        })
    }

    /// The expression that is searched for, in the syntax of the `regex` crate.
    pub fn as_regex(&self) -> &str {
        &self.regex
    }

    /// Whether it can match only at the start, or only at the end, of a line.
    pub fn is_anchored(&self) -> bool {
        let bound = |hir: Hir| {
            let properties = hir.properties();
            properties.look_set_prefix().contains(Look::Start)
                || properties.look_set_suffix().contains(Look::End)
        };
        regex_syntax::parse(&self.regex).is_ok_and(bound)
    }

    /// Literals of which each match contains at least one.
    pub fn literals(&self) -> &Literals {
        &self.literals
    }

    /// The named groups and their numbers.
    pub fn groups(&self) -> impl Iterator<Item = (&str, usize)> {
        self.groups.iter().map(|(name, number)| (name.as_str(), *number))
    }

    /// Whether it is found in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        match self.engine(text) {
            None => false,
            Some(Engine::Quick(engine)) => engine.is_match(text),
            Some(Engine::Full(engine)) => engine.is_match(text),
        }
    }

    /// Its first match in `text`.
    pub fn find(&self, text: &str) -> Option<Match> {
        self.find_all(text).into_iter().next()
    }

    /// All its matches in `text` that are not empty, from the left, not overlapping.
    pub fn find_all(&self, text: &str) -> Vec<Match> {
        let mut matches: Vec<Match> = match self.engine(text) {
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

    /// The engine to search `text` with; none where it cannot match.
    fn engine(&self, text: &str) -> Option<Engine<'_>> {
        // Compiling a pattern costs more than looking for its literals in a thousand lines.
        if !self.literals.allow(text) {
            return None;
        }
        let Engines { searches, ascii, unicode, full } = &self.engines;
        if searches.load(Relaxed) > WARM_UP {
            return Some(Engine::Full(full.get_or_init(|| compile(&self.regex))));
        }
        searches.fetch_add(1, Relaxed);
        Some(Engine::Quick(if text.is_ascii() {
            let regex = self.ascii_regex.as_ref()?;
            ascii.get_or_init(|| compile_quickly(regex, false))
        } else {
            unicode.get_or_init(|| compile_quickly(&self.regex, true))
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

/// The copy compiles anew what it needs.
impl Clone for Pattern {
    fn clone(&self) -> Self {
        let Self { regex, ascii_regex, literals, groups, .. } = self;
        Self {
            regex: regex.clone(),
            ascii_regex: ascii_regex.clone(),
            literals: literals.clone(),
            groups: groups.clone(),
            engines: Engines::default(),
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.regex == other.regex
    }
}

fn group_names(hir: &Hir) -> Vec<(String, usize)> {
    match hir.kind() {
        HirKind::Capture(group) => {
            let own = group.name.iter().map(|name| (name.to_string(), group.index as usize));
            own.chain(group_names(&group.sub)).collect()
        }
        HirKind::Repetition(repetition) => group_names(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().flat_map(group_names).collect(),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => Vec::new(),
    }
}

fn syntax_error(error: &regex_syntax::Error) -> String {
    let (kind, at) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.offset),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start.offset),
        other => return other.to_string(),
    };
    format!("bad regular expression at character {}: {kind}", at + 1)
}

fn fold_phrase(phrase: &str) -> String {
    let mut folded = String::with_capacity(phrase.len());
    for c in phrase.nfc() {
        let c = if ALTERNATIVES.contains(&c) { Some(c) } else { fold_char(c) };
        folded.extend(c.filter(|&c| c != ' ' || !folded.ends_with(' ')));
    }
    folded
}

/// The pattern with its list marks written as groups, and all else escaped where it is plain text.
fn alternatives(pattern: &str, escape: bool) -> String {
    let [begin, separator, end] = ALTERNATIVES;
    let (mut written, mut inside) = (String::with_capacity(pattern.len() + 8), false);
    for c in pattern.chars() {
        match c {
            _ if c == begin => {
                inside = true;
                written.push_str("(?:");
            }
            _ if c == separator => written.push('|'),
            _ if c == end => {
                inside = false;
                written.push(')');
            }
            _ if (escape || inside) && regex_syntax::is_meta_character(c) => written.extend(['\\', c]),
            _ => written.push(c),
        }
    }
    written
}

/// The characters with which a phrase can begin, or end.
fn edges(phrase: &str, at_end: bool) -> Vec<char> {
    let [begin, separator, end] = ALTERNATIVES;
    let (open, close) = if at_end { (end, begin) } else { (begin, end) };
    let mut chars: Vec<char> = phrase.chars().collect();
    if at_end {
        chars.reverse();
    }
    if chars.first() != Some(&open) {
        return chars.first().copied().into_iter().collect();
    }
    let group = chars.iter().skip(1).take_while(|&&c| c != close);
    let mut at_edge = true;
    group
        .filter_map(|&c| std::mem::replace(&mut at_edge, c == separator).then_some(c))
        .filter(|&c| c != separator)
        .collect()
}

/// The boundary that must stand where a phrase begins or ends: none beside scripts without spaces and punctuation.
fn boundary(edges: &[char]) -> &'static str {
    if edges.iter().all(char::is_ascii_alphanumeric) {
        // Not the Unicode one, which the fast engines cannot do on text that is not ASCII.
        r"(?-u:\b)"
    } else if edges.iter().all(|&c| c.is_alphanumeric() && !is_unspaced(c)) {
        r"\b"
    } else {
        ""
    }
}

/// The pattern as it must be to be found in folded text. Only its literals and sets of characters are folded:
/// `\S` stays what it is.
fn fold_regex(pattern: &str) -> Result<String, String> {
    let composed: String = pattern.nfc().collect();
    let mut ast = ast::parse::Parser::new()
        .parse(&composed)
        .map_err(|error| syntax_error(&regex_syntax::Error::Parse(error)))?;
    fold_ast(&mut ast);
    Ok(ast.to_string())
}

fn fold_ast(ast: &mut Ast) {
    match ast {
        Ast::Literal(literal) => match fold_char(literal.c) {
            Some(c) => set_literal(literal, c),
            None => *ast = Ast::empty(*ast.span()),
        },
        Ast::ClassBracketed(class) => fold_class(&mut class.kind),
        Ast::Repetition(repetition) => fold_ast(&mut repetition.ast),
        Ast::Group(group) => fold_ast(&mut group.ast),
        Ast::Alternation(alternation) => alternation.asts.iter_mut().for_each(fold_ast),
        Ast::Concat(concat) => concat.asts.iter_mut().for_each(fold_ast),
        Ast::Empty(_)
        | Ast::Flags(_)
        | Ast::Dot(_)
        | Ast::Assertion(_)
        | Ast::ClassUnicode(_)
        | Ast::ClassPerl(_) => {}
    }
}

fn set_literal(literal: &mut ast::Literal, c: char) {
    if c != literal.c {
        literal.c = c;
        literal.kind = literal_kind(c);
    }
}

fn literal_kind(c: char) -> LiteralKind {
    if regex_syntax::is_meta_character(c) { LiteralKind::Meta } else { LiteralKind::Verbatim }
}

fn fold_class(set: &mut ClassSet) {
    match set {
        ClassSet::BinaryOp(op) => {
            fold_class(&mut op.lhs);
            fold_class(&mut op.rhs);
        }
        ClassSet::Item(item) => fold_class_item(item),
    }
}

/// Adds to a set of characters what they fold to; they themselves may stay, for folded text has none of them.
fn fold_class_item(item: &mut ClassSetItem) {
    match item {
        ClassSetItem::Literal(literal) => {
            if let Some(c) = fold_char(literal.c) {
                set_literal(literal, c);
            }
        }
        ClassSetItem::Range(range) => {
            let (from, to) = (range.start.c, range.end.c);
            // Long ranges are scripts, not letters picked by hand; they hold what their letters fold to.
            let folded: Vec<char> = (from..=to).take(1024).filter_map(fold_char).collect();
            let missing = folded.iter().filter(|&&c| !(from..=to).contains(&c));
            let mut items = vec![item.clone()];
            items.extend(missing.map(|&c| {
                let literal = ast::Literal { span: *item.span(), kind: literal_kind(c), c };
                ClassSetItem::Literal(literal)
            }));
            if items.len() > 1 {
                *item = ClassSetItem::Union(ast::ClassSetUnion { span: *item.span(), items });
            }
        }
        ClassSetItem::Bracketed(class) => fold_class(&mut class.kind),
        ClassSetItem::Union(union) => union.items.iter_mut().for_each(fold_class_item),
        ClassSetItem::Empty(_)
        | ClassSetItem::Ascii(_)
        | ClassSetItem::Unicode(_)
        | ClassSetItem::Perl(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(pattern: &str) -> String {
        fold_regex(pattern).unwrap()
    }

    #[test]
    fn folds_letters_and_leaves_classes_of_the_syntax() {
        assert_eq!(folded(r"^Don’t \S+（\bAI\b）$"), r"^don't \S+\(\bai\b\)$");
        assert!(Pattern::regex(r"^[A-Z]{2}-[ÄÖ]$", false).unwrap().is_match("ab-ö"));
        assert!(!Pattern::regex(r"^[^A-Z]+$", false).unwrap().is_match("ab"));
        assert!(Pattern::regex(r"^[“”«–’]+$", false).unwrap().is_match("\"-'"));
    }

    #[test]
    fn holds_phrases_at_word_boundaries() {
        let ad = Pattern::phrase("Ad", Anchor::Anywhere, false).unwrap();
        assert!(ad.is_match("an ad here") && !ad.is_match("we add"));
        let cjk = Pattern::phrase("阅读", Anchor::Anywhere, false).unwrap();
        assert!(cjk.is_match("请阅读原文"));
        let line = Pattern::phrase("Read more", Anchor::Line, false).unwrap();
        assert!(line.is_match("read more...") && !line.is_match("read more books"));
    }

    #[test]
    fn takes_lists_as_alternatives() {
        let [begin, separator, end] = ALTERNATIVES;
        let pattern = format!("{begin}Sign up{separator}Join (free){end} now");
        let phrase = Pattern::phrase(&pattern, Anchor::Anywhere, false).unwrap();
        assert!(phrase.is_match("please sign up now") && phrase.is_match("join (free) now"));
        assert_eq!(phrase.literals().inside, ["join (free) now", "sign up now"]);
    }

    #[test]
    fn refuses_what_matches_everything() {
        assert!(Pattern::regex("a*", false).is_err());
        assert!(Pattern::regex("(", false).unwrap_err().contains("character 1"));
    }
}
