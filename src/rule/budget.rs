//! What the rules of a file and of all files may cost together: patterns that are each small enough are too much in their thousands.

use super::{Rule, Scope};
use crate::condition::{Matcher, Pattern};

/// Most memory of the compiled patterns of a file, in bytes; the largest of the built-in files has a fifth of it.
const MAX_FILE_COMPILED: usize = 64 << 20;
/// The same of all files that are read together.
const MAX_COMPILED: usize = 256 << 20;
/// Most patterns of all files that no literal tells of; the built-in packs have 28.
const MAX_LOOSE: usize = 1000;

/// What the rules that were read have cost.
#[derive(Debug, Default)]
pub(super) struct Budget {
    of_file: usize,
    of_all: usize,
    loose: usize,
    is_spent: bool,
}

impl Budget {
    /// The next file begins.
    pub(super) fn next_file(&mut self) {
        self.of_file = 0;
    }

    /// Takes a rule, or says why it is too much. What comes after that is not counted: once is enough.
    pub(super) fn take(&mut self, rule: &Rule) -> Result<(), String> {
        let patterns = matchers(rule).into_iter().flat_map(|matcher| matcher.patterns.iter());
        let compiled: usize = patterns.map(Pattern::compiled_bytes).sum();
        self.of_file += compiled;
        self.of_all += compiled;
        self.loose += rule.matcher.as_ref().map_or(0, |matcher| matcher.patterns.loose().len());
        let mib = |bytes: usize| bytes >> 20;
        let said = if self.of_file > MAX_FILE_COMPILED {
            format!(
                "with this rule the patterns of the file take more than {} MiB compiled: bound repetitions, shorten lists, or make several packs of it",
                mib(MAX_FILE_COMPILED)
            )
        } else if self.of_all > MAX_COMPILED {
            format!(
                "with this rule the patterns of all files take more than {} MiB compiled: use fewer packs at a time",
                mib(MAX_COMPILED)
            )
        } else if self.loose > MAX_LOOSE {
            format!(
                "with this rule more than {MAX_LOOSE} patterns have no literal in common with all that they match, so that each is tried on every line: put a word into them (`rules lint --notes` names them)"
            )
        } else {
            return Ok(());
        };
        if std::mem::replace(&mut self.is_spent, true) { Ok(()) } else { Err(said) }
    }
}

/// All the matchers of a rule.
fn matchers(rule: &Rule) -> Vec<&Matcher> {
    let mut matchers: Vec<&Matcher> = rule.matcher.iter().collect();
    matchers.extend(rule.near.iter().filter_map(|near| near.any.as_ref()));
    matchers.extend(rule.unless.iter().map(|exception| &exception.matcher));
    match &rule.scope {
        Scope::Region(region) => {
            matchers.extend(&region.until);
            matchers.extend(region.confirm.iter().map(|confirm| &confirm.any));
        }
        Scope::Sequence(sequence) => matchers.extend(sequence.classes.values()),
        _ => {}
    }
    matchers
}

#[cfg(test)]
mod tests {
    use crate::rule::{Source, read_packs};

    fn said(match_of: impl Fn(usize) -> String, rules: usize) -> String {
        let rule =
            |n| format!("[[rule]]\nid = \"r{n}\"\ntitle = \"A\"\ncategory = \"promo\"\n{}\n", match_of(n));
        let text = format!("deboil = 1\n{}", (0..rules).map(rule).collect::<String>());
        let source = Source { name: "house".to_owned(), path: "house.toml".to_owned(), text };
        read_packs(&[], &[source]).map_or_else(|problems| problems.to_string(), |_| String::new())
    }

    #[test]
    fn many_patterns_that_are_each_small_enough_are_too_much_together() {
        let large =
            |n: usize| format!("unless = [{{ regex = ['x.{{{}}}y'] }}]\nmatch.line = [\"a\"]", 4000 + n % 9);
        let text = said(large, 100);
        assert!(
            text.starts_with("house.toml:")
                && text.contains("the patterns of the file take more than 64 MiB"),
            "{text}"
        );
        assert_eq!(text.matches("with this rule").count(), 1, "{text}");
        assert_eq!(said(large, 9), "");
    }

    #[test]
    fn only_so_many_patterns_may_be_without_a_literal() {
        let loose = |n: usize| format!("match.regex = ['^[a-z]{{1,{}}}$']", n + 1);
        assert_eq!(said(loose, 1000), "");
        let text = said(loose, 1002);
        assert!(
            text.starts_with("house.toml:500") && text.contains("more than 1000 patterns have no literal"),
            "{text}"
        );
    }
}
