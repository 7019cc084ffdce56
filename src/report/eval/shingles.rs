//! A cleaned text and the body that should be left are compared by the word rows that they have in common.
//!
//! These are the scores of the usual benchmark of article extraction: rows of four words, counted as often as they occur.

use std::cmp::Ordering;

use crate::labelled::{Body, is_word_char};

/// Words in a row.
const ROW: usize = 4;
/// An optional paragraph of which this share of rows is in the text may be meant to be there.
const PRESENT: f64 = 0.5;

/// How well a text meets a body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Match {
    /// The share of the text's rows that the body has; nothing where the text has none.
    pub(super) precision: Option<f64>,
    /// The share of the body's rows that the text has; nothing where the body has none.
    pub(super) recall: Option<f64>,
    /// Whether both have the same words.
    pub(super) is_exact: bool,
}

/// How well a text meets a body, with those optional paragraphs that suit it.
pub(super) fn score(body: &Body, text: &str) -> Match {
    let found = Rows::new(text);
    if body.optional.is_empty() {
        return found.meets(&body.text, text);
    }
    let f1 = |chosen: &[usize]| {
        let wanted = body.with(chosen);
        let wanted = Rows::new(&wanted);
        2.0 * count(wanted.common(&found)) / count(wanted.0.len() + found.0.len()).max(1.0)
    };
    let mut chosen = Vec::new();
    let mut best = f1(&chosen);
    for (place, paragraph) in &body.optional {
        if !found.may_have(paragraph) {
            continue;
        }
        chosen.push(*place);
        let with = f1(&chosen);
        if with > best {
            best = with;
        } else {
            chosen.pop();
        }
    }
    found.meets(&body.with(&chosen), text)
}

/// The rows of a text, sorted; a text of fewer words is one row, filled up.
struct Rows<'t>(Vec<[&'t str; ROW]>);

impl<'t> Rows<'t> {
    fn new(text: &'t str) -> Self {
        let words: Vec<&str> = words(text).collect();
        let mut rows: Vec<[&str; ROW]> =
            words.windows(ROW).filter_map(|row| <[&str; ROW]>::try_from(row).ok()).collect();
        if rows.is_empty() && !words.is_empty() {
            let mut row = [""; ROW];
            row[..words.len()].copy_from_slice(&words);
            rows.push(row);
        }
        rows.sort_unstable();
        Self(rows)
    }

    /// How many rows both have.
    fn common(&self, other: &Rows<'_>) -> usize {
        let (mut a, mut b, mut common) = (0, 0, 0);
        while let (Some(own), Some(others)) = (self.0.get(a), other.0.get(b)) {
            let order = own.cmp(others);
            a += usize::from(order != Ordering::Greater);
            b += usize::from(order != Ordering::Less);
            common += usize::from(order == Ordering::Equal);
        }
        common
    }

    /// Whether so much of a paragraph is there that it may have been kept.
    fn may_have(&self, paragraph: &str) -> bool {
        let mut wanted = Rows::new(paragraph);
        wanted.0.dedup();
        let present = wanted.0.iter().filter(|row| self.0.binary_search(row).is_ok()).count();
        !wanted.0.is_empty() && count(present) >= PRESENT * count(wanted.0.len())
    }

    fn meets(&self, wanted: &str, text: &str) -> Match {
        let rows = Rows::new(wanted);
        let common = count(rows.common(self));
        let share = |whole: usize| (whole > 0).then(|| common / count(whole));
        let is_exact = words(wanted).eq(words(text));
        Match { precision: share(self.0.len()), recall: share(rows.0.len()), is_exact }
    }
}

#[allow(clippy::cast_precision_loss)] // Texts have fewer than 2^52 words.
fn count(number: usize) -> f64 {
    number as f64
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word_char(c)).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        Body { text: text.to_owned(), paragraphs: Vec::new(), optional: Vec::new() }
    }

    #[test]
    fn counts_rows_as_often_as_they_occur() {
        let found = score(&body("a b c d e"), "a b c d a b c d");
        assert_eq!(found, Match { precision: Some(0.2), recall: Some(0.5), is_exact: false });
        let short = score(&body("a b"), "a b!");
        assert_eq!(short, Match { precision: Some(1.0), recall: Some(1.0), is_exact: true });
        assert_eq!(score(&body("a b"), "").precision, None);
    }

    #[test]
    fn asks_for_an_optional_paragraph_only_where_it_is_there() {
        let paragraphs = vec!["one two three four".to_owned()];
        let body =
            Body { text: paragraphs.join(""), paragraphs, optional: vec![(0, "head of it all".to_owned())] };
        assert!(score(&body, "one two three four").is_exact);
        assert!(score(&body, "head of it all. one two three four").is_exact);
    }
}
