//! The report of a check as JUnit XML: a suite for each file, a test case for each offence.

use std::fmt::Write as _;

use super::{Notice, Offence, Report};
use crate::report::visible;

/// The XML document. A file without offences is a suite with one case that passes; an offence that does not make the
/// check fail is a case that passes, with its message as output.
pub fn junit(report: &Report) -> String {
    let mut suites = String::new();
    for file in &report.files {
        let offences: Vec<&Offence> =
            report.offences.iter().filter(|offence| offence.file == *file).collect();
        let notices: Vec<&Notice> = report.notices.iter().filter(|notice| notice.file == *file).collect();
        suites.push_str(&suite(file, &offences, &notices));
    }
    let failures = report.offences.iter().filter(|offence| offence.fails).count();
    let errors = report.notices.len();
    let tests = suites.matches("<testcase ").count();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"deboil\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n{suites}</testsuites>\n"
    )
}

fn suite(file: &str, offences: &[&Offence], notices: &[&Notice]) -> String {
    let name = escaped(file);
    let mut cases = String::new();
    for offence in offences {
        cases.push_str(&case(offence, &name));
    }
    for Notice { record, message, .. } in notices {
        let line = record.map_or_else(String::new, |record| format!(" line=\"{record}\""));
        let message = escaped(message);
        writeln!(
            cases,
            "    <testcase name=\"can be checked\" classname=\"{name}\" file=\"{name}\"{line}>\n      <error message=\"{message}\"/>\n    </testcase>"
        )
        .expect("a string can be written to");
    }
    if cases.is_empty() {
        writeln!(cases, "    <testcase name=\"has no boilerplate\" classname=\"{name}\" file=\"{name}\"/>")
            .expect("a string can be written to");
    }
    let tests = offences.len() + notices.len();
    let failures = offences.iter().filter(|offence| offence.fails).count();
    let (tests, errors) = (tests.max(1), notices.len());
    format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n{cases}  </testsuite>\n"
    )
}

fn case(offence: &Offence, file: &str) -> String {
    let (rule, message) = (escaped(offence.rule()), escaped(&offence.message()));
    let (line, column) = (offence.start.line, offence.start.column);
    let kind = escaped(offence.category());
    let result = if offence.fails {
        let text = escaped(&offence.text);
        format!("<failure message=\"{message}\" type=\"{kind}\">{file}:{line}:{column}: {text}</failure>")
    } else {
        format!("<system-out>{file}:{line}:{column}: {message}</system-out>")
    };
    format!(
        "    <testcase name=\"{rule} at {line}:{column}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\">\n      {result}\n    </testcase>\n"
    )
}

/// A text for an attribute or between tags. What XML cannot hold is shown as an escape.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for part in text.split_inclusive(['\n', '\t']) {
        let line = part.trim_end_matches(['\n', '\t']);
        for c in visible(line).chars() {
            match c {
                '&' => xml.push_str("&amp;"),
                '<' => xml.push_str("&lt;"),
                '>' => xml.push_str("&gt;"),
                '"' => xml.push_str("&quot;"),
                '\u{fffe}' | '\u{ffff}' => xml.extend(c.escape_unicode()),
                c => xml.push(c),
            }
        }
        match part.as_bytes().get(line.len()) {
            Some(b'\n') => xml.push_str("&#10;"),
            Some(_) => xml.push_str("&#9;"),
            None => {}
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes_markup_and_what_xml_cannot_hold() {
        assert_eq!(
            super::escaped("a<b>&\"c\"\n\t\u{1b}[0m\u{ffff}"),
            "a&lt;b&gt;&amp;&quot;c&quot;&#10;&#9;\\u{1b}[0m\\u{ffff}"
        );
    }
}
