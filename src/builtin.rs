//! The packs that are compiled into the program, in the form that `build.rs` leaves them in.

use std::borrow::Cow;

use crate::condition::{Keys, LiteralTable};
use crate::rule::{Pack, Purpose, Source};

/// Checked packs without their examples and the patterns of their rules.
static PACKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs.postcard"));

/// The patterns of the rules, unpacked one by one when they are needed.
static PATTERNS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/patterns.postcard"));

/// The literals of the rules by purpose, for the folded view of lines and for raw ones; they stand for the numbers of the rules' patterns.
static TABLES: [[LiteralTable; 2]; 3] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));

include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// The built-in packs, without the examples of their rules: ready to be compiled at once.
pub fn packs() -> Vec<Pack> {
    let mut packs: Vec<Pack> =
        postcard::from_bytes(PACKS).expect("the build script wrote the packs in this form");
    let rules = packs.iter_mut().flat_map(|pack| &mut pack.rules);
    rules
        .filter_map(|rule| rule.matcher.as_mut())
        .for_each(|matcher| matcher.patterns.set_built_in(PATTERNS));
    packs
}

/// The literals of the rules of a purpose of the built-in packs, for the folded view of lines and for raw ones.
pub(crate) fn tables(purpose: Purpose) -> &'static [LiteralTable; 2] {
    &TABLES[purpose as usize]
}

/// The rule files that the built-in packs were made of, with their examples and comments.
pub fn sources() -> impl Iterator<Item = Source> {
    SOURCES.iter().map(|(name, text)| Source {
        name: (*name).to_owned(),
        path: format!("rules/{name}.toml"),
        text: (*text).to_owned(),
    })
}
