//! Literals of many rules in one table: a text is read once, and what stands in it is found.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::Needle;
use super::commonness::Commonness;

/// A bitmap has so many bits for each literal, as a power of two: few of its bits are set, and it stays in a near cache.
const SPARSE: u32 = 5;
/// Of each literal so many bytes are looked for: the most that it has of these.
const KEY_BYTES: [usize; 3] = [4, 3, 2];

/// What a literal was put into a table for: a number of the caller, such as that of a rule, and the number of a pattern.
pub type Target = (u32, u32);

/// Words that a text of a kind of length has at most; longer ones are of a kind of their own. Most rules are for short lines, so that in
/// long ones few literals are looked for.
const MOST_WORDS: [usize; LENGTHS - 1] = [15, 30, 45];
const LENGTHS: usize = 4;
/// First bytes of short keys, as far as their last six bits tell.
const FIRSTS: usize = 64;

/// Of what kind of length a text of so many words is.
fn length(words: usize) -> usize {
    MOST_WORDS.iter().position(|&most| words <= most).unwrap_or(LENGTHS - 1)
}

/// Literals to find all at once, with what each stands for.
///
/// Of each literal a stretch of a few bytes is its key: at the start of a text its first bytes, inside its least common ones. The stretches
/// of a text are looked up in a small bitmap, which nearly always says no; else the literals of that key are compared.
#[derive(Debug, Clone, Default)]
pub struct LiteralTable {
    /// At the start of a text: those with keys of four bytes, of three and of two.
    pub starts: [Keys; 3],
    /// Anywhere in it, likewise.
    pub inside: [Keys; 3],
    /// The bytes of all literals, one after the other.
    pub words: Cow<'static, [u8]>,
    /// What the literals stand for.
    pub targets: Cow<'static, [Target]>,
    /// For each length of a text the first two bytes of the keys inside that have fewer than four, as far as their last six bits tell: by the
    /// first byte, a bit for each second. They are few, so that it nearly always says no.
    pub short: Cow<'static, [u64]>,
}

/// Literals by the hashes of their keys.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// How far a hash is shifted to be the number of a bit.
    pub shift: u32,
    /// For each length of a text, and each number, whether there is a key that has it and a literal for such texts. The first are all.
    pub bits: [Cow<'static, [u64]>; LENGTHS],
    /// For each word of `bits` how many bits are set in those before it.
    pub ranks: Cow<'static, [u32]>,
    /// For each set bit where its entries end; they begin where those of the bit before end.
    pub ends: Cow<'static, [u32]>,
    /// The literals in the order of the hashes of their keys.
    pub entries: Cow<'static, [Entry]>,
}

/// One literal: where its bytes stand among the words, how many they are, where the key stands in it, and where what it stands for begins
/// and ends among the targets.
pub type Entry = (u32, u8, u8, u32, u32);

impl LiteralTable {
    /// The table of some literals, each with the most words of a text that it is for. `sample` is text such as they will be looked for in,
    /// where there is some: it tells what is common.
    pub fn new<'n>(needles: impl IntoIterator<Item = (Needle<'n>, usize, Target)>, sample: &[u8]) -> Self {
        let commonness = Commonness::new(sample);
        let mut targets_of = BTreeMap::<(bool, &[u8]), Wanted>::new();
        for (needle, most_words, target) in needles {
            let (most, targets) = targets_of.entry((needle.at_start, needle.bytes)).or_default();
            *most = most_words.max(*most);
            targets.push(target);
        }
        let (mut words, mut targets, mut short) = (Vec::new(), Vec::new(), vec![0_u64; LENGTHS * FIRSTS]);
        let mut lists: [Vec<Keyed>; 6] = Default::default();
        let small = |number: usize| u32::try_from(number).expect("a table has fewer than 2^32 bytes");
        let byte = |number: usize| u8::try_from(number).expect("a needle is short");
        for ((at_start, bytes), (most_words, mut found)) in targets_of {
            let Some(kind) = KEY_BYTES.iter().position(|&len| len <= bytes.len()) else { continue };
            let at = if at_start { 0 } else { commonness.rarest(bytes, KEY_BYTES[kind]) };
            found.sort_unstable();
            found.dedup();
            let first = small(targets.len());
            targets.append(&mut found);
            let entry = (small(words.len()), byte(bytes.len()), byte(at), first, small(targets.len()));
            words.extend_from_slice(bytes);
            let lengths = 1 + length(most_words);
            if !at_start && kind > 0 {
                let of_first = short.iter_mut().skip(usize::from(bytes[at] & 63)).step_by(FIRSTS);
                of_first.take(lengths).for_each(|seconds| *seconds |= 1 << (bytes[at + 1] & 63));
            }
            let key = bytes.get(at..at + KEY_BYTES[kind]).map_or(0, key);
            let keyed = Keyed { hash: hash(key), lengths, entry };
            lists[usize::from(!at_start) * KEY_BYTES.len() + kind].push(keyed);
        }
        let [start4, start3, start2, inside4, inside3, inside2] = lists.map(Keys::new);
        Self {
            starts: [start4, start3, start2],
            inside: [inside4, inside3, inside2],
            words: words.into(),
            targets: targets.into(),
            short: short.into(),
        }
    }

    /// Whether there is no literal.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Calls `found` with what each literal stands for that stands in `text`, which has so many words; once or more, in no order. Some of what
    /// is for shorter texts is left out.
    pub fn find(&self, text: &[u8], words: usize, mut found: impl FnMut(&[Target])) {
        let length = length(words);
        for (keys, len) in self.starts.iter().zip(KEY_BYTES) {
            if let Some(hash) = text.get(..len).map(|start| hash(key(start)))
                && keys.have(hash, length)
            {
                self.compare(keys, hash, 0, text, &mut found);
            }
        }
        let [four, three, two] = &self.inside;
        if self.inside.iter().all(|keys| keys.entries.is_empty()) {
            return;
        }
        let short = self.short.get(length * FIRSTS..).and_then(<[u64]>::first_chunk).unwrap_or(&[0; FIRSTS]);
        // Taken out of the loop, which nearly always only asks for a bit.
        let (bits, shift) = (&*four.bits[length], four.shift);
        for (at, stretch) in text.windows(4).enumerate() {
            let &[first, b, c, d] = stretch else { break };
            let key = u32::from_be_bytes([first, b, c, d]);
            let hash4 = hash(key);
            if is_set(bits, hash4 >> shift) {
                self.compare(four, hash4, at, text, &mut found);
            }
            if short[usize::from(first & 63)] >> (b & 63) & 1 == 1 {
                for (keys, hash) in [(three, hash(key >> 8)), (two, hash(key >> 16))] {
                    if keys.have(hash, length) {
                        self.compare(keys, hash, at, text, &mut found);
                    }
                }
            }
        }
        // The last keys that are shorter than the stretches above.
        for at in text.len().saturating_sub(3)..text.len() {
            for (keys, len) in [(three, 3), (two, 2)] {
                if let Some(hash) = text.get(at..at + len).map(|stretch| hash(key(stretch)))
                    && keys.have(hash, length)
                {
                    self.compare(keys, hash, at, text, &mut found);
                }
            }
        }
    }

    /// Calls `found` for the literals of a key that stands at `at`.
    fn compare(&self, keys: &Keys, hash: u32, at: usize, text: &[u8], found: &mut impl FnMut(&[Target])) {
        for &(word, len, before, first, last) in keys.entries_of(hash) {
            let word = &self.words[word as usize..word as usize + usize::from(len)];
            let Some(start) = at.checked_sub(usize::from(before)) else { continue };
            let Some(part) = text.get(start..start + word.len()) else { continue };
            // Nearly all differ at an end: seen without a call.
            if part.first() == word.first() && part.last() == word.last() && part == word {
                found(&self.targets[first as usize..last as usize]);
            }
        }
    }
}

/// The most words of a text that a literal is for, and what it stands for.
type Wanted = (usize, Vec<Target>);

/// A literal with the hash of its key, and for how many of the lengths of texts it is, the shortest first.
struct Keyed {
    hash: u32,
    lengths: usize,
    entry: Entry,
}

impl Keys {
    fn new(mut list: Vec<Keyed>) -> Self {
        if list.is_empty() {
            return Self::default();
        }
        list.sort_by_key(|keyed| keyed.hash);
        let width = (list.len().ilog2() + SPARSE).clamp(6, 20);
        let shift = u32::BITS - width;
        let mut bits: [Vec<u64>; LENGTHS] = std::array::from_fn(|_| vec![0; 1 << (width - 6)]);
        let mut ends = Vec::new();
        for (keyed, end) in list.iter().zip(1..) {
            let number = (keyed.hash >> shift) as usize;
            let bit = 1 << (number % 64);
            if bits[0][number / 64] & bit == 0 {
                ends.push(end);
            } else if let Some(last) = ends.last_mut() {
                *last = end;
            }
            bits[..keyed.lengths].iter_mut().for_each(|bits| bits[number / 64] |= bit);
        }
        let ranks: Vec<u32> = bits[0]
            .iter()
            .scan(0, |rank, bits| Some(std::mem::replace(rank, *rank + bits.count_ones())))
            .collect();
        let entries: Vec<Entry> = list.into_iter().map(|keyed| keyed.entry).collect();
        Self {
            shift,
            bits: bits.map(Cow::Owned),
            ranks: ranks.into(),
            ends: ends.into(),
            entries: entries.into(),
        }
    }

    fn have(&self, hash: u32, length: usize) -> bool {
        is_set(&self.bits[length], hash >> self.shift)
    }

    /// The entries of a hash that there is.
    fn entries_of(&self, hash: u32) -> &[Entry] {
        let number = (hash >> self.shift) as usize;
        let below = self.bits[0][number / 64] & ((1 << (number % 64)) - 1);
        let rank = (self.ranks[number / 64] + below.count_ones()) as usize;
        let first = rank.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.entries[first..self.ends[rank] as usize]
    }
}

/// The table as the source of a constant.
impl fmt::Display for LiteralTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys =
            |f: &mut fmt::Formatter<'_>, [one, two, three]: &[Keys; 3]| write!(f, "[{one}, {two}, {three}]");
        write!(f, "LiteralTable {{ starts: ")?;
        keys(f, &self.starts)?;
        write!(f, ", inside: ")?;
        keys(f, &self.inside)?;
        let Self { words, targets, short, .. } = self;
        write!(
            f,
            ", words: Cow::Borrowed(&{words:?}), targets: Cow::Borrowed(&{targets:?}), short: Cow::Borrowed(&{short:?}) }}"
        )
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shift, bits, ranks, ends, entries } = self;
        write!(
            f,
            "Keys {{ shift: {shift}, bits: [{}], ranks: Cow::Borrowed(&{ranks:?}), ends: Cow::Borrowed(&{ends:?}), entries: Cow::Borrowed(&{entries:?}) }}",
            bits.each_ref().map(|bits| format!("Cow::Borrowed(&{bits:?})")).join(", ")
        )
    }
}

fn is_set(bits: &[u64], number: u32) -> bool {
    bits.get(number as usize / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
}

fn key(stretch: &[u8]) -> u32 {
    stretch.iter().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

fn hash(key: u32) -> u32 {
    key.wrapping_mul(0x9e37_79b1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_literal_wherever_it_stands() {
        let words = ["read more", "ad:", "©", "more", "newsletter", "ad"];
        let needle = |(number, word): (u32, &'static str)| {
            let needle = Needle { bytes: word.as_bytes(), at_start: matches!(number, 3 | 5) };
            (needle, if number == 0 { 20 } else { usize::MAX }, (number, 0))
        };
        let table = LiteralTable::new((0..).zip(words).map(needle), b"");
        let found_in = |text: &str, words: usize| {
            let mut numbers = Vec::new();
            table.find(text.as_bytes(), words, |targets| {
                numbers.extend(targets.iter().map(|target| target.0));
            });
            numbers.sort_unstable();
            numbers
        };
        let found = |text: &str| found_in(text, 4);
        assert_eq!(found("please read more"), [0]);
        assert_eq!(found_in("please read more", 60), [0; 0], "it is for short lines");
        assert_eq!(found_in("ad: © 2024 newsletter", 60), [1, 2, 4, 5]);
        assert_eq!(found("more to read"), [3]);
        assert_eq!(found("ad: © 2024 newsletter"), [1, 2, 4, 5]);
        assert_eq!(found("©"), [2]);
        assert_eq!(found("go ad:"), [1]);
        assert_eq!(found("rea"), [0; 0]);
        assert_eq!(found(""), [0; 0]);
    }
}
