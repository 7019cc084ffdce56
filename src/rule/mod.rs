//! Rule files become packs of checked rules; whatever is wrong in them is reported with its place.

mod budget;
mod category;
mod check;
mod complaint;
mod definition;
mod example;
mod file;
mod form;
mod head;
mod lint;
mod lists;
mod pack;
mod problem;
mod profile;
mod read;
mod scope;
mod unpacked;

pub use category::{Category, Confidence, MainKind, Severity};
pub use definition::{Action, Definition, Purpose};
pub use example::{Case, Examples};
pub use form::{OverrideForm, PackFile, RuleForm};
pub use head::Head;
pub use lint::lint;
pub use lists::Lists;
pub use pack::{Pack, Source, extended_by, pack_name};
pub use problem::{Problem, Problems};
pub use profile::Profile;
pub use read::read_packs;
pub use scope::{Brackets, Confirm, Glue, Region, RegionEnd, Run, Scope, Sequence};
pub use unpacked::{Rule, Shelf};

/// Version of the rule format that this program reads.
pub const FORMAT: i64 = 1;

/// The JSON Schema of a rule file.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(PackFile)
}
