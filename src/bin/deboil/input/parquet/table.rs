//! A Parquet file that is open: what its end tells about it, and where its columns lie.

use std::fs::File;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader,
};

use super::MAGIC;
use super::columns::Columns;
use crate::input::Input;
use deboil::record::Fields;

#[derive(Debug)]
pub(super) struct Table {
    pub(super) file: Arc<File>,
    /// Bytes of the file.
    pub(super) len: u64,
    pub(super) metadata: ParquetMetaData,
    pub(super) columns: Columns,
}

impl Table {
    pub(super) fn open(input: &Input, fields: &Fields) -> anyhow::Result<Self> {
        let Some(path) = &input.path else {
            bail!("a Parquet file is read from its end on, which standard input has not: name the file");
        };
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        // All that is told of a column is copied with it.
        let options = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
        let reader = ParquetMetaDataReader::new()
            .with_page_index_policy(PageIndexPolicy::Optional)
            .with_metadata_options(Some(options));
        let metadata = reader.parse_and_finish(&file)?;
        let columns = Columns::of(metadata.file_metadata().schema_descr(), fields)?;
        Ok(Self { file: Arc::new(file), len, metadata, columns })
    }

    /// Rows of the whole file.
    pub(super) fn rows(&self) -> usize {
        let rows =
            self.metadata.row_groups().iter().map(|group| usize::try_from(group.num_rows()).unwrap_or(0));
        rows.sum()
    }

    /// A column of a row group; an error where its bytes are not in the file.
    pub(super) fn chunk(&self, group: usize, column: usize) -> anyhow::Result<ColumnChunkMetaData> {
        let mut chunk = self.metadata.row_group(group).column(column).clone();
        // Some writers say 0 where there is no dictionary.
        if chunk.dictionary_page_offset() == Some(0) {
            chunk = chunk.into_builder().set_dictionary_page_offset(None).build()?;
        }
        let name = chunk.column_path().string();
        if let Some(other) = chunk.file_path() {
            bail!("the column `{name}` lies in another file, {other}");
        }
        // That of an empty row group lies nowhere.
        if chunk.compressed_size() == 0 {
            return Ok(chunk);
        }
        let start = u64::try_from(chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset()));
        let end = start.ok().filter(|&start| start >= MAGIC.len() as u64).and_then(|start| {
            start.checked_add(u64::try_from(chunk.compressed_size()).ok()?).filter(|&end| end <= self.len)
        });
        end.with_context(|| format!("the column `{name}` of row group {group} does not lie in the file"))?;
        Ok(chunk)
    }
}
