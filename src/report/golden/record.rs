//! What must come of an article, in the form in which it is committed: the cleaned text, and a list of what went.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::cleaner::{Outcome, captured_fields};
use crate::decision::{Decision, Held, Verdict};
use crate::report::ledger::guard_note;
use crate::rule::Rule;
use crate::text::Span;

/// Characters that end a line.
const LINE_ENDS: [char; 2] = ['\n', '\r'];

/// What came of an article, or what must come of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Golden {
    /// The cleaned text.
    pub text: String,
    /// What went.
    pub record: Record,
}

/// What went, by place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Record {
    /// Why the article was left alone, if it was.
    pub guarded: Option<String>,
    /// The stretches of text that went or were flagged.
    #[serde(rename = "place")]
    pub marks: Vec<Mark>,
}

/// A stretch of text that went or was flagged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Number of its first line in the article, from 1.
    pub line: usize,
    /// The text, without the line ending after it.
    pub text: String,
    /// What became of it.
    pub is: Fate,
    /// What stands in its place.
    #[serde(default)]
    pub with: String,
    /// What it left as fields of the result.
    #[serde(default)]
    pub fields: IndexMap<String, Vec<String>>,
    /// Ids of the rules that hold on it, in the order of the alphabet.
    pub rules: Vec<String>,
}

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It went.
    Removed,
    /// It went, and stays as fields of the result.
    Captured,
    /// It went, and something else stands in its place.
    Replaced,
    /// It stays and is reported.
    Flagged,
}

impl Golden {
    /// What an article must be that must come out as it went in.
    pub fn unchanged(article: &str) -> Self {
        Self { text: article.to_owned(), record: Record::default() }
    }

    /// What came of an article.
    pub fn of(outcome: &Outcome<'_>, original: &str, rules: &[Rule]) -> Self {
        let mut marks = Vec::new();
        for edit in &outcome.edits {
            let decisions: Vec<&Decision> = edit.decisions.iter().map(|&at| &outcome.decisions[at]).collect();
            // Blanks that went with their neighbours come from no decision.
            let is = decisions.iter().map(|decision| fate(&decision.verdict)).min_by_key(|&fate| fate as u8);
            let Some(is) = is else { continue };
            let whole = edit.span.slice(original);
            let text = whole.trim_matches(LINE_ENDS).to_owned();
            let blanks = whole.len() - whole.trim_start_matches(LINE_ENDS).len();
            let line = line_at(original, edit.span.start + blanks);
            let fields = captured_fields(decisions.iter().copied(), original);
            let rules = ids(decisions.iter().flat_map(|decision| &decision.held), rules);
            marks.push((edit.span, Mark { line, text, is, with: edit.with.clone(), fields, rules }));
        }
        for decision in &outcome.decisions {
            if let Verdict::Flag(_) = decision.verdict {
                let text = decision.span.slice(original).trim_matches(LINE_ENDS).to_owned();
                let rules = ids(&decision.held, rules);
                let mark = Mark {
                    line: decision.line,
                    text,
                    is: Fate::Flagged,
                    with: String::new(),
                    fields: IndexMap::new(),
                    rules,
                };
                marks.push((decision.span, mark));
            }
        }
        marks.sort_by_key(|(span, _)| *span);
        let marks = marks.into_iter().map(|(_, mark)| mark).collect();
        let record = Record { guarded: outcome.guarded.map(guard_note), marks };
        Self { text: outcome.text.clone().into_owned(), record }
    }
}

impl Fate {
    /// Its name in the written form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Captured => "captured",
            Self::Replaced => "replaced",
            Self::Flagged => "flagged",
        }
    }
}

/// What an edit is called that comes from several decisions: the least in this order.
fn fate(verdict: &Verdict) -> Fate {
    match verdict {
        Verdict::Capture => Fate::Captured,
        Verdict::Replace(_) => Fate::Replaced,
        Verdict::Remove | Verdict::Flag(_) | Verdict::Keep(_) => Fate::Removed,
    }
}

/// Number of the line in which a byte stands, from 1.
fn line_at(text: &str, at: usize) -> usize {
    let before = Span::new(0, at).slice(text);
    before.matches(LINE_ENDS).count() - before.matches("\r\n").count() + 1
}

fn ids<'h>(held: impl IntoIterator<Item = &'h Held>, rules: &[Rule]) -> Vec<String> {
    let mut ids: Vec<String> = held.into_iter().map(|held| rules[held.rule].id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::text::Document;

    #[test]
    fn tells_what_an_article_lost() {
        let text = "It rained all week.\r\n\r\nImage Via Shutterstock\r\n";
        let cleaner = Cleaner::builtin();
        let golden = Golden::of(&cleaner.clean(&Document::new(text)), text, cleaner.rules());
        assert_eq!(golden.text, "It rained all week.\r\n");
        let [mark] = golden.record.marks.as_slice() else { panic!("{golden:?}") };
        assert_eq!((mark.line, mark.text.as_str(), mark.is), (3, "Image Via Shutterstock", Fate::Captured));
        assert_eq!(mark.fields["image_credit"], ["Shutterstock"]);
    }

    #[test]
    fn counts_lines_by_every_kind_of_line_end() {
        let text = "a\r\nb\rc\nd";
        assert_eq!([0, 3, 5, 7].map(|at| line_at(text, at)), [1, 2, 3, 4]);
    }
}
