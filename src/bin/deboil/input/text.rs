//! Text and Markdown files: one document each.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read as _;

use anyhow::anyhow;
use deboil::Document;

use super::compression::Compression;
use super::encoding::{self, Decoded};
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
            File::open(path)?.take(u64::MAX).read_to_end(bytes)?;
        }
        _ => Stream::open(input)?.read_all(bytes)?,
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
