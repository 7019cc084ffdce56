//! Which rules act: named choices of categories and confidence.

use serde::{Deserialize, Serialize};

use super::{Confidence, Head, MainKind};

/// A named choice of which categories act, and how sure a rule must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Promotion, navigation, interface, AI and LLM rules of high confidence.
    Conservative,
    /// These and credits, legal notes and press release frames, from medium confidence on.
    #[default]
    Standard,
    /// Everything, also what a publisher may want to keep but a corpus builder does not.
    Body,
}

impl Profile {
    /// Whether a rule acts under this profile, wherever that is. Rules that speak for content always do.
    pub fn takes(self, rule: &Head<'_>) -> bool {
        let least = self.least_confidence(rule.kind);
        least.is_some_and(|least| rule.confidence >= least) || self.takes_elsewhere(rule)
    }

    /// Whether a rule acts under this profile outside the place that it names.
    pub fn takes_elsewhere(self, rule: &Head<'_>) -> bool {
        let least = self.least_confidence(rule.kind);
        rule.elsewhere.is_some_and(|elsewhere| least.is_some_and(|least| elsewhere >= least))
    }

    /// How sure a rule of a category must be; nothing where the category does not act.
    fn least_confidence(self, kind: MainKind) -> Option<Confidence> {
        match (self, kind) {
            (_, MainKind::ForContent) | (Self::Body, _) => Some(Confidence::Low),
            (_, MainKind::Body) | (Self::Conservative, MainKind::Frame) => None,
            (Self::Conservative, MainKind::Foreign) => Some(Confidence::High),
            (Self::Standard, _) => Some(Confidence::Medium),
        }
    }
}
