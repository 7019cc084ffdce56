//! The documents that a rule is for: their languages, their sites, and the days on which it is valid.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Unmet;

/// The documents that a rule is for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Audience {
    /// First parts of language tags; empty for all. A document of unknown language is in every audience.
    pub lang: Vec<String>,
    /// Hosts; empty for all.
    pub site: Vec<Site>,
    /// Days on which the rule is valid.
    pub valid: Validity,
}

impl Audience {
    /// Whether a document of this language and host is among them.
    pub fn test(&self, lang: Option<&str>, host: Option<&str>) -> Result<(), Unmet> {
        if !self.lang.is_empty() && lang.is_some_and(|lang| !self.lang.iter().any(|own| own == lang)) {
            return Err(Unmet::Lang);
        }
        if !self.site.is_empty() && !host.is_some_and(|host| self.site.iter().any(|site| site.holds(host))) {
            return Err(Unmet::Site);
        }
        Ok(())
    }
}

/// A host, or with `*.` in front every host below one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Site(String);

impl Site {
    /// Whether `host` (lower case, without `www.`) is this one, or below it.
    pub fn holds(&self, host: &str) -> bool {
        match self.0.strip_prefix("*.") {
            Some(parent) => host.strip_suffix(parent).is_some_and(|below| below.ends_with('.')),
            None => host == self.0,
        }
    }
}

impl TryFrom<String> for Site {
    type Error = String;

    fn try_from(site: String) -> Result<Self, String> {
        let host = site.strip_prefix("*.").unwrap_or(&site);
        let is_label = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if host.is_empty() || !host.chars().all(is_label) || host.starts_with("www.") {
            return Err(format!("`{site}` is no host: write `example.com` or `*.example.com`"));
        }
        Ok(Self(site.to_ascii_lowercase()))
    }
}

impl From<Site> for String {
    fn from(site: Site) -> Self {
        site.0
    }
}

/// Days on which a rule is valid; an end that is missing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Validity {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Validity {
    /// Whether `day` is among them; on an unknown day every rule is valid.
    pub fn holds(&self, day: Option<Date>) -> bool {
        day.is_none_or(|day| {
            self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
        })
    }
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String")]
pub struct Date {
    /// Year of the common era.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no date: write year-month-day, such as 2025-01-31");
        let mut parts = text.split('-');
        let mut part = || parts.next().and_then(|part| part.parse::<u16>().ok()).ok_or_else(wrong);
        let (year, month, day) = (part()?, part()?, part()?);
        if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(wrong());
        }
        let small = |number| u8::try_from(number).map_err(|_| wrong());
        Ok(Self { year, month: small(month)?, day: small(day)? })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(DateVisitor)
        } else {
            deserializer.deserialize_str(DateVisitor)
        }
    }
}

struct DateVisitor;

impl<'de> Visitor<'de> for DateVisitor {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as 2025-01-31")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Date, E> {
        text.parse().map_err(E::custom)
    }

    /// A date of TOML comes as a map of one entry, whose value is the date in words.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Date, A::Error> {
        match map.next_entry::<String, String>()? {
            Some((_, text)) => self.visit_str(&text),
            None => Err(serde::de::Error::custom("an empty date")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_on_hosts_below_but_not_beside() {
        let site = |written: &str| Site::try_from(written.to_owned()).unwrap();
        assert!(site("*.paper.test").holds("news.paper.test"));
        assert!(!site("*.paper.test").holds("paper.test"));
        assert!(!site("*.paper.test").holds("newspaper.test"));
        assert!(site("paper.test").holds("paper.test"));
        assert!(Site::try_from("https://paper.test/".to_owned()).is_err());
    }

    #[test]
    fn is_for_documents_of_unknown_language() {
        let english = Audience { lang: vec!["en".to_owned()], ..Audience::default() };
        assert!(english.test(None, None).is_ok());
        assert!(english.test(Some("en"), None).is_ok());
        assert_eq!(english.test(Some("de"), None), Err(Unmet::Lang));
    }
}
