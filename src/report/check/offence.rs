//! A decision by which something goes or is flagged becomes an offence: a value that every form of a report is made of.

use std::ops::Range;

use serde::Serialize;

use crate::cleaner::Outcome;
use crate::decision::{Decision, Verdict};
use crate::report::ledger::reasons;
use crate::report::{Reason, excerpt, fingerprint, severity_name};
use crate::rule::{Rule, Severity};
use crate::text::{Folded, Lines, Position, Span};

/// Of the text of an offence a message shows so many characters.
const SHOWN: usize = 84;

/// Boilerplate that stands in a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offence {
    /// The file.
    pub file: String,
    /// Where it begins in the file.
    pub start: Position,
    /// Where it ends in the file: one past its last character.
    pub end: Position,
    /// The record that it stands in, in a file of records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<InRecord>,
    /// Its bytes in the text of the document.
    pub span: Span,
    /// How grave it is.
    pub severity: Severity,
    /// What cleaning does with it.
    pub becomes: Becomes,
    /// The rules that hold on it, the heaviest first.
    pub why: Vec<Reason>,
    /// The text.
    pub text: String,
    /// What stays of it as fields of the result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Differs where the texts differ as rules see them.
    pub fingerprint: String,
    /// Whether it makes the check fail.
    pub fails: bool,
    /// The physical lines on which it stands, whole.
    #[serde(skip)]
    pub lines: String,
    /// Its bytes in `lines`.
    #[serde(skip)]
    pub within: Span,
}

/// The record of an offence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InRecord {
    /// Id of the record, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where the offence begins in the text of the record.
    pub start: Position,
}

/// What cleaning does with an offence; where decisions differ, an earlier one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Becomes {
    /// It goes, and stays as fields of the result.
    Captured,
    /// Something takes its place.
    Replaced,
    /// It goes.
    Removed,
    /// It stays and is reported.
    Flagged,
}

/// A field of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The offences of an outcome in a file of that name, by place: one for each decision that cuts or flags. Decisions that cut the
/// very same text are one offence.
pub fn offences(outcome: &Outcome<'_>, original: &str, rules: &[Rule], file: &str) -> Vec<Offence> {
    let found = outcome.decisions.iter().filter_map(|decision| Some((decision, becomes(&decision.verdict)?)));
    let mut found = found.peekable();
    if found.peek().is_none() {
        return Vec::new();
    }
    let lines = Lines::new(original);
    let mut offences: Vec<Offence> =
        found.map(|(decision, becomes)| offence(decision, becomes, &lines, original, rules, file)).collect();
    offences.dedup_by(|next, before| before.takes_in(next));
    offences
}

impl Offence {
    /// Takes in another decision by which the very same text goes, as a line or as a part of one.
    fn takes_in(&mut self, other: &mut Self) -> bool {
        if self.span != other.span || [self.becomes, other.becomes].contains(&Becomes::Flagged) {
            return false;
        }
        self.becomes = self.becomes.min(other.becomes);
        self.why.append(&mut other.why);
        sort(&mut self.why);
        self.fields.append(&mut other.fields);
        true
    }

    /// Id of the heaviest of its rules.
    pub fn rule(&self) -> &str {
        self.why.first().map_or("", |reason| reason.rule.as_str())
    }

    /// Category of the heaviest of its rules.
    pub fn category(&self) -> &str {
        self.why.first().map_or("", |reason| reason.category.as_str())
    }

    /// What the heaviest of its rules says of itself.
    pub fn title(&self) -> &str {
        self.why.first().map_or("", |reason| reason.title.as_str())
    }

    /// How grave it is, as rule files name it.
    pub fn level(&self) -> &'static str {
        severity_name(self.severity)
    }

    /// What is wrong, in one line that is safe for a terminal: title, beginning of the text, and of a record the line in its text.
    pub fn message(&self) -> String {
        let text = excerpt(&self.text.split_whitespace().collect::<Vec<_>>().join(" "), SHOWN);
        let place = self.place_in_record().map_or_else(String::new, |place| format!(" ({place})"));
        format!("{}: `{text}`{place}", self.title())
    }

    /// Which line of which record's text it is, in words.
    pub fn place_in_record(&self) -> Option<String> {
        let InRecord { id, start } = self.record.as_ref()?;
        let record = id
            .as_ref()
            .map_or_else(|| "the record".to_owned(), |id| format!("record {}", excerpt(id, SHOWN)));
        Some(format!("line {} of the text of {record}", start.line))
    }

    /// The same in a record: it stands in line `number` of the file, at these columns.
    #[must_use]
    pub fn in_record(self, number: usize, columns: Range<usize>, id: Option<&str>) -> Self {
        let at = |column| Position { line: number, column };
        let record = Some(InRecord { id: id.map(str::to_owned), start: self.start });
        Self { start: at(columns.start), end: at(columns.end), record, ..self }
    }
}

fn becomes(verdict: &Verdict) -> Option<Becomes> {
    match verdict {
        Verdict::Remove => Some(Becomes::Removed),
        Verdict::Capture => Some(Becomes::Captured),
        Verdict::Replace(_) => Some(Becomes::Replaced),
        Verdict::Flag(_) => Some(Becomes::Flagged),
        Verdict::Keep(_) => None,
    }
}

fn offence(
    decision: &Decision,
    becomes: Becomes,
    lines: &Lines<'_>,
    original: &str,
    rules: &[Rule],
    file: &str,
) -> Offence {
    // What a `keep` rule protects at its ends is no part of it.
    let span = decision.cuts.iter().copied().reduce(Span::join).unwrap_or(decision.span);
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    let first = lines.start(start.line);
    let last = Span::new(span.end, lines.start(end.line + 1)).slice(original);
    let whole = Span::new(first, span.end + last.trim_end_matches(['\n', '\r']).len());
    let mut why = reasons(&decision.held, rules);
    // What speaks for content does not say what is wrong.
    why.retain(|reason| reason.weight > 0.0);
    sort(&mut why);
    let field = |capture: &crate::matcher::Capture| Field {
        name: capture.field.clone(),
        value: capture.span.slice(original).trim().to_owned(),
    };
    let text = span.slice(original);
    Offence {
        file: file.to_owned(),
        start,
        end,
        record: None,
        span,
        severity: match decision.verdict {
            Verdict::Flag(severity) => severity,
            _ => Severity::Warning,
        },
        becomes,
        why,
        text: text.to_owned(),
        fields: decision.captures.iter().map(field).filter(|field| !field.value.is_empty()).collect(),
        fingerprint: fingerprint(&folded(text)),
        fails: true,
        lines: whole.slice(original).to_owned(),
        within: Span::new(span.start - first, span.end - first),
    }
}

/// The heaviest first, those of the same weight by id, each once.
fn sort(why: &mut Vec<Reason>) {
    why.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.rule.cmp(&b.rule)));
    why.dedup_by(|next, before| next.rule == before.rule);
}

/// A text as rules see it, whatever its line breaks.
fn folded(text: &str) -> String {
    let view = Folded::new(text);
    // What is too long to be folded counts as it is.
    if view.text().is_empty() { text.to_owned() } else { view.text().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::text::Document;

    fn found(text: &str) -> Vec<Offence> {
        let cleaner = Cleaner::builtin();
        offences(&cleaner.clean(&Document::new(text)), text, cleaner.rules(), "a.txt")
    }

    #[test]
    fn knows_line_column_text_and_fields() {
        let text = "Es régnete.\r\n\r\nImage Via Shutterstock\r\n";
        let [offence] = &found(text)[..] else { panic!("one offence") };
        assert_eq!(
            (offence.start, offence.end),
            (Position { line: 3, column: 1 }, Position { line: 3, column: 23 })
        );
        assert_eq!(offence.text, "Image Via Shutterstock");
        assert_eq!(offence.lines, "Image Via Shutterstock");
        assert_eq!(offence.fields, [Field { name: "image_credit".into(), value: "Shutterstock".into() }]);
        assert_eq!((offence.becomes, offence.level()), (Becomes::Captured, "warning"));
    }

    #[test]
    fn has_the_same_fingerprint_wherever_the_line_stands_and_however_it_is_decorated() {
        let [here] = &found("It rained.\n\nImage Via Shutterstock\n")[..] else { panic!("one offence") };
        let [there] = &found("It rained.\nIt snowed.\n\n**Image via Shutterstock**\n")[..] else {
            panic!("one offence")
        };
        assert_ne!(here.start, there.start);
        assert_eq!(here.fingerprint, there.fingerprint);
        let [other] = &found("It rained.\n\nImage Via Getty Images\n")[..] else { panic!("one offence") };
        assert_ne!(here.fingerprint, other.fingerprint);
    }

    #[test]
    fn is_one_where_the_same_text_goes_as_a_line_and_as_a_part_of_one() {
        let [offence] = &found("It rained.\n\nSubscribe to our newsletter here.\n")[..] else {
            panic!("one offence")
        };
        let rules: Vec<&str> = offence.why.iter().map(|reason| reason.rule.as_str()).collect();
        assert_eq!(rules, ["en/promo/newsletter-call", "en/promo/newsletter-call-after-prose"]);
    }

    #[test]
    fn finds_nothing_in_a_clean_text() {
        assert_eq!(found("It rained all week.\n"), []);
    }
}
