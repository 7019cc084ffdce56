//! What rules do over a corpus becomes tables.

use super::{Cover, RuleStats, Stats};
use crate::report::table::Column::{self, Figure, Text};
use crate::report::table::Table;
use crate::rule::Rule;

/// What the rules of a table are ordered by, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Bytes that went.
    Bytes,
    /// Places that went.
    Hits,
    /// Documents.
    Documents,
    /// Share of the bytes of lines that rules are asked about.
    Work,
    /// Names, from a to z.
    Name,
}

/// Of a rule that others cover, so many of these are named.
const NAMED: usize = 3;

/// The tables of a corpus: the whole of it, the rules that did something, those that others cover, and those of which nothing came.
pub fn tables(stats: &Stats, rules: &[Rule], order: Order) -> Vec<Table> {
    stats.check(rules);
    vec![corpus(stats), fired(stats, rules, order), covered(stats, rules), never(stats, rules)]
}

fn corpus(stats: &Stats) -> Table {
    let fired = stats.rules.iter().filter(|of| of.has_fired()).count();
    let columns =
        ["documents", "changed", "guarded", "sites", "bytes", "removed", "removed %", "rules", "fired"];
    Table {
        title: "Corpus".to_owned(),
        columns: columns.map(Figure).to_vec(),
        rows: vec![vec![
            stats.documents.to_string(),
            stats.changed.to_string(),
            stats.guarded.to_string(),
            estimated(stats.sites.count(), stats.sites.is_estimate()),
            stats.bytes.to_string(),
            stats.removed.to_string(),
            percent(stats.removed, stats.bytes, 2),
            stats.rules.len().to_string(),
            fired.to_string(),
        ]],
        note: None,
    }
}

const RULES: [Column; 12] = [
    Text("rule"),
    Text("category"),
    Figure("hits"),
    Figure("needed"),
    Figure("docs"),
    Figure("sites"),
    Figure("bytes"),
    Figure("flagged"),
    Figure("kept"),
    Figure("work %"),
    Figure("with %"),
    Text("most often with"),
];

fn fired(stats: &Stats, rules: &[Rule], order: Order) -> Table {
    let mut fired: Vec<usize> = (0..rules.len()).filter(|&rule| stats.rules[rule].has_fired()).collect();
    let key = |of: &RuleStats| match order {
        Order::Bytes => of.bytes,
        Order::Hits => of.hits,
        Order::Documents => of.documents,
        Order::Work => of.tried,
        Order::Name => 0,
    };
    // The sort is stable, and rules are in the order of their names.
    fired.sort_by_key(|&rule| std::cmp::Reverse(key(&stats.rules[rule])));
    Table {
        title: "Rules".to_owned(),
        columns: RULES.to_vec(),
        rows: fired.into_iter().map(|rule| row(stats, rules, rule)).collect(),
        note: Some(format!(
            "hits: places that went, needed: of these the ones that others do not take; work: share of the bytes of lines that rules are asked about, counted in {} of {} documents",
            stats.counted, stats.documents
        )),
    }
}

fn row(stats: &Stats, rules: &[Rule], rule: usize) -> Vec<String> {
    let of = &stats.rules[rule];
    let most = stats.beside(rule).first().copied();
    let share = stats.share(rule);
    vec![
        rules[rule].id.clone(),
        rules[rule].category.as_str().to_owned(),
        of.hits.to_string(),
        of.needed.to_string(),
        of.documents.to_string(),
        estimated(of.sites.count(), of.sites.is_estimate()),
        of.bytes.to_string(),
        of.flagged.to_string(),
        of.kept.to_string(),
        share.map_or_else(|| "-".to_owned(), |share| format!("{:.2}", 100.0 * share)),
        most.map_or_else(|| "-".to_owned(), |(_, places)| percent(places, of.hits, 0)),
        most.map_or_else(|| "-".to_owned(), |(other, _)| rules[other].id.clone()),
    ]
}

fn covered(stats: &Stats, rules: &[Rule]) -> Table {
    let covered = stats.covered();
    let row = |Cover { rule, by }: &Cover| {
        let hits = stats.rules[*rule].hits;
        let named = by.iter().take(NAMED);
        let named: Vec<String> =
            named.map(|&(other, places)| format!("{} {places}", rules[other].id)).collect();
        let more = by.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        vec![rules[*rule].id.clone(), hits.to_string(), named.join(", ") + &more]
    };
    Table {
        title: "Rules without which nothing would have stayed".to_owned(),
        columns: vec![Text("rule"), Figure("hits"), Text("covered by, with places")],
        note: Some(match covered.len() {
            0 => "none".to_owned(),
            _ => "of two that cover each other both are named: one of them is needed".to_owned(),
        }),
        rows: covered.iter().map(row).collect(),
    }
}

fn never(stats: &Stats, rules: &[Rule]) -> Table {
    let never = stats.never_fired();
    Table {
        title: "Rules that never fired".to_owned(),
        columns: vec![Text("rule"), Text("category")],
        note: never.is_empty().then(|| "none".to_owned()),
        rows: never
            .into_iter()
            .map(|rule| vec![rules[rule].id.clone(), rules[rule].category.as_str().to_owned()])
            .collect(),
    }
}

fn estimated(count: usize, is_estimate: bool) -> String {
    format!("{}{count}", if is_estimate { "~" } else { "" })
}

#[allow(clippy::cast_precision_loss)] // A share.
fn percent(part: usize, whole: usize, digits: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.digits$}", 100.0 * part as f64 / whole as f64) }
}
