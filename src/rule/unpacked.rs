//! A rule that was read is there as a whole; a built-in one is unpacked when it is first looked at.

use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use super::{Definition, Head};

/// A checked rule: what it says is reached by its fields.
#[derive(Debug)]
pub struct Rule {
    /// Where it stands among the built-in rules, if it is one of them and as it was.
    packed: Option<(&'static Shelf, u32)>,
    definition: OnceLock<Box<Definition>>,
}

/// The built-in rules, in the order of their ids, as the build leaves them.
#[derive(Debug)]
pub struct Shelf {
    /// What is known of each, and where it begins and ends among the packed ones.
    pub heads: &'static [(Head<'static>, (u32, u32))],
    /// The rules without their examples and patterns, packed one by one.
    pub rules: &'static [u8],
    /// Their patterns.
    pub patterns: &'static [u8],
}

const IS_PACKED: &str = "the build has packed the rules in this form";

impl Shelf {
    fn unpacked(&self, number: u32) -> Box<Definition> {
        let (_, (start, end)) = self.heads[number as usize];
        let packed = &self.rules[start as usize..end as usize];
        let mut definition: Box<Definition> = Box::new(postcard::from_bytes(packed).expect(IS_PACKED));
        definition.matchers_mut().for_each(|matcher| matcher.patterns.set_built_in(self.patterns));
        definition
    }
}

impl Rule {
    /// The built-in rule of a number.
    pub fn built_in(shelf: &'static Shelf, number: u32) -> Self {
        Self { packed: Some((shelf, number)), definition: OnceLock::new() }
    }

    /// What is known of it without a look at the whole.
    pub fn head(&self) -> Head<'_> {
        match self.packed {
            Some((stock, number)) => stock.heads[number as usize].0,
            None => self.definition().head(),
        }
    }

    /// Its number among the built-in rules, in the order of their ids, if it is one of them and as it was.
    pub fn number(&self) -> Option<u32> {
        self.packed.map(|(_, number)| number)
    }

    fn definition(&self) -> &Definition {
        self.definition.get_or_init(|| {
            let (stock, number) = self.packed.expect("a rule that is not packed is defined");
            stock.unpacked(number)
        })
    }
}

impl From<Definition> for Rule {
    fn from(definition: Definition) -> Self {
        Self { packed: None, definition: OnceLock::from(Box::new(definition)) }
    }
}

/// The copy of a packed rule is packed.
impl Clone for Rule {
    fn clone(&self) -> Self {
        let definition = if self.packed.is_some() { OnceLock::new() } else { self.definition.clone() };
        Self { packed: self.packed, definition }
    }
}

impl Deref for Rule {
    type Target = Definition;

    fn deref(&self) -> &Definition {
        self.definition()
    }
}

/// What is changed is no longer as it was packed.
impl DerefMut for Rule {
    fn deref_mut(&mut self) -> &mut Definition {
        self.definition();
        self.packed = None;
        self.definition.get_mut().expect("it was unpacked above")
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.definition() == other.definition()
    }
}
