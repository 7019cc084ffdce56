//! The columns of a Parquet file that make its rows documents.

use anyhow::{anyhow, bail};
use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use deboil::record::Fields;

/// Which columns hold what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) text: usize,
    pub(super) id: Option<usize>,
    pub(super) url: Option<usize>,
    pub(super) site: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) lang: Option<usize>,
}

impl Columns {
    /// Finds them by their names; a column in a group has the names of both, with a dot between them.
    pub(super) fn of(schema: &SchemaDescriptor, fields: &Fields) -> anyhow::Result<Self> {
        let place = |name: &str| schema.columns().iter().position(|column| column.path().string() == name);
        let holds = |name: &str, fits: fn(&ColumnDescriptor) -> bool| {
            place(name).filter(|&at| fits(&schema.column(at)))
        };
        let name = fields.text.as_str();
        let text = place(name).ok_or_else(|| missing(schema, name))?;
        let column = schema.column(text);
        if !is_text(&column) {
            bail!("the column `{name}` is no text but {}", column.physical_type());
        }
        Ok(Self {
            text,
            id: holds(&fields.id, |column| is_text(column) || is_number(column)),
            url: holds(&fields.url, is_text),
            site: holds(&fields.site, is_text),
            title: holds(&fields.title, is_text),
            lang: holds(&fields.lang, is_text),
        })
    }
}

fn missing(schema: &SchemaDescriptor, name: &str) -> anyhow::Error {
    let within = format!("{name}.");
    if schema.columns().iter().any(|column| column.path().string().starts_with(&within)) {
        return anyhow!("the column `{name}` is no text but a group or a list");
    }
    let texts = schema.columns().iter().filter(|column| is_text(column));
    let names: Vec<String> = texts.map(|column| format!("`{}`", column.path().string())).collect();
    if names.is_empty() {
        return anyhow!("it has no column `{name}`, and none that is text");
    }
    anyhow!(
        "it has no column `{name}`; its texts are {}: `--field text=NAME` says which to clean",
        names.join(", ")
    )
}

/// Whether each row has at most one text there: a string, whatever Arrow calls it.
fn is_text(column: &ColumnDescriptor) -> bool {
    let is_string = match column.logical_type_ref() {
        Some(logical) => matches!(logical, LogicalType::String),
        None => column.converted_type() == ConvertedType::UTF8,
    };
    is_string && column.physical_type() == Type::BYTE_ARRAY && column.max_rep_level() == 0
}

fn is_number(column: &ColumnDescriptor) -> bool {
    let is_plain =
        column.logical_type_ref().is_none_or(|logical| matches!(logical, LogicalType::Integer { .. }));
    is_plain && matches!(column.physical_type(), Type::INT32 | Type::INT64) && column.max_rep_level() == 0
}
