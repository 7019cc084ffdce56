//! Two texts become one line on which the words that differ are marked.

use similar::{ChangeTag, TextDiff};

/// Words that are shown of a run in which the texts agree, at each of its ends.
const CONTEXT: usize = 6;

/// Both texts as one: `[-…-]` is only in the first, `{+…+}` only in the second, and long runs that are in both are cut short.
pub(super) fn marked(before: &str, now: &str) -> String {
    let diff = TextDiff::from_unicode_words(before, now);
    let mut runs: Vec<(ChangeTag, Vec<&str>)> = Vec::new();
    for change in diff.iter_all_changes() {
        match runs.last_mut().filter(|(tag, _)| *tag == change.tag()) {
            Some((_, words)) => words.push(change.value()),
            None => runs.push((change.tag(), vec![change.value()])),
        }
    }
    let last = runs.len().saturating_sub(1);
    let parts = runs.iter().enumerate().map(|(at, (tag, words))| match tag {
        ChangeTag::Equal => shortened(words, at == 0, at == last),
        ChangeTag::Delete => format!("[-{}-]", words.concat()),
        ChangeTag::Insert => format!("{{+{}+}}", words.concat()),
    });
    parts.collect()
}

/// A run without what is far from a difference: before it, behind it, or between two.
fn shortened(words: &[&str], is_first: bool, is_last: bool) -> String {
    // A word and the space behind it are two.
    let shown = 2 * CONTEXT;
    let head = if is_first { 0 } else { shown };
    let tail = if is_last { 0 } else { shown };
    if words.len() <= head + tail + 2 {
        return words.concat();
    }
    [&words[..head], &["…"], &words[words.len() - tail..]].concat().concat()
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn marks_the_words_that_differ() {
        assert_eq!(marked("the old pier", "the new pier"), "the [-old-]{+new+} pier");
        assert_eq!(marked("東京の海", "東京の山"), "東京の[-海-]{+山+}");
    }

    #[test]
    fn cuts_long_runs_short() {
        let long = "a b c d e f g h i j k l m n o p";
        assert_eq!(
            marked(&format!("{long} x {long}"), &format!("{long} y {long}")),
            "…k l m n o p [-x-]{+y+} a b c d e f…"
        );
    }
}
