//! The report of a check for people: like a compiler's, each line with a mark under what is wrong in it.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Snippet};
use deboil::report::check::{Becomes, Offence, Report};
use deboil::report::diff::fitted;
use deboil::report::visible;
use deboil::rule::Severity;
use deboil::text::Position;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::diagnose::{BOLD, GREEN, MAGENTA, RED, RENDERER};
use crate::screen;

/// Columns that line numbers and frame take beside a block of lines.
const GUTTER: usize = 10;
/// Columns of a report that is not written to a terminal.
const COLUMNS: usize = 100;

/// The columns of the terminal, or what stands for them elsewhere.
pub(super) fn width(to_file: bool) -> usize {
    screen::columns().filter(|_| !to_file).unwrap_or(COLUMNS)
}

/// All offences, with colours; lines that are wider than so many columns are cut around what is wrong in them.
pub(super) fn human(report: &Report, columns: usize) -> String {
    report.offences.iter().map(|offence| rendered(offence, columns) + "\n\n").collect()
}

fn rendered(offence: &Offence, columns: usize) -> String {
    let (level, style) = match offence.severity {
        Severity::Error => (Level::ERROR, RED),
        Severity::Warning => (Level::WARNING, MAGENTA),
        Severity::Note => (Level::NOTE, GREEN),
    };
    let within = offence.within.start..offence.within.end;
    let (source, span) = if offence.text.contains('\n') {
        block(&offence.lines, columns)
    } else {
        marked(&offence.lines, within)
    };
    let first = offence.record.as_ref().map_or(offence.start.line, |record| record.start.line);
    let annotation: Annotation<'_> = AnnotationKind::Primary.span(span);
    let snippet = Snippet::source(source).line_start(first).annotation(annotation);
    let notes = notes(offence).into_iter().map(|note| fitted(&note, columns.checked_sub(GUTTER), 0));
    let notes = notes.map(|note| Level::NOTE.no_name().message(note));
    let group = Group::with_level(level).element(snippet).elements(notes);
    let shown = RENDERER.term_width(columns).render(&[group]);
    let Position { line, column } = offence.start;
    let (file, rule, level) = (visible(&offence.file), visible(offence.rule()), offence.level());
    format!("{BOLD}{file}:{line}:{column}:{BOLD:#} {style}{level}[{rule}]{style:#}\n{shown}")
}

/// What is known beside the line: title, category, other rules, what cleaning does, the place in a record.
fn notes(offence: &Offence) -> Vec<String> {
    let others: Vec<&str> = offence.why.iter().skip(1).map(|reason| reason.rule.as_str()).collect();
    let also = if others.is_empty() { String::new() } else { format!("; also {}", others.join(", ")) };
    let mut notes = vec![visible(offence.title()), visible(&format!("{}{also}", offence.category()))];
    notes.extend(offence.place_in_record());
    let fields = offence.fields.iter();
    notes.extend(fields.map(|field| visible(&format!("{}: {}", field.name, field.value))));
    notes.extend((offence.becomes == Becomes::Flagged).then(|| "cleaning leaves it".to_owned()));
    notes.extend((!offence.fails).then(|| "it does not make the check fail".to_owned()));
    notes
}

/// Several lines made safe for a terminal, each cut to its width, all of them marked.
fn block(lines: &str, columns: usize) -> (String, Range<usize>) {
    let shown = |line: &str| {
        cut(&visible(&line.trim_end_matches('\r').replace('\t', " ")), columns.saturating_sub(GUTTER))
    };
    let block = lines.split('\n').map(shown).collect::<Vec<_>>().join("\n");
    let span = 0..block.len();
    (block, span)
}

/// The beginning of a line, so many columns of it.
fn cut(line: &str, columns: usize) -> String {
    if line.width() <= columns {
        return line.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= columns
    };
    line.chars().take_while(fits).chain(['…']).collect()
}

/// Lines made safe for a terminal, and where in them a range of their bytes stands then.
fn marked(lines: &str, range: Range<usize>) -> (String, Range<usize>) {
    let shown = |part: &str| {
        let lines = part.split('\n').map(|line| visible(&line.trim_end_matches('\r').replace('\t', " ")));
        lines.collect::<Vec<_>>().join("\n")
    };
    let part = |range: Range<usize>| shown(lines.get(range).unwrap_or_default());
    let [before, within, after] = [part(0..range.start), part(range.clone()), part(range.end..lines.len())];
    let span = before.len()..before.len() + within.len();
    ([before, within, after].concat(), span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_mark_under_what_is_wrong_when_text_is_made_safe() {
        let (source, span) = marked("a\t\u{1b}b bad\r\nc", 5..8);
        assert_eq!(source, "a \\u{1b}b bad\nc");
        assert_eq!(source.get(span), Some("bad"));
    }

    #[test]
    fn cuts_every_line_of_a_block_by_its_width() {
        let (source, span) = block("abcdefghijkl\n港の町の人々は\nshort", GUTTER + 8);
        assert_eq!(source, "abcdefg…\n港の町…\nshort");
        assert_eq!(span, 0..source.len());
    }

    /// What is shown of a text, without colours.
    fn shown(text: &str, columns: usize) -> String {
        let cleaner = deboil::Cleaner::builtin();
        let outcome = cleaner.clean(&deboil::Document::new(text));
        let found = deboil::report::check::offences(&outcome, text, cleaner.rules(), "a.txt");
        let report = Report { offences: found, ..Report::default() };
        anstream::adapter::strip_str(&human(&report, columns)).to_string()
    }

    const WIDE: &str = "The town by the harbour keeps its ferry, its oven and its ladders, the council said after a long night. 港の町の人々は夜の渡し船を残すことを決めた。:contentReference[oaicite:0]{index=0} It meets again in May, when the roof of the bakery is to be mended at last, and will hear from the harbour master then.";

    #[test]
    #[allow(clippy::needless_raw_string_hashes)] // They are written by the overwriting run.
    fn fits_a_narrow_terminal() {
        snapbox::assert_data_eq!(
            shown(WIDE, 80),
            snapbox::str![[r#"
a.txt:1:127: warning[any/llm/oaicite]
  |
1 | ... ことを決めた。:contentReference[oaicite:0]{index=0} It meets again in...
  |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = Citation token of a chat program: contentReference[oaicite:…]
  = llm/citation


"#]]
        );
    }

    #[test]
    #[allow(clippy::needless_raw_string_hashes)] // They are written by the overwriting run.
    fn uses_a_wide_terminal() {
        snapbox::assert_data_eq!(
            shown(WIDE, 200),
            snapbox::str![[r#"
a.txt:1:127: warning[any/llm/oaicite]
  |
1 | The town by the harbour keeps its ferry, its oven and its ladders, the council said after a long night. 港の町の人々は夜の渡し船を残すことを決めた。:contentReference[oaicite:0]{index=0} It meet...
  |                                                                                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = Citation token of a chat program: contentReference[oaicite:…]
  = llm/citation


"#]]
        );
    }

    #[test]
    fn shows_where_nothing_of_a_document_acts_on_the_terminal() {
        let text = "It rained.\n\nRead more: Why The \u{1b}[31mFerry\u{202e} Is Painted Green\n";
        assert!(shown(text, 80).contains("Read more: Why The \\u{1b}[31mFerry\\u{202e} Is Painted Green"));
    }
}
