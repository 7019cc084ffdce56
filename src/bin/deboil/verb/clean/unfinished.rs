//! What a run leaves beside its ledger until it has ended, so that another can go on where it was stopped.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use deboil::report::fingerprint;
use serde::{Deserialize, Serialize};

use crate::input::Input;

/// How far a run had come when the ledger and the rejects had reached the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Mark {
    /// So many of the inputs were cleaned.
    pub(super) inputs: usize,
    /// Bytes of the ledger.
    pub(super) ledger: u64,
    /// Bytes of the rejects.
    pub(super) rejects: u64,
    /// Inputs and records that could not be read.
    pub(super) errors: usize,
    /// Documents that the guard left alone, and those of which something went: the exit status tells of them.
    pub(super) guarded: usize,
    pub(super) changed: usize,
}

/// How far it had come in a file of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Within {
    /// Size and time of the file.
    pub(super) stamp: String,
    /// Bytes that were cleaned, unpacked.
    pub(super) read: u64,
    /// Number of the next record.
    pub(super) number: usize,
    /// The output, which has not its place yet.
    pub(super) output: String,
    /// Bytes of it.
    pub(super) bytes: u64,
    /// What is known of the run there.
    pub(super) reached: Mark,
    /// Whether anything of the file was changed.
    pub(super) is_changed: bool,
}

/// What a run is made of: the result is the same only where all of this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) program: String,
    pub(super) rules: String,
    pub(super) settings: String,
    pub(super) outputs: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    made: Made,
    /// The day by which rules were valid.
    date: String,
    /// Files up to here are in their place.
    done: Mark,
    /// A fingerprint of their names and times.
    seen: String,
    /// Files up to here are in the ledger, and may be in their place or not.
    told: Mark,
    within: Option<Within>,
}

/// The state of a run, on the disk.
#[derive(Debug)]
pub(super) struct Unfinished<'i> {
    path: PathBuf,
    inputs: &'i [Input],
    state: State,
    written: Instant,
    /// How long it took to write it.
    took: Duration,
}

/// Bytes of records between two states, at least.
const BETWEEN: u64 = 8 << 20;
/// A state may take so large a part of the time.
const SHARE: u32 = 20;

/// The day of the unfinished run with this ledger, if there is one.
pub(super) fn date(ledger: &Path) -> anyhow::Result<Option<String>> {
    Ok(read(&path(ledger))?.map(|state| state.date))
}

/// The file beside a ledger, which may be a pipe or a device.
fn path(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

fn read(path: &Path) -> anyhow::Result<Option<State>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    let state = serde_json::from_str(&text);
    Ok(Some(
        state.with_context(|| format!("{}: it is not what a run of this program leaves", path.display()))?,
    ))
}

impl<'i> Unfinished<'i> {
    /// The beginning of a run. A state that is there is of another run, which this one takes the place of.
    pub(super) fn begin(
        ledger: &Path,
        inputs: &'i [Input],
        made: Made,
        date: String,
    ) -> anyhow::Result<Self> {
        let state = State {
            made,
            date,
            done: Mark::default(),
            seen: String::new(),
            told: Mark::default(),
            within: None,
        };
        let path = path(ledger);
        let mut begun = Self { path, inputs, state, written: Instant::now(), took: Duration::ZERO };
        begun.write()?;
        begun.took = Duration::ZERO;
        Ok(begun)
    }

    /// The run that was stopped, or nothing where neither it nor its ledger is there. Refused where the result would not be that of one run.
    pub(super) fn resume(ledger: &Path, inputs: &'i [Input], made: &Made) -> anyhow::Result<Option<Self>> {
        let path = path(ledger);
        let Some(mut state) = read(&path)? else {
            if fs::metadata(ledger).is_ok_and(|file| file.len() > 0) {
                bail!("{}: its run has ended, there is nothing to resume", ledger.display());
            }
            return Ok(None);
        };
        let place = ledger.display();
        let parts = [
            ("program is another", state.made.program == made.program),
            ("rules are others", state.made.rules == made.rules),
            ("settings are others", state.made.settings == made.settings),
            ("outputs go elsewhere", state.made.outputs == made.outputs),
        ];
        if let Some((what, _)) = parts.iter().find(|(_, is_same)| !is_same) {
            bail!(
                "{place}: the {what} than in the run that was stopped: resume it as it was begun, or begin anew without `--resume`"
            );
        }
        let done = inputs.get(..state.done.inputs).filter(|_| state.told.inputs <= inputs.len());
        let seen = done
            .map(|done| done.iter().fold(String::new(), |seen, input| chained(&seen, input, &state.made)));
        if seen.as_ref() != Some(&state.seen) {
            bail!(
                "{place}: inputs that were cleaned before are gone, others or changed since: begin anew without `--resume`"
            );
        }
        if let Some(within) = &state.within {
            let input = &inputs.get(state.told.inputs).context("a file is begun")?;
            if within.stamp != stamp(input) {
                bail!(
                    "{}: it was changed since its first {} records were cleaned: begin anew without `--resume`",
                    input.label(),
                    within.number - 1
                );
            }
            // Without its output a file is begun again.
            let is_there = fs::metadata(&within.output).is_ok_and(|file| file.len() >= within.bytes);
            state.within = state.within.filter(|_| is_there);
        }
        Ok(Some(Self { path, inputs, state, written: Instant::now(), took: Duration::ZERO }))
    }

    /// So many inputs are in their place.
    pub(super) fn done(&self) -> usize {
        self.state.done.inputs
    }

    /// The inputs that the ledger tells of wholly.
    pub(super) fn told(&self) -> Mark {
        self.state.told
    }

    /// The same with the part of the input after them.
    pub(super) fn reached(&self) -> Mark {
        self.state.within.as_ref().map_or(self.state.told, |within| within.reached)
    }

    /// How far the run had come in the file after those that are told of.
    pub(super) fn within(&self) -> Option<&Within> {
        self.state.within.as_ref()
    }

    /// The ledger tells of more inputs, which take their place after this. Those before have taken theirs.
    pub(super) fn tell(&mut self, mark: Mark) -> anyhow::Result<()> {
        let newly = &self.inputs[self.state.done.inputs..self.state.told.inputs];
        self.state.seen = newly.iter().fold(std::mem::take(&mut self.state.seen), |seen, input| {
            chained(&seen, input, &self.state.made)
        });
        self.state.done = self.state.told;
        self.state.told = mark;
        self.state.within = None;
        self.write()
    }

    /// A part of the next input is done.
    pub(super) fn reach(&mut self, within: Within) -> anyhow::Result<()> {
        self.state.within = Some(within);
        self.write()
    }

    /// Whether so many bytes are enough for a state, and the last one was long ago.
    pub(super) fn is_due(&self, bytes: u64) -> bool {
        bytes >= BETWEEN && self.written.elapsed() >= self.took * SHARE
    }

    /// The run has ended.
    pub(super) fn end(self) -> anyhow::Result<()> {
        fs::remove_file(&self.path).with_context(|| self.path.display().to_string())
    }

    /// Writes it at once and onto the disk: what it says must be true before the next step is taken.
    fn write(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        let write = || -> anyhow::Result<()> {
            let folder =
                self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let mut file = tempfile::Builder::new().prefix(".deboil-").suffix(".tmp").tempfile_in(folder)?;
            file.write_all(&serde_json::to_vec(&self.state)?)?;
            file.as_file().sync_data()?;
            file.persist(&self.path)?;
            if cfg!(unix) {
                File::open(folder)?.sync_all()?;
            }
            Ok(())
        };
        write().with_context(|| self.path.display().to_string())?;
        self.took = begun.elapsed();
        self.written = Instant::now();
        Ok(())
    }
}

/// What tells whether an input is the one that it was: over an original its size changes, its time does not.
pub(super) fn stamp(input: &Input) -> String {
    let Some(file) = input.path.as_ref().and_then(|path| fs::metadata(path).ok()) else {
        return String::new();
    };
    format!("{} {}", file.len(), nanoseconds(&file))
}

fn nanoseconds(file: &fs::Metadata) -> u128 {
    file.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_nanos())
}

fn chained(seen: &str, input: &Input, made: &Made) -> String {
    let stamp = stamp(input);
    let stamp = if made.outputs == IN_PLACE { stamp.split(' ').nth(1).unwrap_or_default() } else { &stamp };
    fingerprint(&format!("{seen}\0{}\0{stamp}", input.name))
}

/// How outputs over originals are called.
pub(super) const IN_PLACE: &str = "in place";
