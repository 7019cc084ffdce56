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
    /// A signal of this number asked for an end.
    Interrupted(u8),
}

impl Exit {
    /// How a run ended that had so many errors and guarded documents, and may have found what was asked for.
    pub(crate) fn of(errors: usize, guarded: usize, found: bool) -> Self {
        match (errors, guarded) {
            (0, 0) if found => Self::Found,
            (0, 0) => Self::Fine,
            (0, _) => Self::Guarded,
            _ => Self::Error,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Found => 1,
            Exit::Error => 2,
            Exit::Guarded => 3,
            Exit::Interrupted(signal) => 128 + signal,
        })
    }
}

/// Whether an error is only that nobody reads the output any more.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let causes = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    causes.into_iter().any(|error| error.kind() == ErrorKind::BrokenPipe)
}
