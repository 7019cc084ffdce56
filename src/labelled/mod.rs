//! Articles of which is known what should be left: each word of a text becomes content, boilerplate, or neither for sure.
//!
//! A labelled record is one of three things: a text with the body that a person took from its page, a text with segments
//! that must stay and segments that must go, or a single line that is boilerplate or only looks like it. What measures rules or
//! fits their weights asks a [`Body`] or a [`SingleLine`] for its lines, each with its label.

mod article;
mod fold;
mod gold;
mod line;
mod record;
mod segment;
mod word;

pub use article::{Framed, Position};
pub use fold::Fold;
pub use gold::Gold;
pub use line::{Label, Line, LineWord, lines};
pub use record::{Body, Labelled, Polarity, Reference, SingleLine};
pub use segment::{Squeezed, squeeze};
pub use word::{Word, is_word_char, words};
