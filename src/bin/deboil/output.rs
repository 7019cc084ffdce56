//! Where cleaned text goes: standard output, a folder, or over the originals, each file wholly or not at all.

#[cfg(target_os = "linux")]
use std::collections::BTreeSet;
use std::fs::{self, File, FileTimes, Metadata};
use std::io::{BufWriter, ErrorKind, Seek as _, SeekFrom, Stdout, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, anyhow, bail};
use tempfile::{NamedTempFile, TempPath};

use crate::input::Input;
use crate::input::compression::Compression;

/// Where the outputs of a run go.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Stdout,
    /// Into this folder, in the same tree.
    Folder(PathBuf),
    /// Over the originals, which are kept under this suffix if it is not empty.
    InPlace(String),
}

/// One output that is being written.
#[derive(Debug)]
pub(crate) enum Output {
    Stdout(BufWriter<Stdout>),
    File { file: BufWriter<NamedTempFile>, path: PathBuf, backup: Option<PathBuf> },
}

impl Target {
    /// The path of an input's output; nothing for standard output.
    pub(crate) fn path(&self, input: &Input) -> anyhow::Result<Option<PathBuf>> {
        Ok(match (self, &input.path) {
            (Self::Stdout, _) => None,
            (_, None) => bail!("standard input can only be written to standard output"),
            (Self::Folder(folder), Some(_)) => Some(folder.join(&input.place)),
            (Self::InPlace(_), Some(path)) => Some(path.clone()),
        })
    }

    /// What an original is before it is read, where the output goes over it.
    pub(crate) fn stamp(&self, input: &Input) -> anyhow::Result<Option<Stamp>> {
        match (self, &input.path) {
            (Self::InPlace(_), Some(path)) => Ok(Some(Stamp::of(path)?)),
            _ => Ok(None),
        }
    }

    /// How the output of an input is compressed: as the input; standard output is not.
    pub(crate) fn compression(&self, input: &Input) -> Compression {
        match self {
            Self::Stdout => Compression::None,
            Self::Folder(_) | Self::InPlace(_) => input.compression,
        }
    }

    /// Opens the output of an input.
    pub(crate) fn open(&self, input: &Input) -> anyhow::Result<Output> {
        let Some(path) = self.path(input)? else {
            return Ok(Output::Stdout(BufWriter::new(std::io::stdout())));
        };
        self.check_links(input, &path)?;
        let folder = folder_of(&path);
        // The new file is written beside the old one, so that it can take its place at once.
        let file = temporary(folder).or_else(|error| match error.kind() {
            ErrorKind::NotFound => fs::create_dir_all(folder).and_then(|()| temporary(folder)),
            _ => Err(error),
        });
        let file = file.with_context(|| folder.display().to_string())?;
        let backup = match (self, &input.path) {
            (Self::InPlace(suffix), Some(path)) if !suffix.is_empty() => {
                let mut name = path.as_os_str().to_owned();
                name.push(suffix);
                Some(PathBuf::from(name))
            }
            _ => None,
        };
        Ok(Output::File { file: BufWriter::new(file), path, backup })
    }
}

impl Target {
    /// Opens the output of an input again that was left when so many bytes of it were written.
    pub(crate) fn open_again(&self, input: &Input, left: &Path, bytes: u64) -> anyhow::Result<Output> {
        let Output::File { path, backup, file: unused } = self.open(input)? else {
            bail!("only files are opened again");
        };
        drop(unused);
        let mut file = File::options().write(true).open(left).with_context(|| left.display().to_string())?;
        file.set_len(bytes)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .with_context(|| left.display().to_string())?;
        let file = NamedTempFile::from_parts(file, TempPath::try_from_path(left)?);
        Ok(Output::File { file: BufWriter::new(file), path, backup })
    }

    /// Writes the whole output of an input.
    pub(crate) fn write(&self, input: &Input, bytes: &[u8]) -> anyhow::Result<()> {
        let mut output = self.open(input)?;
        output.write_all(bytes)?;
        output.finish()
    }

    /// Refuses to go through a symbolic link: over an original, or out of the output folder.
    fn check_links(&self, input: &Input, path: &Path) -> anyhow::Result<()> {
        let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|file| file.is_symlink());
        match self {
            Self::InPlace(_) if is_link(path) => {
                bail!("it is a symbolic link, and stays one: name the file that it points to")
            }
            Self::Folder(folder) => {
                let within = input.place.ancestors().skip(1).filter(|within| !within.as_os_str().is_empty());
                match within.map(|within| folder.join(within)).find(|within| is_link(within)) {
                    Some(link) => bail!("{}: it is a symbolic link out of the output folder", link.display()),
                    None => Ok(()),
                }
            }
            Self::InPlace(_) | Self::Stdout => Ok(()),
        }
    }
}

impl Output {
    /// Opens a file that takes its place when it is complete; `-` is standard output.
    pub(crate) fn at(path: &Path) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::Stdout(BufWriter::new(std::io::stdout())));
        }
        let file = temporary(folder_of(path)).with_context(|| path.display().to_string())?;
        Ok(Self::File { file: BufWriter::new(file), path: path.to_owned(), backup: None })
    }

    /// Completes it: the file takes its place, with mode, times and owner of the one that it replaces.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let Some(ready) = self.ready(None)? else { return Ok(()) };
        // What takes the place of another file is on the disk before that is gone.
        if ready.path.exists() {
            sync(std::slice::from_ref(&ready))?;
        }
        ready.take_place()
    }

    /// Has it reach the disk; returns where it is and how many bytes it has, if it is a file whose name is text.
    pub(crate) fn sync(&mut self) -> anyhow::Result<Option<(String, u64)>> {
        let Self::File { file, path, .. } = self else { return Ok(None) };
        let synced = file.flush().and_then(|()| file.get_ref().as_file().sync_data());
        synced.with_context(|| path.display().to_string())?;
        let bytes = file.get_ref().as_file().metadata()?.len();
        Ok(std::path::absolute(file.get_ref().path())?.to_str().map(|path| (path.to_owned(), bytes)))
    }

    /// Leaves it where it is, for a run that goes on with it.
    pub(crate) fn leave(self) {
        if let Self::File { file, .. } = self
            && let Ok(mut file) = file.into_inner()
        {
            file.disable_cleanup(true);
        }
    }

    /// Completes it but for taking its place, which it does only if what it replaces is still what it was. Nothing for standard output.
    pub(crate) fn ready(self, stamp: Option<Stamp>) -> anyhow::Result<Option<Ready>> {
        let (file, path, backup) = match self {
            Self::Stdout(mut stdout) => return stdout.flush().map(|()| None).map_err(Into::into),
            Self::File { file, path, backup } => (file, path, backup),
        };
        let file = file.into_inner().map_err(|error| anyhow!("{}: {}", path.display(), error.error()))?;
        if let Ok(old) = fs::metadata(&path) {
            keep_owner(file.as_file(), &old);
            file.as_file()
                .set_permissions(old.permissions())
                .and_then(|()| file.as_file().set_times(times(&old)))
                .with_context(|| path.display().to_string())?;
        }
        let bytes = file.as_file().metadata()?.len();
        // Many may wait: they are closed.
        Ok(Some(Ready { file: file.into_temp_path(), path, backup, stamp, bytes }))
    }
}

/// What tells whether a file has been written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    number: u64,
}

impl Stamp {
    fn of(path: &Path) -> std::io::Result<Self> {
        let file = fs::metadata(path)?;
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&file);
        #[cfg(not(unix))]
        let number = 0;
        Ok(Self { bytes: file.len(), modified: file.modified().ok(), number })
    }
}

/// A file that is complete and waits beside its place.
#[derive(Debug)]
pub(crate) struct Ready {
    file: TempPath,
    path: PathBuf,
    backup: Option<PathBuf>,
    /// What the file was that it replaces.
    stamp: Option<Stamp>,
    pub(crate) bytes: u64,
}

impl Ready {
    /// Puts it into its place, at once.
    pub(crate) fn take_place(self) -> anyhow::Result<()> {
        let Self { file, path, backup, stamp, .. } = self;
        if let Some(stamp) = stamp
            && Stamp::of(&path)? != stamp
        {
            bail!("it was written to while it was cleaned, and stays as it is now: clean it again");
        }
        if let Some(backup) = backup {
            keep(&path, &backup).with_context(|| backup.display().to_string())?;
        }
        file.persist(&path).map_err(|error| error.error).with_context(|| path.display().to_string())
    }
}

/// Keeps a file under another name: the file itself, or where that cannot be, a copy on the disk.
fn keep(path: &Path, backup: &Path) -> std::io::Result<()> {
    if fs::symlink_metadata(backup).is_ok() {
        fs::remove_file(backup)?;
    }
    fs::hard_link(path, backup).or_else(|_| {
        fs::copy(path, backup)?;
        File::open(backup)?.sync_all()
    })
}

/// Few enough that each is asked for by itself.
#[cfg(target_os = "linux")]
const FEW: usize = 8;

/// Has files reach the disk that wait for their place.
pub(crate) fn sync(ready: &[Ready]) -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    if ready.len() > FEW {
        let folders: BTreeSet<&Path> = ready.iter().map(|ready| folder_of(&ready.path)).collect();
        let mut devices = BTreeSet::new();
        for folder in folders {
            let file = File::open(folder).with_context(|| folder.display().to_string())?;
            if devices.insert(std::os::unix::fs::MetadataExt::dev(&file.metadata()?)) {
                rustix::fs::syncfs(&file).with_context(|| folder.display().to_string())?;
            }
        }
        return Ok(());
    }
    for Ready { file, path, .. } in ready {
        let synced =
            File::options().read(true).write(cfg!(windows)).open(file).and_then(|file| file.sync_all());
        synced.with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The times of a file, for another.
fn times(file: &Metadata) -> FileTimes {
    let times = file.modified().map_or_else(|_| FileTimes::new(), |at| FileTimes::new().set_modified(at));
    file.accessed().map_or(times, |at| times.set_accessed(at))
}

/// Gives a file the owner and group of another, as far as that is allowed.
fn keep_owner(file: &File, other: &Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        // It is not, for another's file in a folder of one's own: it is then one's own, as with most editors.
        let is_same = file.metadata().is_ok_and(|own| (own.uid(), own.gid()) == (other.uid(), other.gid()));
        let _ = is_same || fchown(file, Some(other.uid()), Some(other.gid())).is_ok();
    }
    #[cfg(not(unix))]
    let _ = (file, other);
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File { file, .. } => file.flush(),
        }
    }
}

/// A file that is there only until it takes its place, with the mode of any new file.
fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".deboil-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// The ledger of a run that writes over originals: it may be all that is left of them, so none is written over another.
pub(crate) fn create_once(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let has_some = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() > 0);
    if has_some {
        bail!(
            "{}: it is there already, and may be needed to restore what it tells of: name another",
            path.display()
        );
    }
    create(path)
}

/// A file of a run that is resumed, with its first bytes: what is behind them is written again.
pub(crate) fn go_on(path: &Path, bytes: u64) -> anyhow::Result<BufWriter<File>> {
    let place = || path.display().to_string();
    let mut file = File::options().write(true).create(true).truncate(false).open(path).with_context(place)?;
    let there = file.metadata().with_context(place)?.len();
    if there < bytes {
        bail!(
            "{}: it has {there} bytes and had {bytes} when the run was stopped: begin anew without `--resume`",
            path.display()
        );
    }
    file.set_len(bytes).and_then(|()| file.seek(SeekFrom::End(0))).with_context(place)?;
    Ok(BufWriter::new(file))
}

/// A file that is written beside the main output, such as the ledger.
pub(crate) fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(path).with_context(|| path.display().to_string())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Format;

    #[test]
    fn a_file_that_is_written_to_meanwhile_stays_as_it_is_then() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let input = Input::file(path.clone(), "a.txt".into(), Format::Text);
        let target = Target::InPlace(String::new());
        for (between, expected) in [("old", "new"), ("other", "other")] {
            let stamp = target.stamp(&input).unwrap();
            let mut output = target.open(&input).unwrap();
            output.write_all(b"new").unwrap();
            let ready = output.ready(stamp).unwrap().unwrap();
            if between != "old" {
                fs::write(&path, between).unwrap();
            }
            assert_eq!(ready.take_place().is_ok(), between == "old");
            assert_eq!(fs::read_to_string(&path).unwrap(), expected);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }
}
