//! Reports become pages: one file each, without a network, with everything in them that they need.

pub mod diff;
mod impact;

pub use impact::impact;

/// The tones that all pages share.
const TONE: &str = include_str!("../../../templates/tone.css");

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};

    use super::{diff, impact};

    /// A part of a page by its name, and the hash that the policy has.
    pub(super) type Named = (&'static str, fn() -> String, &'static str);

    /// The hash of a text as security policies name it.
    fn hash(text: &str) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut named = "sha256-".to_owned();
        for three in Sha256::digest(text).chunks(3) {
            let bits =
                three.iter().chain([&0; 2]).take(3).fold(0, |bits, &byte| bits << 8 | usize::from(byte));
            for digit in 0..4 {
                let shown = if digit <= three.len() { DIGITS[bits >> (18 - 6 * digit) & 63] } else { b'=' };
                named.write_char(char::from(shown)).unwrap();
            }
        }
        named
    }

    #[test]
    fn policies_name_the_styles_and_the_script_that_the_pages_have() {
        assert_eq!(hash("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        for (name, text, named) in [diff::POLICY.as_slice(), impact::POLICY.as_slice()].concat() {
            assert_eq!(hash(&text()), named, "the right hash of {name} is on the left");
        }
    }
}
