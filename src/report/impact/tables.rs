//! What a change does to a corpus becomes tables.

use super::compare::Amount;
use super::{Impact, Names};
use crate::report::table::Column::{self, Figure, Text};
use crate::report::table::Table;
use crate::report::visible;

/// The tables of a change: the whole of it, rules, fields, documents.
pub fn tables(impact: &Impact, names: &Names) -> Vec<Table> {
    let mut tables = vec![whole(impact)];
    tables.extend((!impact.is_none()).then(|| rules(impact, names)));
    tables.extend((!impact.fields.is_empty()).then(|| fields(impact)));
    tables.extend((!impact.guarded.is_empty()).then(|| guarded(impact)));
    tables.extend((!impact.most.is_empty()).then(|| most(impact)));
    tables
}

fn whole(impact: &Impact) -> Table {
    let columns = [
        "documents",
        "changed",
        "only by other rules",
        "lines gone",
        "bytes gone",
        "lines back",
        "bytes back",
        "newly guarded",
        "no longer guarded",
    ];
    let Impact { gone, back, .. } = impact;
    let figures = [
        impact.documents,
        impact.changed,
        impact.differing - impact.changed,
        gone.lines,
        gone.bytes,
        back.lines,
        back.bytes,
        impact.newly_guarded,
        impact.no_longer_guarded,
    ];
    Table {
        title: format!("{} → {}", visible(&impact.sides.old), visible(&impact.sides.new)),
        columns: columns.map(Figure).to_vec(),
        rows: vec![figures.map(|figure| figure.to_string()).to_vec()],
        note: impact.is_none().then(|| "nothing changes".to_owned()),
    }
}

/// What stands over the columns of the table of rules.
pub(super) const RULES: [Column; 10] = [
    Text("rule"),
    Text("is"),
    Figure("old"),
    Figure("new"),
    Figure("+"),
    Figure("-"),
    Figure("lines gone"),
    Figure("lines back"),
    Figure("docs"),
    Figure("sites"),
];

pub(super) fn rules(impact: &Impact, names: &Names) -> Table {
    let moved = impact.moved(names);
    let [mut plus, mut minus] = [0; 2];
    let mut rows = Vec::new();
    for (id, of) in moved {
        plus += of.plus;
        minus += of.minus;
        let sites = format!("{}{}", if of.sites.is_estimate() { "~" } else { "" }, of.sites.count());
        rows.push(vec![
            visible(id),
            of.being.word().to_owned(),
            of.old.to_string(),
            of.new.to_string(),
            signed('+', of.plus),
            signed('-', of.minus),
            lines(of.gone),
            lines(of.back),
            of.documents.to_string(),
            sites,
        ]);
    }
    let note = format!(
        "+ places that the rule takes now, - places that it took: +{plus} -{minus} in all; lines gone: at these places, lines that stayed before"
    );
    Table { title: "Rules".to_owned(), columns: RULES.to_vec(), rows, note: Some(note) }
}

fn fields(impact: &Impact) -> Table {
    let row = |(name, counts): (&String, &[usize; 2])| {
        vec![visible(name), signed('+', counts[0]), signed('-', counts[1])]
    };
    Table {
        title: "Captured values".to_owned(),
        columns: vec![Text("field"), Figure("+"), Figure("-")],
        rows: impact.fields.iter().map(row).collect(),
        note: None,
    }
}

fn guarded(impact: &Impact) -> Table {
    let more = impact.newly_guarded - impact.guarded.len();
    Table {
        title: "Newly left alone by the guard".to_owned(),
        columns: vec![Text("document"), Text("why")],
        rows: impact.guarded.iter().map(|(label, why)| vec![visible(label), visible(why)]).collect(),
        note: (more > 0).then(|| format!("and {more} more")),
    }
}

fn most(impact: &Impact) -> Table {
    let row = |(label, gone, back): &(String, usize, usize)| {
        vec![visible(label), gone.to_string(), back.to_string()]
    };
    Table {
        title: "Documents that change most".to_owned(),
        columns: vec![Text("document"), Figure("lines gone"), Figure("lines back")],
        rows: impact.most.iter().map(row).collect(),
        note: None,
    }
}

fn lines(of: Amount) -> String {
    of.lines.to_string()
}

fn signed(sign: char, count: usize) -> String {
    if count == 0 { "·".to_owned() } else { format!("{sign}{count}") }
}
