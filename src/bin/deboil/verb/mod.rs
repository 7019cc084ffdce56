//! One file for each verb of the command line.

pub(crate) mod check;
pub(crate) mod clean;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod diff;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod golden;
pub(crate) mod impact;
pub(crate) mod man;
pub(crate) mod restore;
pub(crate) mod review;
pub(crate) mod rules;
pub(crate) mod stats;
pub(crate) mod tune;
