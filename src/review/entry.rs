//! One decision of a person: where it holds, of which text it speaks, and what was said.

use serde::{Deserialize, Serialize};

/// One decision of a person, keyed by what it is about and not by where that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Entry {
    /// Where it holds.
    pub scope: Scope,
    /// Id of the rule that was looked at, for the reader.
    pub rule: String,
    /// The text, as rules see it; lines stand under each other.
    pub text: String,
    /// Whether it is a part of a line and not whole lines.
    pub part: bool,
    /// The end of what stands before it and stays, as rules see it; empty at the start of the document.
    pub before: String,
    /// The beginning of what stands after it and stays; empty at the end of the document.
    pub after: String,
    /// What was said.
    pub answer: Answer,
    /// Why, in the words of whoever said it.
    pub note: Option<String>,
}

/// Where a decision holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// In one document: its id, or else its address, or else its path seen from the folder of the review file.
    Document(String),
    /// In all documents of a host.
    Site(String),
    /// In all documents.
    Everywhere,
}

/// What was said of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The rules are right about it.
    Accept,
    /// It stays.
    Reject,
    /// It stays wherever it stands.
    Never,
    /// Only this part of its lines goes, as it is written there.
    Edit(String),
}

impl Entry {
    /// Whether another one speaks of the same text at the same place.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    /// What entries are ordered and told apart by.
    pub(super) fn key(&self) -> (&Scope, &str, &str, &str) {
        (&self.scope, &self.text, &self.before, &self.after)
    }
}

impl Answer {
    /// Its name in the file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Never => "never",
            Self::Edit(_) => "edit",
        }
    }

    /// Whether the text, or what is left of it, may not be removed.
    pub fn keeps(&self) -> bool {
        !matches!(self, Self::Accept)
    }
}

/// An entry as it is written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    rule: String,
    text: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    part: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    before: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    after: String,
    verdict: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    #[default]
    Accept,
    Reject,
    Never,
    Edit,
}

impl TryFrom<Form> for Entry {
    type Error = String;

    fn try_from(form: Form) -> Result<Self, String> {
        let Form { document, site, rule, text, part, before, after, verdict, goes, note } = form;
        if text.trim().is_empty() {
            return Err("`text` is empty: write the text that the decision is about".to_owned());
        }
        let scope = match (verdict, document, site) {
            (Name::Never, None, Some(site)) => Scope::Site(site),
            (Name::Never, None, None) => Scope::Everywhere,
            (Name::Never, Some(_), _) => {
                return Err(
                    "`never` holds in more than one document: write `site`, or neither it nor `document`"
                        .to_owned(),
                );
            }
            (_, Some(document), None) => Scope::Document(document),
            (_, _, Some(_)) => return Err("`site` goes with the verdict `never` only".to_owned()),
            (_, None, None) => return Err("it does not say which `document` it is about".to_owned()),
        };
        let answer = match (verdict, goes) {
            (Name::Edit, Some(goes)) if !goes.trim().is_empty() => Answer::Edit(goes),
            (Name::Edit, _) => return Err("`edit` needs the part that goes, as `goes`".to_owned()),
            (_, Some(_)) => return Err("`goes` goes with the verdict `edit` only".to_owned()),
            (Name::Accept, None) => Answer::Accept,
            (Name::Reject, None) => Answer::Reject,
            (Name::Never, None) => Answer::Never,
        };
        Ok(Self { scope, rule, text, part, before, after, answer, note })
    }
}

impl From<Entry> for Form {
    fn from(entry: Entry) -> Self {
        let Entry { scope, rule, text, part, before, after, answer, note } = entry;
        let (document, site) = match scope {
            Scope::Document(document) => (Some(document), None),
            Scope::Site(site) => (None, Some(site)),
            Scope::Everywhere => (None, None),
        };
        let (verdict, goes) = match answer {
            Answer::Accept => (Name::Accept, None),
            Answer::Reject => (Name::Reject, None),
            Answer::Never => (Name::Never, None),
            Answer::Edit(goes) => (Name::Edit, Some(goes)),
        };
        Self { document, site, rule, text, part, before, after, verdict, goes, note }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(keys: &str) -> Result<Entry, String> {
        toml::from_str(&format!("rule = \"a\"\ntext = \"b\"\n{keys}"))
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn says_where_it_holds() {
        let scope = |keys| read(keys).map(|entry| entry.scope);
        let document = || Scope::Document("d".to_owned());
        assert_eq!(scope("document = \"d\"\nverdict = \"reject\""), Ok(document()));
        assert_eq!(scope("site = \"x.test\"\nverdict = \"never\""), Ok(Scope::Site("x.test".to_owned())));
        assert_eq!(scope("verdict = \"never\""), Ok(Scope::Everywhere));
        assert!(scope("document = \"d\"\nverdict = \"never\"").is_err());
        assert!(scope("site = \"x.test\"\nverdict = \"reject\"").is_err());
        assert!(scope("verdict = \"accept\"").is_err());
    }

    #[test]
    fn an_edit_says_what_goes_and_nothing_else_does() {
        let answer = |keys: &str| read(&format!("document = \"d\"\n{keys}")).map(|entry| entry.answer);
        assert_eq!(answer("verdict = \"edit\"\ngoes = \"B\""), Ok(Answer::Edit("B".to_owned())));
        assert!(answer("verdict = \"edit\"").is_err());
        assert!(answer("verdict = \"reject\"\ngoes = \"B\"").is_err());
        assert!(answer("verdict = \"rejects\"").unwrap_err().contains("expected one of"));
    }
}
