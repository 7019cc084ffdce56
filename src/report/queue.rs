//! Outcomes become a queue for a person who decides: what went or was flagged, with all that is known of it, the doubtful first.

use indexmap::IndexMap;
use serde::Serialize;

use super::ledger::reasons;
use super::{Reason, safe_json};
use crate::cleaner::{Outcome, captured_fields};
use crate::decision::{Decision, Limits, Verdict};
use crate::review::{Answer, Entry, Scope, context_of, text_of};
use crate::rule::{Confidence, Rule};
use crate::text::{Document, Page, Span, count_words};

/// A stretch of text that a person is asked about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// What a review calls the document.
    pub document: String,
    /// Its host, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Number of the first line of the text in its document, from 1.
    pub line: usize,
    /// Its bytes in the document.
    pub span: Span,
    /// What becomes of it.
    pub becomes: Becomes,
    /// What the document has there.
    pub raw: String,
    /// What goes of it: less where rules keep a part.
    #[serde(skip)]
    pub cuts: Vec<Span>,
    /// Id of the heaviest of its rules.
    pub rule: String,
    /// The text, as rules see it: what the decision is keyed by.
    pub text: String,
    /// Whether it is a part of a line.
    pub part: bool,
    /// What stands before it and stays.
    pub before: String,
    /// What stands after it and stays.
    pub after: String,
    /// The rules that hold on it, the heaviest first: the bill.
    pub why: Vec<Reason>,
    /// The sum of the weights.
    pub score: f64,
    /// What is captured of it.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<String, Vec<String>>,
    /// How much there is to doubt: the queue begins with the most.
    pub doubt: f64,
    /// Why it is doubted, in words.
    pub doubts: Vec<String>,
    /// What was decided on it already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<&'static str>,
}

/// What becomes of a text that a person is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Becomes {
    /// It goes.
    Removed,
    /// It goes, and stays as fields of the result.
    Captured,
    /// Something takes its place.
    Replaced,
    /// It stays and is reported.
    Flagged,
}

impl Item {
    /// The decision of a person on it, keyed so that it is found again. Where it is never to go, that is so on the whole site.
    pub fn entry(&self, answer: Answer, note: Option<String>) -> Entry {
        let scope = match (&answer, &self.site) {
            (Answer::Never, Some(site)) => Scope::Site(site.clone()),
            (Answer::Never, None) => Scope::Everywhere,
            _ => Scope::Document(self.document.clone()),
        };
        let (before, after) = if answer == Answer::Never {
            (String::new(), String::new())
        } else {
            (self.before.clone(), self.after.clone())
        };
        Entry {
            scope,
            rule: self.rule.clone(),
            text: self.text.clone(),
            part: self.part,
            before,
            after,
            answer,
            note,
        }
    }
}

/// What a person is asked about a document, by place: one item for each stretch that goes or is flagged. A document without id, address and path has
/// no name by which a decision could be found again: nothing is asked of it.
pub fn items(outcome: &Outcome<'_>, document: &Document<'_>, rules: &[Rule], limits: Limits) -> Vec<Item> {
    let Some(name) = document.name() else { return Vec::new() };
    if outcome.decisions.iter().all(|decision| becomes(&decision.verdict).is_none()) {
        return Vec::new();
    }
    let page = Page::new(document.text);
    let cuts: Vec<Span> = outcome.edits.iter().map(|edit| edit.span).collect();
    let share = near_guard(outcome, document.text, limits);
    let mut items: Vec<Item> = Vec::new();
    for decision in &outcome.decisions {
        let Some(becomes) = becomes(&decision.verdict) else { continue };
        if let Some(same) =
            items.iter_mut().find(|item| item.span == decision.span && item.becomes != Becomes::Flagged)
        {
            same.takes_in(decision, document.text, rules);
            continue;
        }
        let (text, part) = text_of(&page, decision.span, decision.whole_lines);
        let (before, after) = context_of(&page, decision.span, &cuts);
        let why = sorted(reasons(&decision.held, rules));
        let (doubt, doubts) = doubt(decision, rules, share);
        let verdict = outcome.review.found.iter().find(|found| found.span.contains(decision.span));
        items.push(Item {
            document: name.clone(),
            site: document.host(),
            line: decision.line,
            span: decision.span,
            becomes,
            raw: decision.span.slice(document.text).to_owned(),
            cuts: decision.cuts.clone(),
            rule: why.first().map(|reason| reason.rule.clone()).unwrap_or_default(),
            text,
            part,
            before,
            after,
            why,
            score: decision.score,
            fields: captured_fields([decision], document.text),
            doubt,
            doubts,
            verdict: verdict.map(|found| if found.keeps { "reject" } else { "accept" }),
        });
    }
    items
}

impl Item {
    /// Takes in another decision by which the very same text goes, as a line or as a part of one.
    fn takes_in(&mut self, other: &Decision, text: &str, rules: &[Rule]) {
        self.why.extend(reasons(&other.held, rules));
        self.why = sorted(std::mem::take(&mut self.why));
        self.why.dedup_by(|next, before| next.rule == before.rule);
        self.rule = self.why.first().map(|reason| reason.rule.clone()).unwrap_or_default();
        for (field, values) in captured_fields([other], text) {
            let known = self.fields.entry(field).or_default();
            for value in values {
                if !known.contains(&value) {
                    known.push(value);
                }
            }
        }
        self.score = self.score.max(other.score);
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

/// The heaviest first.
fn sorted(mut why: Vec<Reason>) -> Vec<Reason> {
    why.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.rule.cmp(&b.rule)));
    why
}

/// The share of what a document may lose that it loses, and that of its words in percent.
#[allow(clippy::cast_precision_loss)] // Numbers of words.
fn near_guard(outcome: &Outcome<'_>, text: &str, limits: Limits) -> (f64, f64) {
    let words = count_words(text);
    if words < limits.min_words || limits.max_removed <= 0.0 {
        return (0.0, 0.0);
    }
    let share = words.saturating_sub(count_words(&outcome.text)) as f64 / words as f64;
    ((share / limits.max_removed).min(1.0), share * 100.0)
}

/// How much there is to doubt about a decision, from 0 to about 4, and why. So it grows: the rule is of low confidence, no rule is sure
/// alone, the sum is little over what is asked for, and the document loses nearly more than it may.
fn doubt(decision: &Decision, rules: &[Rule], (near, percent): (f64, f64)) -> (f64, Vec<String>) {
    let mut doubts = Vec::new();
    let surest =
        decision.held.iter().filter(|held| held.weight > 0.0).map(|held| rules[held.rule].confidence);
    let confidence = match surest.max() {
        Some(Confidence::High) => 0.0,
        Some(Confidence::Medium) => {
            doubts.push("medium confidence".to_owned());
            0.5
        }
        Some(Confidence::Low) | None => {
            doubts.push("low confidence".to_owned());
            1.0
        }
    };
    let guess = if decision.is_guess() {
        doubts.push("no rule is sure of it alone".to_owned());
        1.0
    } else {
        0.0
    };
    if decision.held.iter().any(|held| held.weight < 0.0) {
        doubts.push("something speaks for it".to_owned());
    }
    let light = (2.0 - decision.score).clamp(0.0, 1.0);
    if near >= 0.5 {
        doubts.push(format!("the document loses {percent:.0} % of its words"));
    }
    (confidence + guess + light + near, doubts)
}

/// An item as one JSON object without a line feed. What would act on a terminal is escaped.
pub fn json(item: &Item) -> String {
    safe_json(&serde_json::to_string(item).expect("an item is plain data"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::review::Review;

    const TEXT: &str = "It rained all week.\n\nRead more: Why The Ferry Is Painted Green\n\nImage Via Shutterstock\n\nIt snowed.\n";

    fn document() -> Document<'static> {
        Document { id: Some("a1"), lang: Some("en"), site: Some("www.Coast.test"), ..Document::new(TEXT) }
    }

    fn asked(cleaner: &Cleaner) -> Vec<Item> {
        items(&cleaner.clean(&document()), &document(), cleaner.rules(), Limits::default())
    }

    #[test]
    fn tells_all_that_is_known_of_what_goes() {
        let items = asked(&Cleaner::builtin());
        let [teaser, credit] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!((teaser.line, teaser.text.as_str()), (3, "read more: why the ferry is painted green"));
        assert_eq!((teaser.before.as_str(), teaser.after.as_str()), ("it rained all week.", "it snowed."));
        assert_eq!(teaser.site.as_deref(), Some("coast.test"));
        assert_eq!(
            (credit.becomes, credit.fields["image_credit"][0].as_str()),
            (Becomes::Captured, "Shutterstock")
        );
        assert_eq!(items.iter().map(|item| item.verdict).collect::<Vec<_>>(), [None, None]);
    }

    #[test]
    fn what_was_decided_is_not_asked_again() {
        let cleaner = Cleaner::builtin();
        let items = asked(&cleaner);
        let mut review = Review::default();
        review.add(items[0].entry(Answer::Reject, None));
        review.add(items[1].entry(Answer::Accept, None));
        let again = asked(&cleaner.with_review(review));
        assert_eq!(again.iter().map(|item| item.verdict).collect::<Vec<_>>(), [Some("accept")]);
    }

    #[test]
    fn a_document_without_a_name_is_not_asked_about() {
        let cleaner = Cleaner::builtin();
        let document = Document::new(TEXT);
        assert_eq!(items(&cleaner.clean(&document), &document, cleaner.rules(), Limits::default()), []);
    }
}
