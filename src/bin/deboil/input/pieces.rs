//! A stream of lines becomes pieces of whole lines that are worked on each by itself.

use std::io::{self, Read};
use std::mem;

/// Bytes of the longest line that is read: a longer one is no record.
pub(crate) const LONGEST: usize = 64 << 20;

/// Some lines of a stream, with their line endings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Number of the first line.
    pub(crate) first: usize,
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Kind,
    /// Where in the stream the next line begins, and its number, if this ends between two.
    pub(crate) behind: Option<(u64, usize)>,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whole lines.
    Lines,
    /// The beginning of a line that is too long.
    TooLong,
    /// More of it.
    Rest,
}

impl Piece {
    /// Its lines with their line endings, each with its number.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let bytes = self.bytes.as_slice();
        let last = (!bytes.ends_with(b"\n") && !bytes.is_empty()).then_some(bytes.len());
        let ends = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).chain(last);
        let mut start = 0;
        ends.enumerate().map(move |(at, end)| (self.first + at, &bytes[mem::replace(&mut start, end)..end]))
    }
}

/// What is said of a line that is too long.
pub(crate) fn too_long() -> anyhow::Error {
    anyhow::anyhow!("it has more than {} MiB, too much for one record", LONGEST >> 20)
}

/// The pieces of a stream. Where it cannot be read on, they end before the line in which it breaks off, and `error` is there.
pub(crate) struct Pieces<R> {
    source: R,
    /// Bytes of a piece, about.
    size: usize,
    longest: usize,
    /// What was read and belongs to the next piece.
    left: Vec<u8>,
    is_in_long_line: bool,
    is_at_end: bool,
    /// Number of the next line.
    pub(crate) number: usize,
    /// Bytes that were read.
    pub(crate) read: u64,
    /// Bytes of the pieces so far.
    handed_on: u64,
    pub(crate) error: Option<io::Error>,
}

impl<R: Read> Pieces<R> {
    pub(crate) fn new(source: R, size: usize) -> Self {
        Self {
            source,
            size,
            longest: LONGEST,
            left: Vec::new(),
            is_in_long_line: false,
            is_at_end: false,
            number: 1,
            read: 0,
            handed_on: 0,
            error: None,
        }
    }

    /// Reads so many bytes more, or what there is.
    fn read_more(&mut self, bytes: &mut Vec<u8>, count: usize) {
        let before = bytes.len();
        bytes.reserve(count);
        match self.source.by_ref().take(count as u64).read_to_end(bytes) {
            Ok(read) => self.is_at_end = read < count,
            Err(error) => {
                self.is_at_end = true;
                self.error = Some(error);
            }
        }
        self.read += (bytes.len() - before) as u64;
    }

    /// A piece of the first `len` of these bytes; the others are left for the next.
    fn piece(&mut self, mut bytes: Vec<u8>, len: usize, kind: Kind) -> Option<Piece> {
        self.left = bytes.split_off(len);
        let first = self.number;
        self.number += memchr::memchr_iter(b'\n', &bytes).count();
        self.handed_on += bytes.len() as u64;
        let behind = (!self.is_in_long_line).then_some((self.handed_on, self.number));
        (!bytes.is_empty()).then_some(Piece { first, bytes, kind, behind })
    }

    /// Passes over the first bytes, behind which the line of this number begins.
    pub(crate) fn pass_over(&mut self, bytes: u64, number: usize) -> io::Result<()> {
        let passed = io::copy(&mut self.source.by_ref().take(bytes), &mut io::sink())?;
        (self.read, self.handed_on, self.number) = (passed, passed, number);
        if passed == bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

impl<R: Read> Iterator for Pieces<R> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let mut bytes = mem::take(&mut self.left);
        let mut end = memchr::memrchr(b'\n', &bytes).map(|at| at + 1);
        while !self.is_at_end && bytes.len() < self.size {
            let searched = bytes.len();
            self.read_more(&mut bytes, self.size - searched);
            end = memchr::memrchr(b'\n', &bytes[searched..]).map(|at| searched + at + 1).or(end);
        }
        if self.is_in_long_line {
            let end = memchr::memchr(b'\n', &bytes).map(|at| at + 1);
            self.is_in_long_line = end.is_none();
            let len = end.unwrap_or(bytes.len());
            return self.piece(bytes, len, Kind::Rest);
        }
        while end.is_none() && !self.is_at_end && bytes.len() < self.longest {
            let searched = bytes.len();
            self.read_more(&mut bytes, self.size.max(searched).min(self.longest - searched));
            end = memchr::memrchr(b'\n', &bytes[searched..]).map(|at| searched + at + 1);
        }
        let len = match end {
            _ if self.is_at_end && self.error.is_none() => bytes.len(),
            Some(end) => end,
            // What breaks off is no line.
            None if self.is_at_end => return None,
            None => {
                self.is_in_long_line = true;
                let len = bytes.len();
                return self.piece(bytes, len, Kind::TooLong);
            }
        };
        self.piece(bytes, len, Kind::Lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that are followed by an error.
    struct Broken<'b>(&'b [u8]);

    impl Read for Broken<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::ErrorKind::UnexpectedEof.into()),
                read => Ok(read),
            }
        }
    }

    fn pieces(text: &str, size: usize, longest: usize) -> Vec<(usize, String, Kind)> {
        let pieces = Pieces { longest, ..Pieces::new(text.as_bytes(), size) };
        pieces.map(|piece| (piece.first, String::from_utf8(piece.bytes).unwrap(), piece.kind)).collect()
    }

    #[test]
    fn pieces_are_whole_lines_and_nothing_is_left_out() {
        for text in ["", "a", "a\n", "ab\ncd\n\nefghijk\nl", "\n\n\n", "abcdefghijklmnop\nq\r\n"] {
            for size in 1..20 {
                let pieces = pieces(text, size, 100);
                let whole: String = pieces.iter().map(|piece| piece.1.as_str()).collect();
                assert_eq!(whole, text);
                let mut number = 1;
                for (at, (first, lines, kind)) in pieces.iter().enumerate() {
                    assert_eq!((*first, *kind), (number, Kind::Lines));
                    assert!(lines.ends_with('\n') || at + 1 == pieces.len(), "{lines:?}");
                    number += lines.matches('\n').count();
                }
            }
        }
    }

    #[test]
    fn pieces_go_on_behind_those_that_are_passed_over() {
        let text = "ab\ncd\n\nefghijkl\nm\nn";
        let all: Vec<Piece> = Pieces { longest: 6, ..Pieces::new(text.as_bytes(), 4) }.collect();
        assert!(all.iter().any(|piece| piece.behind.is_none()), "{all:?}");
        for (at, piece) in all.iter().enumerate() {
            let Some((read, number)) = piece.behind else { continue };
            let mut rest = Pieces { longest: 6, ..Pieces::new(text.as_bytes(), 4) };
            rest.pass_over(read, number).unwrap();
            assert_eq!(rest.collect::<Vec<_>>(), all[at + 1..]);
        }
        assert!(Pieces::new(&b"ab"[..], 4).pass_over(3, 2).is_err());
    }

    #[test]
    fn a_line_that_is_too_long_is_handed_on_in_parts() {
        let parts = pieces("a\nbcdefghij\nk\n", 4, 6);
        let parts: Vec<(usize, &str, Kind)> =
            parts.iter().map(|part| (part.0, part.1.as_str(), part.2)).collect();
        assert_eq!(
            parts,
            [
                (1, "a\n", Kind::Lines),
                (2, "bcdefg", Kind::TooLong),
                (2, "hij\n", Kind::Rest),
                (3, "k\n", Kind::Lines)
            ]
        );
    }

    #[test]
    fn what_breaks_off_ends_before_its_line() {
        for size in 1..9 {
            let mut pieces = Pieces::new(Broken(b"ab\nc\nde"), size);
            let whole: Vec<u8> = pieces.by_ref().flat_map(|piece| piece.bytes).collect();
            assert_eq!(whole, b"ab\nc\n");
            assert_eq!((pieces.number, pieces.read), (3, 7));
            assert!(pieces.error.is_some() && pieces.next().is_none());
        }
    }
}
