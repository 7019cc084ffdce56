//! Where cleaned text goes: standard output, a folder, or over the originals, each file wholly or not at all.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use tempfile::NamedTempFile;

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
            (Self::Folder(folder), Some(_)) => Some(folder.join(&input.name)),
            (Self::InPlace(_), Some(path)) => Some(path.clone()),
        })
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
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
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
    /// Writes the whole output of an input.
    pub(crate) fn write(&self, input: &Input, bytes: &[u8]) -> anyhow::Result<()> {
        let mut output = self.open(input)?;
        output.write_all(bytes)?;
        output.finish()
    }
}

impl Output {
    /// Completes it: the file takes its place, with the mode of the one that it replaces.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut stdout) => stdout.flush().map_err(Into::into),
            Self::File { file, path, backup } => {
                let file =
                    file.into_inner().map_err(|error| anyhow!("{}: {}", path.display(), error.error()))?;
                if let Ok(old) = fs::metadata(&path) {
                    let set = file.as_file().set_permissions(old.permissions());
                    // What takes the place of another file is on the disk before that is gone.
                    set.and_then(|()| file.as_file().sync_all())
                        .with_context(|| path.display().to_string())?;
                }
                if let Some(backup) = backup {
                    fs::copy(&path, &backup).with_context(|| backup.display().to_string())?;
                }
                file.persist(&path)
                    .map_err(|error| error.error)
                    .with_context(|| path.display().to_string())?;
                Ok(())
            }
        }
    }
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
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// A file that is written beside the main output, such as the ledger.
pub(crate) fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(path).with_context(|| path.display().to_string())?))
}
