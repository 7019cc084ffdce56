//! The ground floor: a document's text becomes lines, paragraphs and their folded view.

mod document;
mod fold;
mod markdown;
mod page;
mod position;
mod shape;
mod span;

pub use document::Document;
pub use fold::{Folded, fold_char, folds_away};
pub use markdown::protected_spans;
pub use page::{Line, Page};
pub use position::{Lines, Position};
pub use shape::{Shape, is_unspaced, words as count_words};
pub use span::Span;
