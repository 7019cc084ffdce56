//! The report of a check as workflow commands, which GitHub shows as annotations beside the lines.

use std::fmt::Write as _;

use super::{Notice, Offence, Report};
use crate::report::visible;
use crate::rule::Severity;

/// One `::warning …` command a line.
pub fn github(report: &Report) -> String {
    let mut commands = String::new();
    for offence in &report.offences {
        annotate(&mut commands, offence);
    }
    for Notice { file, record, message } in &report.notices {
        let line = record.map_or_else(String::new, |record| format!(",line={record}"));
        let (file, message) = (property(file), data(&visible(message)));
        writeln!(commands, "::error file={file}{line},title=not checked::{message}")
            .expect("a string can be written to");
    }
    commands
}

fn annotate(commands: &mut String, offence: &Offence) {
    let Offence { start, end, .. } = offence;
    let command = match offence.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    // GitHub takes columns only where both ends are on one line.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    let (file, title, message) =
        (property(&offence.file), property(offence.rule()), data(&offence.message()));
    let lines = format!("line={},endLine={}", start.line, end.line);
    writeln!(commands, "::{command} file={file},{lines}{columns},title={title}::{message}")
        .expect("a string can be written to");
}

/// What stands after the `::` of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(visible).collect();
    data(&lines.join("\n")).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_would_end_a_property_or_a_command() {
        assert_eq!(property("a%,b:c\n\u{1b}"), "a%25%2Cb%3Ac%0A\\u{1b}");
        assert_eq!(data("50 %: a, b\n::error::"), "50 %25: a, b%0A::error::");
    }
}
