//! Text and Markdown files: one document each.

use std::fs;
use std::io::Read as _;

use anyhow::{Context as _, anyhow};
use deboil::Document;

use super::{Format, Input};
use crate::settings::Settings;

/// The text of an input, which must be UTF-8.
pub(crate) fn read(input: &Input) -> anyhow::Result<String> {
    let bytes = if let Some(path) = &input.path {
        fs::read(path)?
    } else {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
        bytes
    };
    decode(bytes)
}

/// Bytes as text, or where they are none.
pub(crate) fn decode(bytes: Vec<u8>) -> anyhow::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count() + 1;
        anyhow!("line {line}, byte {at}: it is not UTF-8")
    })
}

/// A text of a file as a document.
pub(crate) fn document<'t>(text: &'t str, input: &'t Input, settings: &'t Settings) -> Document<'t> {
    Document {
        text,
        id: None,
        url: None,
        site: settings.site.as_deref(),
        lang: settings.lang.as_deref(),
        title: settings.title.as_deref(),
        is_markdown: input.format == Some(Format::Markdown),
    }
}
