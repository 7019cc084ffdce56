//! A difference in words: the line, what becomes of it now and before, and by which rules.

use super::words::marked;
use super::{Difference, Fate, Mark};
use crate::report::visible;

/// Characters of a text that are shown.
const SHOWN: usize = 100;

/// A line of a difference, and what it is, for whoever colours it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoryLine {
    /// Text that goes and should not.
    Goes(String),
    /// Text that stays and should not.
    Stays(String),
    /// Text of which something else became than should.
    Changed(String),
    /// What became of it, and the rules.
    Why(String),
}

impl StoryLine {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Self::Goes(text) | Self::Stays(text) | Self::Changed(text) | Self::Why(text) => text,
        }
    }
}

/// A difference in words, without colours and safe for a terminal.
pub fn story(difference: &Difference) -> Vec<StoryLine> {
    let why = |text: String| StoryLine::Why(format!("        {text}"));
    match difference {
        Difference::Goes(mark) => {
            let what = if mark.is == Fate::Flagged { "is flagged" } else { "goes" };
            vec![
                StoryLine::Goes(line("-", mark)),
                why(format!("{what}{}: {}", kept(mark), list(&mark.rules))),
            ]
        }
        Difference::Stays(mark) => {
            let what = if mark.is == Fate::Flagged { "is not flagged" } else { "stays" };
            let rules = if mark.rules.is_empty() {
                String::new()
            } else {
                format!(", no longer: {}", list(&mark.rules))
            };
            vec![StoryLine::Stays(line("+", mark)), why(format!("{what}{rules}"))]
        }
        Difference::Changed { before, now } => {
            let mut lines = vec![StoryLine::Changed(line("~", now))];
            lines.extend(changes(difference, before, now).into_iter().map(why));
            lines
        }
        Difference::Text { line, before, now } => vec![
            StoryLine::Changed(format!("~ {line:>4}  {}", words(before, now))),
            why("this line of the output is another one".to_owned()),
        ],
        Difference::Guard { before, now } => {
            let state = |reason: &Option<String>| {
                reason.as_deref().map_or_else(|| "cleaned".to_owned(), |why| format!("left alone, as {why}"))
            };
            vec![
                StoryLine::Changed("~       the whole article".to_owned()),
                why(format!("was {}", visible(&state(before)))),
                why(format!("is  {}", visible(&state(now)))),
            ]
        }
    }
}

/// What is different about a stretch of text that goes now as before.
fn changes(difference: &Difference, before: &Mark, now: &Mark) -> Vec<String> {
    let mut changes = Vec::new();
    if before.text != now.text {
        changes.push(format!("another part of the line goes: {}", words(&before.text, &now.text)));
    }
    if (before.is, &before.fields, &before.with) != (now.is, &now.fields, &now.with) {
        let state = |mark: &Mark| format!("{}{}", mark.is.name(), kept(mark));
        changes.push(format!("was {}, is {}", state(before), state(now)));
    }
    if before.line != now.line {
        changes.push(format!("stood on line {}, stands on line {}", before.line, now.line));
    }
    let (new, lost) = (difference.new_rules(), difference.lost_rules());
    if !new.is_empty() {
        changes.push(format!("taken now by {}", list(&new)));
    }
    if !lost.is_empty() {
        changes.push(format!("no longer by {}", list(&lost)));
    }
    changes
}

fn line(sign: &str, mark: &Mark) -> String {
    format!("{sign} {:>4}  {}", mark.line, short(&mark.text))
}

/// What a stretch of text left behind, in words.
fn kept(mark: &Mark) -> String {
    let mut kept = String::new();
    if !mark.with.is_empty() {
        kept = format!(" with {}", visible(&mark.with));
    }
    for (field, values) in &mark.fields {
        kept = format!("{kept}, kept as {field} = {}", visible(&values.join("; ")));
    }
    kept
}

fn list<S: AsRef<str>>(rules: &[S]) -> String {
    rules.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ")
}

fn words(before: &str, now: &str) -> String {
    visible(&marked(before, now).replace("\r\n", "⏎").replace('\n', "⏎"))
}

fn short(text: &str) -> String {
    let shown = visible(&text.trim().replace("\r\n", "⏎").replace('\n', "⏎"));
    let short: String = shown.chars().take(SHOWN).collect();
    if short.len() < shown.len() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::golden::compare::tests::mark;

    fn told(difference: &Difference) -> Vec<String> {
        story(difference).iter().map(|line| line.text().to_owned()).collect()
    }

    #[test]
    fn names_the_line_and_the_rule() {
        assert_eq!(
            told(&Difference::Goes(mark(12, "Sign up\u{1b}", &["en/promo/a", "en/promo/b"]))),
            ["-   12  Sign up\\u{1b}", "        goes: en/promo/a, en/promo/b"]
        );
        assert_eq!(
            told(&Difference::Stays(mark(12, "Sign up", &["en/promo/a"]))),
            ["+   12  Sign up", "        stays, no longer: en/promo/a"]
        );
    }

    #[test]
    fn says_all_that_changed_about_a_line() {
        let before = mark(2, "(Read more)", &["a"]);
        let mut now = mark(3, "(Read more: x)", &["b"]);
        now.is = Fate::Captured;
        now.fields.insert("link".to_owned(), vec!["x".to_owned()]);
        assert_eq!(
            told(&Difference::Changed { before, now }),
            [
                "~    3  (Read more: x)",
                "        another part of the line goes: (Read more{+: x+})",
                "        was removed, is captured, kept as link = x",
                "        stood on line 2, stands on line 3",
                "        taken now by b",
                "        no longer by a",
            ]
        );
    }
}
