//! Golden cases with the rules that they are cleaned by: each is held against what must come of it.

use std::path::Path;

use anyhow::Context as _;
use deboil::condition::Date;
use deboil::report::golden::{Difference, Golden, differences};
use deboil::review::Stale;
use deboil::{Cleaner, Profile};
use rayon::prelude::*;

use super::case::{Case, CaseSettings, Expected};
use super::search::{Found, search};
use crate::cli::{ReviewArgs, RuleSetArgs};
use crate::input::text;
use crate::packs;
use crate::review::{self, InForce};
use crate::settings::{Settings, load_set};

/// The cases of a folder, and the cleaners that they ask for.
pub(crate) struct Suite<'a> {
    pub(crate) found: Found,
    args: &'a RuleSetArgs,
    base: Settings,
    /// What people decided.
    pub(crate) review: Option<InForce>,
    /// One for each profile and day that a case asks for.
    cleaners: Vec<((Profile, Option<Date>), Cleaner)>,
}

/// What came of a case beside what must.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) actual: Golden,
    pub(crate) expected: Expected,
    pub(crate) differences: Vec<Difference>,
    pub(crate) settings: CaseSettings,
    /// Decisions of people about the article that find nothing any more.
    pub(crate) stale: Vec<Stale>,
}

impl<'a> Suite<'a> {
    /// The cases below a folder.
    pub(crate) fn open(folder: &Path, args: &'a RuleSetArgs, review: &ReviewArgs) -> anyhow::Result<Self> {
        let base = load_set(Some(folder), args)?;
        let review = review::load(Some(folder), review, base.review.as_deref())?;
        let mut suite = Self { found: search(folder)?, args, base, review, cleaners: Vec::new() };
        suite.prepare()?;
        Ok(suite)
    }

    /// Compiles the cleaners that the cases ask for.
    fn prepare(&mut self) -> anyhow::Result<()> {
        let packs = packs::load(&self.base)?;
        for case in &self.found.cases {
            // Settings that cannot be read are told when the case is checked.
            let Ok(own) = case.settings() else { continue };
            let settings = own.over(&self.base, &self.args.rules);
            let key = (settings.profile, settings.date);
            if self.cleaners.iter().all(|(known, _)| *known != key) {
                let cleaner =
                    Cleaner::new(packs.clone(), &settings.selection()?).with_limits(settings.limits());
                self.cleaners.push((key, review::heeding(cleaner, self.review.as_ref(), &mut [])));
            }
        }
        Ok(())
    }

    /// What comes of all cases, in their order.
    pub(crate) fn check_all(&self) -> Vec<(&Case, anyhow::Result<Checked>)> {
        self.found.cases.par_iter().map(|case| (case, self.check(case))).collect()
    }

    /// What comes of a case.
    fn check(&self, case: &Case) -> anyhow::Result<Checked> {
        let own = case.settings()?;
        let settings = own.over(&self.base, &self.args.rules);
        let key = (settings.profile, settings.date);
        let (_, cleaner) =
            self.cleaners.iter().find(|(known, _)| *known == key).context("every case has a cleaner")?;
        let mut input = case.input();
        if let Some(InForce { file, .. }) = &self.review {
            input.reviewed_as = Some(review::name_of(&case.article, file));
        }
        let original = text::read(&input).with_context(|| input.label())?;
        let outcome = cleaner.clean(&text::document(&original, &input, &settings));
        let actual = Golden::of(&outcome, &original, cleaner.rules());
        let expected = case.expected(&original, &own)?;
        let differences = match &expected {
            Expected::Known(expected) => differences(expected, &actual),
            Expected::Missing(_) | Expected::Broken(_) => Vec::new(),
        };
        Ok(Checked { actual, expected, differences, settings: own, stale: outcome.review.stale })
    }
}

impl Checked {
    /// Whether what comes of it is what must.
    pub(crate) fn is_fine(&self) -> bool {
        matches!(self.expected, Expected::Known(_)) && self.differences.is_empty()
    }
}
