//! Where in the document a line stands.

use std::fmt;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{Page, Prose};

/// A place in the document; any of what is given is enough. Lines are counted without blank ones.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Place {
    /// Among the first so many lines.
    pub first: Option<usize>,
    /// Among the last so many lines.
    pub last: Option<usize>,
    /// Before the first prose of the document.
    pub head: bool,
    /// Between the first and the last prose of the document.
    pub inside: bool,
    /// After the last prose of the document.
    pub tail: bool,
    /// Not before this share of the lines, 0 to 1.
    pub after: Option<f64>,
    /// Not after this share of the lines, 0 to 1.
    pub before: Option<f64>,
}

impl Place {
    /// Whether some lines of a page all stand there.
    pub fn holds(&self, lines: &Range<usize>, page: &Page<'_>) -> bool {
        let count = page.lines().len();
        self.first.is_some_and(|first| lines.end <= first)
            || self.last.is_some_and(|last| lines.start + last >= count)
            || (self.after.is_some() || self.before.is_some()) && self.is_in_part(lines, count)
            || (self.head || self.inside || self.tail)
                && page.prose().is_some_and(|prose| self.is_beside(lines, prose))
    }

    fn is_beside(&self, lines: &Range<usize>, prose: Prose) -> bool {
        self.head && lines.end <= prose.first
            || self.inside && lines.start > prose.first && lines.end <= prose.last
            || self.tail && lines.start > prose.last
    }

    #[allow(clippy::cast_precision_loss)] // Shares of a number of lines.
    fn is_in_part(&self, lines: &Range<usize>, count: usize) -> bool {
        let count = count as f64;
        self.after.is_none_or(|after| lines.start as f64 >= after * count)
            && self.before.is_none_or(|before| lines.end as f64 <= before * count)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |word: &str, share: f64| format!("{word} {:.0} % of the lines", share * 100.0);
        let range: Vec<String> =
            [self.after.map(|share| part("after", share)), self.before.map(|share| part("before", share))]
                .into_iter()
                .flatten()
                .collect();
        let places: Vec<String> = [
            self.first.map(|lines| format!("in the first {lines} lines")),
            self.last.map(|lines| format!("in the last {lines} lines")),
            self.head.then(|| "before the first prose".to_owned()),
            self.inside.then(|| "between the first and the last prose".to_owned()),
            self.tail.then(|| "after the last prose".to_owned()),
            (!range.is_empty()).then(|| range.join(" and ")),
        ]
        .into_iter()
        .flatten()
        .collect();
        f.write_str(&places.join(" or "))
    }
}
