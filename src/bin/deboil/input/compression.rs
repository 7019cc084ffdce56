//! Compressed bytes become plain ones and back: streams of one or several gzip members or Zstandard frames.

use std::io::{self, BufRead, Write as _};
use std::path::Path;

use anyhow::Context as _;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

/// How the bytes of a file are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Compression {
    #[default]
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// The compression that a file's name tells.
    pub(crate) fn of(path: &Path) -> Self {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some(ending) if ending.eq_ignore_ascii_case("gz") => Self::Gzip,
            Some(ending) if ending.eq_ignore_ascii_case("zst") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The compression of a stream that begins like this.
    pub(crate) fn sniff(beginning: &[u8]) -> Self {
        if beginning.starts_with(&[0x1f, 0x8b]) {
            Self::Gzip
        } else if beginning.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            Self::Zstd
        } else {
            Self::None
        }
    }

    /// The plain bytes of a stream.
    pub(crate) fn reader<'s>(self, source: impl BufRead + 's) -> anyhow::Result<Box<dyn io::Read + 's>> {
        Ok(match self {
            Self::None => Box::new(source),
            Self::Gzip => Box::new(MultiGzDecoder::new(source)),
            Self::Zstd => zstd_reader(source)?,
        })
    }

    /// Bytes as a gzip member or Zstandard frame of their own: those of several pieces may stand one after the other.
    pub(crate) fn packed(self, bytes: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::None => Ok(bytes),
            Self::Gzip => {
                let packed = Vec::with_capacity(bytes.len() / 2);
                let mut encoder = GzEncoder::new(packed, flate2::Compression::default());
                encoder.write_all(&bytes).and_then(|()| encoder.finish()).context("gzip")
            }
            Self::Zstd => zstd_packed(&bytes),
        }
    }

    /// What is said where the stream cannot be read on after so many plain bytes.
    pub(crate) fn broken(self, error: io::Error, read: u64) -> anyhow::Error {
        let name = match self {
            Self::None => return error.into(),
            Self::Gzip => "gzip",
            Self::Zstd => "Zstandard",
        };
        let what = if error.kind() == io::ErrorKind::UnexpectedEof { "breaks off" } else { "is broken" };
        anyhow::Error::new(error)
            .context(format!("the {name} stream {what} behind byte {read} of its content"))
    }
}

#[cfg(feature = "zstd")]
fn zstd_reader<'s>(source: impl BufRead + 's) -> anyhow::Result<Box<dyn io::Read + 's>> {
    Ok(Box::new(zstd::Decoder::with_buffer(source)?))
}

#[cfg(feature = "zstd")]
fn zstd_packed(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    zstd::bulk::compress(bytes, zstd::DEFAULT_COMPRESSION_LEVEL).context("Zstandard")
}

#[cfg(not(feature = "zstd"))]
fn zstd_reader<'s>(_: impl BufRead + 's) -> anyhow::Result<Box<dyn io::Read + 's>> {
    anyhow::bail!("this build reads no `.zst`: build it with the feature `zstd`, or unpack it with `zstd -d`")
}

#[cfg(not(feature = "zstd"))]
fn zstd_packed(_: &[u8]) -> anyhow::Result<Vec<u8>> {
    anyhow::bail!("this build writes no `.zst`: build it with the feature `zstd`")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn unpacked(compression: Compression, packed: &[u8]) -> (Vec<u8>, io::Result<usize>) {
        let mut bytes = Vec::new();
        let read = compression.reader(packed).unwrap().read_to_end(&mut bytes);
        (bytes, read)
    }

    fn all() -> Vec<Compression> {
        let zstd = cfg!(feature = "zstd").then_some(Compression::Zstd);
        [Compression::None, Compression::Gzip].into_iter().chain(zstd).collect()
    }

    #[test]
    fn several_members_are_one_stream() {
        for compression in all() {
            let packed: Vec<u8> = [&b"ab\n"[..], b"", b"c"]
                .iter()
                .flat_map(|part| compression.packed(part.to_vec()).unwrap())
                .collect();
            assert_eq!(unpacked(compression, &packed).0, b"ab\nc");
            let known = if compression == Compression::None { Compression::None } else { compression };
            assert_eq!(Compression::sniff(&packed), known);
        }
    }

    #[test]
    fn a_stream_that_breaks_off_is_an_error() {
        for compression in all().into_iter().skip(1) {
            let packed = compression.packed(b"the ferry".repeat(99)).unwrap();
            let error = unpacked(compression, &packed[..packed.len() - 3]).1.unwrap_err();
            let message = compression.broken(error, 7).to_string();
            assert!(message.ends_with("stream breaks off behind byte 7 of its content"), "{message}");
        }
    }
}
