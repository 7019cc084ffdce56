//! What `impact` tells is the difference of two ledgers, however the two sides are named.

#![allow(clippy::unwrap_used)] // A test may fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use deboil::report::Entry;
use serde_json::{Value, json};

const DEBOIL: &str = env!("CARGO_BIN_EXE_deboil");

/// Takes two rules away, changes the weight of one, and has two of its own.
const CHANGE: &str = r#"
deboil = 1

[pack]
name = "house"

[defaults]
category = "nav/related"

[[override]]
rule    = "en/nav/teaser-headline"
enabled = false

[[override]]
rule    = "any/legal/copyright-year"
enabled = false

[[override]]
rule   = "any/legal/all-rights-reserved"
weight = 0.4

[[rule]]
id    = "ferry"
title = "A line about the ferry"
match = { contains = ["the ferry"] }
hits  = ["the ferry sails", "all about the ferry"]
keeps = ["a ferry sails"]

[[rule]]
id       = "free"
title    = "A line with an offer"
category = "promo/subscribe"
match    = { contains = ["free"], words = { max = 8 } }
hits     = ["It is free", "Get it free"]
keeps    = ["Freedom"]
"#;

fn run(program: &str, args: &[&str], folder: &Path) -> Output {
    Command::new(program).args(args).current_dir(folder).output().expect("the program is there")
}

fn deboil(args: &[&str], folder: &Path) -> Output {
    run(DEBOIL, args, folder)
}

/// The examples of the built-in rules, ten to a document.
fn corpus(path: &Path) {
    let sources: Vec<_> = deboil::builtin::sources().collect();
    let packs = deboil::rule::read_packs(&[], &sources).unwrap();
    let examples = packs.iter().flat_map(|pack| &pack.rules).map(|rule| &rule.examples);
    let lines: Vec<&str> =
        examples.flat_map(|of| of.hits.iter().chain(&of.keeps)).map(String::as_str).collect();
    let record = |(at, lines): (usize, &[&str])| {
        let text =
            format!("It rained all week in the harbour.\n\nAll about the ferry\n\n{}\n", lines.join("\n\n"));
        json!({"id": at, "text": text, "lang": "en", "site": format!("paper-{}.test", at % 7)}).to_string()
            + "\n"
    };
    let records: String = lines.chunks(10).step_by(3).enumerate().map(record).collect();
    fs::write(path, records).unwrap();
}

/// How many entries of a ledger name a rule that takes or flags their place.
fn counted(ledger: &Path) -> BTreeMap<String, u64> {
    let mut counted = BTreeMap::new();
    for line in fs::read_to_string(ledger).unwrap().lines() {
        let entry: Entry = serde_json::from_str(line).unwrap();
        let (Entry::Removed(place) | Entry::Captured(place) | Entry::Replaced(place) | Entry::Flagged(place)) =
            entry
        else {
            continue;
        };
        for reason in place.why.iter().filter(|reason| reason.weight > 0.0) {
            *counted.entry(reason.rule.clone()).or_default() += 1;
        }
    }
    counted
}

/// The figures of an impact by rule: old, new, plus, minus.
fn by_rule(impact: &Value) -> BTreeMap<String, [u64; 4]> {
    let figures = |rule: &Value| ["old", "new", "plus", "minus"].map(|name| rule[name].as_u64().unwrap());
    let rules = impact["rules"].as_array().unwrap().iter();
    let moved = rules.map(|rule| (rule["rule"].as_str().unwrap().to_owned(), figures(rule)));
    moved.filter(|(_, figures)| *figures != [0; 4]).collect()
}

fn impact(args: &[&str], folder: &Path) -> Value {
    let output = deboil(&[&["impact", "--format", "json"], args].concat(), folder);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn sums_are_the_difference_of_two_ledgers() {
    let folder = tempfile::tempdir().unwrap();
    let below = |name: &str| folder.path().join(name);
    corpus(&below("corpus.jsonl"));
    fs::write(below("house.toml"), CHANGE).unwrap();
    deboil(&["clean", "-q", "--ledger", "old.jsonl", "corpus.jsonl"], folder.path());
    deboil(&["clean", "-q", "--rules", "house.toml", "--ledger", "new.jsonl", "corpus.jsonl"], folder.path());
    let [old, new] = ["old.jsonl", "new.jsonl"].map(|ledger| counted(&below(ledger)));

    let told = impact(&["builtin", "house.toml", "corpus.jsonl"], folder.path());
    let rules = by_rule(&told);
    let mut moved = 0;
    for (name, [before, now, plus, minus]) in &rules {
        let counts = [&old, &new].map(|ledger| ledger.get(name).copied().unwrap_or_default());
        assert_eq!([*before, *now], counts, "{name}");
        assert_eq!(now + minus, before + plus, "{name}");
        moved += plus + minus;
    }
    assert!(old.keys().chain(new.keys()).all(|name| rules.contains_key(name)));
    assert!(moved > 50, "{moved}: much changes");
    assert!(rules["house/ferry"][2] >= 100 && rules["en/nav/teaser-headline"][3] > 0, "{rules:?}");

    // The number of threads says nothing, not in the samples either.
    for threads in ["-j1", "-j3"] {
        assert_eq!(impact(&[threads, "builtin", "house.toml", "corpus.jsonl"], folder.path()), told);
    }
    // What goes on the way there comes back on the way back.
    let back = impact(&["house.toml", "builtin", "corpus.jsonl"], folder.path());
    assert_eq!((&back["gone"], &back["back"]), (&told["back"], &told["gone"]));
    for (name, [old, new, plus, minus]) in by_rule(&back) {
        assert_eq!(rules[&name], [new, old, minus, plus], "{name}");
    }
    // By ledgers of programs it is the same, but for the lines around a sample.
    let programs = impact(&[DEBOIL, "house.toml", "corpus.jsonl"], folder.path());
    for figure in
        ["documents", "bytes", "changed", "differing", "gone", "back", "fields", "newly_guarded", "most"]
    {
        assert_eq!(programs[figure], told[figure], "{figure}");
    }
    assert_eq!(by_rule(&programs), rules);
}

#[test]
fn revisions_of_a_repository_are_compared_without_a_checkout() {
    let folder = tempfile::tempdir().unwrap();
    let below = |name: &str| folder.path().join(name);
    let git = |args: &[&str]| {
        let names = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let output = run("git", &[&names, args].concat(), folder.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let rule = |phrase: &str| {
        format!(
            "deboil = 1\n\n[[rule]]\nid = \"pointer\"\ntitle = \"Pointer\"\ncategory = \"nav/related\"\nlang = [\"any\"]\nmatch = {{ prefix = [\"{phrase}\"] }}\nhits = [\"{phrase} the pier\"]\nkeeps = [\"The pier\"]\n"
        )
    };
    fs::create_dir_all(below("rules/en")).unwrap();
    fs::write(below("corpus.txt"), "The ferry sails.\n\nRead more: The pier\n\nSee also: The quay\n")
        .unwrap();
    git(&["init", "-q"]);
    for phrase in ["Read more:", "See also:"] {
        // The name of a built-in pack: it is another state of the built-in rules.
        fs::write(below("rules/en/promo.toml"), rule(phrase)).unwrap();
        git(&["add", "rules"]);
        git(&["commit", "-q", "-m", phrase]);
    }
    let told = impact(&["HEAD~1", "HEAD", "corpus.txt"], folder.path());
    let pointer = BTreeMap::from([("en/promo/pointer".to_owned(), [1, 1, 1, 1])]);
    assert_eq!(by_rule(&told), pointer);
    assert_eq!(told["rules"][0]["is"], "changed");
    assert_eq!(told["rules"].as_array().unwrap().len(), 1, "the built-in rules give way");
    for [old, new] in [["HEAD~1", "rules"], ["HEAD~1:rules", "HEAD:rules/"]] {
        assert_eq!(by_rule(&impact(&[old, new, "corpus.txt"], folder.path())), pointer, "{old} {new}");
    }
    let same = deboil(&["impact", "--exit-code", "HEAD", "rules", "corpus.txt"], folder.path());
    assert!(same.status.success(), "{}", String::from_utf8_lossy(&same.stdout));

    // What is wrong in an old state is told with its place.
    fs::write(below("rules/en/promo.toml"), rule("x").replace("prefix", "prefex")).unwrap();
    git(&["commit", "-q", "-a", "-m", "wrong"]);
    let wrong = deboil(&["impact", "HEAD", "HEAD~1", "corpus.txt"], folder.path());
    let told = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(told.contains("HEAD:rules/en/promo.toml:8:11"), "{told}");
    let nowhere = deboil(&["impact", "HEAD:docs", "HEAD", "corpus.txt"], folder.path());
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("no rule files at `docs`"));
    for name in ["--output=x", "-q"] {
        let option = deboil(&["impact", "HEAD~1", "--", name, "corpus.txt"], folder.path());
        assert_eq!(option.status.code(), Some(2), "{name} is no option of git");
    }
}

#[test]
fn hostile_text_does_nothing_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let below = |name: &str| folder.path().join(name);
    let hostile = "Read more: <script>alert(1)</script> ``` @all \u{1b}[2J\u{202e} </details> --> \"'&";
    fs::write(below("a.txt"), format!("<img src=x onerror=alert(2)>\n\n{hostile}\n")).unwrap();
    fs::write(below("none.toml"), "deboil = 1\n[pack]\nname = \"house\"\n").unwrap();
    for form in ["text", "json", "markdown", "html"] {
        let output = deboil(
            &["impact", "none.toml", "builtin", "--format", form, "--skip", "none/*", "a.txt"],
            folder.path(),
        );
        let same = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && !same.contains("alert"), "{form}: {same}");
        let rules = ["impact", "--no-builtin", "none.toml", "taken.toml", "--format", form, "a.txt"];
        let taken = "deboil = 1\n[pack]\nname = \"house\"\n[[rule]]\nid = \"all\"\ntitle = \"All\"\ncategory = \"nav/related\"\nlang = [\"any\"]\nmatch = { prefix = [\"Read more:\"] }\nhits = [\"Read more: a\"]\nkeeps = [\"b\"]\n";
        fs::write(below("taken.toml"), taken).unwrap();
        let told = String::from_utf8(deboil(&rules, folder.path()).stdout).unwrap();
        assert!(told.contains("alert(1)"), "{form}: {told}");
        assert!(!told.contains(['\u{1b}', '\u{202e}']), "{form}: {told:?}");
        match form {
            "html" => assert!(!told.contains("<script") && !told.contains("<img"), "{told}"),
            "markdown" => assert!(told.contains("````diff\n"), "{told}"),
            _ => {}
        }
    }
}
