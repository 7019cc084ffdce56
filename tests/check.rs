//! The reports of a check hold what their readers ask of them, whatever stands in the documents.

use deboil::report::check::{Notice, Report, github, gitlab, json, junit, offences, sarif};
use deboil::{Cleaner, Document};
use jsonschema::Validator;
use serde_json::Value;

/// Texts that would break out of a report if they could: markup, links, workflow commands, control characters.
const TEXTS: [(&str, &str); 4] = [
    ("articles/plain.txt", "It rained all week in the valley.\n"),
    (
        "a b/ä,%:<x>.md",
        "It rained.\n\nRead more: <b>\"A & B\"</b> ]]> [now](https://shop.test) ::error::{0}\n\nIt snowed.\n",
    ),
    ("twice.txt", "It rained.\n\nImage Via Shutterstock\n\nIt snowed.\n\nImage Via Shutterstock\n"),
    ("control.txt", "It rained.\n\nRead more: Why The \u{1b}[31mFerry\u{7}\u{ffff} Is Painted Green\n"),
];

fn report() -> Report {
    let cleaner = Cleaner::builtin();
    let mut report = Report { documents: TEXTS.len(), ..Report::default() };
    for (file, text) in TEXTS {
        report.files.push(file.to_owned());
        report.offences.extend(offences(&cleaner.clean(&Document::new(text)), text, cleaner.rules(), file));
    }
    let last = report.offences.last_mut().expect("something is found");
    last.fails = false;
    report.files.push("rain.jsonl".to_owned());
    let message = "column 3: `<` is \"no\" JSON".to_owned();
    report.notices.push(Notice { file: "rain.jsonl".to_owned(), record: Some(7), message });
    report
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("it is JSON")
}

fn sarif_schema() -> Validator {
    // The published pattern of language tags has a bracket too many, which not every reader of patterns bears.
    let published = include_str!("schemas/sarif-schema-2.1.0.json");
    let mended = published.replace("{2}]?$", "{2}$");
    assert_ne!(published, mended, "there is something to mend");
    jsonschema::validator_for(&parsed(&mended)).expect("the schema is one")
}

fn errors(validator: &Validator, log: &Value) -> Vec<String> {
    validator.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn something_is_found_in_each_text_but_the_clean_one() {
    let report = report();
    let found = |file: &str| report.offences.iter().filter(|offence| offence.file == file).count();
    let counts: Vec<usize> = TEXTS.iter().map(|(file, _)| found(file)).collect();
    assert_eq!(counts, [0, 1, 2, 1]);
}

#[test]
fn sarif_is_valid_under_the_published_schema() {
    let schema = sarif_schema();
    assert_eq!(errors(&schema, &parsed(&sarif(&report()))), [""; 0]);
    assert_eq!(errors(&schema, &parsed(&sarif(&Report::default()))), [""; 0]);
}

#[test]
fn the_published_schema_refuses_what_is_no_sarif() {
    let schema = sarif_schema();
    let log = parsed(&sarif(&report()));
    let broken = |path: &str, value: Value| {
        let mut log = log.clone();
        *log.pointer_mut(path).expect("it is in the log") = value;
        errors(&schema, &log).len()
    };
    assert_eq!(broken("/version", "2.0.0".into()), 1);
    assert_eq!(broken("/runs/0/results/0/level", "grave".into()), 1);
    assert_eq!(broken("/runs/0/results/0/locations/0/physicalLocation/region/startLine", 0.into()), 1);
    assert_eq!(broken("/runs/0/columnKind", "bytes".into()), 1);
}

#[test]
fn sarif_results_name_a_rule_of_the_log_by_its_index() {
    let log = parsed(&sarif(&report()));
    let run = &log["runs"][0];
    for result in run["results"].as_array().expect("a list") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("a small one");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

#[test]
fn junit_is_xml_whose_counts_are_right_and_whose_texts_come_back() {
    let xml = junit(&report());
    let document = roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{error}\n{xml}"));
    let root = document.root_element();
    let count =
        |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
    assert_eq!(root.tag_name().name(), "testsuites");
    assert_eq!(root.attribute("tests"), Some(count("testcase").as_str()));
    assert_eq!(root.attribute("failures"), Some(count("failure").as_str()));
    assert_eq!(root.attribute("errors"), Some(count("error").as_str()));
    assert_eq!(
        (count("failure").as_str(), count("error").as_str(), count("system-out").as_str()),
        ("3", "1", "1")
    );
    for (at, suite) in root.children().filter(roxmltree::Node::is_element).enumerate() {
        let inside =
            |name: &str| suite.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
        assert_eq!(suite.attribute("name"), Some(report().files[at].as_str()));
        assert_eq!(suite.attribute("tests"), Some(inside("testcase").as_str()));
        assert_eq!(suite.attribute("failures"), Some(inside("failure").as_str()));
        assert_eq!(suite.attribute("errors"), Some(inside("error").as_str()));
    }
    let failure = document.descendants().find(|node| node.has_tag_name("failure")).expect("one fails");
    let text = "a b/ä,%:<x>.md:3:1: Read more: <b>\"A & B\"</b> ]]> [now](https://shop.test) ::error::{0}";
    assert_eq!(failure.text(), Some(text));
}

#[test]
fn gitlab_issues_have_the_fields_that_are_asked_for_and_fingerprints_of_their_own() {
    let issues = parsed(&gitlab(&report()));
    let issues = issues.as_array().expect("a list");
    assert_eq!(issues.len(), report().offences.len());
    for issue in issues {
        assert!(
            ["description", "check_name", "fingerprint"].iter().all(|field| issue[field].is_string()),
            "{issue}"
        );
        assert!(
            ["info", "minor", "major", "critical", "blocker"].iter().any(|name| issue["severity"] == *name)
        );
        assert!(
            issue["location"]["path"].is_string() && issue["location"]["lines"]["begin"].is_u64(),
            "{issue}"
        );
    }
    let mut fingerprints: Vec<&Value> = issues.iter().map(|issue| &issue["fingerprint"]).collect();
    fingerprints.sort_by_key(ToString::to_string);
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), issues.len());
}

#[test]
fn github_commands_stay_on_their_lines_and_in_their_properties() {
    let commands = github(&report());
    assert_eq!(commands.lines().count(), report().offences.len() + 1);
    let command = commands.lines().next().expect("one at least");
    let properties = "::warning file=a b/ä%2C%25%3A<x>.md,line=3,endLine=3,col=1,endColumn=68,title=en/nav/";
    assert!(command.starts_with(properties), "{command}");
    assert!(commands.chars().all(|c| c == '\n' || !c.is_control()), "{commands}");
}

#[test]
fn json_tells_all_that_is_known() {
    let report = report();
    let json = parsed(&json(&report));
    let known = &json["findings"][1];
    assert_eq!(known["start"], serde_json::json!({ "line": 3, "column": 1 }));
    assert_eq!(known["text"], "Image Via Shutterstock");
    assert_eq!(known["fields"], serde_json::json!([{ "name": "image_credit", "value": "Shutterstock" }]));
    assert_eq!(json["unchecked"][0]["record"], 7);
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(report.offences.len()));
}
