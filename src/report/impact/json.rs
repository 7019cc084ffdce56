//! What a change does to a corpus as one JSON object.

use serde_json::{Value, json as object};

use super::compare::Amount;
use super::{Impact, Names, RuleImpact, Sample, Sign};

/// All that is known of a change. What would act on a terminal is escaped.
pub fn json(impact: &Impact, names: &Names) -> String {
    let fields = impact
        .fields
        .iter()
        .map(|(name, counts)| object!({ "field": name, "plus": counts[0], "minus": counts[1] }));
    let guarded = impact.guarded.iter().map(|(label, why)| object!({ "document": label, "why": why }));
    let most = impact
        .most
        .iter()
        .map(|(label, gone, back)| object!({ "document": label, "lines_gone": gone, "lines_back": back }));
    let whole = object!({
        "deboil": env!("CARGO_PKG_VERSION"),
        "old": impact.sides.old,
        "new": impact.sides.new,
        "documents": impact.documents,
        "bytes": impact.bytes,
        "changed": impact.changed,
        "differing": impact.differing,
        "gone": amount(impact.gone),
        "back": amount(impact.back),
        "newly_guarded": impact.newly_guarded,
        "no_longer_guarded": impact.no_longer_guarded,
        "guarded": guarded.collect::<Vec<Value>>(),
        "most": most.collect::<Vec<Value>>(),
        "fields": fields.collect::<Vec<Value>>(),
        "rules": impact.all(names).into_iter().map(|(id, of)| rule(id, of)).collect::<Vec<Value>>(),
    });
    crate::report::safe_json(&(serde_json::to_string_pretty(&whole).expect("figures are plain data") + "\n"))
}

fn rule(id: &str, of: &RuleImpact) -> Value {
    let samples = |sign| {
        of.samples(sign)
            .iter()
            .map(|sample: &Sample| {
                object!({
                    "place": sample.place,
                    "lines": sample.lines,
                    "with": sample.with,
                    "flagged": sample.is_flagged,
                    "before": sample.before,
                    "behind": sample.behind,
                    "moves": sample.moves,
                })
            })
            .collect::<Vec<Value>>()
    };
    object!({
        "rule": id,
        "is": of.being.word(),
        "old": of.old,
        "new": of.new,
        "plus": of.plus,
        "minus": of.minus,
        "gone": amount(of.gone),
        "back": amount(of.back),
        "documents": of.documents,
        "sites": of.sites.count(),
        "plus_samples": samples(Sign::Plus),
        "minus_samples": samples(Sign::Minus),
    })
}

fn amount(of: Amount) -> Value {
    object!({ "lines": of.lines, "bytes": of.bytes })
}
