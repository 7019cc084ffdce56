//! Texts, names of files and rules of strangers are shown so that nothing of them acts: not on a terminal, not as markup, not as
//! a command to what runs the program.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // A test may fail.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Each with what a report may say of it in its place.
const HOSTILE: [&str; 12] = [
    "\u{1b}[2J",           // clears a terminal
    "\u{1b}]0;title\u{7}", // names its window
    "\u{9b}31m",           // colours, in one character
    "\u{202e}txet",        // runs backwards
    "\u{2066}a\u{2069}",   // apart from its neighbours
    "\u{61c}",             // a mark of direction
    "zero\u{200b}width",
    "tag\u{e0041}",     // what cannot be seen
    "\u{8}\u{8}\u{7f}", // takes back what stands before
    "<script>alert(1)</script>",
    "%0A::error::no",
    "]]>&amp;\"'",
];

/// Forms of reports, as arguments.
const FORMS: [&[&str]; 15] = [
    &["check", "--format", "human"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["check", "--format", "junit"],
    &["check", "--format", "gitlab"],
    &["diff", "--format", "unified", "--color", "always"],
    &["diff", "--format", "inline"],
    &["diff", "--format", "side-by-side"],
    &["diff", "--format", "by-rule"],
    &["diff", "--format", "json"],
    &["diff", "--html", "-"],
    &["clean", "--verbose", "--out", "cleaned"],
    &["clean", "--exit-code", "--in-place"],
    &["check", "no-such\u{1b}[2J\u{202e}"],
];

fn run(args: &[&str], folder: &Path) -> (Vec<u8>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
    let output = command.args(args).current_dir(folder).output().unwrap();
    (output.stdout, String::from_utf8(output.stderr).unwrap())
}

/// An article of which a line with `hostile` in it goes, in a file with `hostile` in its name.
fn write(folder: &Path, hostile: &str) {
    let text = format!(
        "It rained all week.\n\nRead more: Why {hostile} The Ferry Is Green\n\nThe ferry {hostile} sailed.\n"
    );
    fs::create_dir_all(folder.join("articles")).unwrap();
    fs::write(folder.join("articles").join(format!("{}.txt", hostile.replace('/', "-"))), text).unwrap();
}

/// What is left of a report without the colours that are its own.
fn without_colours(report: &str) -> String {
    let mut parts = report.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let behind = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match behind.strip_prefix('m') {
            Some(rest) => plain.push_str(rest),
            None => plain.extend(["\u{1b}[", part]),
        }
    }
    plain
}

fn acts(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
}

#[test]
fn nothing_of_a_text_or_a_name_acts_in_any_report() {
    for form in FORMS {
        for hostile in HOSTILE {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), hostile);
            let (stdout, stderr) = run(&[form, &["articles"]].concat(), folder.path());
            let report = without_colours(&(String::from_utf8(stdout).unwrap() + &stderr));
            assert!(!report.is_empty());
            assert_eq!(report.chars().find(|&c| acts(c)), None, "{form:?} of {hostile:?}: {report:?}");
            let is_github = form.contains(&"github");
            for line in report.lines().filter(|line| line.trim_start().starts_with("::")) {
                assert!(
                    is_github && line.starts_with("::warning file=articles/"),
                    "{form:?} of {hostile:?}: {line}"
                );
            }
            if form.contains(&"--html") {
                assert_eq!(
                    report.matches("</script>").count(),
                    report.matches("<script").count(),
                    "{hostile:?}"
                );
                assert!(!report.contains("<script>alert"), "{hostile:?}");
            }
            if form.contains(&"junit") {
                assert!(!report.contains("<script>"), "{report}");
                let (xml, _) = report.rsplit_once("</testsuites>").unwrap();
                roxmltree::Document::parse(&format!("{xml}</testsuites>")).unwrap();
            }
        }
    }
}

#[test]
fn a_diff_in_a_file_has_the_bytes_of_the_text() {
    for hostile in HOSTILE.into_iter().filter(|hostile| !hostile.contains('/')) {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), hostile);
        let (diff, _) = run(&["diff", "articles"], folder.path());
        let removed = format!("\n-Read more: Why {hostile} The Ferry Is Green\n");
        assert!(String::from_utf8(diff).unwrap().contains(&removed), "{hostile:?}");
    }
}

#[test]
fn a_bill_shows_a_hostile_line_and_does_not_act() {
    for hostile in HOSTILE {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), hostile);
        let name = format!("articles/{}.txt:3", hostile.replace('/', "-"));
        let (bill, trouble) = run(&["explain", &name], folder.path());
        let report = String::from_utf8(bill).unwrap() + &trouble;
        assert_eq!(report.chars().find(|&c| acts(c)), None, "{report:?}");
    }
}

#[test]
fn golden_cases_show_a_hostile_line_and_do_not_act() {
    for hostile in HOSTILE {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), hostile);
        let name = format!("articles/{}.txt", hostile.replace('/', "-"));
        let added = run(&["golden", "add", "--force", "--name", "case", &name], folder.path());
        let article = folder.path().join("golden/case/article.txt");
        let text = fs::read_to_string(&article).unwrap();
        // Another line goes, and the one that went is another.
        fs::write(&article, text.replace("Read more: Why", "Read more: When") + "\nRead more: A\n").unwrap();
        let checked = run(&["golden", "check"], folder.path());
        let blessed = run(&["golden", "bless", "--force"], folder.path());
        for (stdout, stderr) in [added, checked, blessed] {
            let report = without_colours(&(String::from_utf8(stdout).unwrap() + &stderr));
            assert!(!report.is_empty());
            assert_eq!(report.chars().find(|&c| acts(c)), None, "{report:?}");
            assert!(!report.lines().any(|line| line.starts_with("::")), "{report}");
        }
    }
}

#[test]
fn figures_of_labelled_articles_show_hostile_names_and_lines_and_do_not_act() {
    let folder = tempfile::tempdir().unwrap();
    let record = |hostile: &str| {
        let gold = format!("It rained all week.\n\nRead more: Why {hostile} The Ferry Is Green\n");
        let text = format!("{gold}\nThe ferry {hostile} sailed.\n");
        serde_json::json!({ "id": hostile, "set": hostile, "extractor": hostile, "text": text, "gold": gold })
    };
    let lines: Vec<String> = HOSTILE.into_iter().map(|hostile| record(hostile).to_string()).collect();
    fs::write(folder.path().join("labelled.jsonl"), lines.join("\n")).unwrap();
    let args =
        ["eval", "--by", "set,extractor", "--lost", "20", "--left", "50", "--worst", "20", "labelled.jsonl"];
    let (stdout, stderr) = run(&args, folder.path());
    let report = without_colours(&(String::from_utf8(stdout).unwrap() + &stderr));
    assert!(report.contains("The ferry \\u{1b}[2J sailed."), "{report}");
    assert_eq!(report.chars().find(|&c| acts(c)), None, "{report:?}");
}
