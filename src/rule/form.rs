//! The rule file as it is written.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Brackets, Case, Category, Confidence, Glue, Region, Run, Severity};
use crate::condition::{Context, Exception, Matcher, Near, Place, Site, Validity};

/// A rule file: one pack.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// Version of the rule format.
    pub deboil: i64,
    /// What the pack is.
    #[serde(default)]
    pub pack: PackForm,
    /// Keys for every rule of the file that does not have them itself.
    #[serde(default)]
    pub defaults: DefaultsForm,
    /// Parts of patterns by name; `{{name}}` stands for one of the entries.
    #[serde(default)]
    pub lists: IndexMap<String, Vec<String>>,
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleForm>,
    /// Changes to rules of other packs.
    #[serde(default, rename = "override")]
    pub overrides: Vec<OverrideForm>,
}

/// What a pack is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Pack")]
pub struct PackForm {
    /// First part of its rules' ids; otherwise made from the path.
    pub name: Option<String>,
    /// Version of the pack.
    pub version: Option<String>,
    /// Its licence.
    pub license: Option<String>,
    /// Versions of the program that it works with, such as `>=0.1`.
    pub requires: Option<String>,
    /// Packs to load too: files beside this one (`./lists.toml`), or names of built-in packs.
    pub extends: Vec<String>,
    /// Whether it adds to the built-in packs; if not, they are left out.
    pub builtin: bool,
}

impl Default for PackForm {
    fn default() -> Self {
        Self { name: None, version: None, license: None, requires: None, extends: Vec::new(), builtin: true }
    }
}

/// Keys that a file may set for all its rules.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Defaults")]
pub struct DefaultsForm {
    /// See the rule's key.
    pub category: Option<Category>,
    /// See the rule's key.
    pub confidence: Option<Confidence>,
    /// See the rule's key.
    pub action: Option<ActionName>,
    /// See the rule's key; used where the action is `flag`.
    pub severity: Option<Severity>,
    /// See the rule's key; used where the action is `capture`.
    pub field: Option<String>,
    /// See the rule's key.
    pub scope: Option<ScopeName>,
    /// See the rule's key.
    pub weight: Option<f64>,
    /// See the rule's key.
    pub lang: Option<Vec<String>>,
    /// See the rule's key.
    pub site: Option<Vec<Site>>,
    /// See the rule's key.
    pub valid: Option<Validity>,
    /// See the rule's key.
    #[serde(rename = "where")]
    pub place: Option<Place>,
    /// See the rule's key; used where there is a `where`.
    pub elsewhere: Option<Confidence>,
    /// See the rule's key.
    pub context: Option<Context>,
    /// See the rule's key.
    pub unless: Option<Vec<Exception>>,
    /// See the rule's key.
    pub tags: Option<Vec<String>>,
}

/// A change to a rule of another pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Override")]
pub struct OverrideForm {
    /// Full id of the rule.
    pub rule: String,
    /// Whether it is used at all.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Its new weight.
    #[serde(default)]
    pub weight: Option<f64>,
    /// Its new confidence.
    #[serde(default)]
    pub confidence: Option<Confidence>,
}

/// A rule as it is written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
// `category` is needed too, but may come from `[defaults]`.
#[schemars(rename = "Rule", extend("required" = ["id", "title"]))]
pub struct RuleForm {
    /// Name within the pack: lower-case letters, digits and hyphens.
    pub id: String,
    /// A sentence for the reader of a report.
    pub title: String,
    /// Kind of boilerplate, such as `promo/newsletter`.
    pub category: Category,
    /// How sure the rule is.
    #[serde(default)]
    pub confidence: Confidence,
    /// What becomes of what is found.
    #[serde(default)]
    pub action: ActionName,
    /// How grave a flag is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Name under which a capture keeps the whole text.
    #[serde(default)]
    pub field: Option<String>,
    /// What takes the place of what is found, with `action = "replace"`.
    #[serde(default)]
    pub with: Option<String>,
    /// How much goes.
    #[serde(default)]
    pub scope: ScopeName,
    /// What a finding adds to its unit, which goes when the sum reaches 1; below zero it speaks for content.
    #[serde(default = "full_weight")]
    pub weight: f64,
    /// First parts of the language tags of the documents it is for.
    #[serde(default)]
    pub lang: Vec<String>,
    /// Hosts of the documents it is for; `*.example.com` for all below one.
    #[serde(default)]
    pub site: Vec<Site>,
    /// Days on which it is used.
    #[serde(default)]
    pub valid: Validity,
    /// What it looks for.
    #[serde(default, rename = "match")]
    pub matcher: Option<Matcher>,
    /// Where that must stand; any of what is given is enough.
    #[serde(default, rename = "where")]
    pub place: Option<Place>,
    /// How sure the rule is outside `where`; without this key it does not hold there.
    #[serde(default)]
    pub elsewhere: Option<Confidence>,
    /// What the rest of the document must say about it.
    #[serde(default)]
    pub context: Option<Context>,
    /// What must stand beside it.
    #[serde(default)]
    pub near: Option<Near>,
    /// What must not hold.
    #[serde(default)]
    pub unless: Vec<Exception>,
    /// In how many documents of the site the line must stand.
    #[serde(default)]
    pub repeats: Option<u32>,
    /// The field of the document that the line must repeat: `title`.
    #[serde(default)]
    pub equals_field: Option<FieldName>,
    /// The bracket that goes, with `scope = "span"`.
    #[serde(default)]
    pub span: Option<Brackets>,
    /// What becomes of the blanks beside a span.
    #[serde(default)]
    pub glue: Option<Glue>,
    /// How far it reaches, with `scope = "region"`.
    #[serde(default)]
    pub region: Option<Region>,
    /// How many lines, with `scope = "run"`.
    #[serde(default)]
    pub run: Option<Run>,
    /// The pattern over the classes, with `scope = "sequence"`.
    #[serde(default)]
    pub sequence: Option<String>,
    /// The classes of lines by letter, with `scope = "sequence"`.
    #[serde(default)]
    pub classes: IndexMap<char, Matcher>,
    /// Free labels.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Addresses that explain the rule.
    #[serde(default)]
    pub refs: Vec<String>,
    /// Lines on which it must hold.
    #[serde(default)]
    pub hits: Vec<String>,
    /// Lines that no rule may touch.
    #[serde(default)]
    pub keeps: Vec<String>,
    /// Known misses.
    #[serde(default)]
    pub todo: Vec<String>,
    /// Whole texts and what becomes of them.
    #[serde(default)]
    pub case: Vec<Case>,
}

fn full_weight() -> f64 {
    1.0
}

/// What becomes of what a rule finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // The variants are the words of the format, explained at `Action`.
pub enum ActionName {
    #[default]
    Remove,
    Capture,
    Replace,
    Flag,
    Keep,
}

/// How much a rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // The variants are the words of the format, explained at `Scope`.
pub enum ScopeName {
    #[default]
    Line,
    Paragraph,
    Span,
    Region,
    Run,
    Sequence,
    Document,
}

/// A field of the document that a line may repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // One variant, the word of the format.
pub enum FieldName {
    Title,
}
