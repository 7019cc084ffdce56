//! How far a long run is, on a terminal: bytes, rate and the time that is left.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::Input;

/// How long a run may take before its progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// The progress of a run; nothing where nobody sees it.
#[derive(Debug, Default)]
pub(crate) struct Progress(Option<Bar>);

#[derive(Debug)]
struct Bar {
    line: ProgressBar,
    begun: Instant,
    is_shown: bool,
    /// Bytes of the inputs that are done.
    done: u64,
}

impl Progress {
    /// The progress over some inputs, if standard error is a terminal that can show it.
    pub(crate) fn over(inputs: &[Input]) -> Self {
        let is_plain = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        if !std::io::stderr().is_terminal() || is_plain {
            return Self(None);
        }
        let size = |input: &Input| Some(std::fs::metadata(input.path.as_ref()?).map_or(0, |file| file.len()));
        let total: Option<u64> = inputs.iter().map(size).sum();
        let form = match total {
            Some(_) => "{bytes} of {total_bytes}  {wide_bar}  {bytes_per_sec}, {eta} left",
            None => "{bytes}, {bytes_per_sec}",
        };
        let style = ProgressStyle::with_template(form).expect("it is a template").progress_chars("━╸ ");
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden()).with_style(style);
        Self(Some(Bar { line: bar, begun: Instant::now(), is_shown: false, done: 0 }))
    }

    /// So many bytes of the input that is read now are done.
    pub(crate) fn at(&mut self, bytes: u64) {
        let Some(bar) = &mut self.0 else { return };
        bar.line.set_position(bar.done + bytes);
        if !bar.is_shown && bar.begun.elapsed() >= PATIENCE {
            bar.line.set_draw_target(ProgressDrawTarget::stderr());
            bar.is_shown = true;
        }
    }

    /// Inputs of so many bytes are done.
    pub(crate) fn done(&mut self, bytes: u64) {
        if let Some(bar) = &mut self.0 {
            bar.done += bytes;
        }
        self.at(0);
    }

    /// Does something that writes lines to the terminal, which the bar must not be among.
    pub(crate) fn aside<T>(&self, act: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some(bar) if bar.is_shown => bar.line.suspend(act),
            _ => act(),
        }
    }

    /// Leaves the terminal as it was.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.line.finish_and_clear();
        }
    }
}
