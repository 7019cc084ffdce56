//! A text is cleaned by some rules: nothing is lost, and cleaning twice is cleaning once.

#![no_main]

use deboil::edit::{apply, restore};
use deboil_fuzz::Case;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(case) = Case::new(bytes) else { return };
    let original = case.text.as_str();
    let once = case.cleaner.clean(&case.document(original));
    assert!(once.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{:?}", once.edits);
    assert!(once.edits.iter().all(|edit| !edit.span.is_empty()), "{:?}", once.edits);
    assert_eq!(apply(original, &once.edits), once.text);
    assert_eq!(once.is_changed(), once.text != original);
    let taken = once.edits.iter().map(|edit| (edit.span, edit.with.as_str(), edit.span.slice(original)));
    assert_eq!(restore(&once.text, taken).as_deref(), Some(original));
    let twice = case.cleaner.clean(&case.document(&once.text));
    assert_eq!(twice.text, once.text);
    assert!(twice.edits.is_empty(), "{:?}", twice.edits);
});
