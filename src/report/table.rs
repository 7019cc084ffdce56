//! A table as aligned text, or as Markdown.

use unicode_width::UnicodeWidthStr as _;

/// A table with a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it tells.
    pub title: String,
    /// What stands over each column; those of figures are set to the right.
    pub columns: Vec<Column>,
    /// A cell for each column.
    pub rows: Vec<Vec<String>>,
    /// What there is to say below it.
    pub note: Option<String>,
}

/// What stands over a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Words.
    Text(&'static str),
    /// Figures.
    Figure(&'static str),
}

impl Column {
    /// The words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Figure(name) => name,
        }
    }
}

/// A line of tables as text, and what it is, for whoever colours it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableLine {
    /// The title of a table.
    Title(String),
    /// What stands over the columns.
    Head(String),
    /// A row.
    Row(String),
    /// What is said below.
    Note(String),
    /// Nothing, between tables.
    Blank,
}

impl TableLine {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Self::Title(text) | Self::Head(text) | Self::Row(text) | Self::Note(text) => text,
            Self::Blank => "",
        }
    }
}

/// Tables as lines of text, a blank line between them.
pub fn text(tables: &[Table]) -> Vec<TableLine> {
    let mut lines = Vec::new();
    for table in tables {
        if !lines.is_empty() {
            lines.push(TableLine::Blank);
        }
        lines.push(TableLine::Title(table.title.clone()));
        let names: Vec<String> = table.columns.iter().map(|column| column.name().to_owned()).collect();
        let widths = widths(table, &names);
        let row = |cells: &[String]| {
            let cells = cells.iter().zip(&table.columns).zip(&widths);
            let padded = cells.map(|((cell, &column), &width)| padded(cell, column, width));
            format!("  {}", padded.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
        };
        if !table.rows.is_empty() {
            lines.push(TableLine::Head(row(&names)));
        }
        lines.extend(table.rows.iter().map(|cells| TableLine::Row(row(cells))));
        lines.extend(table.note.iter().map(|note| TableLine::Note(format!("  {note}"))));
    }
    lines
}

/// Tables as Markdown, each below a heading.
pub fn markdown(tables: &[Table]) -> String {
    let mut text = String::new();
    for table in tables {
        let names: Vec<String> = table.columns.iter().map(|column| column.name().to_owned()).collect();
        let rule = table.columns.iter().map(|column| match column {
            Column::Text(_) => "---".to_owned(),
            Column::Figure(_) => "--:".to_owned(),
        });
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        if !text.is_empty() {
            text.push('\n');
        }
        text.extend(["## ", &table.title, "\n\n"]);
        if !table.rows.is_empty() {
            text.push_str(&row(&names));
            text.push_str(&row(&rule.collect::<Vec<_>>()));
            text.extend(table.rows.iter().map(|cells| row(cells)));
        }
        if let Some(note) = &table.note {
            let gap = if table.rows.is_empty() { "" } else { "\n" };
            text.extend([gap, &escaped(note), "\n"]);
        }
    }
    text
}

fn widths(table: &Table, names: &[String]) -> Vec<usize> {
    let column =
        |at: usize| table.rows.iter().chain([&names.to_vec()]).map(|row| row[at].width()).max().unwrap_or(0);
    (0..table.columns.len()).map(column).collect()
}

fn padded(cell: &str, column: Column, width: usize) -> String {
    let blanks = " ".repeat(width.saturating_sub(cell.width()));
    match column {
        Column::Text(_) => format!("{cell}{blanks}"),
        Column::Figure(_) => format!("{blanks}{cell}"),
    }
}

/// A text of which Markdown makes nothing.
fn escaped(cell: &str) -> String {
    let is_mark = |c: char| matches!(c, '|' | '*' | '_' | '[' | ']' | '<' | '>' | '`' | '\\' | '#');
    let mut text = String::with_capacity(cell.len());
    for c in cell.chars() {
        if is_mark(c) {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            title: "Ships".to_owned(),
            columns: vec![Column::Text("ship"), Column::Figure("knots")],
            rows: vec![vec!["渡し".to_owned(), "7".to_owned()], vec!["a|b".to_owned(), "-".to_owned()]],
            note: None,
        }
    }

    #[test]
    fn aligns_columns_by_their_width() {
        let lines: Vec<String> = text(&[table()]).iter().map(|line| line.text().to_owned()).collect();
        assert_eq!(lines, ["Ships", "  ship  knots", "  渡し      7", "  a|b       -"]);
    }

    #[test]
    fn writes_markdown_that_keeps_its_columns() {
        assert_eq!(
            markdown(&[table()]),
            "## Ships\n\n| ship | knots |\n| --- | --: |\n| 渡し | 7 |\n| a\\|b | - |\n"
        );
    }
}
