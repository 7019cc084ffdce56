//! What a single character is in the folded view, and which ones decorate the ends of a line.

/// What a character is folded to: another, itself, or nothing.
pub fn fold_char(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' | '!'..='@' | '['..='_' | '{'..='~' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        '`' | '\u{b4}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}' | '\u{2039}' | '\u{203a}' => '\'',
        '\u{ab}' | '\u{bb}' | '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{2036}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2800}' => ' ',
        'İ' | 'ı' => 'i',
        'ς' => 'σ',
        'ſ' => 's',
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = char::from_u32(u32::from(c) - 0xfee0)?;
            return fold_char(ascii);
        }
        _ if is_invisible(c) => return None,
        _ if c.is_whitespace() => ' ',
        _ if c.is_control() => return None,
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
    })
}

/// Whether a character has no place in the folded view: zero-width, bidi and control characters.
pub fn folds_away(c: char) -> bool {
    fold_char(c).is_none()
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Stripped from both ends wherever it stands there: blanks, quotation marks, bars, arrows, bullets, emoji.
/// Not among them: the signs of copyright and trade marks, which say something.
pub(super) fn is_decoration(c: char) -> bool {
    matches!(c,
        ' ' | '"' | '\'' | '|' | '<' | '>' | '~' | '=' | '*' | '_' | '\u{a6}' | '\u{b7}' | '\u{2016}' | '\u{2020}'..='\u{2023}'
        | '\u{2043}' | '\u{2190}'..='\u{21ff}' | '\u{2219}' | '\u{22c5}' | '\u{2300}'..='\u{23ff}' | '\u{2500}'..='\u{27bf}'
        | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{30fb}' | '\u{e000}'..='\u{f8ff}' | '\u{1f000}'..='\u{1faff}')
}
