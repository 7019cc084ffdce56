//! Parquet files: rows are documents, and their texts are written anew beside all else, which stays as it is.

mod row;

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod group;
#[cfg(feature = "parquet")]
mod lines;
#[cfg(feature = "parquet")]
mod rewrite;
#[cfg(feature = "parquet")]
mod table;

#[cfg(not(feature = "parquet"))]
pub(crate) use absent::{lines, rewrite};
#[cfg(feature = "parquet")]
pub(crate) use lines::lines;
#[cfg(feature = "parquet")]
pub(crate) use rewrite::rewrite;
pub(crate) use row::{Row, Rows};

/// Whether this build reads Parquet.
pub(crate) const IS_BUILT: bool = cfg!(feature = "parquet");
/// The bytes that a file begins with.
pub(crate) const MAGIC: &[u8] = b"PAR1";
