//! Diffs of many documents as one page, written piece by piece: its head, each document, its foot.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use askama::Template;
use indexmap::IndexMap;
use serde::Serialize;

use super::TONE;
use crate::decision::Limits;
use crate::report::diff::{Compared, Is, WholeRow, whole};
use crate::report::queue::{Becomes, Item, items};
use crate::report::{Summary, guard_note, safe_json};
use crate::rule::{Definition, Rule};
use crate::text::Document;

/// The style of the page and what moves it, whose hashes its security policy names.
static STYLE: LazyLock<String> =
    LazyLock::new(|| [TONE, include_str!("../../../templates/diff.css")].concat());
const STYLE_HASH: &str = "sha256-TqQpGvIMZEnXVHoUtwenMsIDw//Fy6eFRAvjNcQfpC4=";
const SCRIPT: &str = include_str!("../../../templates/diff.js");
const SCRIPT_HASH: &str = "sha256-hWC7ttsw9o3gP+nOg+07LaElunLRuBOY9TOsqdiodik=";

/// What the policy must name.
#[cfg(test)]
pub(super) const POLICY: [super::tests::Named; 2] =
    [("diff.css", || STYLE.clone(), STYLE_HASH), ("diff.js", || SCRIPT.to_owned(), SCRIPT_HASH)];

#[derive(Template)]
#[template(path = "diff-head.html")]
struct Head<'h> {
    style: &'h str,
    style_hash: &'static str,
    script_hash: &'static str,
    title: &'h str,
}

#[derive(Template)]
#[template(path = "diff-document.html")]
struct PageDocument<'d> {
    about: About<'d>,
    body: Body<'d>,
}

#[derive(Template)]
#[template(path = "diff-foot.html")]
struct Foot<'f> {
    total: Total<'f>,
    script: &'static str,
}

/// What is known of a document before it is opened.
#[derive(Serialize)]
struct About<'d> {
    name: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guarded: Option<String>,
    /// Bytes of the text, and those that go.
    bytes: [usize; 2],
    /// For each item its rules by their index, the heaviest first, the bytes that it takes, and a letter for what becomes of it.
    items: Vec<(Vec<usize>, usize, char)>,
}

/// What is shown of a document.
#[derive(Serialize)]
struct Body<'d> {
    items: Vec<PageItem<'d>>,
    rows: Vec<PageRow<'d>>,
}

/// A stretch of text that a person is asked about.
#[derive(Serialize)]
struct PageItem<'d> {
    line: usize,
    document: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<&'d str>,
    rule: &'d str,
    text: &'d str,
    part: bool,
    before: &'d str,
    after: &'d str,
    /// Index and weight of its rules.
    why: Vec<(usize, f64)>,
    score: f64,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    fields: &'d IndexMap<String, Vec<String>>,
    doubts: &'d [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PageRow<'d> {
    Kept(&'d str),
    Changed { old: Vec<Vec<PagePart<'d>>>, new: Vec<String> },
}

/// A stretch of a line: 0 where it stays, 1 where it goes, 2 where it is put in; its text, and the item that takes it.
type PagePart<'d> = (u8, Cow<'d, str>, Option<usize>);

/// What is told of the whole run.
#[derive(Serialize)]
struct Total<'f> {
    deboil: &'static str,
    documents: usize,
    changed: usize,
    guarded: usize,
    flagged: usize,
    bytes: usize,
    /// The rules that the documents name, by their index: id, category, title.
    rules: IndexMap<usize, [&'f str; 3]>,
}

/// A document of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// What is written; empty where nothing is to be told of the document.
    pub html: String,
    /// The rules that it names, by their index.
    pub rules: BTreeSet<usize>,
}

/// What stands before the documents.
pub fn head(title: &str) -> String {
    let head = Head { style: &STYLE, style_hash: STYLE_HASH, script_hash: SCRIPT_HASH, title };
    head.render().expect("a string takes all that is written")
}

/// A document, as data that the page shows when it is asked for: what would end it, act or hide is escaped.
pub fn document(compared: &Compared<'_>, document: &Document<'_>, limits: Limits) -> Shown {
    let outcome = compared.outcome;
    // What has no name of its own is called by its file, so that a decision can be written down.
    let named = Document { path: document.path.or(Some(&compared.label.file)), ..document.clone() };
    let asked = items(outcome, &named, compared.rules, limits);
    if asked.is_empty() && !outcome.is_changed() && outcome.guarded.is_none() {
        return Shown::default();
    }
    let index =
        |id: &str| compared.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).unwrap_or_default();
    let mut rules = BTreeSet::new();
    for item in &asked {
        rules.extend(item.why.iter().map(|reason| index(&reason.rule)));
    }
    let name = compared.label.to_string();
    let about = About {
        name: &name,
        title: document.title,
        site: document.host(),
        lang: document.primary_lang(),
        guarded: outcome.guarded.map(guard_note),
        bytes: [compared.original.len(), outcome.edits.iter().map(|edit| edit.span.len()).sum()],
        items: asked.iter().map(|item| about(item, index)).collect(),
    };
    let page = PageDocument {
        about,
        body: Body {
            items: asked.iter().map(|item| page_item(item, index)).collect(),
            rows: whole(compared).into_iter().map(|row| page_row(row, &asked)).collect(),
        },
    };
    Shown { html: safe_json(&page.render().expect("a string takes all that is written")), rules }
}

/// What stands behind the documents: the figures of the run, the rules that `documents` name, and the script.
pub fn foot(summary: &Summary, used: &BTreeSet<usize>, rules: &[Rule]) -> String {
    let told = |&rule: &usize| {
        let Definition { id, category, title, .. } = &*rules[rule];
        (rule, [id.as_str(), category.as_str(), title.as_str()])
    };
    let total = Total {
        deboil: env!("CARGO_PKG_VERSION"),
        documents: summary.documents,
        changed: summary.changed,
        guarded: summary.guarded,
        flagged: summary.flagged,
        bytes: summary.bytes,
        rules: used.iter().map(told).collect(),
    };
    Foot { total, script: SCRIPT }.render().expect("a string takes all that is written")
}

fn about(item: &Item, index: impl Fn(&str) -> usize) -> (Vec<usize>, usize, char) {
    let letter = match item.becomes {
        Becomes::Removed => 'r',
        Becomes::Captured => 'c',
        Becomes::Replaced => 'p',
        Becomes::Flagged => 'f',
    };
    let bytes = item.cuts.iter().map(|span| span.len()).sum();
    (item.why.iter().map(|reason| index(&reason.rule)).collect(), bytes, letter)
}

fn page_item(item: &Item, index: impl Fn(&str) -> usize) -> PageItem<'_> {
    PageItem {
        line: item.line,
        document: &item.document,
        site: item.site.as_deref(),
        rule: &item.rule,
        text: &item.text,
        part: item.part,
        before: &item.before,
        after: &item.after,
        why: item.why.iter().map(|reason| (index(&reason.rule), reason.weight)).collect(),
        score: item.score,
        fields: &item.fields,
        doubts: &item.doubts,
        verdict: item.verdict,
    }
}

/// A row, in which what goes names the item that takes it.
fn page_row<'d>(row: WholeRow<'d>, items: &[Item]) -> PageRow<'d> {
    match row {
        WholeRow::Kept(text) => PageRow::Kept(text),
        WholeRow::Changed { old, new } => PageRow::Changed {
            old: old
                .into_iter()
                .map(|line| {
                    line.into_iter()
                        .map(|stretch| {
                            let by = |item: &Item| {
                                item.becomes != Becomes::Flagged && item.span.overlaps(stretch.span)
                            };
                            let (kind, by) = match stretch.is {
                                Is::Kept => (0, None),
                                Is::Removed => (1, items.iter().position(by)),
                                Is::Added => (2, None),
                            };
                            (kind, stretch.text, by)
                        })
                        .collect()
                })
                .collect(),
            new,
        },
    }
}
