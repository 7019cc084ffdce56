//! What makes a check fail: a category, or a severity and what is graver.

use std::str::FromStr;

use super::Offence;
use crate::rule::{Category, Severity};

/// What makes a check fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailOn {
    /// What is at least so grave.
    Severity(Severity),
    /// What a rule of this category holds on: `promo` with all its kinds, or `promo/newsletter` alone.
    Category(Category),
}

impl FailOn {
    /// Whether an offence makes the check fail.
    pub fn holds(&self, offence: &Offence) -> bool {
        match self {
            Self::Severity(severity) => offence.severity >= *severity,
            Self::Category(category) => offence.why.iter().any(|reason| {
                let rest = reason.category.strip_prefix(category.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }),
        }
    }
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        match written {
            "note" => Ok(Self::Severity(Severity::Note)),
            "warning" => Ok(Self::Severity(Severity::Warning)),
            "error" => Ok(Self::Severity(Severity::Error)),
            _ => Category::try_from(written.to_owned())
                .map(Self::Category)
                .map_err(|error| format!("{error}; or a severity: note, warning, error")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::report::check::offences;
    use crate::text::Document;

    #[test]
    fn takes_a_category_with_its_kinds_and_a_severity_with_what_is_graver() {
        let cleaner = Cleaner::builtin();
        let text = "It rained.\n\nImage Via Shutterstock\n";
        let found = offences(&cleaner.clean(&Document::new(text)), text, cleaner.rules(), "a.txt");
        let holds = |written: &str| written.parse::<FailOn>().unwrap().holds(&found[0]);
        assert!(["credit", "credit/image", "note", "warning"].into_iter().all(holds));
        assert!(!["promo", "credit/ima", "credit/source", "error"].into_iter().any(holds));
    }

    #[test]
    fn refuses_what_is_no_category() {
        assert!("promos".parse::<FailOn>().unwrap_err().starts_with("unknown category `promos`"));
    }
}
