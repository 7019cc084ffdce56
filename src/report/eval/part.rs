//! A part of a whole: characters removed of those that there were, pages that lost something of all pages.

use std::ops::AddAssign;

/// So much of so much. Parts are added up before the share is taken.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Part {
    /// The part.
    pub part: f64,
    /// The whole.
    pub whole: f64,
}

impl Part {
    /// A part of a whole.
    pub fn new(part: f64, whole: f64) -> Self {
        Self { part, whole }
    }

    /// One thing of which something is true or not.
    pub fn one(is_so: bool) -> Self {
        Self { part: f64::from(u8::from(is_so)), whole: 1.0 }
    }

    /// The part by the whole, 0 to 1; nothing of nothing.
    pub fn share(self) -> Option<f64> {
        (self.whole > 0.0).then(|| self.part / self.whole)
    }

    /// What is not in the part.
    pub fn rest(self) -> f64 {
        self.whole - self.part
    }
}

impl AddAssign for Part {
    fn add_assign(&mut self, other: Self) {
        self.part += other.part;
        self.whole += other.whole;
    }
}
