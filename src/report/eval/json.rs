//! An evaluation as one JSON object.

use serde_json::{Map, Value, json as object};

use super::{
    BodyFigures, Chars, Evaluation, Figures, RuleUse, SegmentFigures, SingleFigures, Stretch, Worst,
};
use crate::rule::Rule;

/// All that an evaluation tells, and what every rule that acted did. Shares are from 0 to 1, and `null` of nothing.
pub fn json(evaluation: &Evaluation, rules: &[Rule]) -> String {
    let groups: Vec<Value> = evaluation
        .groups
        .iter()
        .map(|(group, of)| {
            let keys = evaluation.wanted.by.iter().map(|key| key.name().to_owned());
            let values = group.iter().map(|value| Value::from(value.as_str()));
            object!({ "group": keys.zip(values).collect::<Map<_, _>>(), "figures": figures(of) })
        })
        .collect();
    let by_rule = evaluation.acts.by(|rule| rules[rule].id.clone());
    let by_category = evaluation.acts.by(|rule| rules[rule].category.as_str().to_owned());
    let stretches = |all: Vec<&Stretch>| all.into_iter().map(|of| stretch(of, rules)).collect::<Vec<Value>>();
    let whole = object!({
        "deboil": env!("CARGO_PKG_VERSION"),
        "total": figures(&evaluation.total),
        "groups": groups,
        "carry_over": evaluation.acts.carry_over().share(),
        "categories": by_category.iter().map(|used| rule_use("category", used)).collect::<Vec<_>>(),
        "rules": by_rule.iter().map(|used| rule_use("rule", used)).collect::<Vec<_>>(),
        "worst": evaluation.worst().into_iter().map(worst).collect::<Vec<_>>(),
        "lost": stretches(evaluation.lost()),
        "left": stretches(evaluation.left()),
    });
    serde_json::to_string_pretty(&whole).expect("figures are plain data") + "\n"
}

fn figures(of: &Figures) -> Value {
    let mut all = Map::new();
    all.insert("documents".to_owned(), of.documents.into());
    all.insert("guarded".to_owned(), of.guarded.into());
    all.extend(of.body.as_ref().map(|of| ("bodies".to_owned(), body(of))));
    all.extend(of.segments.as_ref().map(|of| ("segments".to_owned(), segments(of))));
    all.extend(of.single.as_ref().map(|of| ("lines".to_owned(), single(of))));
    Value::Object(all)
}

fn body(of: &BodyFigures) -> Value {
    object!({
        "documents": of.touched.whole,
        "f1": of.after.f1(),
        "f1_before": of.before.f1(),
        "precision": of.after.precision.share(),
        "recall": of.after.recall.share(),
        "exact": of.after.exact.share(),
        "exact_before": of.before.exact.share(),
        "boilerplate_removed": of.boilerplate.share(),
        "content_lost": of.content.share(),
        "content_lost_at_worst": of.worst,
        "mixed_removed": of.mixed.share(),
        "line_precision": of.line_precision().share(),
        "char_precision": of.char_precision().share(),
        "documents_touched": of.touched.share(),
        "documents_losing_a_line": of.losing.share(),
        "chars": { "boilerplate": of.boilerplate.whole, "content": of.content.whole, "mixed": of.mixed.whole },
        "chars_removed": { "boilerplate": of.boilerplate.part, "content": of.content.part, "mixed": of.mixed.part },
        "lines": { "boilerplate": of.boilerplate_lines.whole, "content": of.content_lines.whole, "unknown": of.unknown_lines },
        "lines_removed": { "boilerplate": of.boilerplate_lines.part, "content": of.content_lines.part },
    })
}

fn segments(of: &SegmentFigures) -> Value {
    object!({
        "documents": of.losing.whole,
        "with": of.kept.whole,
        "with_kept": of.kept.share(),
        "without": of.removed.whole,
        "without_removed": of.removed.share(),
        "documents_losing": of.losing.share(),
        "chars_removed": of.chars.share(),
    })
}

fn single(of: &SingleFigures) -> Value {
    object!({
        "boilerplate": of.removed.whole,
        "removed": of.removed.part,
        "boilerplate_removed": of.removed.share(),
        "lookalikes": of.kept.whole,
        "kept": of.kept.part,
        "lookalikes_kept": of.kept.share(),
        "articles_harmed": of.harmed.part,
    })
}

fn rule_use(name: &str, of: &RuleUse) -> Value {
    let chars =
        |of: Chars| object!({ "boilerplate": of.boilerplate, "content": of.content, "unknown": of.unknown });
    object!({
        name: of.name,
        "taken": chars(of.taken),
        "alone": chars(of.alone),
        "documents": of.documents,
        "sites": of.sites,
        "sites_right": of.sites_right,
    })
}

fn worst(of: &Worst) -> Value {
    object!({
        "place": of.place,
        "id": of.id,
        "content_lost": of.lost.part,
        "content": of.lost.whole,
        "boilerplate_left": of.removed.rest(),
        "boilerplate": of.removed.whole,
    })
}

fn stretch(of: &Stretch, rules: &[Rule]) -> Value {
    let ids: Vec<&str> = of.rules.iter().map(|&rule| rules[rule].id.as_str()).collect();
    object!({ "place": of.place, "text": of.text, "chars": of.chars, "times": of.times, "rules": ids })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_null() {
        assert_eq!(body(&BodyFigures::default())["content_lost"], Value::Null);
        assert_eq!(body(&BodyFigures { worst: 0.5, ..BodyFigures::default() })["content_lost_at_worst"], 0.5);
    }
}
