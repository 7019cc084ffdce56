//! What people decided about removals: read from a file, found again in documents, and written so that git shows it well.

mod entry;
mod file;
mod find;
mod matches;
mod write;

pub use entry::{Answer, Entry, Scope};
pub use file::{Merged, Review};
pub use find::{Found, context_of, text_of};
pub use matches::{Matches, Stale, Why};

/// Version of the review file that this program reads.
pub const FORMAT: i64 = 1;
