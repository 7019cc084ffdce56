//! A line becomes its folded view: every range of it maps back to whole characters of the line, in order.

#![no_main]

use deboil::text::Folded;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &str| {
    let folded = Folded::new(line);
    let text = folded.text();
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut behind = 0;
    for pair in ends.windows(2) {
        let span = folded.original(pair[0]..pair[1]);
        assert!(line.get(span.start..span.end).is_some_and(|part| !part.is_empty()), "{pair:?} {span:?}");
        assert!(span.end >= behind, "{pair:?} {span:?}");
        behind = span.end;
    }
    let whole = folded.original(0..text.len());
    assert!(line.get(whole.start..whole.end).is_some());
    for link in folded.links() {
        assert!(line.get(link.whole.start..link.whole.end).is_some());
        assert!(line.get(link.text.start..link.text.end).is_some());
    }
});
