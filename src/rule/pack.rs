//! A pack: the rules of one file.

use serde::{Deserialize, Serialize};

use super::{Lists, OverrideForm, Rule};

/// The text of a rule file, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// First part of its rules' ids unless the file says otherwise, such as `en/promo`.
    pub name: String,
    /// Its path, for messages and for finding the packs it extends; with `.json` it is read as JSON.
    pub path: String,
    /// What is written in it.
    pub text: String,
}

/// The checked rules of one file. Without the rules, which are packed by themselves, it is plain data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// First part of its rules' ids.
    pub name: String,
    /// Its path.
    pub path: String,
    /// Its version, if it states one.
    pub version: Option<String>,
    /// Its licence, if it states one.
    pub license: Option<String>,
    /// Whether it adds to the built-in packs.
    pub builtin: bool,
    /// Its lists and those of the packs it extends.
    pub lists: Lists,
    /// Its rules, with full ids.
    #[serde(skip)]
    pub rules: Vec<Rule>,
    /// For each rule the line of the file where it begins.
    pub places: Vec<usize>,
    /// Changes that it makes to rules of other packs.
    pub overrides: Vec<OverrideForm>,
}

/// The pack name for a file at a path relative to its rules folder: `en/promo` for `en/promo.toml`.
pub fn pack_name(relative: &str) -> String {
    let path = relative.replace('\\', "/");
    let name = path.strip_suffix(".toml").or_else(|| path.strip_suffix(".json")).unwrap_or(&path);
    let is_part =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | '/');
    name.trim_start_matches("./").to_lowercase().chars().map(|c| if is_part(c) { c } else { '-' }).collect()
}

/// The files that a rule file extends, as paths beside its own; names of built-in packs are left out.
/// A file that cannot be read as TOML extends nothing here: reading it will say why.
pub fn extended_by(source: &Source) -> Vec<String> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        pack: Extends,
    }
    #[derive(Deserialize, Default)]
    struct Extends {
        #[serde(default)]
        extends: Vec<String>,
    }
    let head: Option<Head> = if is_json(&source.path) {
        serde_json::from_str(&source.text).ok()
    } else {
        toml::from_str(&source.text).ok()
    };
    let files = head.into_iter().flat_map(|head| head.pack.extends);
    files.filter(|name| is_file(name)).map(|name| beside(&source.path, &name)).collect()
}

pub(super) fn is_json(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

pub(super) fn is_file(extended: &str) -> bool {
    let ending = |ending: &str| extended.len() > ending.len() && extended.ends_with(ending);
    ending(".toml") || ending(".json")
}

/// The path `relative` as seen from the folder of the file `path`, without `.` and `..` where they can be resolved.
pub(super) fn beside(path: &str, relative: &str) -> String {
    let folder = path.replace('\\', "/");
    let is_absolute = relative.starts_with('/');
    let mut parts: Vec<&str> = if is_absolute { Vec::new() } else { folder.split('/').collect() };
    parts.pop();
    for part in relative.split('/') {
        match part {
            "." | "" => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, ".." | "")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if is_absolute { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_extended_files_beside_the_pack() {
        assert_eq!(beside("rules/en/promo.toml", "./lists.toml"), "rules/en/lists.toml");
        assert_eq!(beside("/a/b/c.toml", "../d.toml"), "/a/d.toml");
        assert_eq!(beside("c.toml", "d.toml"), "d.toml");
    }

    #[test]
    fn names_packs_by_their_path() {
        assert_eq!(pack_name("en/promo.toml"), "en/promo");
        assert_eq!(pack_name("./My Rules.toml"), "my-rules");
    }
}
