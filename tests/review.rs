//! What people decide about removals is heeded, wherever the text moves to, and nothing else changes for it.

use std::sync::LazyLock;

use deboil::decision::{KeepReason, Limits, Verdict};
use deboil::report::queue::{Item, items};
use deboil::review::{Answer, Review, Why};
use deboil::{Cleaner, Document};
use proptest::prelude::*;
use proptest::sample::{Index, select};

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::builtin);

const ARTICLE: &str =
    "The last keeper left the lighthouse in October and carried his bed down one hundred and twelve steps.

Read more: Why The Ferry Is Painted Green

A small motor turns the lens now, a clock lights the lamp at dusk, and a woman wipes the salt from the panes.

The horn stands in a shed behind the school, and it was so loud once that the cups moved on the shelves of the inn. Sign up for our newsletter and never miss a story from the coast.

The keeper lives with his sister in a flat on the third floor, from which he cannot see the water, and he does not sleep.

Image Via Shutterstock

Read more: Why The Causeway Floods

Join Now: Free!
";

fn document(text: &str) -> Document<'_> {
    Document { id: Some("a1"), site: Some("coast.test"), lang: Some("en"), ..Document::new(text) }
}

fn asked(cleaner: &Cleaner, text: &str) -> Vec<Item> {
    items(&cleaner.clean(&document(text)), &document(text), cleaner.rules(), Limits::default())
}

fn reviewed(entries: impl IntoIterator<Item = deboil::review::Entry>) -> Cleaner {
    let mut review = Review::default();
    entries.into_iter().for_each(|entry| {
        review.add(entry);
    });
    // As it is written and read again.
    let review =
        Review::read("deboil.review.toml", &review.to_string()).expect("what is written can be read");
    CLEANER.clone().with_review(review)
}

fn about<'i>(items: &'i [Item], text: &str) -> &'i Item {
    items.iter().find(|item| item.raw.contains(text)).unwrap_or_else(|| panic!("{text}: {items:#?}"))
}

#[test]
fn what_is_rejected_stays_and_nothing_else_changes() {
    let items = asked(&CLEANER, ARTICLE);
    assert!(items.len() >= 5, "{items:#?}");
    for item in &items {
        let cleaner = reviewed([item.entry(Answer::Reject, None)]);
        let left: Vec<Item> = asked(&cleaner, ARTICLE);
        let others = |items: &[Item]| -> Vec<String> {
            items.iter().filter(|other| other.span != item.span).map(|item| item.raw.clone()).collect()
        };
        assert_eq!(left.len(), items.len() - 1, "{}", item.raw);
        assert_eq!(others(&left), others(&items));
        let outcome = cleaner.clean(&document(ARTICLE));
        assert!(outcome.text.contains(&item.raw), "{}", outcome.text);
        let says = outcome.decisions.iter().any(|decision| {
            decision.span == item.span
                && matches!(decision.verdict, Verdict::Keep(KeepReason::Review(line)) if line > 0)
        });
        assert!(says, "{:#?}", outcome.decisions);
        assert_eq!(outcome.review.stale, []);
    }
}

#[test]
fn a_decision_survives_edits_of_the_article() {
    let items = asked(&CLEANER, ARTICLE);
    let item = about(&items, "Painted Green");
    let cleaner = reviewed([item.entry(Answer::Reject, None)]);
    for edited in [
        ARTICLE.replace("twelve steps", "thirteen steps"),
        format!("A new first paragraph stands here, with words enough to be one.\n\n{ARTICLE}"),
        ARTICLE.replace("Read more: Why The Ferry", "**Read\u{a0}More:**  why the ferry"),
        ARTICLE.replace('\n', "\r\n"),
    ] {
        let outcome = cleaner.clean(&document(&edited));
        assert!(outcome.text.to_lowercase().contains("painted green"), "{}", outcome.text);
        assert!(!outcome.text.contains("Causeway"));
        assert_eq!(outcome.review.stale, []);
    }
}

#[test]
fn what_finds_nothing_any_more_is_told() {
    let items = asked(&CLEANER, ARTICLE);
    let item = about(&items, "Painted Green");
    let stale = |cleaner: &Cleaner, text: &str| -> Vec<Why> {
        cleaner.clean(&document(text)).review.stale.iter().map(|stale| stale.why).collect()
    };
    let rejected = reviewed([item.entry(Answer::Reject, None)]);
    assert_eq!(
        stale(&rejected, &ARTICLE.replace("Read more: Why The Ferry Is Painted Green\n", "")),
        [Why::Gone]
    );
    assert_eq!(stale(&rejected, &ARTICLE.replace("The Ferry Is", "Our Ferry Is")), [Why::Changed]);
    assert!(
        rejected.clean(&document(&ARTICLE.replace("The Ferry Is", "Our Ferry Is"))).text.contains("Painted")
    );
    // Of another document it says nothing.
    let other = Document { id: Some("a2"), ..document("It rained.\n") };
    assert_eq!(rejected.clean(&other).review.stale, []);
    let accepted = reviewed([item.entry(Answer::Accept, None)]);
    assert_eq!(stale(&accepted, ARTICLE), []);
    let cleaned = CLEANER.clean(&document(ARTICLE)).text.into_owned();
    assert_eq!(stale(&accepted, &cleaned), [], "what was accepted has gone");
    let quoted = Document { lang: Some("de"), ..document("x") };
    assert_eq!(accepted.clean(&quoted).review.stale, []);
    let none =
        Cleaner::new([], &deboil::Selection::default()).with_review(accepted.review().unwrap().clone());
    assert_eq!(stale(&none, ARTICLE), [Why::Stays]);
}

#[test]
fn never_holds_on_the_whole_site_and_on_no_other() {
    let items = asked(&CLEANER, ARTICLE);
    let cleaner = reviewed([about(&items, "Painted Green").entry(Answer::Never, None)]);
    let other = "It rained.\n\nRead more: Why The Ferry Is Painted Green\n";
    let left = |site| {
        cleaner.clean(&Document { id: Some("b2"), site: Some(site), ..document(other) }).text.into_owned()
    };
    assert_eq!(left("www.coast.test"), other);
    assert_eq!(left("inland.test"), "It rained.\n");
}

#[test]
fn of_what_is_edited_only_the_part_goes_also_when_it_is_cleaned_again() {
    let items = asked(&CLEANER, ARTICLE);
    let item = about(&items, "Painted Green");
    let edit = |goes: &str| reviewed([item.entry(Answer::Edit(goes.to_owned()), None)]);
    let less = edit("Read more:");
    let once = less.clean(&document(ARTICLE));
    assert!(once.text.contains("\nWhy The Ferry Is Painted Green\n"), "{}", once.text);
    let twice = less.clean(&document(&once.text));
    assert_eq!((twice.text.as_ref(), twice.review.stale), (once.text.as_ref(), vec![]));
    let sentence = about(&items, "newsletter");
    let more = reviewed([sentence.entry(
        Answer::Edit(
            "on the shelves of the inn. Sign up for our newsletter and never miss a story from the coast."
                .to_owned(),
        ),
        None,
    )]);
    assert!(more.clean(&document(ARTICLE)).text.contains("the cups moved\n"), "more of its line can go, too");
}

/// An article of lines that go and lines that stay.
fn article() -> impl Strategy<Value = String> {
    let lines = vec![
        "Read more: Why The Ferry Is Painted Green",
        "Read more: Why The Causeway Floods",
        "Image Via Shutterstock",
        "Join Now: Free!",
        "Advertisement",
        "Related:",
        "Sign up for our newsletter",
        "Follow us on Facebook and Twitter",
        "Why The Harbour Sleeps",
        "The horn stands in a shed. Sign up for our newsletter and never miss a story from the coast.",
        "The keeper lives with his sister in a flat on the third floor, from which he cannot see the water.",
        "They were wrong about that (Read more: A Small Motor Turns The Lens).",
        "",
    ];
    let endings = select(vec!["\n", "\n\n"]);
    prop::collection::vec((select(lines), endings), 1..14)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_cleaning_twice_is_cleaning_once(
        text in article(),
        picks in prop::collection::vec((any::<Index>(), 0..3_u8, any::<(Index, Index)>()), 0..4),
    ) {
        let items = asked(&CLEANER, &text);
        prop_assume!(!items.is_empty());
        let entries: Vec<_> = picks.iter().map(|(pick, answer, part)| {
            let item = pick.get(&items);
            let words: Vec<&str> = item.raw.split_inclusive(' ').collect();
            let (from, to) = (part.0.index(words.len()), part.1.index(words.len()));
            let goes = words[from.min(to)..=from.max(to)].concat().trim().to_owned();
            item.entry(match answer { 0 => Answer::Reject, 1 => Answer::Never, _ => Answer::Edit(goes) }, None)
        }).collect();
        let rejected: Vec<&Item> = picks.iter().filter(|(_, answer, _)| *answer < 2).map(|(pick, ..)| pick.get(&items)).collect();
        let cleaner = reviewed(entries);
        let once = cleaner.clean(&document(&text));
        for item in rejected {
            // An edit of the very same text may have come after.
            let stays = !once.edits.iter().any(|edit| edit.span.overlaps(item.span));
            let is_edited = picks.iter().any(|(pick, answer, _)| *answer == 2 && pick.get(&items).text == item.text);
            prop_assert!(stays || is_edited, "{:?} of {text:?} went", item.raw);
        }
        let taken: Vec<&str> = once.edits.iter().map(|edit| edit.span.slice(&text)).collect();
        let edits = once.edits.iter().zip(&taken).map(|(edit, taken)| (edit.span, edit.with.as_str(), *taken));
        prop_assert_eq!(deboil::edit::restore(&once.text, edits), Some(text.clone()));
        let twice = cleaner.clean(&document(&once.text));
        prop_assert_eq!(&twice.text, &once.text);
        prop_assert_eq!(twice.edits, []);
    }
}
