//! `deboil review --apply`: decisions that were made elsewhere, on an exported page or by a script, are taken in.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use deboil::report::visible;
use deboil::review::{Answer, Entry, FORMAT, Review};
use serde_json::{Map, Value};

use super::gather::gather;
use super::state::{By, State};
use super::{Session, asks_for_paths};
use crate::cli::ReviewVerbArgs;
use crate::diagnose::say;
use crate::exit::Exit;
use crate::run::Run;

/// Keys of an entry; what else a line of `--json` has is for the reader.
const KEYS: [&str; 10] =
    ["document", "site", "rule", "text", "part", "before", "after", "verdict", "goes", "note"];

pub(super) fn apply(
    args: &ReviewVerbArgs,
    mut session: Session,
    run: &Run,
    file: &Path,
) -> anyhow::Result<Exit> {
    let name = if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() };
    let mut text = String::new();
    if file.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).context("standard input")?;
    } else {
        text = std::fs::read_to_string(file).with_context(|| name.clone())?;
    }
    let taken = match lines(&text) {
        Some(lines) => from_lines(&name, lines)?,
        None => crate::review::parsed(&name, &text)?,
    };
    let mut review = session.before.clone();
    let merged = review.merge(&taken);
    session.write(&review)?;
    let mut errors = 0;
    // With the documents at hand, what stays is kept by rules too.
    if !args.run.paths.is_empty() {
        asks_for_paths(args)?;
        errors = with_rules(&mut session, run, &taken)?;
    }
    say(format_args!(
        "{}: {} new, {} changed, {} there already",
        session.file.display(),
        merged.added,
        merged.changed,
        merged.same
    ));
    session.said.iter().for_each(say);
    Ok(Exit::of(errors, 0, false))
}

fn with_rules(session: &mut Session, run: &Run, taken: &Review) -> anyhow::Result<usize> {
    let (asked, errors) = gather(run, true)?;
    let mut state = State::new(asked, By::Document);
    for entry in taken.entries() {
        let speaks = |at: &usize| {
            let own = state.asked[*at].item.entry(entry.answer.clone(), None);
            own.scope == entry.scope
                && own.text == entry.text
                && (entry.answer == Answer::Never || own.is_about_the_same(entry))
        };
        if let Some(at) = (0..state.asked.len()).find(speaks) {
            state.answers[at] = Some(entry.answer.clone());
        }
    }
    if let Some(message) = session.plan(&state) {
        say(visible(&message));
    }
    Ok(errors)
}

/// The lines of a text in which each is a JSON object by itself, with their numbers; none where it is a file of another form.
fn lines(text: &str) -> Option<Vec<(usize, Map<String, Value>)>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let objects: Option<Vec<(usize, Map<String, Value>)>> =
        lines.map(|(at, line)| Some((at + 1, serde_json::from_str(line).ok()?))).collect();
    objects.filter(|objects| objects.first().is_some_and(|(_, first)| !first.contains_key("decision")))
}

/// The entries of lines that have a verdict.
fn from_lines(name: &str, lines: Vec<(usize, Map<String, Value>)>) -> anyhow::Result<Review> {
    let mut review = Review::default();
    for (number, mut object) in lines {
        if object.get("verdict").is_none_or(Value::is_null) {
            continue;
        }
        object.retain(|key, _| KEYS.contains(&key.as_str()));
        // A line has both; which of them holds, the verdict tells.
        let is_never = object.get("verdict").and_then(Value::as_str) == Some("never");
        object.remove(if is_never { "document" } else { "site" });
        if is_never {
            object.remove("before");
            object.remove("after");
        }
        let entry: Entry = serde_json::from_value(Value::Object(object))
            .map_err(|error| anyhow!("{name}:{number}: {error} (format {FORMAT})"))?;
        review.add(entry);
    }
    Ok(review)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_lines_of_the_queue_that_have_a_verdict() {
        let line = |verdict: &str| {
            format!(
                "{{\"document\":\"d\",\"site\":\"x.test\",\"rule\":\"r\",\"text\":\"t\",\"before\":\"b\",\"doubt\":1.5{verdict}}}\n"
            )
        };
        let text = [line(""), line(",\"verdict\":\"never\""), line(",\"verdict\":\"reject\"")].concat();
        let review = from_lines("q", lines(&text).unwrap()).unwrap();
        let scopes: Vec<String> =
            review.entries().iter().map(|entry| format!("{:?} {}", entry.scope, entry.before)).collect();
        assert_eq!(scopes, ["Site(\"x.test\") ", "Document(\"d\") b"]);
        assert!(lines("{\"deboil\":1,\"decision\":[]}").is_none());
        assert!(lines("deboil = 1\n").is_none());
        let wrong = from_lines("q", lines(&line(",\"verdict\":\"no\"")).unwrap());
        assert!(wrong.unwrap_err().to_string().starts_with("q:1: unknown variant `no`"));
    }
}
