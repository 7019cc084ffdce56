//! The ground floor: a document's text becomes lines, paragraphs and their folded view.

mod character;
mod document;
mod fold;
mod link;
mod markdown;
mod page;
mod triples;
mod position;
mod shape;
mod span;
mod vocabulary;

pub use character::{fold_char, folds_away};
pub use document::Document;
pub use fold::Folded;
pub use link::Link;
pub use markdown::protected_spans;
pub use page::{Line, Page, Prose};
pub use position::{Lines, Position};
pub use shape::{Known, Shape, is_unspaced, words as count_words};
pub use span::Span;
pub use triples::Triples;
pub use vocabulary::Vocabulary;
