//! A phrase or regular expression of a rule becomes a compiled search on folded text, and the literals it needs.

use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_syntax::hir::{Hir, HirKind, Look};
use std::borrow::Cow;
use std::sync::OnceLock;

use super::Literals;
use super::engine::{Engine, Match};
use super::folding::fold_regex;
use super::literal::bytes;
use super::needs::{are_met, needs};
use super::phrase::{Anchor, alternatives, phrase_regex};
use super::program::{ByteSet, Code, Entry, Program};
use crate::text::Triples;

/// Most characters that a pattern may have once its lists are expanded.
const MAX_CHARS: usize = 100_000;
/// Most memory of a compiled pattern, in bytes.
const MAX_COMPILED: usize = 4 << 20;

/// One alternative of a matcher.
#[derive(Debug)]
pub struct Pattern {
    /// Its text in the syntax of the `regex` crate.
    regex: Cow<'static, [u8]>,
    program: Option<Program>,
    bytes: Bytes,
    /// Named groups and their numbers.
    groups: Vec<(String, usize)>,
    /// Bytes of its compiled form, where it was checked in this run.
    compiled: usize,
    literals: OnceLock<Literals>,
    /// The triples of bytes that it cannot do without.
    needs: OnceLock<Cow<'static, [u8]>>,
    engine: Engine,
}

/// The least bytes of a text that a pattern matches, and the most if it takes all of it.
type Bytes = (usize, Option<usize>);

/// A packed pattern: where its text begins and ends and where its tree begins among the packed ones, and what else it has.
type Packed = ((u32, u32), Option<Entry>, Bytes, Vec<(String, usize)>);

impl Pattern {
    /// A phrase that stands at `anchor`, at word boundaries.
    pub(super) fn phrase(phrase: &str, anchor: Anchor, raw: bool) -> Result<Self, String> {
        let regex = phrase_regex(phrase, anchor, raw).ok_or("a phrase needs at least one word")?;
        Self::new(regex)
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
        let compiled = thompson::Compiler::new()
            .configure(
                thompson::Config::new()
                    .nfa_size_limit(Some(MAX_COMPILED))
                    .which_captures(WhichCaptures::None),
            )
            .build_from_hir(&hir)
            .map_err(|_| {
                "the pattern is too large: bound its repetitions, or shorten its lists".to_owned()
            })?;
        Ok(Self {
            bytes: bytes(&hir),
            compiled: compiled.memory_usage(),
            literals: OnceLock::from(Literals::of(&hir)),
            needs: OnceLock::new(),
            groups: group_names(&hir),
            program: Program::of(&hir),
            engine: Engine::default(),
            regex: regex.into_bytes().into(),
        })
    }

    /// Packs it among others, and says where its needs stand, and where it does.
    pub(super) fn pack(&self, code: &mut Code) -> [u32; 2] {
        let hir = regex_syntax::parse(self.as_regex()).expect("it was parsed before");
        let needs = code.append(&needs(&hir));
        let entry = code.add(&hir);
        let start = code.append(&self.regex);
        let text = (start, code.append(&[]));
        let packed: Packed = (text, entry, self.bytes, self.groups.clone());
        [needs, code.append(&postcard::to_allocvec(&packed).expect("patterns are plain data"))]
    }

    /// The one that stands at a place among packed ones, of which nothing is copied.
    pub(super) fn unpacked(code: &'static [u8], [needs, at]: [u32; 2]) -> Self {
        let packed = code.get(at as usize..).unwrap_or_default();
        let (packed, _): (Packed, _) =
            postcard::take_from_bytes(packed).expect("packed patterns are what was packed");
        let ((start, end), entry, bytes, groups) = packed;
        Self {
            regex: code.get(start as usize..end as usize).unwrap_or_default().into(),
            program: entry.map(|entry| Program::packed(code, entry)),
            bytes,
            groups,
            compiled: 0,
            literals: OnceLock::new(),
            needs: OnceLock::from(Cow::Borrowed(code.get(needs as usize..).unwrap_or_default())),
            engine: Engine::default(),
        }
    }

    /// The expression that is searched for, in the syntax of the `regex` crate.
    pub fn as_regex(&self) -> &str {
        std::str::from_utf8(&self.regex).expect("it was text")
    }

    /// Bytes that it takes in memory when it is compiled as a whole; 0 where it was not read from a rule file.
    pub fn compiled_bytes(&self) -> usize {
        self.compiled
    }

    /// Whether it can match only at the start, or only at the end, of a line.
    pub fn is_anchored(&self) -> bool {
        let bound = |hir: Hir| {
            let properties = hir.properties();
            properties.look_set_prefix().contains(Look::Start)
                || properties.look_set_suffix().contains(Look::End)
        };
        regex_syntax::parse(self.as_regex()).is_ok_and(bound)
    }

    /// Literals of which each match contains at least one.
    pub fn literals(&self) -> &Literals {
        self.literals.get_or_init(|| match regex_syntax::parse(self.as_regex()) {
            Ok(hir) => Literals::of(&hir),
            Err(_) => Literals::default(),
        })
    }

    /// Whether a text has as many bytes as a match needs.
    fn fits(&self, text: &str) -> bool {
        let (least, most) = self.bytes;
        text.len() >= least && most.is_none_or(|most| text.len() <= most)
    }

    /// The bytes with which a text begins that it matches; nothing where that may be any.
    pub(super) fn begins(&self) -> Option<ByteSet> {
        self.program.as_ref().filter(|program| program.entry.at_start).and_then(|program| program.entry.first)
    }

    /// The named groups and their numbers.
    pub fn groups(&self) -> impl Iterator<Item = (&str, usize)> {
        self.groups.iter().map(|(name, number)| (name.as_str(), *number))
    }

    /// Whether a text with these triples of bytes has what it cannot do without.
    pub fn can_match(&self, triples: &Triples) -> bool {
        let needs = self.needs.get_or_init(|| match regex_syntax::parse(self.as_regex()) {
            Ok(hir) => needs(&hir).into(),
            Err(_) => Cow::Borrowed(&[]),
        });
        are_met(needs, triples)
    }

    /// Whether it is found in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.fits(text) && self.engine.is_match(|| self.as_regex(), self.program.as_ref(), text)
    }

    /// Its first match in `text`.
    pub fn find(&self, text: &str) -> Option<Match> {
        self.find_all(text).into_iter().next()
    }

    /// All its matches in `text` that are not empty, from the left, not overlapping.
    pub fn find_all(&self, text: &str) -> Vec<Match> {
        if !self.fits(text) {
            return Vec::new();
        }
        self.engine.find_all(|| self.as_regex(), self.program.as_ref(), text)
    }
}

/// The copy builds anew what it needs.
impl Clone for Pattern {
    fn clone(&self) -> Self {
        let Self { regex, program, bytes, groups, compiled, literals, needs, .. } = self;
        Self {
            regex: regex.clone(),
            program: program.clone(),
            bytes: *bytes,
            groups: groups.clone(),
            compiled: *compiled,
            literals: literals.clone(),
            needs: needs.clone(),
            engine: Engine::default(),
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

pub(super) fn syntax_error(error: &regex_syntax::Error) -> String {
    let (kind, at) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.offset),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start.offset),
        other => return other.to_string(),
    };
    format!("bad regular expression at character {}: {kind}", at + 1)
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::ALTERNATIVES;

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
