//! A JSON string is cut and mended without touching the rest of it: what is kept keeps its escapes.

/// Where positions of a string's text stand in the string as it is escaped (without its quotation marks). `positions` are
/// ascending and on character boundaries. Nothing where the escapes are not valid.
pub(super) fn raw_positions(escaped: &str, positions: &[usize]) -> Option<Vec<usize>> {
    let bytes = escaped.as_bytes();
    let mut found = Vec::with_capacity(positions.len());
    let (mut raw, mut text) = (0, 0);
    let mut wanted = positions.iter().peekable();
    loop {
        while wanted.next_if(|&&position| position == text).is_some() {
            found.push(raw);
        }
        let Some(&&next) = wanted.peek() else { return Some(found) };
        if next < text {
            return None;
        }
        let (raw_len, text_len) = if bytes.get(raw)? == &b'\\' {
            escape(escaped.get(raw..)?)?
        } else {
            // A stretch without escapes is passed over at once.
            let plain = bytes[raw..].iter().take(next - text).position(|&byte| byte == b'\\');
            let len = plain.unwrap_or((next - text).min(bytes.len() - raw));
            (len, len)
        };
        raw += raw_len;
        text += text_len;
    }
}

/// Bytes of an escape, and of the text that it stands for.
fn escape(escaped: &str) -> Option<(usize, usize)> {
    if escaped.as_bytes().get(1)? != &b'u' {
        return Some((2, 1));
    }
    let unit = |at: usize| u32::from_str_radix(escaped.get(at..at + 4)?, 16).ok();
    let first = unit(2)?;
    if (0xd800..0xdc00).contains(&first) && escaped.get(6..8) == Some("\\u") {
        unit(8).filter(|second| (0xdc00..0xe000).contains(second))?;
        return Some((12, 4));
    }
    char::from_u32(first).map(|c| (6, c.len_utf8()))
}

/// A text as a JSON string without its quotation marks.
pub(super) fn escaped(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("any text is a JSON string");
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_positions_behind_escapes() {
        let escaped = r"a\n\u00e9\ud83d\ude00\/z";
        let text: String = serde_json::from_str(&format!("\"{escaped}\"")).unwrap();
        assert_eq!(text, "a\né😀/z");
        let positions: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        assert_eq!(raw_positions(escaped, &positions).unwrap(), [0, 1, 3, 9, 21, 23, 24]);
    }

    #[test]
    fn refuses_positions_outside() {
        assert_eq!(raw_positions("abc", &[4]), None);
    }
}
