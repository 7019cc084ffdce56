//! The packs that are compiled into the program, in the form that `build.rs` leaves them in.

use std::borrow::Cow;

use crate::condition::{ByteSet, Count, Keys, LiteralTable, Place, Prebuilt, Validity};
use crate::rule::{Head, Pack, Purpose, Rule, Shelf, Source};
// The constants name their variants as these print themselves; not all stand in them.
#[allow(unused_imports)]
use crate::condition::{
    Date,
    Ending::{Open, Sentence},
};
#[allow(unused_imports)]
use crate::rule::{
    Confidence::{High, Low, Medium},
    MainKind::{Body, ForContent, Foreign, Frame},
    Purpose::{Act, Hint, Spare},
};

/// Checked packs without their rules, each with the numbers of these.
static PACKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs.postcard"));

/// The rules of all packs in the order of their ids.
static SHELF: Shelf = Shelf {
    heads: &include!(concat!(env!("OUT_DIR"), "/heads.rs")),
    rules: include_bytes!(concat!(env!("OUT_DIR"), "/rules.postcard")),
    patterns: include_bytes!(concat!(env!("OUT_DIR"), "/patterns")),
};

/// The literals of the rules by purpose, for the folded view of lines and for raw ones; they stand for the numbers of the rules and of their
/// patterns.
static TABLES: [[LiteralTable; 2]; 3] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));

include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// The built-in packs, without the examples of their rules: ready to be compiled at once.
pub fn packs() -> Vec<Pack> {
    let packs: Vec<(Pack, Vec<u32>)> =
        postcard::from_bytes(PACKS).expect("the build script wrote the packs in this form");
    let with_rules = |(pack, numbers): (Pack, Vec<u32>)| Pack {
        rules: numbers.into_iter().map(|number| Rule::built_in(&SHELF, number)).collect(),
        ..pack
    };
    packs.into_iter().map(with_rules).collect()
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
