//! What a change does to a corpus as a page without scripts.

use std::sync::LazyLock;

use askama::Template;

use super::TONE;
use crate::report::impact::{Impact, Names, StoryLine, tables, told};
use crate::report::table::Column;
use crate::report::visible;

/// The style of the page, whose hash its security policy names.
static STYLE: LazyLock<String> =
    LazyLock::new(|| [TONE, include_str!("../../../templates/impact.css")].concat());
const STYLE_HASH: &str = "sha256-R5dKyAxZRiRDBxRcq9AnuZ3Rs7PY15TrllbB8UmSV0c=";

/// What the policy must name.
#[cfg(test)]
pub(super) const POLICY: [super::tests::Named; 1] = [("impact.css", || STYLE.clone(), STYLE_HASH)];

#[derive(Template)]
#[template(path = "impact.html")]
struct Page<'i> {
    style: &'i str,
    style_hash: &'static str,
    version: &'static str,
    old: String,
    new: String,
    is_none: bool,
    figures: Vec<Figure>,
    tables: Vec<PageTable>,
    rules: Vec<PageRule>,
}

struct Figure {
    name: &'static str,
    value: usize,
    kind: &'static str,
}

struct PageTable {
    title: String,
    columns: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    note: Option<String>,
}

struct Head {
    name: &'static str,
    kind: &'static str,
}

struct Cell {
    text: String,
    kind: &'static str,
}

struct PageRule {
    id: String,
    plus: usize,
    minus: usize,
    being: &'static str,
    samples: Vec<PageSample>,
}

struct PageSample {
    place: String,
    lines: Vec<Line>,
}

struct Line {
    kind: &'static str,
    sign: &'static str,
    text: String,
}

/// A page that tells what a change does: figures, rules, and some places of each.
pub fn impact(impact: &Impact, names: &Names) -> String {
    let figure = |name, value, kind| Figure { name, value, kind };
    let Impact { documents, changed, differing, gone, back, newly_guarded, no_longer_guarded, .. } = impact;
    let page = Page {
        style: &STYLE,
        style_hash: STYLE_HASH,
        version: env!("CARGO_PKG_VERSION"),
        old: visible(&impact.sides.old),
        new: visible(&impact.sides.new),
        is_none: impact.is_none(),
        figures: vec![
            figure("documents", *documents, ""),
            figure("of them change", *changed, ""),
            figure("only by other rules", differing - changed, ""),
            figure("lines go that stayed", gone.lines, "gone"),
            figure("lines come back", back.lines, "back"),
            figure("newly left alone by the guard", *newly_guarded, ""),
            figure("no longer left alone", *no_longer_guarded, ""),
        ],
        // The first table has the figures.
        tables: tables(impact, names).into_iter().skip(1).map(page_table).collect(),
        rules: impact
            .moved(names)
            .into_iter()
            .map(|(id, of)| PageRule {
                id: visible(id),
                plus: of.plus,
                minus: of.minus,
                being: of.being.word(),
                samples: samples(told(id, of)),
            })
            .filter(|rule| !rule.samples.is_empty())
            .collect(),
    };
    page.render().expect("a string takes all that is written")
}

fn page_table(table: crate::report::table::Table) -> PageTable {
    let kinds: Vec<&str> = table
        .columns
        .iter()
        .map(|column| if matches!(column, Column::Text(_)) { "text" } else { "figure" })
        .collect();
    let cells = |row: Vec<String>| {
        row.into_iter().zip(&kinds).map(|(text, &kind)| Cell { text, kind }).collect::<Vec<Cell>>()
    };
    PageTable {
        title: table.title,
        columns: table
            .columns
            .iter()
            .zip(&kinds)
            .map(|(column, &kind)| Head { name: column.name(), kind })
            .collect(),
        rows: table.rows.into_iter().map(cells).collect(),
        note: table.note,
    }
}

fn samples(told: Vec<StoryLine>) -> Vec<PageSample> {
    let mut samples: Vec<PageSample> = Vec::new();
    for line in told {
        let (kind, sign, text) = match line {
            StoryLine::Rule(_) => continue,
            StoryLine::Place(place) => {
                samples.push(PageSample { place, lines: Vec::new() });
                continue;
            }
            StoryLine::Kept(text) => ("kept", " ", text),
            StoryLine::Gone(text) => ("gone", "−", text),
            StoryLine::Back(text) => ("back", "+", text),
            StoryLine::Same(text) => ("same", "=", text),
        };
        if let Some(sample) = samples.last_mut() {
            sample.lines.push(Line { kind, sign, text });
        }
    }
    samples
}
