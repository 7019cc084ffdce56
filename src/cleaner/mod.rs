//! The way through: a document goes in, what is left of it comes out, with everything that was decided.

mod explain;
mod hints;
mod outcome;
mod proof;
mod settle;
mod tries;

use std::sync::Arc;

use rayon::prelude::*;

use crate::condition::Repeats;
use crate::decision::Limits;
use crate::matcher::{Ruleset, Selection};
use crate::review::Review;
use crate::rule::{Pack, Rule};
use crate::text::Document;

pub use explain::{Bill, Miss};
pub use hints::Hinted;
pub use outcome::{Outcome, captured_fields};
pub use proof::{Kind, Proof, prove};

/// Cleans documents by a set of rules. Compiled once, immutable, cheap to clone, shared by all threads.
///
/// ```
/// use deboil::{Cleaner, Document};
///
/// let cleaner = Cleaner::builtin();
/// let outcome = cleaner.clean(&Document::new("It rained all week.\n\nImage Via Shutterstock\n"));
/// assert_eq!(outcome.text, "It rained all week.\n");
/// assert_eq!(outcome.fields["image_credit"], ["Shutterstock"]);
/// ```
#[derive(Debug, Clone)]
pub struct Cleaner {
    ruleset: Arc<Ruleset>,
    limits: Limits,
    repeats: Option<Arc<Repeats>>,
    review: Option<Arc<Review>>,
}

impl Cleaner {
    /// A cleaner with the rules of some packs that a selection takes.
    pub fn new(packs: impl IntoIterator<Item = Pack>, selection: &Selection) -> Self {
        Self {
            ruleset: Arc::new(Ruleset::new(packs, selection)),
            limits: Limits::default(),
            repeats: None,
            review: None,
        }
    }

    /// A cleaner with the built-in packs and the standard profile.
    pub fn builtin() -> Self {
        Self::new(crate::builtin::packs(), &Selection::default())
    }

    /// The same with other limits on what a document may lose.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// What a document may lose.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The same with counts of repeated lines, for the rules that ask for them.
    #[must_use]
    pub fn with_repeats(self, repeats: Repeats) -> Self {
        Self { repeats: Some(Arc::new(repeats)), ..self }
    }

    /// The same that heeds what people decided.
    #[must_use]
    pub fn with_review(self, review: Review) -> Self {
        Self { review: Some(Arc::new(review)), ..self }
    }

    /// What people decided, where that is heeded.
    pub fn review(&self) -> Option<&Review> {
        self.review.as_deref()
    }

    /// A cleaner that tries every rule on every line: slow, and with the same outcomes as one that does not.
    pub fn unfiltered(packs: impl IntoIterator<Item = Pack>, selection: &Selection) -> Self {
        let ruleset = Arc::new(Ruleset::new(packs, selection).unfiltered());
        Self { ruleset, limits: Limits::default(), repeats: None, review: None }
    }

    /// The rules, in the order of their ids; decisions name them by their index.
    pub fn rules(&self) -> &[Rule] {
        self.ruleset.rules()
    }

    /// What is left of a document, and what was decided about it. Never fails and never panics.
    pub fn clean<'a>(&self, document: &Document<'a>) -> Outcome<'a> {
        settle::clean(self, document, false)
    }

    /// The same with the weak evidence, of which nothing comes.
    fn clean_and_tell<'a>(&self, document: &Document<'a>) -> Outcome<'a> {
        settle::clean(self, document, true)
    }

    /// The outcomes of many documents, in their order, made on all threads of the pool that it is called in.
    pub fn clean_all<'a>(&self, documents: &[Document<'a>]) -> Vec<Outcome<'a>> {
        documents.par_iter().map(|document| self.clean(document)).collect()
    }

    /// The lines of a document that no rule is sure of, with the weak rules that hold on them.
    pub fn hints(&self, document: &Document<'_>) -> Vec<Hinted> {
        hints::hints(self, document)
    }

    /// The rules that are asked about lines of a document, each with the bytes of these lines: what it costs to search for them, counted
    /// and not timed. What is asked about paragraphs and sequences of lines is not in it.
    pub fn tries(&self, document: &Document<'_>) -> Vec<(usize, usize)> {
        tries::tries(self, document)
    }

    /// For each line of a document what was decided on it, and which rules nearly held.
    pub fn explain(&self, document: &Document<'_>) -> Vec<Bill> {
        explain::explain(self, &self.ruleset, self.repeats.as_deref(), document)
    }
}
