//! Signals that ask for an end become a run that ends between two documents.

/// Signals that were seen, or could be.
#[derive(Debug, Default)]
pub(crate) struct Interrupt(#[cfg(unix)] Vec<(u8, std::sync::Arc<std::sync::atomic::AtomicBool>)>);

#[cfg(unix)]
impl Interrupt {
    /// Waits for SIGINT and SIGTERM from now on. A second one ends the program at once, as the first would have.
    pub(crate) fn watch() -> anyhow::Result<Self> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::flag::{register, register_conditional_shutdown};

        let mut seen = Vec::new();
        for signal in [SIGINT, SIGTERM] {
            let flag = std::sync::Arc::default();
            register_conditional_shutdown(signal, 128 + signal, std::sync::Arc::clone(&flag))?;
            register(signal, std::sync::Arc::clone(&flag))?;
            seen.push((u8::try_from(signal)?, flag));
        }
        Ok(Self(seen))
    }

    /// The number of the signal that came, if one has.
    pub(crate) fn signal(&self) -> Option<u8> {
        let has_come = |flag: &std::sync::atomic::AtomicBool| flag.load(std::sync::atomic::Ordering::Relaxed);
        self.0.iter().find(|(_, flag)| has_come(flag)).map(|(signal, _)| *signal)
    }
}

#[cfg(not(unix))]
impl Interrupt {
    /// Waits for nothing: here a signal ends the program at once.
    #[allow(clippy::unnecessary_wraps)] // As above.
    pub(crate) fn watch() -> anyhow::Result<Self> {
        Ok(Self())
    }

    /// None.
    pub(crate) fn signal(&self) -> Option<u8> {
        None
    }
}
