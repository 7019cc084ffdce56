//! What a person decided becomes rules: a text that stays is kept by a rule with its example, and a flag that is right becomes an example of its rule.
//! Comments and the form of the file stay.

use anyhow::{Context as _, bail};
use deboil::report::queue::Item;
use deboil::text::folds_away;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item as Toml, Table, Value};

/// So much is added to a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// A `keep` rule for these lines or parts of lines, on the site of the item if it has one.
    Keep { site: Option<String>, part: bool, lines: Vec<String> },
    /// The rule of this name in the pack does not hold on these lines.
    Except { id: String, lines: Vec<String> },
    /// The rule of this name in the pack is right about these lines.
    Hits { id: String, lines: Vec<String> },
}

/// The lines of an item as examples: what hides or reorders text is left out, as rules do not see it either.
pub(super) fn examples(item: &Item) -> anyhow::Result<Vec<String>> {
    let plain = |line: &str| {
        line.chars().filter(|&c| c == '\t' || !folds_away(c)).collect::<String>().trim().to_owned()
    };
    let lines: Vec<String> = item.raw.lines().map(plain).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        bail!("the text has nothing that a rule could see");
    }
    if lines.iter().any(|line| line.contains("{{")) {
        bail!("`{{{{` stands for a list in a pattern");
    }
    Ok(lines)
}

impl Change {
    /// Name of the rule within its pack.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Keep { site, part, .. } => {
                let what = if *part { "kept-part" } else { "kept" };
                let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
                let site =
                    site.iter().map(|site| format!("-{}", site.chars().map(letter).collect::<String>()));
                site.fold(what.to_owned(), |id, site| id + &site)
            }
            Self::Except { id, .. } | Self::Hits { id, .. } => id.clone(),
        }
    }

    pub(super) fn lines(&self) -> &[String] {
        match self {
            Self::Keep { lines, .. } | Self::Except { lines, .. } | Self::Hits { lines, .. } => lines,
        }
    }

    /// A rule file with the change made.
    pub(super) fn made(&self, text: &str) -> anyhow::Result<String> {
        let mut file: DocumentMut = text.parse().context("the rule file cannot be read")?;
        if file.get("deboil").is_none() {
            file.insert("deboil", toml_edit::value(deboil::rule::FORMAT));
        }
        let rules = file.entry("rule").or_insert(Toml::ArrayOfTables(ArrayOfTables::new()));
        let rules = rules.as_array_of_tables_mut().context("`rule` is no list of tables")?;
        let id = self.id();
        let at = rules.iter().position(|rule| rule.get("id").and_then(Toml::as_str) == Some(&id));
        match self {
            Self::Keep { site, part, lines } => {
                if at.is_none() {
                    rules.push(keep_rule(&id, site.as_deref(), *part));
                }
                let at = at.unwrap_or(rules.len() - 1);
                let rule = rules.get_mut(at).context("the rule was found there")?;
                let matcher =
                    rule.get_mut("match").and_then(Toml::as_table_like_mut).context("it has no `match`")?;
                let phrases = matcher
                    .entry(if *part { "contains" } else { "line" })
                    .or_insert(Toml::Value(Array::new().into()));
                add(phrases.as_array_mut().context("its phrases are no list")?, lines);
                add(list(rule, "keeps")?, lines);
            }
            Self::Except { lines, .. } => {
                let rule = rules
                    .get_mut(at.with_context(|| format!("it has no rule `{id}`"))?)
                    .context("it was found there")?;
                let unless = list(rule, "unless")?;
                let own = unless
                    .iter_mut()
                    .filter_map(Value::as_inline_table_mut)
                    .find(|one| one.len() == 1 && one.contains_key("line"));
                if let Some(phrases) = own.and_then(|one| one.get_mut("line")).and_then(Value::as_array_mut) {
                    add(phrases, lines);
                } else {
                    let mut phrases = Array::new();
                    phrases.extend(lines.iter().map(String::as_str));
                    let mut one = InlineTable::new();
                    one.insert("line", phrases.into());
                    unless.push(one);
                }
                add(list(rule, "keeps")?, lines);
            }
            Self::Hits { lines, .. } => {
                let rule = rules
                    .get_mut(at.with_context(|| format!("it has no rule `{id}`"))?)
                    .context("it was found there")?;
                add(list(rule, "hits")?, lines);
            }
        }
        Ok(file.to_string())
    }
}

/// A rule that keeps what it is told.
fn keep_rule(id: &str, site: Option<&str>, part: bool) -> Table {
    let mut rule = Table::new();
    rule.insert("id", toml_edit::value(id));
    let whose = site.map_or_else(String::new, |site| format!(" of {site}"));
    let title = format!("{}{whose} that a reviewer kept", if part { "Part of a line" } else { "Line" });
    rule.insert("title", toml_edit::value(title));
    rule.insert("category", toml_edit::value("keep/review"));
    rule.insert("action", toml_edit::value("keep"));
    if part {
        rule.insert("scope", toml_edit::value("span"));
    }
    if let Some(site) = site {
        rule.insert("site", toml_edit::value(Array::from_iter([site])));
    }
    let mut matcher = InlineTable::new();
    matcher.insert(if part { "contains" } else { "line" }, Array::new().into());
    rule.insert("match", toml_edit::value(matcher));
    rule
}

/// A list of a rule, which is made where there is none.
fn list<'r>(rule: &'r mut Table, key: &str) -> anyhow::Result<&'r mut Array> {
    let list = rule.entry(key).or_insert(Toml::Value(Array::new().into()));
    list.as_array_mut().with_context(|| format!("`{key}` of the rule is not written as a list in [ ]"))
}

/// Adds lines to a list, each on a line of its own where it has several, so that a diff shows what is new.
fn add(list: &mut Array, lines: &[String]) {
    let has = |list: &Array, line: &str| list.iter().any(|known| known.as_str() == Some(line));
    let new: Vec<&String> = lines.iter().filter(|line| !has(list, line)).collect();
    if new.is_empty() {
        return;
    }
    // A list that somebody wrote on one line stays on it.
    let is_spread = list.is_empty() || list.trailing().as_str().is_some_and(|end| end.contains('\n')) || {
        let first = list.get(0).and_then(|first| first.decor().prefix()).and_then(|prefix| prefix.as_str());
        first.is_some_and(|prefix| prefix.contains('\n'))
    };
    for line in new {
        let value = Value::from(line.as_str());
        if is_spread {
            list.push_formatted(value.decorated("\n  ", ""));
        } else {
            list.push(value);
        }
    }
    if is_spread {
        list.set_trailing("\n");
        list.set_trailing_comma(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|&line| line.to_owned()).collect()
    }

    #[test]
    fn makes_a_rule_that_keeps_and_adds_to_it() {
        let site = Some("news.coast.test".to_owned());
        let first = Change::Keep { site: site.clone(), part: false, lines: lines(&["Read more: Why"]) };
        let second = Change::Keep { site, part: false, lines: lines(&["It's \"late\"", "Read more: Why"]) };
        let text = second.made(&first.made("").unwrap()).unwrap();
        let expected = "deboil = 1\n\n[[rule]]\nid = \"kept-news-coast-test\"\ntitle = \"Line of news.coast.test that a reviewer kept\"\ncategory = \"keep/review\"\naction = \"keep\"\nsite = [\"news.coast.test\"]\nmatch = { line = [\n  \"Read more: Why\",\n  'It''s \"late\"',\n] }\nkeeps = [\n  \"Read more: Why\",\n  \"\"\"It's \"late\\\"\"\"\",\n]\n";
        let parsed: toml::Table = text.parse().unwrap();
        assert_eq!(
            text.lines().take(9).collect::<Vec<_>>(),
            expected.lines().take(9).collect::<Vec<_>>(),
            "{text}"
        );
        let rule = &parsed["rule"][0];
        assert_eq!(rule["match"]["line"].as_array().unwrap().len(), 2);
        assert_eq!(rule["keeps"][1].as_str(), Some("It's \"late\""));
    }

    const OWN: &str = "# Ours.\ndeboil = 1\n\n[[rule]] # the first\nid    = \"sign-up\" # its name\ntitle = \"Call\"\ncategory = \"promo/x\"\nmatch = { prefix = [\"Sign up\"] }\nhits  = [\"Sign up today\"]\nkeeps = [\"A sign.\"] # near\n";

    #[test]
    fn narrows_a_rule_and_keeps_its_comments() {
        let except = |line| Change::Except { id: "sign-up".to_owned(), lines: lines(&[line]) };
        let once = except("Sign up the children").made(OWN).unwrap();
        assert_eq!(
            once,
            OWN.replace("[\"A sign.\"] # near\n", "[\"A sign.\", \"Sign up the children\"] # near\nunless = [{ line = [\"Sign up the children\"] }]\n")
        );
        let twice = except("Sign up the boys").made(&once).unwrap();
        assert!(
            twice.contains("unless = [{ line = [\"Sign up the children\", \"Sign up the boys\"] }]"),
            "{twice}"
        );
        assert!(Change::Except { id: "other".to_owned(), lines: lines(&["x"]) }.made(OWN).is_err());
    }

    #[test]
    fn what_is_right_becomes_an_example() {
        let hits = Change::Hits { id: "sign-up".to_owned(), lines: lines(&["Sign up now"]) };
        let text = hits.made(OWN).unwrap();
        assert_eq!(text, OWN.replace("[\"Sign up today\"]", "[\"Sign up today\", \"Sign up now\"]"));
        assert_eq!(hits.made(&text).unwrap(), text, "once is enough");
    }
}
