//! A checked pack becomes warnings: what a rule lacks, what makes it slow, what makes it risky.

use super::{Action, Pack, Problem, Scope, Severity};
use crate::condition::Matcher;

/// What is doubtful in a pack. Missing examples are errors where `strict`, as for the built-in packs.
pub fn lint(pack: &Pack, strict: bool) -> Vec<Problem> {
    let examples = if strict { Severity::Error } else { Severity::Warning };
    let mut problems = Vec::new();
    for (rule, &line) in pack.rules.iter().zip(&pack.places) {
        let mut say = |severity: Severity, message: String| {
            problems.push(Problem {
                path: pack.path.clone(),
                span: None,
                line,
                column: 1,
                rule: Some(rule.id.clone()),
                severity,
                message,
                help: None,
            });
        };
        let changes = |case: &&super::Case| case.input != case.output || case.fields.is_some();
        let has_hits =
            !rule.examples.hits.is_empty() || rule.examples.cases.iter().any(|case| changes(&case));
        let has_keeps =
            !rule.examples.keeps.is_empty() || rule.examples.cases.iter().any(|case| !changes(&case));
        // What a rule must keep is found by it.
        let keeps = rule.action == Action::Keep && !rule.examples.keeps.is_empty();
        if !has_hits && !keeps && rule.weight > 0.0 {
            say(examples, "no `hits`: write a line that it must find".to_owned());
        }
        if !has_keeps && rule.weight > 0.0 && rule.action != Action::Keep {
            say(
                examples,
                "no `keeps`: write the article sentence that comes closest and must stay".to_owned(),
            );
        }
        let matchers: Vec<&Matcher> = match &rule.scope {
            Scope::Sequence(sequence) => sequence.classes.values().collect(),
            _ => rule.matcher.iter().collect(),
        };
        let is_free =
            |matcher: &&Matcher| matcher.patterns.is_empty() || !matcher.patterns.loose().is_empty();
        let pattern_free = matchers.iter().all(is_free);
        if pattern_free && rule.place.is_none() && rule.near.is_none() && !rule.repeats_title {
            say(Severity::Note, tried_always(&matchers));
        }
        let flags =
            matchers.iter().filter(|matcher| !matcher.raw).flat_map(|matcher| matcher.patterns.iter());
        if flags.into_iter().any(|pattern| pattern.as_regex().contains("(?i")) {
            say(
                Severity::Warning,
                "`(?i)` costs speed and does nothing: the case is folded already".to_owned(),
            );
        }
        let unbounded = rule.matcher.as_ref().is_some_and(|matcher| {
            !matcher.is_bounded() && matcher.patterns.iter().any(|pattern| !pattern.is_anchored())
        });
        if matches!(rule.scope, Scope::Line | Scope::Paragraph)
            && rule.weight >= 1.0
            && unbounded
            && takes(&rule.action)
        {
            say(Severity::Warning, "a phrase anywhere in the line takes the whole line, however long: add `words = { max = … }` or anchor it".to_owned());
        }
    }
    problems
}

/// What a rule costs that no literal tells of.
fn tried_always(matchers: &[&Matcher]) -> String {
    let loose = |matcher: &&Matcher| {
        let patterns = matcher.patterns.loose().iter().map(|&number| matcher.patterns.get(number));
        patterns.map(|pattern| format!("`{}`", short(pattern.as_regex()))).collect::<Vec<_>>()
    };
    let patterns: Vec<String> = matchers.iter().flat_map(loose).collect();
    let words = matchers.iter().map(|matcher| matcher.max_words()).max().unwrap_or(usize::MAX);
    let lines = if words == usize::MAX { String::new() } else { format!(" of at most {words} words") };
    match &patterns[..] {
        [] => format!("without a pattern, the rule is tried on every line{lines}"),
        _ => format!(
            "no literal of two bytes or more stands in every alternative of {}: it is tried on every line{lines}",
            patterns.join(", ")
        ),
    }
}

/// The beginning of a pattern.
fn short(regex: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    let more = if regex.chars().count() > SHOWN_CHARS { "…" } else { "" };
    regex.chars().take(SHOWN_CHARS).chain(more.chars()).collect()
}

fn takes(action: &Action) -> bool {
    matches!(action, Action::Remove | Action::Capture(_) | Action::Replace(_))
}
