//! What the rest of the document says about a line: how much of it is prose, and whether prose or title speak of the line.

use std::collections::BTreeSet;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Bounds, Share, Unmet};
use crate::text::Page;

/// Words that a line must have for its share of the title to mean something.
const MIN_TITLE_WORDS: usize = 3;

/// Bounds of what the document says about a line; all that are given must hold. What cannot be measured does not hold: a document
/// without prose or title, a line of too few words.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Context {
    /// Share of the document's words that stand in prose: sentences of 15 words or more.
    pub prose: Option<Share>,
    /// Share of the document's words that stand before its first prose.
    pub head: Option<Share>,
    /// Share of the document's words that stand after its last prose.
    pub tail: Option<Share>,
    /// Share of the line's long words that other lines of prose have.
    pub taken_up: Option<Share>,
    /// Share of the line's words that the title has.
    pub in_title: Option<Share>,
}

impl Context {
    /// Whether it holds for some lines of a page, and if not, what fails; `title` is the folded title of the document.
    pub fn test(&self, lines: &Range<usize>, page: &Page<'_>, title: Option<&str>) -> Result<(), Unmet> {
        let prose = || page.prose();
        bound("the share of prose", self.prose, || Some(prose()?.share))?;
        bound("the share of the text before the prose", self.head, || Some(prose()?.head))?;
        bound("the share of the text after the prose", self.tail, || Some(prose()?.tail))?;
        bound("the share of words in the title", self.in_title, || {
            in_title(page.folded(lines.start).text(), title?)
        })?;
        bound("the share of words that the prose has", self.taken_up, || page.taken_up(lines.start))
    }
}

fn bound(name: &'static str, bounds: Option<Share>, measure: impl Fn() -> Option<f64>) -> Result<(), Unmet> {
    let Some(bounds) = bounds else { return Ok(()) };
    match measure() {
        Some(value) if bounds.holds(value) => Ok(()),
        Some(value) => Err(Unmet::Measure(name, value, Bounds::Share(bounds))),
        None => Err(Unmet::Unmeasured(name)),
    }
}

#[allow(clippy::cast_precision_loss)] // Numbers of words of one line.
fn in_title(line: &str, title: &str) -> Option<f64> {
    let (line, title) = (distinct_words(line), distinct_words(title));
    let shared = line.intersection(&title).count();
    (line.len() >= MIN_TITLE_WORDS && !title.is_empty()).then(|| shared as f64 / line.len() as f64)
}

fn distinct_words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ferry stays, town decides\n\nThe town by the river has decided to keep its old ferry for another ten years at least.\n\nMore\n";

    fn test(context: Context, line: usize) -> bool {
        let title = "town decides: ferry stays | the lower sandal post";
        context.test(&(line..line + 1), &Page::new(TEXT), Some(title)).is_ok()
    }

    #[test]
    fn compares_a_line_with_the_title_and_the_prose() {
        let at_least = |min| Some(Share { min: Some(min), max: None });
        assert!(test(Context { in_title: at_least(1.0), ..Context::default() }, 0));
        assert!(!test(Context { in_title: at_least(0.5), ..Context::default() }, 1));
        assert!(!test(Context { in_title: at_least(0.0), ..Context::default() }, 2), "one word says nothing");
        assert!(test(Context { prose: at_least(0.7), ..Context::default() }, 2));
        assert!(test(Context { head: at_least(0.1), ..Context::default() }, 2));
        assert!(!test(Context { head: at_least(0.5), ..Context::default() }, 2));
        assert!(!test(Context { tail: at_least(0.5), ..Context::default() }, 2));
    }
}
