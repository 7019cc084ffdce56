//! The bound on what a document may lose.

/// What a document may lose at most, and how large it must be for the bound to make sense.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Largest share of its words that a document may lose, 0 to 1.
    pub max_removed: f64,
    /// Documents of fewer words have no such bound.
    pub min_words: usize,
    /// Largest share of its words that a document may lose by guesses, which no single rule is sure of: 0 to 1.
    pub max_guessed: f64,
    /// So many words may go by guesses from any document.
    pub min_guessed: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_removed: 0.5, min_words: 80, max_guessed: 0.1, min_guessed: 20 }
    }
}

impl Limits {
    /// Whether a document of `words` words may lose `removed` of them.
    #[allow(clippy::cast_precision_loss)] // Numbers of words.
    pub fn check(&self, words: usize, removed: usize) -> Result<(), Guarded> {
        let allowed = words < self.min_words || removed as f64 <= self.max_removed * words as f64;
        if allowed { Ok(()) } else { Err(Guarded::Share { words, removed }) }
    }

    /// Whether a document of `words` words may lose `guessed` of them by guesses. If not, all of its guesses stay: where there
    /// are so many, the text is of a kind that the weak rules were not made for.
    #[allow(clippy::cast_precision_loss)] // Numbers of words.
    pub fn allows_guesses(&self, words: usize, guessed: usize) -> bool {
        guessed <= self.min_guessed || guessed as f64 <= self.max_guessed * words as f64
    }
}

/// Why a document is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// It would have lost more of its words than it may.
    Share {
        /// Words of the document.
        words: usize,
        /// Words that would have gone.
        removed: usize,
    },
    /// What goes brings ever more into reach.
    Unsettled,
}
