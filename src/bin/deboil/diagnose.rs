//! What went wrong, for a person at a terminal: the place, the source line, what would be right.

use std::fmt::Display;
use std::io::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use deboil::report::visible;
use deboil::rule::{Problem, Severity, Source};

pub(crate) const RED: Style = AnsiColor::Red.on_default();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
/// For warnings and what is changed: yellow and cyan cannot be read on a light background.
pub(crate) const MAGENTA: Style = AnsiColor::Magenta.on_default();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const BOLD: Style = Style::new().bold();

/// Draws lines of a source with marks under what is wrong.
pub(crate) const RENDERER: Renderer =
    Renderer::styled().warning(MAGENTA.bold()).note(GREEN.bold()).help(MAGENTA.bold());

/// Writes a line to standard error; a closed one is no reason to stop.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// An error that ends the run, with what it comes from.
pub(crate) fn error(error: &anyhow::Error) {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    say(format_args!("{}error{}: {}", RED.bold(), RED.bold().render_reset(), visible(&causes.join(": "))));
}

/// Something that is wrong with one input; the others go on.
pub(crate) fn trouble(place: impl Display, what: impl Display) {
    say(format_args!("{}: {}", visible(&place.to_string()), visible(&what.to_string())));
}

/// What is wrong in rule files, each with its line of the source.
pub(crate) fn problems(problems: &[Problem], sources: &[Source]) {
    for problem in problems {
        say(rendered(problem, sources));
    }
}

fn rendered(problem: &Problem, sources: &[Source]) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let about = problem.rule.as_ref().map_or_else(String::new, |rule| format!("rule `{rule}`: "));
    let message = visible(&format!("{about}{}", problem.message));
    let source = sources.iter().find(|source| source.path == problem.path);
    // A JSON file has no places: those of its problems are of the TOML that it became.
    let text = source.map(|source| source.text.as_str()).filter(|_| !is_json(&problem.path));
    let title = level.primary_title(&message);
    let mut groups = Vec::new();
    match (text, span(problem, text.unwrap_or_default())) {
        (Some(text), Some(span)) => {
            let snippet =
                Snippet::source(text).path(&problem.path).annotation(AnnotationKind::Primary.span(span));
            groups.push(title.element(snippet));
        }
        _ => groups.push(Group::with_title(title)),
    }
    if let Some(help) = &problem.help {
        groups.push(Group::with_title(Level::HELP.secondary_title(help)));
    }
    let place = if text.is_none() { format!("{}: ", problem.path) } else { String::new() };
    format!("{place}{}\n", RENDERER.render(&groups))
}

fn is_json(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| ending == "json")
}

/// The place to point at: the span, at most to the end of its first line, or else the whole line.
fn span(problem: &Problem, text: &str) -> Option<std::ops::Range<usize>> {
    let start = match problem.span {
        Some(span) => span.start,
        None => text.split_inclusive('\n').take(problem.line - 1).map(str::len).sum(),
    };
    let line_end = start + text.get(start..)?.lines().next().map_or(0, str::len);
    let end = problem.span.map_or(line_end, |span| span.end.min(line_end));
    Some(start..end.max(start))
}
