//! Bytes become what a target works on: rules of the menu, and a text in which whole words stand for single bytes.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use deboil::decision::Limits;
use deboil::rule::{Pack, Source, read_packs};
use deboil::{Cleaner, Document, Profile, Selection};

/// What the bytes that are no UTF-8 stand for in a text.
const WORDS: [&str; 64] = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    ". ",
    "\t",
    "\u{a0}",
    "\u{200b}",
    "\u{2028}",
    "**",
    "# ",
    "- ",
    "> ",
    "(",
    ")",
    "[",
    "](http://a.example/)",
    "```\n",
    "![",
    "| ",
    "“",
    "”",
    "：",
    "Ａ",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ſ",
    "א",
    "广告",
    "广",
    "【",
    "】",
    "🙂",
    "a",
    "b",
    "c",
    "ad",
    "by ",
    "via ",
    "read more",
    "more from",
    "about",
    "begin",
    "end",
    "keep",
    "said",
    "sign up",
    "our app",
    "store",
    "embed",
    "share",
    "photo",
    "image via X",
    "3 min",
    "WORLD",
    "Xa |",
    "cite12",
    "oai",
    "correction",
    "It rained all week in the harbour, and nobody who had a boat went out before Friday, the keeper said.",
    "A short one. Nobody sailed",
];

/// What the bytes that are no UTF-8 stand for in a line of JSON.
const JSON: [&str; 32] = [
    "{\"text\":\"",
    "\"}",
    "\",\"",
    "\":\"",
    "\":",
    ",\"",
    "\"text\":",
    "\"deboil\":",
    "{}",
    "null",
    "1.50",
    "[",
    "]",
    "{",
    "}",
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\u0000",
    "\\uD83D\\uDE42",
    "é",
    "🙂",
    " ",
    "\t",
    "\"id\":",
    "\"a\":",
    "\"",
    "\u{feff}",
];

/// The bytes as text, each that is no UTF-8 as a word.
fn spelled(bytes: &[u8], words: &[&str]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| words[usize::from(byte) % words.len()]));
    }
    text
}

/// The bytes as a text.
pub fn text(bytes: &[u8]) -> String {
    spelled(bytes, &WORDS)
}

/// The bytes as what may be a line of JSON.
pub fn json(bytes: &[u8]) -> String {
    spelled(bytes, &JSON)
}

static MENU: LazyLock<Pack> = LazyLock::new(|| {
    let source = Source {
        name: "menu".to_owned(),
        path: "menu.toml".to_owned(),
        text: include_str!("../menu.toml").to_owned(),
    };
    let mut packs = read_packs(&[], &[source]).unwrap_or_else(|problems| panic!("{problems}"));
    packs.pop().expect("one file is one pack")
});

/// How many sets of rules there are. A cleaner takes longer to build than a small text to clean, so each is built once.
const HANDS: u16 = 4096;

thread_local! {
    static CLEANERS: RefCell<HashMap<u16, Cleaner>> = RefCell::default();
}

/// An article, and the rules that it is cleaned by.
pub struct Case {
    pub cleaner: Cleaner,
    pub text: String,
    options: u8,
}

impl Case {
    /// The first two bytes tell the rules, the third what is known of the article, and the rest is the text.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let (&[high, low, options], rest) = bytes.split_first_chunk()?;
        Some(Self { cleaner: cleaner(u16::from_be_bytes([high, low]) % HANDS), text: text(rest), options })
    }

    /// A text of this article.
    pub fn document<'t>(&self, text: &'t str) -> Document<'t> {
        let has = |bit: u8| self.options >> bit & 1 == 1;
        Document {
            text,
            is_markdown: has(0),
            lang: has(1).then_some("en"),
            title: has(2).then_some("ad by b"),
            site: has(3).then_some("www.house.example"),
            ..Document::default()
        }
    }
}

/// The cleaner of a hand of rules, one to eight of them drawn by its number; every other one has the usual bounds on what a document may lose,
/// from few words on, and the others have none.
fn cleaner(hand: u16) -> Cleaner {
    let build = || {
        let mut state = u64::from(hand) + 1;
        let mut draw = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 33) as usize
        };
        let count = 1 + draw() % 8;
        let picks: BTreeSet<usize> = (0..count).map(|_| draw() % MENU.rules.len()).collect();
        let rules = picks.iter().map(|&pick| MENU.rules[pick].clone()).collect();
        let limits = match hand % 2 {
            0 => Limits { min_words: 3, ..Limits::default() },
            _ => Limits { max_removed: 1.0, ..Limits::default() },
        };
        Cleaner::new([Pack { rules, ..MENU.clone() }], &Selection::new(Profile::Body)).with_limits(limits)
    };
    CLEANERS.with_borrow_mut(|cleaners| cleaners.entry(hand).or_insert_with(build).clone())
}
