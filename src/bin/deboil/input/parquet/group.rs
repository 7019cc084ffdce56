//! A row group of a Parquet file becomes rows, some at a time.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use deboil::record::Stated;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::serialized_reader::SerializedPageReader;

use super::table::Table;
use super::{Row, Rows};

/// Bytes of texts that are worked on together, about.
const TEXTS: usize = 256 << 10;
/// The most rows of them.
const MOST: usize = 1 << 12;
/// Rows that are read at a time, until there are enough.
const STEP: usize = 16;

/// The rows of a row group that are still to come. Where they cannot be read on, they end, and `error` is there.
pub(super) struct Group {
    text: Column,
    id: Option<Column>,
    url: Option<Column>,
    site: Option<Column>,
    title: Option<Column>,
    lang: Option<Column>,
    /// Number of the next row.
    pub(super) next: usize,
    left: usize,
    pub(super) error: Option<anyhow::Error>,
}

impl Group {
    /// The rows of a row group, of which the first has this number.
    pub(super) fn open(table: &Table, group: usize, first: usize) -> anyhow::Result<Self> {
        let column = |at: usize| Column::open(table, group, at);
        let known = |at: Option<usize>| at.map(column).transpose();
        let columns = table.columns;
        Ok(Self {
            text: column(columns.text)?,
            id: known(columns.id)?,
            url: known(columns.url)?,
            site: known(columns.site)?,
            title: known(columns.title)?,
            lang: known(columns.lang)?,
            next: first,
            left: usize::try_from(table.metadata.row_group(group).num_rows())?,
            error: None,
        })
    }

    fn read(&mut self) -> anyhow::Result<(usize, Rows)> {
        let mut rows = Rows { first: self.next, ..Rows::default() };
        let mut bytes = 0;
        while self.left > 0 && bytes < TEXTS && rows.each.len() < MOST {
            let count = self.left.min(STEP);
            let texts = self.text.read(count)?;
            rows.levels.append(&mut self.text.levels);
            let known = |column: &mut Option<Column>| {
                let values = column.as_mut().map(|column| column.strings(count)).transpose()?;
                anyhow::Ok(values.unwrap_or_default().into_iter().chain(std::iter::repeat(None)))
            };
            let mut ids = known(&mut self.id)?;
            let mut urls = known(&mut self.url)?;
            let mut sites = known(&mut self.site)?;
            let mut titles = known(&mut self.title)?;
            let mut langs = known(&mut self.lang)?;
            for text in texts {
                let [id, url, site, title, lang] = [&mut ids, &mut urls, &mut sites, &mut titles, &mut langs]
                    .map(|values| values.next().flatten());
                bytes += text.as_ref().map_or(0, Vec::len) + size_of::<Row>();
                rows.each.push(text.map(|text| Row { text, stated: Stated { id, url, site, title, lang } }));
            }
            self.left -= count;
            self.next += count;
        }
        Ok((bytes, rows))
    }
}

impl Iterator for Group {
    /// Rows with their size in bytes.
    type Item = (usize, Rows);

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 || self.error.is_some() {
            return None;
        }
        self.read().map_err(|error| self.error = Some(error)).ok()
    }
}

/// A column of a row group, read from its beginning on.
struct Column {
    reader: ColumnReader,
    name: String,
    /// The level at which a value is there.
    there: i16,
    /// The levels of what was read last.
    levels: Vec<i16>,
}

impl Column {
    fn open(table: &Table, group: usize, column: usize) -> anyhow::Result<Self> {
        let chunk = table.chunk(group, column)?;
        let rows = usize::try_from(table.metadata.row_group(group).num_rows())?;
        // Without the places of the pages, so that they are read one after the other.
        let pages = SerializedPageReader::new(Arc::clone(&table.file), &chunk, rows, None)?;
        let descriptor = chunk.column_descr_ptr();
        let (there, name) = (descriptor.max_def_level(), chunk.column_path().string());
        Ok(Self { reader: get_column_reader(descriptor, Box::new(pages)), name, there, levels: Vec::new() })
    }

    /// The next values as bytes.
    fn read(&mut self, count: usize) -> anyhow::Result<Vec<Option<Vec<u8>>>> {
        let Self { reader, name, there, levels } = self;
        let ColumnReader::ByteArrayColumnReader(reader) = reader else { bail!("`{name}` is no text") };
        let bytes = |value: ByteArray| value.data().to_vec();
        values(reader, *there, levels, count, bytes).with_context(|| format!("the column `{name}`"))
    }

    /// The next values in words; what is none is not known.
    fn strings(&mut self, count: usize) -> anyhow::Result<Vec<Option<String>>> {
        let Self { reader, name, there, levels } = self;
        levels.clear();
        let strings = match reader {
            ColumnReader::Int32ColumnReader(reader) => {
                values(reader, *there, levels, count, |number| number.to_string())
            }
            ColumnReader::Int64ColumnReader(reader) => {
                values(reader, *there, levels, count, |number| number.to_string())
            }
            _ => {
                let strings = self.read(count)?.into_iter();
                return Ok(strings.map(|bytes| String::from_utf8(bytes?).ok()).collect());
            }
        };
        strings.with_context(|| format!("the column `{name}`"))
    }
}

/// The next values of a column, with nothing where there is none.
fn values<T: DataType, V>(
    reader: &mut ColumnReaderImpl<T>,
    there: i16,
    levels: &mut Vec<i16>,
    count: usize,
    value: impl Fn(T::T) -> V,
) -> anyhow::Result<Vec<Option<V>>> {
    let mut found = Vec::with_capacity(count);
    let may_miss = there > 0;
    let (rows, ..) = reader.read_records(count, may_miss.then_some(&mut *levels), None, &mut found)?;
    if rows < count {
        bail!("it has fewer rows than its row group");
    }
    let mut found = found.into_iter().map(value);
    if !may_miss {
        return Ok(found.map(Some).collect());
    }
    Ok(levels.iter().map(|&level| if level == there { found.next() } else { None }).collect())
}
