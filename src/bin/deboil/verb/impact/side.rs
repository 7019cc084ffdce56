//! A name becomes one of the two sides that are compared: rules at a path, rules of a revision, or a program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::bail;
use deboil::builtin;
use deboil::rule::{Definition, Examples, Pack, Rule, Source};

use super::revision;
use crate::packs;
use crate::settings::Settings;

/// One of the sides.
pub(super) enum Side {
    Rules(Rules),
    /// Another version of this program.
    Program(PathBuf),
}

/// A set of rules.
pub(super) struct Rules {
    label: String,
    /// Its rule files; none for the built-in rules alone.
    pub(super) sources: Vec<Source>,
}

/// The name of the side that has the built-in rules and those of the settings.
const BUILTIN: &str = "builtin";

impl Side {
    /// What a name stands for: a rule file or a folder of them, a program, a revision, or `builtin`.
    pub(super) fn find(name: &str) -> anyhow::Result<Self> {
        let path = Path::new(name);
        let is_rules = path.extension().is_some_and(|ending| ending == "toml" || ending == "json");
        if path.is_dir() || (path.is_file() && is_rules) {
            let sources = packs::sources(&[path.to_owned()])?;
            if sources.is_empty() {
                bail!("{name}: there are no rule files in it");
            }
            return Ok(Self::Rules(Rules { label: name.to_owned(), sources }));
        }
        if path.is_file() {
            return Ok(Self::Program(std::path::absolute(path)?));
        }
        if name == BUILTIN {
            return Ok(Self::Rules(Rules { label: "the built-in rules".to_owned(), sources: Vec::new() }));
        }
        let (label, sources) = revision::sources(name)?;
        Ok(Self::Rules(Rules { label, sources }))
    }

    /// How reports call it.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Rules(rules) => rules.label.clone(),
            Self::Program(path) => path.display().to_string(),
        }
    }
}

impl Rules {
    /// Whether the built-in packs give way: where one of its packs has the name of one of them, it is another state of them all.
    pub(super) fn replaces_builtin(&self) -> bool {
        let builtin: BTreeSet<String> = builtin::sources().map(|source| source.name).collect();
        self.sources.iter().any(|source| builtin.contains(&source.name))
    }

    /// Its packs, beside the built-in ones if they are in force and those of the settings. A pack of the settings gives way to one of the same name.
    pub(super) fn packs(&self, settings: &Settings) -> anyhow::Result<Vec<Pack>> {
        let with_builtin = settings.builtin.0 && !self.replaces_builtin();
        let base = if with_builtin { builtin::packs() } else { Vec::new() };
        let mut sources = packs::sources(&settings.rules)?;
        sources.retain(|source| self.sources.iter().all(|own| own.name != source.name));
        sources.extend(self.sources.iter().cloned());
        if sources.is_empty() { Ok(base) } else { packs::checked(&base, &sources) }
    }
}

/// Whether two rules do the same, whatever their examples.
pub(super) fn is_same(one: &Rule, other: &Rule) -> bool {
    let bare = |rule: &Rule| Definition { examples: Examples::default(), ..Definition::clone(rule) };
    bare(one) == bare(other)
}
