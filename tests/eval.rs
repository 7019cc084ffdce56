//! The figures of an evaluation are those that another program, written apart from this one, gives for the same records and rules.
//!
//! `tests/eval/score.json` was computed once by that program, which compares cleaned texts with the references and sees no edits:
//!
//! ```text
//! score.py --bootstrap 0 --protocol jsonl --json tests/eval/score.json \
//!     --cmd 'deboil clean --quiet --no-builtin --rules tests/eval/rules.toml -' tests/eval/labelled.jsonl
//! ```
//!
//! The file keeps the figures that both programs give, to six digits.

#![allow(clippy::unwrap_used)] // A test may fail.

use std::process::Command;

use deboil::labelled::Labelled;
use deboil::report::eval::{Evaluation, Key, Wanted, json, measure};
use deboil::rule::{Source, read_packs};
use deboil::{Cleaner, Document, Selection};
use serde_json::Value;

const LABELLED: &str = include_str!("eval/labelled.jsonl");
const RULES: &str = include_str!("eval/rules.toml");
const SCORE: &str = include_str!("eval/score.json");

/// The names of the other program's figures, and where they stand in ours.
const BODIES: [(&str, &str); 18] = [
    ("pages", "/documents"),
    ("f1", "/f1"),
    ("p", "/precision"),
    ("r", "/recall"),
    ("acc", "/exact"),
    ("bp_rem", "/boilerplate_removed"),
    ("ct_lost", "/content_lost"),
    ("mix_rem", "/mixed_removed"),
    ("prec_lines", "/line_precision"),
    ("prec_chars", "/char_precision"),
    ("pg_lost", "/documents_losing_a_line"),
    ("pg_touch", "/documents_touched"),
    ("lines/l_bp", "/lines/boilerplate"),
    ("lines/l_ct", "/lines/content"),
    ("lines/l_amb", "/lines/unknown"),
    ("chars/bp", "/chars/boilerplate"),
    ("chars/ct", "/chars/content"),
    ("chars/mix", "/chars/mixed"),
];

const SEGMENTS: [(&str, &str); 5] = [
    ("pages", "/documents"),
    ("with_kept", "/with_kept"),
    ("without_removed", "/without_removed"),
    ("pg_with_lost", "/documents_losing"),
    ("chars_removed", "/chars_removed"),
];

/// Our figures of the labelled records, by set and extractor.
fn evaluated() -> Value {
    let source = Source { name: "rules".to_owned(), path: "rules.toml".to_owned(), text: RULES.to_owned() };
    let cleaner = Cleaner::new(read_packs(&[], &[source]).unwrap(), &Selection::default());
    let mut evaluation = Evaluation::new(Wanted { by: vec![Key::Set, Key::Extractor], ..Wanted::default() });
    for line in LABELLED.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let [id, text, site, lang] = ["id", "text", "site", "lang"].map(|name| record[name].as_str());
        let document = Document { id, site, lang, ..Document::new(text.unwrap()) };
        evaluation.add(measure(&cleaner, &Labelled::parse(line).unwrap(), &document, "record"));
    }
    serde_json::from_str(&json(&evaluation, cleaner.rules())).unwrap()
}

#[test]
fn figures_are_those_of_the_other_program() {
    let ours = evaluated();
    let theirs: Value = serde_json::from_str(SCORE).unwrap();
    let groups = ours["groups"].as_array().unwrap();
    assert_eq!(groups.len(), theirs.as_object().unwrap().len());
    let mut compared = 0;
    for group in groups {
        let keys = &group["group"];
        let name = format!("{}/{}", keys["set"].as_str().unwrap(), keys["extractor"].as_str().unwrap());
        let (names, figures) = match group["figures"].get("bodies") {
            Some(bodies) => (&BODIES[..], bodies),
            None => (&SEGMENTS[..], &group["figures"]["segments"]),
        };
        if let Some(before) = figures.get("f1_before") {
            let change = figures["f1"].as_f64().unwrap() - before.as_f64().unwrap();
            assert!((change - theirs[&name]["df1"].as_f64().unwrap()).abs() < 1e-6, "{name}: {change}");
        }
        for (their_name, our_name) in names {
            let their = &theirs[&name].pointer(&format!("/{their_name}")).unwrap();
            let our = figures.pointer(our_name).unwrap();
            // They count characters in whole numbers.
            let near = if their_name.starts_with("chars/") { 0.5 } else { 1e-6 };
            let is_same = match (their.as_f64(), our.as_f64()) {
                (Some(their), Some(our)) => (their - our).abs() <= near,
                (their, our) => their.is_none() && our.is_none(),
            };
            assert!(is_same, "{name} {our_name}: {our}, not {their}");
            compared += 1;
        }
    }
    assert_eq!(compared, 6 * BODIES.len() + 2 * SEGMENTS.len());
}

#[test]
fn figures_are_the_same_with_any_number_of_threads() {
    let report = |threads: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
        let flags = ["eval", "--no-builtin", "--rules", "tests/eval/rules.toml", "--format", "json"];
        let many = ["--by", "site,lang,rule", "--left", "9", "--lost", "9", "--threads", threads];
        let output = command.args(flags).args(many).arg("tests/eval/labelled.jsonl").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let one = report("1");
    assert!(one.len() > 1000);
    assert_eq!(String::from_utf8_lossy(&one), String::from_utf8_lossy(&report("5")));
}
