//! Text and Markdown files: one document each.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read as _;

use anyhow::{anyhow, bail};
use deboil::Document;
use memchr::memmem;

use super::compression::Compression;
use super::encoding::{self, Decoded};
use super::pieces::LONGEST;
use super::stream::Stream;
use super::{Format, Input};
use crate::settings::Settings;

/// Bytes of which a small file is thought to have no more.
const SMALL: usize = 16 << 10;

/// The text of an input.
pub(crate) fn read(input: &Input) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    read_bytes(input, &mut bytes)?;
    if let Cow::Owned(text) = encoding::decode(&bytes, input.encoding)?.text {
        return Ok(text);
    }
    decode(bytes)
}

/// The text of an input, from a buffer that may be used again.
pub(crate) fn read_into<'b>(input: &Input, bytes: &'b mut Vec<u8>) -> anyhow::Result<Decoded<'b>> {
    read_bytes(input, bytes)?;
    encoding::decode(bytes, input.encoding)
}

/// The bytes of an input, unpacked, in a buffer that may be used again.
pub(crate) fn read_bytes(input: &Input, bytes: &mut Vec<u8>) -> anyhow::Result<()> {
    bytes.clear();
    match &input.path {
        Some(path) if input.compression == Compression::None => {
            // Without a look at its size: a small file is in the buffer at once.
            bytes.reserve(SMALL);
            let is_text = !input.format.is_some_and(Format::is_records);
            let longest = if is_text { LONGEST as u64 + 1 } else { u64::MAX };
            File::open(path)?.take(longest).read_to_end(bytes)?;
            if bytes.len() as u64 == longest {
                bail!("{}", too_long());
            }
        }
        _ => Stream::open(input)?.read_all(bytes)?,
    }
    Ok(())
}

/// What is said of a text of too many bytes.
pub(crate) fn too_long() -> String {
    format!(
        "it has more than {} MiB, too much for one text: divide it, or write its articles as records",
        LONGEST >> 20
    )
}

/// Most lines of a text: each takes some hundred bytes of memory.
const MAX_LINES: usize = 1_000_000;

/// Refuses a text of too many lines.
pub(crate) fn check_lines(text: &str) -> anyhow::Result<()> {
    let bytes = text.as_bytes();
    let breaks =
        || memchr::memchr2_iter(b'\n', b'\r', bytes).count() - memmem::find_iter(bytes, "\r\n").count();
    if bytes.len() > MAX_LINES && breaks() > MAX_LINES {
        bail!("it has more than {MAX_LINES} lines, too many for one text: divide it");
    }
    Ok(())
}

/// Bytes as text, or where they are none.
pub(crate) fn utf8(bytes: &[u8]) -> anyhow::Result<&str> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
        anyhow!("line {line}, byte {at}: it is not UTF-8")
    })
}

/// Bytes as text, or where they are none.
pub(crate) fn decode(bytes: Vec<u8>) -> anyhow::Result<String> {
    String::from_utf8(bytes).or_else(|error| utf8(error.as_bytes()).map(str::to_owned))
}

/// A text of a file as a document.
pub(crate) fn document<'t>(text: &'t str, input: &'t Input, settings: &'t Settings) -> Document<'t> {
    Document {
        text,
        id: None,
        path: input.reviewed_as.as_deref(),
        record: None,
        url: None,
        site: settings.site.as_deref(),
        lang: settings.lang.as_deref(),
        title: settings.title.as_deref(),
        is_markdown: input.format == Some(Format::Markdown),
    }
}
