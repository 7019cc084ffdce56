//! What may be asked of a unit of text: one kind of condition, one file; the written form deserializes into the working form.

mod audience;
mod bounds;
mod commonness;
mod context;
mod engine;
mod exception;
mod folding;
mod literal;
mod matcher;
mod near;
mod needles;
mod needs;
mod pattern;
mod patterns;
mod phrase;
mod place;
mod program;
mod repeats;
mod table;
mod tree;
mod unit;
mod walk;

use std::fmt;

pub use audience::{Audience, Date, Site, Validity};
pub use bounds::{Bounds, Count, Share};
pub use context::Context;
pub use engine::Match;
pub use exception::{Exception, On};
pub use literal::Literals;
pub use matcher::{Ending, Matcher, MatcherForm};
pub use near::{Near, Side};
pub use needles::Needle;
pub use pattern::Pattern;
pub use patterns::{Patterns, Prebuilt};
pub use phrase::ALTERNATIVES;
pub use place::Place;
pub use program::{ByteSet, Code};
pub use repeats::Repeats;
pub use table::{Entry, Keys, LiteralTable, Target};
pub use unit::Unit;

/// Why a condition does not hold: for the reader of `explain`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unmet {
    /// No pattern is found.
    Pattern,
    /// A measure of the text is out of bounds: its name, its value and the bounds.
    Measure(&'static str, f64, Bounds),
    /// A measure of the text in its document cannot be taken: its name.
    Unmeasured(&'static str),
    /// The ending is not the one asked for.
    Ending(Ending),
    /// The line stands elsewhere.
    Place(Place),
    /// Nothing of the kind stands near.
    Near,
    /// An exception speaks: its number in `unless`, from 1.
    Except(usize),
    /// The line stands in fewer documents: found and asked for.
    Repeats(u32, u32),
    /// The line does not repeat the title.
    Title,
    /// The rule is for other languages.
    Lang,
    /// The rule is for other sites.
    Site,
    /// The rule is not valid today.
    Date,
    /// What the scope asks for is not there, in words.
    Scope(&'static str),
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pattern => f.write_str("no pattern is found"),
            Self::Measure(name, value, bounds) => {
                let digits = if value.fract() == 0.0 { 0 } else { 2 };
                write!(f, "{name} is {value:.digits$}, not {bounds}")
            }
            Self::Unmeasured(name) => write!(f, "{name} cannot be told"),
            Self::Ending(Ending::Sentence) => f.write_str("it does not end like a sentence"),
            Self::Ending(Ending::Open) => f.write_str("it ends like a sentence"),
            Self::Place(place) => write!(f, "it does not stand {place}"),
            Self::Near => f.write_str("nothing that is asked for stands near"),
            Self::Except(number) => write!(f, "exception {number} of `unless` holds"),
            Self::Repeats(found, asked) => {
                write!(f, "it stands in {found} documents of the site, not {asked}")
            }
            Self::Title => f.write_str("it does not repeat the title"),
            Self::Lang => f.write_str("the rule is for other languages"),
            Self::Site => f.write_str("the rule is for other sites"),
            Self::Date => f.write_str("the rule is not valid on this day"),
            Self::Scope(what) => f.write_str(what),
        }
    }
}
