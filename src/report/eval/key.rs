//! What documents are grouped by.

use crate::labelled::Labelled;
use crate::text::Document;

/// Something that is known of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The set that it is of.
    Set,
    /// The program that took its text out of a page.
    Extractor,
    /// The publisher's host.
    Site,
    /// First part of the language tag.
    Lang,
    /// The kind of a single line.
    Category,
}

impl Key {
    /// All keys.
    pub const ALL: [Self; 5] = [Self::Set, Self::Extractor, Self::Site, Self::Lang, Self::Category];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Extractor => "extractor",
            Self::Site => "site",
            Self::Lang => "lang",
            Self::Category => "category",
        }
    }
}

/// What is known of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys([Option<String>; 5]);

impl Keys {
    /// The keys of a document.
    pub fn new(labelled: &Labelled, document: &Document<'_>) -> Self {
        Self(Key::ALL.map(|key| match key {
            Key::Set => labelled.set.clone(),
            Key::Extractor => labelled.extractor.clone(),
            Key::Site => document.host(),
            Key::Lang => document.primary_lang(),
            Key::Category => labelled.category.clone(),
        }))
    }

    /// The value of a key, where it is known.
    pub fn get(&self, key: Key) -> Option<&str> {
        self.0[key as usize].as_deref()
    }
}
