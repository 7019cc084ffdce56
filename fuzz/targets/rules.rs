//! Any text is read as a rule file: what is wrong has a place in it, and what is right is read the same again.

#![no_main]

use deboil::rule::{Source, read_packs};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let is_json = text.starts_with('{');
    let path = if is_json { "house.json" } else { "house.toml" };
    let source = Source { name: "house".to_owned(), path: path.to_owned(), text: text.to_owned() };
    match read_packs(&[], std::slice::from_ref(&source)) {
        Ok(packs) => {
            let again = read_packs(&[], std::slice::from_ref(&source)).expect("it was read before");
            assert_eq!(again, packs);
        }
        Err(problems) => {
            assert!(!problems.0.is_empty());
            for problem in &problems.0 {
                assert!(!problem.message.is_empty() && problem.path == path);
                // Places in JSON are those of the TOML that it becomes.
                let span = problem.span.filter(|_| !is_json);
                assert!(span.is_none_or(|span| text.get(span.start..span.end).is_some()), "{problem:?}");
            }
        }
    }
});
