//! What a change does to a corpus as a comment for a pull request.

use super::story::{StoryLine, told};
use super::tables::{rules, tables};
use super::{Impact, Names};
use crate::report::table::{Table, markdown as of_tables};
use crate::report::visible;

/// A comment of a forge may have so many characters.
const MOST: usize = 60_000;
/// So many rules stand in the table; the others are counted.
const RULES: usize = 40;

/// A comment that says what a change does: the figures, and folded away some places of each rule. It begins with a mark by which a later one can take its
/// place, and is not longer than GitHub lets a comment be.
pub fn markdown(impact: &Impact, names: &Names) -> String {
    let sides = &impact.sides;
    let mut text = format!(
        "<!-- deboil impact -->\n### Impact of the rules: {} → {}\n\n",
        code(&sides.old),
        code(&sides.new)
    );
    if impact.is_none() {
        text.extend(["Nothing changes in ", &impact.documents.to_string(), " documents.\n"]);
        return text;
    }
    text.push_str(&summary(impact));
    let mut of_rules = rules(impact, names);
    let left_out = of_rules.rows.len().saturating_sub(RULES);
    of_rules.rows.truncate(RULES);
    if left_out > 0 {
        of_rules.note = of_rules.note.map(|note| format!("{left_out} more rules are left out; {note}"));
    }
    text.push('\n');
    text.push_str(&below(&of_rules));
    let others = tables(impact, names).into_iter().skip(2);
    others.for_each(|table| text.push_str(&folded(&table.title, &below(&table))));
    for (id, of) in impact.moved(names) {
        let lines = told(id, of);
        let Some((StoryLine::Rule(head), samples)) = lines.split_first() else { continue };
        let block = folded(head, &fenced(samples));
        if text.len() + block.len() > MOST {
            text.push_str("\nFurther samples are left out: the comment would be too long.\n");
            break;
        }
        text.push_str(&block);
    }
    text
}

fn summary(impact: &Impact) -> String {
    let Impact { documents, changed, gone, back, newly_guarded, no_longer_guarded, .. } = impact;
    let mut text = format!(
        "**{changed}** of {documents} documents change: **{}** lines go that stayed, **{}** come back.\n",
        gone.lines, back.lines
    );
    if newly_guarded + no_longer_guarded > 0 {
        text.extend([
            "The guard leaves **",
            &newly_guarded.to_string(),
            "** documents alone that it did not, and ",
            &no_longer_guarded.to_string(),
            " no longer.\n",
        ]);
    }
    text
}

/// A table without its heading.
fn below(table: &Table) -> String {
    let whole = of_tables(std::slice::from_ref(table));
    whole.split_once("\n\n").map_or(String::new(), |(_, below)| below.to_owned())
}

fn folded(head: &str, body: &str) -> String {
    format!("\n<details><summary>{}</summary>\n\n{body}\n</details>\n", escaped(head))
}

/// Lines in a block that none of them can end.
fn fenced(lines: &[StoryLine]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| match line {
            StoryLine::Rule(text) | StoryLine::Place(text) => format!("@@ {text} @@"),
            line => line.text(),
        })
        .collect();
    let longest = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}diff\n{}\n{fence}\n", lines.join("\n"))
}

/// A short text as code: what it is made of does nothing.
fn code(text: &str) -> String {
    let shown: String = visible(text).chars().filter(|&c| c != '`').collect();
    format!("`{shown}`")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('@', "&#64;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_ends_its_block() {
        let lines = [StoryLine::Gone("```` </details> @all".to_owned())];
        assert_eq!(fenced(&lines), "`````diff\n- ```` </details> @all\n`````\n");
    }
}
