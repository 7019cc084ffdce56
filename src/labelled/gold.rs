//! The body of an article as a person took it from its page becomes what words of a text are looked up in.

use std::collections::{HashMap, HashSet};

use super::line::text_lines;
use super::word::words;
use crate::text::Span;

/// So many words in a row must be found again for any of them to count as found.
pub(super) const GRAM: usize = 4;

/// A reference text, by its words. Words are numbers, which are given out for all texts that are compared.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    words: Vec<u32>,
    grams: HashSet<[u32; GRAM]>,
    lines: HashSet<Vec<u32>>,
    /// Where each word stands.
    places: HashMap<u32, Vec<usize>>,
}

/// Words as numbers, so that they are quick to compare.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers(HashMap<String, u32>);

impl Numbers {
    pub(super) fn of(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.0.get(word) {
            return number;
        }
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(word.to_owned(), number);
        number
    }
}

impl Gold {
    pub(super) fn new(text: &str, numbers: &mut Numbers) -> Self {
        let mut number = |span: Span| -> Vec<u32> {
            words(text, span).iter().map(|word| numbers.of(&word.text)).collect()
        };
        let words = number(Span::new(0, text.len()));
        let lines = text_lines(text).map(number).collect();
        let grams = words.windows(GRAM).filter_map(|gram| gram.try_into().ok()).collect();
        let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
        words.iter().enumerate().for_each(|(at, &word)| places.entry(word).or_default().push(at));
        Self { words, grams, lines, places }
    }

    /// Whether it is one of the lines.
    pub(super) fn has_line(&self, words: &[u32]) -> bool {
        self.lines.contains(words)
    }

    /// Whether these words stand somewhere in a row.
    pub(super) fn has(&self, words: &[u32]) -> bool {
        self.found(words).next().is_some()
    }

    /// How often these words stand in a row, without overlap.
    pub(super) fn count(&self, words: &[u32]) -> usize {
        let mut free = 0;
        let mut is_free = |&at: &usize| {
            let is_free = at >= free;
            if is_free {
                free = at + words.len();
            }
            is_free
        };
        self.found(words).filter(|at| is_free(at)).count()
    }

    /// Of each word, whether it is part of a row of words that stands in the text.
    pub(super) fn cover(&self, words: &[u32]) -> Vec<bool> {
        let mut covered = vec![false; words.len()];
        for (at, gram) in words.windows(GRAM).enumerate() {
            if <[u32; GRAM]>::try_from(gram).is_ok_and(|gram| self.grams.contains(&gram)) {
                covered[at..at + GRAM].fill(true);
            }
        }
        covered
    }

    fn found<'g>(&'g self, words: &'g [u32]) -> impl Iterator<Item = usize> + 'g {
        let places = words.first().and_then(|first| self.places.get(first));
        places.into_iter().flatten().copied().filter(move |&at| self.words[at..].starts_with(words))
    }
}
