//! Documents in the order of the harm that was done to them, then of what was left in them.

use super::Part;

/// What came of one document, in characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Worst {
    /// File and record.
    pub place: String,
    /// The document's id.
    pub id: Option<String>,
    /// Content lost, of all content.
    pub lost: Part,
    /// Boilerplate removed, of all boilerplate.
    pub removed: Part,
}

/// The documents that came out worst, so many of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Ranking {
    size: usize,
    documents: Vec<Worst>,
}

impl Ranking {
    /// A ranking that keeps so many.
    pub(super) fn of(size: usize) -> Self {
        Self { size, ..Self::default() }
    }

    pub(super) fn add(&mut self, document: Worst) {
        if document.lost.part > 0.0 || document.removed.rest() > 0.0 {
            self.documents.push(document);
        }
        if self.documents.len() > 4 * self.size + 64 {
            self.documents = self.ranked().cloned().collect();
        }
    }

    /// The worst first; of equal ones the first.
    pub(super) fn ranked(&self) -> impl Iterator<Item = &Worst> {
        let mut order: Vec<&Worst> = self.documents.iter().collect();
        order.sort_by(|a, b| {
            b.lost.part.total_cmp(&a.lost.part).then(b.removed.rest().total_cmp(&a.removed.rest()))
        });
        order.into_iter().take(self.size)
    }
}
