//! Paths become inputs: files of a known format, in a stable order.

pub(crate) mod compression;
pub(crate) mod documents;
pub(crate) mod encoding;
pub(crate) mod in_order;
pub(crate) mod parquet;
pub(crate) mod pieces;
pub(crate) mod repeats;
pub(crate) mod stream;
pub(crate) mod text;

use std::path::{Path, PathBuf};

use compression::Compression;
use deboil::Document;
use encoding::Choice;

use crate::cli::{FormatName, InputArgs};
use crate::diagnose;

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Markdown,
    Jsonl,
    Parquet,
}

impl Format {
    /// Whether a file has more than one document.
    pub(crate) fn is_records(self) -> bool {
        matches!(self, Self::Jsonl | Self::Parquet)
    }
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Text => Self::Text,
            FormatName::Markdown => Self::Markdown,
            FormatName::Jsonl => Self::Jsonl,
            FormatName::Parquet => Self::Parquet,
        }
    }
}

/// A file to process, or standard input.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// Where it is; nothing for standard input.
    pub(crate) path: Option<PathBuf>,
    /// Its path below the folder that was given, or its name: its place in an output folder.
    pub(crate) place: PathBuf,
    /// The same as text: its name in the ledger.
    pub(crate) name: String,
    /// What it is; nothing for standard input that must be looked at first.
    pub(crate) format: Option<Format>,
    /// How its bytes are compressed; of standard input its first bytes tell.
    pub(crate) compression: Compression,
    /// How its characters are encoded, where it is text.
    pub(crate) encoding: Choice,
    /// What a review that is in force calls it.
    pub(crate) reviewed_as: Option<String>,
}

impl Input {
    fn stdin(format: Option<Format>) -> Self {
        Self {
            path: None,
            place: PathBuf::new(),
            name: "-".to_owned(),
            format,
            compression: Compression::None,
            encoding: Choice::Auto,
            reviewed_as: None,
        }
    }

    pub(crate) fn file(path: PathBuf, place: PathBuf, format: Format) -> Self {
        let compression = Compression::of(&path);
        let name = name(&place);
        let (encoding, reviewed_as) = (Choice::Auto, None);
        Self { path: Some(path), place, name, format: Some(format), compression, encoding, reviewed_as }
    }

    /// A document of one of its records, with the place by which a review may call it.
    #[allow(clippy::needless_pass_by_value)] // It is taken apart and put together.
    pub(crate) fn record<'d>(&'d self, document: Document<'d>, number: usize) -> Document<'d> {
        Document { path: self.reviewed_as.as_deref(), record: Some(number), ..document }
    }

    /// How messages call it.
    pub(crate) fn label(&self) -> String {
        self.path.as_ref().map_or_else(|| "standard input".to_owned(), |path| path.display().to_string())
    }
}

/// The inputs at some paths: files as they are, folders walked in the order of names, ignore files respected. Returns how many paths could not
/// be read, which are reported, beside the inputs.
pub(crate) fn inputs(paths: &[PathBuf], args: &InputArgs) -> (Vec<Input>, usize) {
    let forced = args.format.map(Format::from);
    let mut inputs = Vec::new();
    let mut errors = 0;
    if paths.is_empty() {
        inputs.push(Input::stdin(forced));
    }
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::stdin(forced));
        } else if path.is_dir() {
            walk(path, forced, &mut inputs, &mut errors);
        } else {
            let place = path.file_name().map(PathBuf::from).unwrap_or_default();
            let format = forced.or_else(|| format_within(path)).unwrap_or(Format::Text);
            inputs.push(Input::file(path.clone(), place, format));
        }
    }
    for input in &mut inputs {
        input.encoding = args.encoding;
    }
    (inputs, errors)
}

/// Walks a folder. Without the feature Parquet files are passed over, like all that is not known.
fn walk(folder: &Path, forced: Option<Format>, inputs: &mut Vec<Input>, errors: &mut usize) {
    let mut passed_over = 0;
    for entry in
        ignore::WalkBuilder::new(folder).require_git(false).sort_by_file_name(std::ffi::OsStr::cmp).build()
    {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diagnose::trouble(folder.display(), error);
                *errors += 1;
                continue;
            }
        };
        // In a folder only what is known to be text is taken, whatever format is forced on it.
        let Some(format) =
            format_within(entry.path()).filter(|_| entry.file_type().is_some_and(|kind| kind.is_file()))
        else {
            continue;
        };
        if format == Format::Parquet && !parquet::IS_BUILT {
            passed_over += 1;
            continue;
        }
        let path = entry.into_path();
        let place = path.strip_prefix(folder).unwrap_or(&path).to_owned();
        inputs.push(Input::file(path, place, forced.unwrap_or(format)));
    }
    if passed_over > 0 {
        let files = if passed_over == 1 { "a Parquet file is" } else { "Parquet files are" };
        let note = format_args!("{files} passed over: this build has not the feature `parquet`");
        diagnose::trouble(folder.display(), note);
    }
}

/// A path as text, the same on every system; bytes that are no text are told by their number, so that no two names become one.
pub(crate) fn name(place: &Path) -> String {
    let mut name = String::new();
    for chunk in place.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        name.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    if cfg!(windows) { name.replace('\\', "/") } else { name }
}

/// The format that a file's name tells.
pub(crate) fn format_of(path: &Path) -> Option<Format> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "txt" | "text" => Some(Format::Text),
        "md" | "markdown" => Some(Format::Markdown),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "parquet" => Some(Format::Parquet),
        _ => None,
    }
}

/// The format that a file's name tells, of what is in it where it is compressed.
fn format_within(path: &Path) -> Option<Format> {
    if Compression::of(path) == Compression::None {
        format_of(path)
    } else {
        format_of(Path::new(path.file_stem()?))
    }
}

/// The format of a stream that begins like this: records where the first line is a JSON object, else text.
pub(crate) fn sniff(beginning: &[u8]) -> Format {
    let first =
        beginning.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let is_object = first.trim_ascii_start().starts_with(b"{\"") || first.trim_ascii() == b"{}";
    if is_object { Format::Jsonl } else { Format::Text }
}
