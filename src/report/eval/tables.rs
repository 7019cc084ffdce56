//! An evaluation becomes tables.

use super::{
    BodyFigures, Evaluation, Figures, Key, Part, RuleUse, SegmentFigures, SingleFigures, Stretch, Worst,
};
use crate::report::excerpt;
use crate::report::table::Column::{self, Figure, Text};
use crate::report::table::Table;
use crate::rule::Rule;

/// Of a stretch of text so many characters are shown.
const SHOWN: usize = 160;

/// The tables of an evaluation: figures of each kind by group, what rules did where that is asked for, the worst documents, and
/// what stands on the wrong side. `by_rule` and `by_category` ask for what rules did.
pub fn tables(evaluation: &Evaluation, rules: &[Rule], by_rule: bool, by_category: bool) -> Vec<Table> {
    let mut tables = Vec::new();
    tables.extend(grouped(evaluation, "Bodies", &BODY, |figures| figures.body.as_ref().map(body)));
    tables.extend(grouped(evaluation, "Segments", &SEGMENTS, |figures| {
        figures.segments.as_ref().map(segments)
    }));
    tables
        .extend(grouped(evaluation, "Single lines", &SINGLE, |figures| figures.single.as_ref().map(single)));
    if by_category {
        let name = |rule: usize| rules[rule].category.as_str().to_owned();
        tables.push(uses("Categories of rules", "category", &evaluation.acts.by(name)));
    }
    if by_rule {
        tables.push(uses("Rules", "rule", &evaluation.acts.by(|rule| rules[rule].id.clone())));
    }
    tables.extend(carry_over(evaluation.acts.carry_over()));
    tables.extend(worst(&evaluation.worst()));
    tables.extend(stretches("Content lost", &evaluation.lost(), Some(rules)));
    tables.extend(stretches("Boilerplate left", &evaluation.left(), None));
    tables
}

const BODY: [Column; 14] = [
    Figure("docs"),
    Figure("F1"),
    Figure("change"),
    Figure("P"),
    Figure("R"),
    Figure("exact"),
    Figure("removed %"),
    Figure("lost %"),
    Figure("worst %"),
    Figure("right lines %"),
    Figure("right chars %"),
    Figure("touched %"),
    Figure("losing %"),
    Figure("mixed %"),
];

fn body(figures: &BodyFigures) -> Vec<String> {
    let change = figures.after.f1().zip(figures.before.f1()).map(|(after, before)| after - before);
    vec![
        format!("{:.0}", figures.touched.whole),
        decimal(figures.after.f1()),
        change.map_or_else(nothing, |change| format!("{change:+.3}")),
        decimal(figures.after.precision.share()),
        decimal(figures.after.recall.share()),
        decimal(figures.after.exact.share()),
        percent(figures.boilerplate, 1),
        percent(figures.content, 2),
        format!("{:.1}", 100.0 * figures.worst),
        percent(figures.line_precision(), 1),
        percent(figures.char_precision(), 1),
        percent(figures.touched, 1),
        percent(figures.losing, 1),
        percent(figures.mixed, 1),
    ]
}

const SEGMENTS: [Column; 5] = [
    Figure("docs"),
    Figure("with kept %"),
    Figure("without removed %"),
    Figure("losing %"),
    Figure("chars removed %"),
];

fn segments(figures: &SegmentFigures) -> Vec<String> {
    vec![
        format!("{:.0}", figures.losing.whole),
        percent(figures.kept, 1),
        percent(figures.removed, 1),
        percent(figures.losing, 1),
        percent(figures.chars, 1),
    ]
}

const SINGLE: [Column; 6] = [
    Figure("boilerplate"),
    Figure("removed"),
    Figure("removed %"),
    Figure("look-alikes"),
    Figure("kept %"),
    Figure("harmed"),
];

fn single(figures: &SingleFigures) -> Vec<String> {
    vec![
        format!("{:.0}", figures.removed.whole),
        format!("{:.0}", figures.removed.part),
        percent(figures.removed, 1),
        format!("{:.0}", figures.kept.whole),
        percent(figures.kept, 1),
        format!("{:.0}", figures.harmed.part),
    ]
}

/// A row for each group that has such figures, and one for all; without the keys of which none of them knows anything.
fn grouped(
    evaluation: &Evaluation,
    title: &str,
    columns: &[Column],
    row: impl Fn(&Figures) -> Option<Vec<String>>,
) -> Option<Table> {
    let all = row(&evaluation.total)?;
    let groups: Vec<(&Vec<String>, Vec<String>)> =
        evaluation.groups.iter().filter_map(|(group, figures)| Some((group, row(figures)?))).collect();
    let keys = evaluation.wanted.by.iter().enumerate();
    let keys: Vec<(usize, Key)> = keys
        .filter(|(at, _)| groups.iter().any(|(group, _)| !group[*at].is_empty()))
        .map(|(at, &key)| (at, key))
        .collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !keys.is_empty() {
        let cells = |(group, figures): (&Vec<String>, Vec<String>)| {
            keys.iter().map(|&(at, _)| shown(&group[at])).chain(figures).collect()
        };
        rows.extend(groups.into_iter().map(cells));
    }
    if rows.len() != 1 {
        let names = (0..keys.len()).map(|at| if at == 0 { "all" } else { "" }.to_owned());
        rows.push(names.chain(all).collect());
    }
    let columns = keys.iter().map(|&(_, key)| Text(key.name())).chain(columns.iter().copied()).collect();
    Some(Table { title: title.to_owned(), columns, rows, note: None })
}

fn shown(value: &str) -> String {
    if value.is_empty() { nothing() } else { excerpt(value, SHOWN) }
}

fn uses(title: &str, name: &'static str, uses: &[RuleUse]) -> Table {
    let row = |used: &RuleUse| {
        vec![
            used.name.clone(),
            format!("{:.0}", used.taken.boilerplate),
            format!("{:.0}", used.alone.boilerplate),
            format!("{:.0}", used.taken.content),
            format!("{:.0}", used.alone.content),
            format!("{:.0}", used.taken.unknown),
            percent(Part::new(used.taken.boilerplate, used.taken.boilerplate + used.taken.content), 1),
            used.documents.to_string(),
            used.sites.to_string(),
            used.sites_right.to_string(),
        ]
    };
    let columns = vec![
        Text(name),
        Figure("gains"),
        Figure("alone"),
        Figure("costs"),
        Figure("alone"),
        Figure("unknown"),
        Figure("right %"),
        Figure("docs"),
        Figure("sites"),
        Figure("right on"),
    ];
    Table { title: title.to_owned(), columns, rows: uses.iter().map(row).collect(), note: None }
}

fn carry_over(carried: Part) -> Option<Table> {
    let note = format!(
        "{} % of the boilerplate characters removed went by a rule that is right on another site too",
        percent(carried, 1)
    );
    let title = "Carry-over".to_owned();
    (carried.whole > 0.0).then(|| Table { title, columns: Vec::new(), rows: Vec::new(), note: Some(note) })
}

fn worst(documents: &[&Worst]) -> Option<Table> {
    let row = |document: &&Worst| {
        let id = document.id.as_deref().unwrap_or_default();
        vec![
            format!("{:.0}", document.lost.part),
            percent(document.lost, 1),
            format!("{:.0}", document.removed.rest()),
            excerpt(&document.place, SHOWN),
            excerpt(id, SHOWN),
        ]
    };
    let columns = vec![Figure("lost"), Figure("lost %"), Figure("left"), Text("explain"), Text("id")];
    let rows = documents.iter().map(row).collect();
    (!documents.is_empty()).then(|| Table { title: "Worst documents".to_owned(), columns, rows, note: None })
}

/// What stands on the wrong side; with the rules where they took it.
fn stretches(title: &str, stretches: &[&Stretch], rules: Option<&[Rule]>) -> Option<Table> {
    let row = |stretch: &&Stretch| {
        let names = rules.map(|rules| {
            let ids = stretch.rules.iter().map(|&rule| rules[rule].id.as_str());
            ids.collect::<Vec<_>>().join(", ")
        });
        let figures = [format!("{:.0}", stretch.chars), stretch.times.to_string()];
        let text = [excerpt(&stretch.place, SHOWN), excerpt(&stretch.text, SHOWN)];
        figures.into_iter().chain(names).chain(text).collect()
    };
    let names = rules.map(|_| Text("rules"));
    let columns = [Figure("chars"), Figure("times")].into_iter().chain(names);
    let columns = columns.chain([Text("explain"), Text("text")]).collect();
    let rows = stretches.iter().map(row).collect();
    (!stretches.is_empty()).then(|| Table { title: title.to_owned(), columns, rows, note: None })
}

fn percent(part: Part, digits: usize) -> String {
    part.share().map_or_else(nothing, |share| format!("{:.digits$}", 100.0 * share))
}

fn decimal(value: Option<f64>) -> String {
    value.map_or_else(nothing, |value| format!("{value:.3}"))
}

fn nothing() -> String {
    "-".to_owned()
}
