//! What holds for every text: nothing is lost, cleaning twice is cleaning once, and order says nothing.

use std::ops::Range;
use std::sync::LazyLock;

use deboil::edit::{Edit, restore};
use deboil::rule::{Pack, Rule, Source, read_packs};
use deboil::text::{Folded, Triples};
use deboil::{Cleaner, Document, Outcome, Profile, Selection};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use regex::Regex;

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let sources: Vec<Source> = deboil::builtin::sources().collect();
    read_packs(&[], &sources).expect("the build has read them")
});

/// What the examples of the built-in rules say.
static LINES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let examples = PACKS.iter().flat_map(|pack| &pack.rules).map(|rule| &rule.examples);
    let lines = examples.flat_map(|examples| examples.hits.iter().chain(&examples.keeps).map(String::as_str));
    lines
        .chain(
            PACKS
                .iter()
                .flat_map(|pack| &pack.rules)
                .flat_map(|rule| &rule.examples.cases)
                .map(|case| &*case.input),
        )
        .collect()
});

static CLEANER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::new(PACKS.clone(), &Selection::new(Profile::Body)));

const PROSE: [&str; 3] = [
    "The last keeper left the lighthouse in October and carried his bed, two chairs and a parrot down one hundred and twelve steps.",
    "Die Bäcker am Ostufer fürchten um ihr Geschäft, weil die Hälfte ihrer Kunden über die Brücke kommt (Foto unten) und nicht schwimmen will.",
    "Work will begin in March, the mayor said: “Sign up for our newsletter,” a baker answered, “if you like waiting.”",
];

/// An article as no one would write it, and what is known about it.
#[derive(Debug, Clone)]
struct Article {
    text: String,
    lang: Option<&'static str>,
    site: Option<&'static str>,
    title: Option<String>,
    is_markdown: bool,
}

impl Article {
    fn document(&self) -> Document<'_> {
        self.with(&self.text)
    }

    /// The same article with another text.
    fn with<'t>(&'t self, text: &'t str) -> Document<'t> {
        let Self { lang, site, title, is_markdown, .. } = self;
        Document {
            text,
            lang: *lang,
            site: *site,
            title: title.as_deref(),
            is_markdown: *is_markdown,
            ..Document::default()
        }
    }
}

fn line() -> impl Strategy<Value = String> {
    let example = || any::<Index>().prop_map(|index| (*index.get(&LINES)).to_owned());
    // Two examples on one line, decorated: what each rule sees there is not what it sees alone.
    let glued =
        (example(), select(vec![" ", " | ", "\t", ". ", " (", "**", "\u{200b}", "\u{a0}"]), example())
            .prop_map(|(one, between, other)| format!("{one}{between}{other}"));
    prop_oneof![
        10 => example(),
        2 => glued,
        4 => select(PROSE.to_vec()).prop_map(str::to_owned),
        4 => select(vec!["", "", " ", "\u{200b}", "#", "- ", "```", "---"]).prop_map(str::to_owned),
        1 => r"[\PC\s]{0,40}",
        1 => r"([*_\[\]()\\`~#>| -]|[\u{200b}\u{301}ſİẞＡ“”é：]|[a-z ]){0,40}",
    ]
}

fn article() -> impl Strategy<Value = Article> {
    let endings =
        select(vec![vec!["\n", "\n\n"], vec!["\r\n", "\r\n\r\n"], vec!["\n", "\n\n", "\r\n", "\r"]]);
    let lines = endings.prop_flat_map(|endings| prop::collection::vec((line(), select(endings)), 0..12));
    let lang = select(vec![None, Some("en"), Some("de"), Some("fr"), Some("ja-JP")]);
    let site = select(vec![None, Some("benzinga.com")]);
    (lines, any::<bool>(), lang, site, any::<Option<Index>>(), any::<bool>()).prop_map(
        |(lines, ends, lang, site, title, is_markdown)| {
            let title = title.filter(|_| !lines.is_empty()).map(|index| index.get(&lines).0.clone());
            let mut text: String = lines.iter().flat_map(|(line, end)| [line.as_str(), end]).collect();
            if !ends {
                text.truncate(text.trim_end_matches(['\n', '\r']).len());
            }
            Article { text, lang, site, title, is_markdown }
        },
    )
}

/// The original, made of what came out and what went.
fn restored(article: &Article, outcome: &Outcome<'_>) -> Option<String> {
    let taken = |edit: &Edit| article.text.get(edit.span.start..edit.span.end).map(str::to_owned);
    let texts: Vec<String> = outcome.edits.iter().map(taken).collect::<Option<_>>()?;
    let edits =
        outcome.edits.iter().zip(&texts).map(|(edit, text)| (edit.span, edit.with.as_str(), text.as_str()));
    restore(&outcome.text, edits)
}

/// Failures are not kept as seeds, which stand for other lines as soon as a rule changes: write a test of what fails.
/// `PROPERTY_CASES=10000` asks for more.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPERTY_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, cases: asked.unwrap_or(cases), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn nothing_is_lost(article in article()) {
        let outcome = CLEANER.clean(&article.document());
        prop_assert!(outcome.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{:?}", outcome.edits);
        prop_assert!(outcome.edits.iter().all(|edit| !edit.span.is_empty()), "{:?}", outcome.edits);
        prop_assert_eq!(restored(&article, &outcome), Some(article.text.clone()));
        prop_assert_eq!(outcome.is_changed(), outcome.text != article.text);
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(article in article()) {
        let once = CLEANER.clean(&article.document());
        let twice = CLEANER.clean(&article.with(&once.text));
        prop_assert_eq!(&twice.text, &once.text);
        prop_assert_eq!(twice.edits, []);
    }

    #[test]
    fn every_text_settles(article in article()) {
        let outcome = CLEANER.clean(&article.document());
        prop_assert_ne!(outcome.guarded, Some(deboil::decision::Guarded::Unsettled));
    }

    #[test]
    fn no_text_makes_it_panic(text in r"[\PC\s\x00-\x1f]{0,200}", is_markdown in any::<bool>()) {
        let document = Document { is_markdown, ..Document::new(&text) };
        CLEANER.clean(&document);
        CLEANER.explain(&document);
    }

    #[test]
    fn line_endings_stay_as_they_are(article in article()) {
        // A lone CR and the LF of another line can meet where what stood between them goes, and be read as one.
        prop_assume!(!(article.text.replace("\r\n", "").contains('\r') && article.text.contains('\n')));
        let outcome = CLEANER.clean(&article.document());
        let breaks = |text: &str| (text.matches("\r\n").count(), text.matches('\r').count(), text.matches('\n').count());
        let [(crlf, cr, lf), (old_crlf, old_cr, old_lf)] = [breaks(&outcome.text), breaks(&article.text)];
        prop_assert!(crlf <= old_crlf && cr - crlf <= old_cr - old_crlf && lf - crlf <= old_lf - old_crlf);
        let ends = |text: &str| text.ends_with(['\n', '\r']);
        prop_assert!(outcome.text.is_empty() || ends(&outcome.text) == ends(&article.text), "{:?} {:?}", article.text, outcome.text);
    }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn the_order_of_packs_says_nothing(articles in prop::collection::vec(article(), 4)) {
        static REVERSED: LazyLock<Cleaner> = LazyLock::new(|| {
            let mut packs = PACKS.clone();
            packs.reverse();
            for pack in &mut packs {
                pack.rules.reverse();
            }
            Cleaner::new(packs, &Selection::new(Profile::Body))
        });
        for article in &articles {
            prop_assert_eq!(REVERSED.clean(&article.document()), CLEANER.clean(&article.document()));
        }
    }

    #[test]
    fn the_number_of_threads_says_nothing(articles in prop::collection::vec(article(), 6)) {
        let documents: Vec<Document<'_>> = articles.iter().map(Article::document).collect();
        let on = |threads: usize| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
            pool.install(|| CLEANER.clean_all(&documents))
        };
        prop_assert_eq!(on(1), on(2));
    }
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn trying_every_rule_on_every_line_changes_nothing(article in article()) {
        static UNFILTERED: LazyLock<Cleaner> =
            LazyLock::new(|| Cleaner::unfiltered(PACKS.clone(), &Selection::new(Profile::Body)));
        static PREBUILT: LazyLock<Cleaner> =
            LazyLock::new(|| Cleaner::new(deboil::builtin::packs(), &Selection::new(Profile::Body)));
        let plain = UNFILTERED.clean(&article.document());
        prop_assert_eq!(&CLEANER.clean(&article.document()), &plain);
        prop_assert_eq!(&PREBUILT.clean(&article.document()), &plain);
    }
}

#[test]
fn patterns_are_found_where_their_regular_expressions_are() {
    let patterns = |rule: &'static Rule| rule.matcher.iter().flat_map(|matcher| matcher.patterns.iter());
    let rules: Vec<&Rule> = PACKS.iter().flat_map(|pack| &pack.rules).collect();
    // Each pattern on the examples of its rule and on some of all others, a few hundred patterns in all.
    rules.par_iter().enumerate().for_each(|(at, rule)| {
        let own = rule.examples.hits.iter().chain(&rule.examples.keeps).map(String::as_str);
        let lines: Vec<&str> = own.chain(LINES.iter().copied().skip(at % 97).step_by(97)).collect();
        for pattern in patterns(rule).skip(at % 5).step_by(5) {
            let regex = Regex::new(pattern.as_regex()).expect("it was read");
            for line in &lines {
                let folded = Folded::new(line);
                let text = if rule.is_raw() { line } else { folded.text() };
                let is_match = regex.is_match(text);
                assert_eq!(pattern.is_match(text), is_match, "{} on {text:?}", pattern.as_regex());
                // What a pattern cannot do without stands in all that it matches.
                let can_match = pattern.can_match(&Triples::of(text));
                assert!(can_match || !is_match, "{} on {text:?}", pattern.as_regex());
                let found: Vec<Option<Range<usize>>> =
                    pattern.find_all(text).iter().map(|found| found.group(0)).collect();
                let matches = regex.find_iter(text).map(|found| Some(found.range()));
                let expected: Vec<Option<Range<usize>>> =
                    matches.filter(|range| range.as_ref().is_some_and(|range| !range.is_empty())).collect();
                assert_eq!(found, expected, "{} on {text:?}", pattern.as_regex());
            }
        }
    });
}

#[test]
fn of_a_text_that_goes_nothing_is_left() {
    assert_eq!(CLEANER.clean(&Document::new("\nImage Via Shutterstock\n\n")).text, "");
}
