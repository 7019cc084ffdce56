//! How much of a text a rule takes, and what that asks for.

use indexmap::IndexMap;
use regex_syntax::ast;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::{Matcher, Pattern};

/// How much of a text goes when a rule holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Scope {
    /// The whole line.
    Line,
    /// The whole paragraph.
    Paragraph,
    /// Each match of a pattern, or the bracket whose inside matches.
    Span(Option<Brackets>, Glue),
    /// From the matching line on.
    Region(Box<Region>),
    /// So many matching lines in a row.
    Run(Run),
    /// Lines whose classes form a pattern.
    Sequence(Box<Sequence>),
    /// Nothing: the document is flagged or kept.
    Document,
}

impl Scope {
    /// The name in rule files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Paragraph => "paragraph",
            Self::Span(..) => "span",
            Self::Region(_) => "region",
            Self::Run(_) => "run",
            Self::Sequence(_) => "sequence",
            Self::Document => "document",
        }
    }
}

/// A bracket to take out of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Brackets {
    /// The opening character.
    pub open: char,
    /// The closing character.
    pub close: char,
    /// Most characters of the bracket, the two included.
    #[serde(default = "default_max_chars")]
    pub max_chars: usize,
}

fn default_max_chars() -> usize {
    200
}

/// What becomes of the blanks beside a span that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Glue {
    /// One goes where two would be left, or one before punctuation or at an end.
    #[default]
    Auto,
    /// Those before the span go.
    TrimLeft,
    /// Those behind it go.
    TrimRight,
    /// They stay.
    None,
}

/// From the matching line on, up to an end, within bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Where it ends.
    #[serde(default)]
    pub end: Option<RegionEnd>,
    /// The line before which it ends.
    #[serde(default)]
    pub until: Option<Matcher>,
    /// Most lines; a longer region is refused.
    #[serde(default = "default_max_lines")]
    pub max_lines: usize,
    /// A sentence of so many words in it refuses the region.
    #[serde(default)]
    pub abort_if_prose: Option<Prose>,
    /// A sentence of so many words ends it.
    #[serde(default)]
    pub stop_at_prose: Option<Prose>,
    /// A second sign that must be there.
    #[serde(default)]
    pub confirm: Option<Confirm>,
}

fn default_max_lines() -> usize {
    60
}

/// Words from which on a sentence is prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prose {
    /// Number of words.
    pub words: usize,
}

/// Where a region ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RegionEnd {
    /// At the end of the document.
    Eof,
    /// Before the next blank line.
    Blank,
    /// Before the next heading.
    Heading,
}

/// A second sign: so many of the lines that follow match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// Among so many lines after the first.
    pub within: usize,
    /// At least so many.
    #[serde(default = "one")]
    pub min: usize,
    /// Must match.
    pub any: Matcher,
}

fn one() -> usize {
    1
}

/// So many matching lines in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// At least so many lines.
    pub min: usize,
    /// At most so many blank lines between two of them.
    #[serde(default)]
    pub gap: usize,
}

/// A pattern over classes of lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// The classes by letter; the first that fits a line wins, `.` stands for any other line.
    pub classes: IndexMap<char, Matcher>,
    /// The pattern over the letters.
    pub pattern: Pattern,
    /// The letters of which every match has one.
    pub needed: Vec<char>,
}

impl Sequence {
    pub(super) fn new(pattern: &str, classes: IndexMap<char, Matcher>) -> Result<Self, String> {
        if let Some(letter) = classes.keys().find(|letter| !letter.is_ascii_alphabetic()) {
            return Err(format!("`{letter}` is no name of a class: use a letter"));
        }
        let ast = ast::parse::Parser::new().parse(pattern).map_err(|error| error.kind().to_string())?;
        let letters = letters(&ast);
        if let Some(unknown) = letters.iter().find(|letter| !classes.contains_key(*letter)) {
            return Err(format!("`sequence` names class `{unknown}`, which `classes` does not have"));
        }
        if let Some(unused) = classes.keys().find(|letter| !letters.contains(letter)) {
            return Err(format!("class `{unused}` is not in `sequence`"));
        }
        Ok(Self { classes, pattern: Pattern::letters(pattern)?, needed: needed(&ast) })
    }
}

/// The letters that stand in every match.
fn needed(ast: &ast::Ast) -> Vec<char> {
    use ast::{Ast, RepetitionKind, RepetitionRange};
    match ast {
        Ast::Literal(literal) => vec![literal.c].into_iter().filter(char::is_ascii_alphabetic).collect(),
        Ast::Group(group) => needed(&group.ast),
        Ast::Concat(concat) => concat.asts.iter().flat_map(needed).collect(),
        Ast::Repetition(repetition) => match &repetition.op.kind {
            RepetitionKind::OneOrMore => needed(&repetition.ast),
            RepetitionKind::Range(
                RepetitionRange::Exactly(min)
                | RepetitionRange::AtLeast(min)
                | RepetitionRange::Bounded(min, _),
            ) if *min > 0 => needed(&repetition.ast),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn letters(ast: &ast::Ast) -> Vec<char> {
    use ast::Ast;
    match ast {
        Ast::Literal(literal) => vec![literal.c].into_iter().filter(char::is_ascii_alphabetic).collect(),
        Ast::Repetition(repetition) => letters(&repetition.ast),
        Ast::Group(group) => letters(&group.ast),
        Ast::Alternation(alternation) => alternation.asts.iter().flat_map(letters).collect(),
        Ast::Concat(concat) => concat.asts.iter().flat_map(letters).collect(),
        Ast::ClassBracketed(class) => class_letters(&class.kind),
        _ => Vec::new(),
    }
}

fn class_letters(set: &ast::ClassSet) -> Vec<char> {
    use ast::ClassSetItem;
    fn of_item(item: &ClassSetItem) -> Vec<char> {
        match item {
            ClassSetItem::Literal(literal) if literal.c.is_ascii_alphabetic() => vec![literal.c],
            ClassSetItem::Union(union) => union.items.iter().flat_map(of_item).collect(),
            _ => Vec::new(),
        }
    }
    match set {
        ast::ClassSet::Item(item) => of_item(item),
        ast::ClassSet::BinaryOp(op) => [class_letters(&op.lhs), class_letters(&op.rhs)].concat(),
    }
}
