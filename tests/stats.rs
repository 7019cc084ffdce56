//! What `stats` tells of a corpus is what the ledger of the same run tells, whatever the number of threads.

#![allow(clippy::unwrap_used)] // A test may fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use deboil::report::{Entry, Place};
use serde_json::{Value, json};

fn deboil(args: &[&str], folder: &Path) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_deboil")).args(args).current_dir(folder).output();
    output.expect("the program was built").stdout
}

/// The examples of the built-in rules, ten to a document: text on which many rules hold, alone and together.
fn corpus(path: &Path) {
    let sources: Vec<_> = deboil::builtin::sources().collect();
    let packs = deboil::rule::read_packs(&[], &sources).unwrap();
    let examples = packs.iter().flat_map(|pack| &pack.rules).map(|rule| &rule.examples);
    let lines: Vec<&str> =
        examples.flat_map(|of| of.hits.iter().chain(&of.keeps)).map(String::as_str).collect();
    let record = |(at, lines): (usize, &[&str])| {
        let text =
            format!("It rained all week, and the ferry stayed in the harbour.\n\n{}\n", lines.join("\n\n"));
        json!({"id": at, "text": text, "lang": "en", "site": format!("paper-{}.test", at % 7)}).to_string()
            + "\n"
    };
    let records: String = lines.chunks(10).enumerate().map(record).collect();
    fs::write(path, records).unwrap();
}

/// What is told of a rule: hits, bytes, flagged, documents.
type Figures = [usize; 4];

fn of_ledger(ledger: &str) -> BTreeMap<String, Figures> {
    let mut figures: BTreeMap<String, Figures> = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for line in ledger.lines() {
        let (place, is_flagged): (Place, bool) = match serde_json::from_str(line).unwrap() {
            Entry::Removed(place) | Entry::Captured(place) | Entry::Replaced(place) => (place, false),
            Entry::Flagged(place) => (place, true),
            Entry::Document(_) | Entry::Blank(_) | Entry::Kept(_) | Entry::Rejected(_) => continue,
        };
        for reason in place.why.iter().filter(|reason| reason.weight > 0.0) {
            let of = figures.entry(reason.rule.clone()).or_default();
            if is_flagged {
                of[2] += 1;
            } else {
                of[0] += 1;
                of[1] += place.text.len();
            }
            of[3] += usize::from(seen.insert((reason.rule.clone(), place.record)));
        }
    }
    figures
}

#[test]
fn figures_are_those_of_the_ledger_whatever_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    corpus(&folder.path().join("corpus.jsonl"));
    let stats =
        deboil(&["stats", "--profile", "body", "-j1", "--format", "json", "corpus.jsonl"], folder.path());
    for threads in ["-j2", "-j5"] {
        let again = deboil(
            &["stats", "--profile", "body", threads, "--format", "json", "corpus.jsonl"],
            folder.path(),
        );
        assert_eq!(again, stats, "{threads}");
    }
    deboil(&["clean", "-q", "--profile", "body", "--ledger", "ledger.jsonl", "corpus.jsonl"], folder.path());
    let ledger = of_ledger(&fs::read_to_string(folder.path().join("ledger.jsonl")).unwrap());
    let stats: Value = serde_json::from_slice(&stats).unwrap();
    let number = |rule: &Value, name: &str| usize::try_from(rule[name].as_u64().unwrap()).unwrap();
    let mut hits = 0;
    for rule in stats["rules"].as_array().unwrap() {
        let name = rule["rule"].as_str().unwrap();
        let [hit, bytes, flagged, documents] = ledger.get(name).copied().unwrap_or_default();
        let told = ["hits", "bytes", "flagged"].map(|figure| number(rule, figure));
        assert_eq!(told, [hit, bytes, flagged], "{name}");
        // What a rule kept counts there too.
        assert!(number(rule, "documents") >= documents, "{name}");
        assert!(number(rule, "needed") <= hit && number(rule, "sites") <= 7, "{name}");
        hits += hit;
    }
    assert!(hits > 500, "{hits}: the rules hold on their examples");
    assert_eq!(
        ledger.keys().filter(|name| stats["never_fired"].as_array().unwrap().contains(&json!(name))).count(),
        0
    );
}
