//! Bytes of a text become characters and back: UTF-8 as it is, UTF-16 and the encodings of older texts by way of their own tables.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::str::FromStr;

use anyhow::{Context as _, anyhow, bail};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use deboil::report::Encoded;
use encoding_rs::{DecoderResult, UTF_16BE, UTF_16LE};

use super::text::{check_lines, utf8};

/// How texts are encoded, as the command line says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Choice {
    /// UTF-8, or else what the bytes tell.
    #[default]
    Auto,
    /// So, whatever the bytes tell.
    Forced(&'static encoding_rs::Encoding),
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(label: &str) -> Result<Self, String> {
        if label == "auto" {
            return Ok(Self::Auto);
        }
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).map(Self::Forced).ok_or_else(|| {
            "it is no encoding: `auto`, `utf-8`, or a label of the Encoding Standard such as `windows-1252`, `shift_jis` or `utf-16le`"
                .to_owned()
        })
    }
}

/// The encoding of a text that is not in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encoding {
    form: &'static encoding_rs::Encoding,
    /// Whether a byte order mark stands before the text.
    has_mark: bool,
}

/// A text, and its encoding where that is not UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded<'b> {
    pub(crate) text: Cow<'b, str>,
    pub(crate) encoding: Option<Encoding>,
}

impl<'b> Decoded<'b> {
    fn utf8(text: &'b str) -> Self {
        Self { text: Cow::Borrowed(text), encoding: None }
    }
}

/// Bytes as text. Nothing of them is lost: where they are no text in the encoding, that is an error with the place.
pub(crate) fn decode(bytes: &[u8], choice: Choice) -> anyhow::Result<Decoded<'_>> {
    let decoded = match choice {
        Choice::Auto => std::str::from_utf8(bytes).map(Decoded::utf8).or_else(|_| recognised(bytes)),
        Choice::Forced(form) if form == encoding_rs::UTF_8 => utf8(bytes).map(Decoded::utf8),
        Choice::Forced(form) if form.is_ascii_compatible() && bytes.is_ascii() => {
            utf8(bytes).map(Decoded::utf8)
        }
        Choice::Forced(form) => Encoding { form, has_mark: begins_with_mark(bytes, form) }.decode(bytes),
    }?;
    check_lines(&decoded.text)?;
    Ok(decoded)
}

/// Bytes that are not UTF-8 as text in the encoding that they tell. UTF-8 that is broken is not taken for something else.
fn recognised(bytes: &[u8]) -> anyhow::Result<Decoded<'_>> {
    for form in [UTF_16LE, UTF_16BE] {
        if begins_with_mark(bytes, form) {
            return Encoding { form, has_mark: true }.decode(bytes);
        }
    }
    let not_utf8 = || utf8(bytes).err().unwrap_or_else(|| anyhow!("it is not UTF-8"));
    if is_broken_utf8(bytes) || bytes.contains(&0) {
        return Err(not_utf8());
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let form = detector.guess(None, Utf8Detection::Deny);
    let decoded = Encoding { form, has_mark: false }.decode(bytes);
    // What no keyboard writes is no text, though an encoding may have a place for it.
    let is_control = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    match decoded {
        Ok(decoded) if !decoded.text.contains(is_control) => Ok(decoded),
        _ => {
            let remedy = "no other encoding is recognised: `--encoding LABEL` says which it is, and `x-user-defined` takes any bytes";
            Err(anyhow!("{}; {remedy}", not_utf8()))
        }
    }
}

/// Whether bytes are UTF-8 that something has happened to: most of what is not ASCII is valid, or nothing is wrong but that they end too early.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let ends_early = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    ends_early || valid >= broken
}

/// The byte order mark of UTF-16; others have none.
fn mark(form: &'static encoding_rs::Encoding) -> &'static [u8] {
    match form.name() {
        "UTF-16LE" => &[0xff, 0xfe],
        "UTF-16BE" => &[0xfe, 0xff],
        _ => &[],
    }
}

fn begins_with_mark(bytes: &[u8], form: &'static encoding_rs::Encoding) -> bool {
    !mark(form).is_empty() && bytes.starts_with(mark(form))
}

impl Encoding {
    /// The encoding that a ledger tells of.
    pub(crate) fn of(encoded: &Encoded) -> anyhow::Result<Self> {
        let form = encoding_rs::Encoding::for_label_no_replacement(encoded.name.as_bytes())
            .with_context(|| format!("the ledger has an unknown encoding `{}`", encoded.name))?;
        Ok(Self { form, has_mark: encoded.mark })
    }

    /// Its name in the Encoding Standard.
    pub(crate) fn name(self) -> &'static str {
        self.form.name()
    }

    /// Bytes as text, without the mark.
    pub(crate) fn decode<'b>(self, bytes: &[u8]) -> anyhow::Result<Decoded<'b>> {
        let start = if self.has_mark { mark(self.form).len() } else { 0 };
        let body = bytes.get(start..).unwrap_or_default();
        let mut decoder = self.form.new_decoder_without_bom_handling();
        let longest = decoder.max_utf8_buffer_length_without_replacement(body.len());
        let mut text = String::with_capacity(longest.context("it is too large")?);
        let (result, read) = decoder.decode_to_string_without_replacement(body, &mut text, true);
        match result {
            DecoderResult::InputEmpty => Ok(Decoded { text: Cow::Owned(text), encoding: Some(self) }),
            DecoderResult::Malformed(len, after) => {
                let at = start + read.saturating_sub(usize::from(len) + usize::from(after));
                let line = text.matches('\n').count() + 1;
                bail!("line {line}, byte {at}: it is not {}", self.name())
            }
            DecoderResult::OutputFull => bail!("it is too large"),
        }
    }

    /// A text as bytes, behind the mark if there was one.
    pub(crate) fn encode(self, text: &str) -> anyhow::Result<Vec<u8>> {
        let mut bytes = if self.has_mark { mark(self.form).to_vec() } else { Vec::new() };
        match self.form.name() {
            "UTF-16LE" => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            "UTF-16BE" => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            name => {
                let (encoded, _, has_gaps) = self.form.encode(text);
                if has_gaps {
                    bail!("it has characters that {name} has not: leave out `--keep-encoding`");
                }
                bytes.extend_from_slice(&encoded);
            }
        }
        Ok(bytes)
    }

    /// What a ledger must know to give `bytes` back from their text.
    pub(crate) fn encoded(self, text: &str, bytes: &[u8], kept: bool) -> anyhow::Result<Encoded> {
        // Some encodings write a character in more than one way, and one of them has characters that it reads only.
        let again = self.encode(text).unwrap_or_default();
        let instead = (again != bytes).then(|| {
            let same =
                |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| pairs.take_while(|(a, b)| a == b).count();
            let head = same(&mut again.iter().zip(bytes));
            let tail = same(&mut again[head..].iter().rev().zip(bytes[head..].iter().rev()));
            (head, again.len() - head - tail, hex(&bytes[head..bytes.len() - tail]))
        });
        if kept && instead.is_some() {
            bail!(
                "it has characters that {} writes in more than one way: leave out `--keep-encoding`",
                self.name()
            );
        }
        Ok(Encoded { name: self.name().to_owned(), mark: self.has_mark, kept, instead })
    }
}

/// The bytes of a file again, from its text and what the ledger knows.
pub(crate) fn original_bytes(encoded: &Encoded, text: &str) -> anyhow::Result<Vec<u8>> {
    let encoding = Encoding::of(encoded)?;
    let Some((at, len, digits)) = &encoded.instead else { return encoding.encode(text) };
    let mut bytes = encoding.encode(text).unwrap_or_default();
    let does_not_fit = "the ledger does not fit it";
    let end = at.checked_add(*len).filter(|end| *end <= bytes.len()).context(does_not_fit)?;
    bytes.splice(at..&end, unhex(digits).context(does_not_fit)?);
    Ok(bytes)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(digits, "{byte:02x}").expect("a string takes all that is written");
    }
    digits
}

/// Hexadecimal digits as bytes, if they are such.
pub(crate) fn unhex(digits: &str) -> Option<Vec<u8>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forced(label: &str) -> Choice {
        label.parse().unwrap()
    }

    fn error(bytes: &[u8], choice: Choice) -> String {
        decode(bytes, choice).unwrap_err().to_string()
    }

    #[test]
    fn every_encoding_gives_its_bytes_back() {
        let text = "Die Fähre fährt später, sagte sie.\nNiemand war an Bord.\n";
        for label in ["windows-1252", "iso-8859-15", "macintosh", "utf-16le", "utf-16be", "gb18030"] {
            let Choice::Forced(form) = forced(label) else { panic!("{label} is a label") };
            for has_mark in [false, label.starts_with("utf")] {
                let bytes = Encoding { form, has_mark }.encode(text).unwrap();
                let decoded = decode(&bytes, forced(label)).unwrap();
                assert_eq!(decoded.text, text);
                let encoded = decoded.encoding.unwrap().encoded(text, &bytes, true).unwrap();
                assert_eq!((encoded.mark, &encoded.instead), (has_mark, &None));
                assert_eq!(original_bytes(&encoded, text).unwrap(), bytes);
            }
        }
    }

    #[test]
    fn a_character_that_is_written_in_another_way_comes_back_as_it_was() {
        // Shift_JIS has the sign for `because` twice.
        let bytes = b"a\x87\x9ab\x81\xe6c";
        let decoded = decode(bytes, forced("shift_jis")).unwrap();
        assert_eq!(decoded.text, "a∵b∵c");
        let encoding = decoded.encoding.unwrap();
        let encoded = encoding.encoded(&decoded.text, bytes, false).unwrap();
        assert_eq!(encoded.instead, Some((1, 2, "879a".to_owned())));
        assert_eq!(original_bytes(&encoded, &decoded.text).unwrap(), bytes);
        assert!(encoding.encoded(&decoded.text, bytes, true).is_err());
    }

    #[test]
    fn any_bytes_are_text_where_that_is_asked_for() {
        let bytes: Vec<u8> = (0..=255).collect();
        let decoded = decode(&bytes, forced("x-user-defined")).unwrap();
        assert_eq!(decoded.encoding.unwrap().encode(&decoded.text).unwrap(), bytes);
    }

    #[test]
    fn what_is_no_text_is_an_error_with_its_place() {
        let auto = Choice::Auto;
        assert_eq!(
            error("é\nab\u{e9}".as_bytes().split_last().unwrap().1, auto),
            "line 2, byte 5: it is not UTF-8"
        );
        assert_eq!(error(b"\xc3\xa9\n\xe9a", auto), "line 2, byte 3: it is not UTF-8");
        assert_eq!(error(b"ab\0\xff", auto), "line 1, byte 3: it is not UTF-8");
        assert!(error(b"\x81 \x8d \x9d \x90", auto).starts_with("line 1, byte 0: it is not UTF-8; no other"));
        assert_eq!(error(b"\xff\xfea\0\n\0\x00\xd8b\0", auto), "line 2, byte 6: it is not UTF-16LE");
        assert_eq!(error(b"\xfe\xff\0a\0", auto), "line 1, byte 4: it is not UTF-16BE");
        assert_eq!(error(b"\xe9", forced("utf-8")), "line 1, byte 0: it is not UTF-8");
        assert_eq!(error(b"a\n\x82", forced("shift_jis")), "line 2, byte 2: it is not Shift_JIS");
        assert!("latin-17".parse::<Choice>().is_err() && "hz-gb-2312".parse::<Choice>().is_err());
    }

    #[test]
    fn hexadecimal_digits_are_read_strictly() {
        assert_eq!(unhex(&hex(b"\x00\xffz")).unwrap(), b"\x00\xffz");
        assert!(unhex("0").is_none() && unhex("0g").is_none() && unhex("é").is_none());
    }
}
