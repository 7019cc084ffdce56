//! An input becomes a stream of plain bytes of a known format.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::bail;

use super::compression::Compression;
use super::pieces::{LONGEST, Pieces};
use super::{Format, Input, parquet, sniff, text};
use deboil::record::Fields;

/// Bytes of records that are worked on together.
const RECORDS: usize = 256 << 10;
/// The same of a compressed stream, since each piece of the output is compressed by itself.
const COMPRESSED_RECORDS: usize = 1 << 20;
/// Bytes of standard input that are looked at to tell what it is.
const BEGINNING: usize = 64 << 10;
/// Bytes that are read at a time to be unpacked.
const PACKED: usize = 128 << 10;

/// An input that is read.
pub(crate) struct Stream {
    /// What it is.
    pub(crate) format: Format,
    pub(crate) compression: Compression,
    /// Its bytes, unpacked.
    pub(crate) source: Box<dyn Read>,
    /// How far it was read.
    pub(crate) consumed: Consumed,
}

/// Bytes of an input that were read so far, before they were unpacked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Consumed(Arc<AtomicU64>);

impl Consumed {
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Counted<S> {
    source: S,
    consumed: Consumed,
}

impl<S: Read> Read for Counted<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.consumed.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Stream {
    /// Opens an input of records: those of a Parquet file as lines of JSON.
    pub(crate) fn records(input: &Input, fields: &Fields) -> anyhow::Result<Self> {
        if input.format != Some(Format::Parquet) {
            return Self::open(input);
        }
        let (compression, consumed) = (Compression::None, Consumed::default());
        Ok(Self { format: Format::Jsonl, compression, source: parquet::lines(input, fields)?, consumed })
    }

    /// Opens an input. Of standard input its first bytes tell the compression, and the format where it is not known.
    pub(crate) fn open(input: &Input) -> anyhow::Result<Self> {
        if input.format == Some(Format::Parquet) {
            bail!("it is Parquet, which this verb does not read");
        }
        let consumed = Consumed::default();
        let (compression, source): (_, Box<dyn BufRead>) = if let Some(path) = &input.path {
            let file = Counted { source: File::open(path)?, consumed: consumed.clone() };
            (input.compression, Box::new(BufReader::with_capacity(PACKED, file)))
        } else {
            let mut stdin = Counted { source: io::stdin().lock(), consumed: consumed.clone() };
            let mut beginning = Vec::new();
            stdin.by_ref().take(4).read_to_end(&mut beginning)?;
            let compression = Compression::sniff(&beginning);
            let whole = Cursor::new(beginning).chain(stdin);
            (compression, Box::new(BufReader::with_capacity(PACKED, whole)))
        };
        let mut source = compression.reader(source)?;
        let Some(format) = input.format else {
            let mut beginning = Vec::new();
            let read = source.by_ref().take(BEGINNING as u64).read_to_end(&mut beginning);
            // What was read before an error is worked on; the error comes again behind it.
            if let Err(error) = read
                && beginning.is_empty()
            {
                return Err(compression.broken(error, 0));
            }
            if beginning.starts_with(parquet::MAGIC) {
                bail!("it is Parquet, which is read from a file only: name the file");
            }
            let format = sniff(&beginning);
            let source = Box::new(Cursor::new(beginning).chain(source));
            return Ok(Self { format, compression, source, consumed });
        };
        Ok(Self { format, compression, source, consumed })
    }

    /// Pieces of whole lines.
    pub(crate) fn pieces(self) -> Pieces<Box<dyn Read>> {
        let is_plain = self.compression == Compression::None;
        Pieces::new(self.source, if is_plain { RECORDS } else { COMPRESSED_RECORDS })
    }

    /// Reads all of it behind what is in the buffer. There is a limit to a text.
    pub(crate) fn read_all(mut self, bytes: &mut Vec<u8>) -> anyhow::Result<()> {
        let is_packed = self.compression != Compression::None;
        let longest = if self.format == Format::Jsonl { u64::MAX } else { LONGEST as u64 };
        let before = bytes.len();
        let read = self.source.by_ref().take(longest).read_to_end(bytes);
        let count = (bytes.len() - before) as u64;
        read.map_err(|error| self.compression.broken(error, count))?;
        if count == longest && self.source.read(&mut [0])? > 0 {
            if !is_packed {
                bail!("{}", text::too_long());
            }
            bail!("it unpacks to more than {} MiB, too much for one text: unpack it first", LONGEST >> 20);
        }
        Ok(())
    }
}
