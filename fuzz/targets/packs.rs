//! Lines that rule files are made of, in any order, are read as packs beside each other: no id is there twice, and what loads also cleans.

#![no_main]

use std::collections::BTreeSet;

use deboil::rule::{Source, lint, read_packs};
use deboil::{Cleaner, Document, Profile, Selection};
use libfuzzer_sys::fuzz_target;

/// What a byte stands for; an empty one begins the next file.
const LINES: [&str; 64] = [
    "",
    "[[rule]]",
    "[pack]",
    "[defaults]",
    "[lists]",
    "[[override]]",
    "[[rule.case]]",
    "[rule.classes]",
    "[rule.match]",
    "builtin = false",
    "name = \"house\"",
    "extends = [\"./a.toml\"]",
    "extends = [\"./b.toml\", \"en/promo\"]",
    "requires = \">=0.1\"",
    "requires = \"<0.1\"",
    "id = \"one\"",
    "id = \"two\"",
    "id = \"a/one\"",
    "title = \"A line\"",
    "title = \"\"",
    "category = \"promo/x\"",
    "category = \"keep\"",
    "category = \"shop\"",
    "rule = \"a/one\"",
    "rule = \"b/two\"",
    "enabled = false",
    "weight = 0.5",
    "weight = nan",
    "weight = -1",
    "confidence = \"low\"",
    "scope = \"span\"",
    "scope = \"paragraph\"",
    "scope = \"region\"",
    "scope = \"run\"",
    "scope = \"sequence\"",
    "scope = \"document\"",
    "region = { end = \"eof\", max_lines = 3 }",
    "run = { min = 2 }",
    "sequence = \"(?:ab)+\"",
    "a = { line = [\"ad\"] }",
    "b = { words = { max = 2 } }",
    "match.line = [\"ad\"]",
    "match.contains = [\"{{net}} b\"]",
    "match.regex = ['''^(?<by>a|{{net}})\\b''']",
    "match.regex = ['''(''']",
    "match = { prefix = [\"a\"], words = { max = 3 } }",
    "line = [\"ad\"]",
    "net = [\"Xa\", \"{{far}}\"]",
    "far = [\"b\"]",
    "far = [\"{{net}}\"]",
    "action = \"capture\"",
    "action = \"flag\"",
    "action = \"replace\"",
    "with = \"é\"",
    "field = \"by\"",
    "where = { first = 1 }",
    "near = { within = 1, found = true }",
    "unless = [{ contains = [\"b\"] }]",
    "hits = [\"ad\"]",
    "keeps = [\"a day\"]",
    "in = \"ad\\n\"",
    "out = \"\"",
    "equals_field = \"title\"",
    "span = { open = \"(\", close = \")\" }",
];
const TEXT: &str = "ad\nA day (ad b) in the harbour.\n\nXa b\na\nad\n";

fuzz_target!(|bytes: &[u8]| {
    let files = bytes.split(|&byte| byte % 64 == 0).take(4);
    let sources: Vec<Source> = files
        .zip(["a", "b", "c", "d"])
        .map(|(lines, name)| {
            let lines = lines.iter().map(|&byte| LINES[usize::from(byte % 64)]);
            let text = ["deboil = 1"].into_iter().chain(lines).collect::<Vec<_>>().join("\n");
            Source { name: name.to_owned(), path: format!("{name}.toml"), text }
        })
        .collect();
    match read_packs(&[], &sources) {
        Ok(packs) => {
            let mut ids = BTreeSet::new();
            for pack in &packs {
                assert_eq!(pack.rules.len(), pack.places.len());
                pack.rules.iter().for_each(|rule| assert!(ids.insert(rule.id.clone()), "{} twice", rule.id));
                lint(pack, true);
            }
            let once = Cleaner::new(packs.clone(), &Selection::new(Profile::Body))
                .clean(&Document::new(TEXT))
                .text
                .into_owned();
            let backwards = Cleaner::new(packs.into_iter().rev(), &Selection::new(Profile::Body));
            assert_eq!(backwards.clean(&Document::new(TEXT)).text, once);
        }
        Err(problems) => {
            for problem in &problems.0 {
                let source = sources
                    .iter()
                    .find(|source| source.path == problem.path)
                    .expect("it is in one of the files");
                assert!(
                    problem.span.is_none_or(|span| source.text.get(span.start..span.end).is_some()),
                    "{problem:?}"
                );
            }
        }
    }
});
