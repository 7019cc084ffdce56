//! How a run ended, as the exit status tells it.

use std::io::ErrorKind;
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Fine,
    /// Something was found that was asked for: failed examples, doubtful rules, golden cases that differ.
    Found,
    /// Bad usage, rules or input; other inputs were processed.
    Error,
    /// The guard left documents alone.
    Guarded,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Found => 1,
            Exit::Error => 2,
            Exit::Guarded => 3,
        })
    }
}

/// Whether an error is only that nobody reads the output any more.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let causes = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    causes.into_iter().any(|error| error.kind() == ErrorKind::BrokenPipe)
}
