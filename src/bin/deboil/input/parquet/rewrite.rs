//! A Parquet file is written anew with other texts: the pages of all other columns are copied as they are.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::ColumnOrder;
use parquet::bloom_filter::Sbbf;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};

use super::Rows;
use super::group::Group;
use super::table::Table;
use crate::input::Input;
use crate::input::in_order::in_order;
use deboil::record::Fields;

/// Writes a file anew. `work` says of some rows, on any thread, which of them have which text now; what else it says is taken in order, with
/// the bytes of the file that are done by then, about.
pub(crate) fn rewrite<T: Send>(
    input: &Input,
    fields: &Fields,
    output: impl Write + Send,
    work: impl Fn(&Rows) -> (Vec<(usize, String)>, T) + Sync,
    mut take: impl FnMut(T, u64) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let table = Table::open(input, fields)?;
    let schema = table.metadata.file_metadata().schema_descr().root_schema_ptr();
    let mut writer = SerializedFileWriter::new(output, schema, Arc::new(properties(&table)))?;
    let all = table.rows().max(1) as u64;
    let (mut first, mut done) = (1, 0);
    for (group, metadata) in table.metadata.row_groups().iter().enumerate() {
        let mut written = writer.next_row_group()?;
        for column in 0..metadata.num_columns() {
            if column != table.columns.text {
                written.append_column(&*table.file, chunk(&table, group, column)?)?;
                continue;
            }
            let mut rows = Group::open(&table, group, first)?;
            let Some(mut texts) = written.next_column()? else { continue };
            let on_rows = |rows: Rows| {
                let (changed, rest) = work(&rows);
                (rows, changed, rest)
            };
            in_order(rows.by_ref(), on_rows, |(rows, changed, rest)| {
                done += rows.each.len() as u64;
                write(&mut texts, rows, changed)?;
                take(rest, u64::try_from(u128::from(table.len) * u128::from(done) / u128::from(all))?)
            })?;
            rows.error.map_or(Ok(()), Err)?;
            first = rows.next;
            texts.close()?;
        }
        written.close()?;
    }
    writer.close()?;
    Ok(())
}

/// A column of a row group, with all that is told of it.
fn chunk(table: &Table, group: usize, column: usize) -> anyhow::Result<ColumnCloseResult> {
    let mut metadata = table.chunk(group, column)?;
    let mut column_index = table.metadata.column_index().map(|index| index[group][column].clone());
    // What is least and greatest in an order that is not known would be in the wrong one.
    if table.metadata.file_metadata().column_order(column) == ColumnOrder::UNKNOWN {
        metadata = metadata.into_builder().clear_statistics().build()?;
        column_index = None;
    }
    let offset_index = table.metadata.offset_index().map(|index| index[group][column].clone());
    Ok(ColumnCloseResult {
        bytes_written: u64::try_from(metadata.compressed_size())?,
        rows_written: u64::try_from(table.metadata.row_group(group).num_rows())?,
        bloom_filter: Sbbf::read_from_column_chunk(&metadata, &*table.file)?,
        column_index,
        offset_index,
        metadata,
    })
}

fn write(
    column: &mut SerializedColumnWriter<'_>,
    rows: Rows,
    changed: Vec<(usize, String)>,
) -> anyhow::Result<()> {
    let Rows { each: mut rows, levels, .. } = rows;
    for (at, text) in changed {
        if let Some(row) = &mut rows[at] {
            row.text = text.into_bytes();
        }
    }
    let values: Vec<ByteArray> = rows.into_iter().flatten().map(|row| ByteArray::from(row.text)).collect();
    let levels = (!levels.is_empty()).then_some(levels.as_slice());
    column.typed::<ByteArrayType>().write_batch(&values, levels, None)?;
    Ok(())
}

/// How the texts are written: as they were.
fn properties(table: &Table) -> WriterProperties {
    let file = table.metadata.file_metadata();
    let text = file.schema_descr().column(table.columns.text).path().clone();
    let mut properties =
        WriterProperties::builder().set_key_value_metadata(file.key_value_metadata().cloned());
    // Readers know by this name what they may think of the statistics, most of which are its own.
    if let Some(name) = file.created_by() {
        properties = properties.set_created_by(name.to_owned());
    }
    let Some(group) = table.metadata.row_groups().first() else { return properties.build() };
    let chunk = group.column(table.columns.text);
    let statistics = match chunk.statistics() {
        _ if chunk.column_index_offset().is_some() => EnabledStatistics::Page,
        Some(_) => EnabledStatistics::Chunk,
        None => EnabledStatistics::None,
    };
    // Other texts may come in another order.
    let is_text = |at: i32| usize::try_from(at).is_ok_and(|at| at == table.columns.text);
    let sorting =
        group.sorting_columns().into_iter().flatten().take_while(|by| !is_text(by.column_idx)).cloned();
    let sorting: Vec<SortingColumn> = sorting.collect();
    properties
        .set_sorting_columns(Some(sorting).filter(|by| !by.is_empty()))
        .set_offset_index_disabled(chunk.offset_index_offset().is_none())
        .set_column_compression(text.clone(), chunk.compression())
        .set_column_dictionary_enabled(text.clone(), chunk.dictionary_page_offset().is_some())
        .set_column_bloom_filter_enabled(text.clone(), chunk.bloom_filter_offset().is_some())
        .set_column_statistics_enabled(text, statistics)
        .build()
}
