//! What a build without Parquet says where it is given some.

use std::io::{Read, Write};

use anyhow::bail;

use super::Rows;
use crate::input::Input;
use deboil::record::Fields;

const ABSENT: &str = "this build reads no Parquet: build it with the feature `parquet`, such as by \
    `cargo install --path . --features parquet`";

pub(crate) fn lines(_: &Input, _: &Fields) -> anyhow::Result<Box<dyn Read>> {
    bail!(ABSENT)
}

pub(crate) fn rewrite<T: Send>(
    _: &Input,
    _: &Fields,
    _: impl Write + Send,
    _: impl Fn(&Rows) -> (Vec<(usize, String)>, T) + Sync,
    _: impl FnMut(T, u64) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    bail!(ABSENT)
}
