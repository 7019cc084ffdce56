//! Literals of many rules in one table: a text is read once, and what stands in it is found.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::Needle;

/// Bits of each bitmap, as a power of two: 32 KiB stay in a near cache, and few of the bits are set.
const BITS: u32 = 18;
/// Of each literal the least common stretch of so many bytes is looked for; of shorter ones one of two.
const LONG: usize = 4;
const SHORT: usize = 2;

/// What a literal was put into a table for: a number of the caller, such as that of a rule, and the number of a pattern.
pub type Target = (u32, u32);

/// Literals to find all at once, with what each stands for.
///
/// Of each literal one stretch of bytes is its key: at the start of a text its first bytes, inside its least common ones. The stretches
/// of a text are looked up in a small bitmap, which nearly always says no; else the literals of that key are compared.
#[derive(Debug, Clone, Default)]
pub struct LiteralTable {
    /// At the start of a text, by [`LONG`] bytes and by [`SHORT`].
    pub starts: [Keys; 2],
    /// Anywhere in it, likewise.
    pub inside: [Keys; 2],
    /// The bytes of all literals, one after the other.
    pub words: Cow<'static, [u8]>,
    /// What the literals stand for.
    pub targets: Cow<'static, [Target]>,
}

/// Literals by their keys.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// For each hash of a key whether there is one.
    pub bits: Cow<'static, [u64]>,
    /// The keys, ascending.
    pub keys: Cow<'static, [u32]>,
    /// For each key where its entries end; they begin where those of the key before end.
    pub ends: Cow<'static, [u32]>,
    /// The literals in the order of their keys.
    pub entries: Cow<'static, [Entry]>,
}

/// One literal: where its bytes stand among the words, how many they are, where the key stands in it, and where what it stands for begins
/// and ends among the targets.
pub type Entry = (u32, u8, u8, u32, u32);

impl LiteralTable {
    /// The table of some literals.
    pub fn new<'n>(needles: impl IntoIterator<Item = (Needle<'n>, Target)>) -> Self {
        let mut targets_of: BTreeMap<(bool, &[u8]), Vec<Target>> = BTreeMap::new();
        for (needle, target) in needles {
            targets_of.entry((needle.at_start, needle.bytes)).or_default().push(target);
        }
        let (mut words, mut targets) = (Vec::new(), Vec::new());
        let mut lists: [Vec<(u32, Entry)>; 4] = Default::default();
        let small = |number: usize| u32::try_from(number).expect("a table has fewer than 2^32 bytes");
        let byte = |number: usize| u8::try_from(number).expect("a needle is short");
        for ((at_start, bytes), mut found) in targets_of {
            let is_short = bytes.len() < LONG;
            let len = if is_short { SHORT } else { LONG };
            let at = if at_start { 0 } else { Needle { bytes, at_start }.rarest(len) };
            let Some(key) = bytes.get(at..at + len).map(key) else { continue };
            found.sort_unstable();
            found.dedup();
            let first = small(targets.len());
            targets.append(&mut found);
            let entry = (small(words.len()), byte(bytes.len()), byte(at), first, small(targets.len()));
            words.extend_from_slice(bytes);
            lists[usize::from(!at_start) * 2 + usize::from(is_short)].push((key, entry));
        }
        let [starts, short_starts, inside, short_inside] = lists.map(Keys::new);
        Self {
            starts: [starts, short_starts],
            inside: [inside, short_inside],
            words: words.into(),
            targets: targets.into(),
        }
    }

    /// Whether there is no literal.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Calls `found` with what each literal stands for that stands in `text`, once or more, in no order.
    pub fn find(&self, text: &[u8], mut found: impl FnMut(&[Target])) {
        let [long_starts, short_starts] = &self.starts;
        for (keys, len) in [(long_starts, LONG), (short_starts, SHORT)] {
            if let Some(key) = text.get(..len).map(key).filter(|key| keys.may_have(*key)) {
                self.compare(keys, key, 0, text, &mut found);
            }
        }
        let [long, short] = &self.inside;
        self.scan::<LONG>(long, text, &mut found);
        self.scan::<SHORT>(short, text, &mut found);
    }

    fn scan<const LEN: usize>(&self, keys: &Keys, text: &[u8], found: &mut impl FnMut(&[Target])) {
        if keys.keys.is_empty() {
            return;
        }
        for (at, stretch) in text.windows(LEN).enumerate() {
            let key = key(stretch);
            if keys.may_have(key) {
                self.compare(keys, key, at, text, found);
            }
        }
    }

    #[cold]
    fn compare(&self, keys: &Keys, key: u32, at: usize, text: &[u8], found: &mut impl FnMut(&[Target])) {
        for &(word, len, before, first, last) in keys.entries_of(key) {
            let word = &self.words[word as usize..word as usize + usize::from(len)];
            let Some(start) = at.checked_sub(usize::from(before)) else { continue };
            if text.get(start..start + word.len()) == Some(word) {
                found(&self.targets[first as usize..last as usize]);
            }
        }
    }
}

impl Keys {
    fn new(mut list: Vec<(u32, Entry)>) -> Self {
        list.sort_by_key(|(key, _)| *key);
        let (mut bits, mut keys, mut ends) = (vec![0_u64; 1 << (BITS - 6)], Vec::new(), Vec::new());
        for (&(key, _), end) in list.iter().zip(1..) {
            let bit = hash(key);
            bits[bit >> 6] |= 1 << (bit & 63);
            if keys.last() != Some(&key) {
                keys.push(key);
                ends.push(end);
            } else if let Some(last) = ends.last_mut() {
                *last = end;
            }
        }
        let entries: Vec<Entry> = list.into_iter().map(|(_, entry)| entry).collect();
        Self { bits: bits.into(), keys: keys.into(), ends: ends.into(), entries: entries.into() }
    }

    fn may_have(&self, key: u32) -> bool {
        let bit = hash(key);
        self.bits.get(bit >> 6).is_some_and(|bits| bits >> (bit & 63) & 1 == 1)
    }

    fn entries_of(&self, key: u32) -> &[Entry] {
        let Ok(number) = self.keys.binary_search(&key) else { return &[] };
        let first = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.entries[first..self.ends[number] as usize]
    }
}

/// The table as the source of a constant.
impl fmt::Display for LiteralTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = |f: &mut fmt::Formatter<'_>, [long, short]: &[Keys; 2]| write!(f, "[{long}, {short}]");
        write!(f, "LiteralTable {{ starts: ")?;
        keys(f, &self.starts)?;
        write!(f, ", inside: ")?;
        keys(f, &self.inside)?;
        write!(f, ", words: Cow::Borrowed(&{:?}), targets: Cow::Borrowed(&{:?}) }}", self.words, self.targets)
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bits, keys, ends, entries } = self;
        write!(
            f,
            "Keys {{ bits: Cow::Borrowed(&{bits:?}), keys: Cow::Borrowed(&{keys:?}), ends: Cow::Borrowed(&{ends:?}), entries: Cow::Borrowed(&{entries:?}) }}"
        )
    }
}

fn key(stretch: &[u8]) -> u32 {
    stretch.iter().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_literal_wherever_it_stands() {
        let words = ["read more", "ad:", "©", "more", "newsletter", "ad"];
        let needle = |(number, word): (u32, &'static str)| {
            (Needle { bytes: word.as_bytes(), at_start: matches!(number, 3 | 5) }, (number, 0))
        };
        let table = LiteralTable::new((0..).zip(words).map(needle));
        let found = |text: &str| {
            let mut numbers = Vec::new();
            table.find(text.as_bytes(), |targets| numbers.extend(targets.iter().map(|target| target.0)));
            numbers.sort_unstable();
            numbers
        };
        assert_eq!(found("please read more"), [0]);
        assert_eq!(found("more to read"), [3]);
        assert_eq!(found("ad: © 2024 newsletter"), [1, 2, 4, 5]);
        assert_eq!(found("rea"), [0; 0]);
        assert_eq!(found(""), [0; 0]);
    }
}
