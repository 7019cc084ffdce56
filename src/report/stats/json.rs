//! What rules do over a corpus as one JSON object.

use serde_json::{Value, json as object};

use super::Stats;
use crate::rule::Rule;

/// All that is known of a corpus and of every rule of the run. Shares are from 0 to 1, and `null` of nothing.
pub fn json(stats: &Stats, rules: &[Rule]) -> String {
    stats.check(rules);
    let id = |rule: usize| rules[rule].id.as_str();
    let beside = |by: Vec<(usize, usize)>| -> Vec<Value> {
        by.into_iter().map(|(other, places)| object!({ "rule": id(other), "hits": places })).collect()
    };
    let one = |rule: usize| {
        let (form, of) = (&rules[rule], &stats.rules[rule]);
        object!({
            "rule": form.id,
            "category": form.category.as_str(),
            "title": form.title,
            "weight": form.weight,
            "hits": of.hits,
            "needed": of.needed,
            "flagged": of.flagged,
            "kept": of.kept,
            "documents": of.documents,
            "sites": of.sites.count(),
            "sites_are_estimated": of.sites.is_estimate(),
            "bytes": of.bytes,
            "bytes_asked": of.tried,
            "share_of_work": stats.share(rule),
            "overlaps": beside(stats.beside(rule)),
        })
    };
    let covered = stats.covered().into_iter().map(|cover| {
        let rule = id(cover.rule);
        object!({ "rule": rule, "by": beside(cover.by) })
    });
    let whole = object!({
        "deboil": env!("CARGO_PKG_VERSION"),
        "documents": stats.documents,
        "changed": stats.changed,
        "guarded": stats.guarded,
        "sites": stats.sites.count(),
        "bytes": stats.bytes,
        "removed": stats.removed,
        "documents_counted_for_work": stats.counted,
        "rules": (0..rules.len()).map(one).collect::<Vec<Value>>(),
        "covered": covered.collect::<Vec<Value>>(),
        "never_fired": stats.never_fired().into_iter().map(id).collect::<Vec<&str>>(),
    });
    serde_json::to_string_pretty(&whole).expect("figures are plain data") + "\n"
}
