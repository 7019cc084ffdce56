//! Which of the rules are used in a run.

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::condition::Date;
use crate::rule::{Head, MainKind, Profile, Rule};

/// A choice of rules: by profile, by id and by day. The default is the standard profile.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    profile: Profile,
    only: Option<GlobSet>,
    skip: Option<GlobSet>,
    day: Option<Date>,
}

impl Selection {
    /// The rules of a profile.
    pub fn new(profile: Profile) -> Self {
        Self { profile, ..Self::default() }
    }

    /// Of these only the ones whose full id matches a glob, such as `en/promo/*`. Rules that speak for content stay.
    /// Fails where a glob is malformed.
    pub fn only<S: AsRef<str>>(mut self, globs: &[S]) -> Result<Self, String> {
        self.only = glob_set(globs)?;
        Ok(self)
    }

    /// Of these none whose full id matches a glob. Fails where a glob is malformed.
    pub fn skip<S: AsRef<str>>(mut self, globs: &[S]) -> Result<Self, String> {
        self.skip = glob_set(globs)?;
        Ok(self)
    }

    /// Of these only the ones that are valid on a day.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        self.day = Some(day);
        self
    }

    /// Whether a rule is taken outside the place that it names.
    pub(super) fn takes_elsewhere(&self, rule: &Head<'_>) -> bool {
        self.profile.takes_elsewhere(rule)
    }

    /// Whether a rule is taken.
    pub fn takes(&self, rule: &Rule) -> bool {
        let head = rule.head();
        self.profile.takes(&head)
            && (head.kind == MainKind::ForContent
                || self.only.as_ref().is_none_or(|globs| globs.is_match(head.id)))
            && self.skip.as_ref().is_none_or(|globs| !globs.is_match(head.id))
            && head.valid.holds(self.day)
    }
}

fn glob_set<S: AsRef<str>>(globs: &[S]) -> Result<Option<GlobSet>, String> {
    if globs.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(Glob::new(glob.as_ref()).map_err(|error| error.to_string())?);
    }
    set.build().map(Some).map_err(|error| error.to_string())
}
