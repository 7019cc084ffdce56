//! Named lists of phrases, and their place in patterns.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::category::closest;
use crate::condition::ALTERNATIVES;

/// Most phrases that one `{{name}}` may stand for once the lists it names are expanded.
const MAX_PHRASES: usize = 5000;
/// Lists name lists at most so deep.
const MAX_DEPTH: usize = 8;

/// Lists of phrases by name; `{{name}}` in a pattern stands for one of the phrases. Those of the built-in packs are unpacked when another
/// pack asks for them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct Lists {
    packed: Packed,
    map: OnceLock<IndexMap<String, Vec<String>>>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Packed(#[serde(with = "serde_bytes")] Box<[u8]>);

/// Most bytes of a pattern with its lists expanded; one that is longer is refused before it is.
const MAX_EXPANDED: usize = 1 << 20;

impl Lists {
    /// Some lists.
    pub(super) fn new(map: IndexMap<String, Vec<String>>) -> Self {
        Self { packed: Packed::default(), map: map.into() }
    }

    fn map(&self) -> &IndexMap<String, Vec<String>> {
        self.map.get_or_init(|| {
            let Packed(packed) = &self.packed;
            if packed.is_empty() {
                return IndexMap::new();
            }
            postcard::from_bytes(packed).expect("packed lists are what was packed")
        })
    }

    /// Adds the lists of another pack; those of this one win.
    pub(super) fn inherit(&mut self, other: &Self) {
        let mut map = self.map().clone();
        for (name, phrases) in other.map() {
            map.entry(name.clone()).or_insert_with(|| phrases.clone());
        }
        *self = Self::new(map);
    }

    /// `pattern` with each `{{name}}` as alternatives that [`crate::condition::Pattern`] understands.
    pub(super) fn expand(&self, pattern: &str) -> Result<String, String> {
        let [begin, separator, end] = ALTERNATIVES;
        if pattern.contains(ALTERNATIVES) {
            return Err("the pattern has a character that no text has".to_owned());
        }
        let mut expanded = String::with_capacity(pattern.len());
        for part in parts(pattern) {
            match part {
                Part::Text(text) => expanded.push_str(text),
                Part::List(name) => {
                    expanded.push(begin);
                    expanded.push_str(&self.phrases(name, 0)?.join(&separator.to_string()));
                    expanded.push(end);
                }
            }
            if expanded.len() > MAX_EXPANDED {
                return Err(format!(
                    "the pattern has more than {MAX_EXPANDED} bytes once its lists are expanded"
                ));
            }
        }
        Ok(expanded)
    }

    fn phrases(&self, name: &str, depth: usize) -> Result<Vec<String>, String> {
        let Some(list) = self.map().get(name) else {
            let names: Vec<&str> = self.map().keys().map(String::as_str).collect();
            let near =
                closest(name, &names).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(format!("unknown list `{name}`{near}"));
        };
        if depth > MAX_DEPTH || list.is_empty() {
            return Err(format!(
                "list `{name}` {}",
                if list.is_empty() { "is empty" } else { "names itself" }
            ));
        }
        let mut phrases = Vec::new();
        for phrase in list {
            let mut variants = vec![String::new()];
            for part in parts(phrase) {
                let options = match part {
                    Part::Text(text) => vec![text.to_owned()],
                    Part::List(name) => self.phrases(name, depth + 1)?,
                };
                variants = variants
                    .iter()
                    .flat_map(|start| options.iter().map(move |option| format!("{start}{option}")))
                    .collect();
                if variants.len() > MAX_PHRASES {
                    return Err(format!("list `{name}` stands for more than {MAX_PHRASES} phrases"));
                }
            }
            phrases.append(&mut variants);
        }
        // The longest first: alternatives of a pattern are tried from the left.
        phrases.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        phrases.dedup();
        if phrases.len() > MAX_PHRASES {
            return Err(format!("list `{name}` stands for more than {MAX_PHRASES} phrases"));
        }
        Ok(phrases)
    }
}

impl PartialEq for Lists {
    fn eq(&self, other: &Self) -> bool {
        self.map() == other.map()
    }
}

impl From<Lists> for Packed {
    fn from(lists: Lists) -> Self {
        Self(postcard::to_allocvec(lists.map()).expect("lists are plain data").into())
    }
}

impl From<Packed> for Lists {
    fn from(packed: Packed) -> Self {
        Self { packed, map: OnceLock::new() }
    }
}

enum Part<'p> {
    Text(&'p str),
    List(&'p str),
}

/// The text of a pattern and the lists that it names, in order.
fn parts(pattern: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        if name.is_empty() || !name.chars().all(is_name) {
            break;
        }
        parts.extend([Part::Text(before), Part::List(name)]);
        rest = behind;
    }
    parts.push(Part::Text(rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Lists::new(IndexMap::from([
            ("join".to_owned(), list(&["sign up", "join"])),
            ("call".to_owned(), list(&["{{join}} now", "act"])),
            ("loop".to_owned(), list(&["{{loop}}"])),
        ]))
    }

    #[test]
    fn lists_may_use_lists() {
        let [begin, separator, end] = ALTERNATIVES;
        let expected = format!("please {begin}sign up now{separator}join now{separator}act{end}!");
        assert_eq!(lists().expand("please {{call}}!").unwrap(), expected);
        assert_eq!(lists().expand(r"\{\{x\}\} {{").unwrap(), r"\{\{x\}\} {{");
    }

    #[test]
    fn names_the_list_that_was_meant() {
        assert_eq!(lists().expand("{{joi}}").unwrap_err(), "unknown list `joi`; did you mean `join`?");
        assert!(lists().expand("{{loop}}").unwrap_err().contains("names itself"));
    }
}
