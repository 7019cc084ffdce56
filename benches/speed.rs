//! How fast texts are read: the matcher by kinds of text and number of rules, beside `RegexSet`; folding; whole cleaning.
//!
//! `cargo bench --bench speed`; every figure is the median of a run. The texts are made here: nothing is read.

use std::sync::LazyLock;

use deboil::condition::Pattern;
use deboil::matcher::{Depth, Ruleset, Search};
use deboil::rule::{Pack, Source, read_packs};
use deboil::text::{Folded, Page};
use deboil::{Cleaner, Document, Profile, Selection, builtin};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use regex::{RegexSet, RegexSetBuilder};

fn main() {
    divan::main();
}

/// Bytes of each text, or a little more.
const TEXT_BYTES: usize = 200_000;
/// The memory that the caches of `RegexSet` may grow to, in bytes: with less it is slower.
const SET_CACHE: usize = 256 << 20;

/// Kinds of text.
const KINDS: [&str; 4] = ["prose", "typographic", "mixed", "boilerplate"];

const PROSE: [&str; 4] = [
    "The last keeper left the lighthouse in October and carried his bed, two chairs and a parrot down one hundred and twelve steps, because the hoist had been sold for scrap that summer.",
    "Nobody in the village below believed that the lamp would burn for long without him. They were wrong about that: a small motor turns the lens now, and a clock lights the lamp at dusk.",
    "In spring the two of them went back for an afternoon. The rooms had been painted white, and a glass case in the hall held his own logbook, open at a day in March on which nothing had happened.",
    "Work on the eastern pier will begin next month and cost four million, the harbour office said on Tuesday.",
];

const TYPOGRAPHIC: [&str; 3] = [
    "\u{201c}It was so loud that cups moved on the shelves,\u{201d} the innkeeper recalls \u{2014} and old people claim that they can still tell the horn\u{2019}s note from that of any other on the coast.",
    "Die B\u{e4}cker am Ostufer f\u{fc}rchten um ihr Gesch\u{e4}ft, weil die H\u{e4}lfte ihrer Kunden \u{fc}ber die Br\u{fc}cke kommt und nicht schwimmen will.",
    "L\u{2019}ann\u{e9}e derni\u{e8}re, le phare a \u{e9}t\u{e9} repeint\u{a0}: trois couches de blanc, une de rouge, et personne pour s\u{2019}en plaindre.",
];

/// The lines of a text of some kind.
fn text(kind: &str) -> String {
    let hits = LINES.iter().map(String::as_str);
    let lines: Vec<&str> = match kind {
        "prose" => PROSE.to_vec(),
        "typographic" => TYPOGRAPHIC.to_vec(),
        // As in articles that an extractor left: a line in five is none of the author's.
        "mixed" => hits.flat_map(|hit| PROSE.into_iter().chain([hit])).take(4000).collect(),
        _ => hits.collect(),
    };
    let mut text = String::with_capacity(TEXT_BYTES + 1000);
    for line in lines.iter().cycle() {
        if text.len() >= TEXT_BYTES {
            break;
        }
        text.extend([line, "\n\n"]);
    }
    text
}

/// Texts of the size of an article.
fn articles(kind: &str) -> Vec<String> {
    let text = text(kind);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    lines.chunks(20).map(|lines| lines.join("\n\n") + "\n").collect()
}

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    read_packs(&[], &builtin::sources().collect::<Vec<Source>>()).expect("the build has read them")
});

/// What the rules find, from all of them in turn.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rules: Vec<_> = PACKS.iter().flat_map(|pack| &pack.rules).collect();
    let nth = |nth: usize| rules.iter().filter_map(move |rule| rule.examples.hits.get(nth));
    (0..3).flat_map(nth).filter(|hit| !hit.contains('\n')).cloned().collect()
});

/// The packs with rules added that each look for a phrase of their own, up to `count` in all.
fn packs(count: usize) -> Vec<Pack> {
    const SYLLABLES: [&str; 16] =
        ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "xa", "ze", "dro", "fli", "gan", "pel", "stu"];
    let shipped = builtin::packs();
    let known: usize = shipped.iter().map(|pack| pack.rules.len()).sum();
    let word = |mut number: usize| {
        let mut word = String::new();
        for _ in 0..4 {
            word += SYLLABLES[number % SYLLABLES.len()];
            number /= SYLLABLES.len();
        }
        word
    };
    let mut written = "deboil = 1\n".to_owned();
    for number in 0..count.saturating_sub(known) {
        let (key, phrase) =
            (["prefix", "prefix", "prefix", "contains", "line"][number % 5], word(number * 7 + 3));
        let rule = format!(
            "id = \"r{number}\"\ntitle = \"t\"\ncategory = \"promo/other\"\nmatch = {{ {key} = [\"join the {phrase} club\"] }}\n"
        );
        written.extend(["[[rule]]\n", &rule]);
    }
    let source = Source { name: "bench".into(), path: "bench.toml".into(), text: written };
    read_packs(&shipped, &[source]).expect("the rules are well formed")
}

fn selection() -> Selection {
    Selection::new(Profile::Body)
}

/// Finding what holds on pages that are laid out and folded already.
#[divan::bench(args = KINDS)]
fn matcher(bencher: Bencher<'_, '_>, kind: &str) {
    let (ruleset, text) = (Ruleset::new(builtin::packs(), &selection()), text(kind));
    let page = Page::new(&text);
    let document = Document::new(&text);
    for line in 0..page.lines().len() {
        black_box(page.folded(line));
    }
    let search = || Search::new(&ruleset, &document, &page, None).findings(Depth::Decisive(&[]));
    bencher.counter(BytesCount::of_str(&text)).bench_local(search);
}

/// The same with more rules.
#[divan::bench(args = [735, 1_500, 5_000])]
fn matcher_by_rules(bencher: Bencher<'_, '_>, count: usize) {
    let (ruleset, text) = (Ruleset::new(packs(count), &selection()), text("mixed"));
    let page = Page::new(&text);
    let document = Document::new(&text);
    let search = || Search::new(&ruleset, &document, &page, None).findings(Depth::Decisive(&[]));
    bencher.counter(BytesCount::of_str(&text)).bench_local(search);
}

/// The patterns of the shipped rules as one set, asked of every line.
#[divan::bench(args = KINDS, sample_count = 1, sample_size = 1)]
fn regex_set(bencher: Bencher<'_, '_>, kind: &str) {
    static SET: LazyLock<RegexSet> = LazyLock::new(|| {
        let matchers = PACKS.iter().flat_map(|pack| &pack.rules).filter_map(|rule| rule.matcher.as_ref());
        let patterns: Vec<&str> =
            matchers.flat_map(|matcher| matcher.patterns.iter()).map(Pattern::as_regex).collect();
        let mut builder = RegexSetBuilder::new(patterns);
        builder.case_insensitive(true).size_limit(usize::MAX).dfa_size_limit(SET_CACHE);
        builder.build().expect("each of them is a regular expression")
    });
    // Of the whole text it would take minutes.
    let text: String =
        text(kind).lines().filter(|line| !line.is_empty()).take(40).flat_map(|line| [line, "\n"]).collect();
    LazyLock::force(&SET);
    let search = || text.lines().filter(|line| SET.matches(line).matched_any()).count();
    bencher.counter(BytesCount::of_str(&text)).bench_local(search);
}

/// Folding each line anew.
#[divan::bench(args = KINDS)]
fn folding(bencher: Bencher<'_, '_>, kind: &str) {
    let text = text(kind);
    let fold = || text.lines().map(|line| Folded::new(black_box(line)).text().len()).sum::<usize>();
    bencher.counter(BytesCount::of_str(&text)).bench_local(fold);
}

/// Whole cleaning of texts of the size of an article.
#[divan::bench(args = KINDS)]
fn clean(bencher: Bencher<'_, '_>, kind: &str) {
    let (cleaner, articles) = (Cleaner::builtin(), articles(kind));
    let bytes: usize = articles.iter().map(String::len).sum();
    let clean = || articles.iter().filter(|text| cleaner.clean(&Document::new(text)).is_changed()).count();
    bencher.counter(BytesCount::new(bytes)).bench_local(clean);
}

/// Making a cleaner of the built-in packs: what a program waits for before it reads.
#[divan::bench]
fn start() -> Cleaner {
    Cleaner::builtin()
}
