//! The JSON Schema of rule files: what an editor checks against is what the program reads.

use jsonschema::Validator;
use serde_json::{Map, Value};

fn schema() -> Value {
    deboil::rule::schema().to_value()
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).expect("the schema is one")
}

/// A TOML value as JSON: dates are strings there.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(entries) => entries.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, json(value))).collect::<Map<_, _>>().into()
        }
    }
}

fn errors(validator: &Validator, pack: &str) -> Vec<String> {
    let pack = json(toml::from_str(pack).expect("the pack is TOML"));
    validator.iter_errors(&pack).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

const RULE: &str = "deboil = 1\n[[rule]]\nid = \"a\"\ntitle = \"A\"\ncategory = \"promo/x\"\n";

#[test]
fn is_a_valid_schema() {
    jsonschema::meta::validate(&schema()).expect("the schema is valid under its own dialect");
}

#[test]
fn holds_for_every_built_in_pack() {
    let validator = validator();
    let found: Vec<String> = deboil::builtin::sources()
        .flat_map(|source| {
            errors(&validator, &source.text).into_iter().map(move |error| format!("{}: {error}", source.path))
        })
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn holds_for_dates() {
    let pack = format!("{RULE}match = {{ line = [\"x\"] }}\nvalid = {{ from = 2023-01-01 }}\n");
    assert_eq!(errors(&validator(), &pack), [""; 0]);
}

#[test]
fn refuses_unknown_keys_wherever_they_stand() {
    let validator = validator();
    for pack in [
        "deboil = 1\nrules = []\n".to_owned(),
        format!("{RULE}phrase = \"x\"\n"),
        format!("{RULE}match = {{ phrase = [\"x\"] }}\n"),
        format!("{RULE}where = {{ frist = 1 }}\n"),
        "deboil = 1\n[pack]\nlicence = \"MIT\"\n".to_owned(),
    ] {
        assert_eq!(errors(&validator, &pack).len(), 1, "{pack}");
    }
}
