//! The unified diff of a cleaned text, patched onto the original, gives the cleaned text; no form of a diff panics.

#![no_main]

use deboil::report::diff::{ByRule, Compared, Label, Marks, inline, json, side_by_side, unified};
use deboil_fuzz::Case;
use libfuzzer_sys::fuzz_target;

/// What `patch` makes of a text, strictly: every line of a hunk stands where the hunk says.
fn patched(original: &str, diff: &[String]) -> String {
    let mut lines = original.split_inclusive('\n');
    let mut result = String::new();
    let mut at = 0;
    for (number, line) in diff.iter().enumerate().skip(2) {
        let (sign, rest) = line.split_at(1);
        // The mark of a text without a newline at its end belongs to the line before it.
        let ends = if diff.get(number + 1).is_some_and(|next| next.starts_with('\\')) { "" } else { "\n" };
        match sign {
            "@" => {
                let old = rest
                    .split(['-', ' '])
                    .find(|part| part.starts_with(|c: char| c.is_ascii_digit()))
                    .expect("a range");
                let (first, count) = old.split_once(',').unwrap_or((old, "1"));
                let before = first.parse::<usize>().expect("a number") - usize::from(count != "0");
                result.extend(lines.by_ref().take(before - at));
                at = before;
            }
            "+" => result.extend([rest, ends]),
            " " | "-" => {
                let old = lines.next().expect("a line of the original");
                assert_eq!(old, [rest, ends].concat());
                at += 1;
                result.push_str(if sign == " " { old } else { "" });
            }
            "\\" => {}
            other => panic!("{other:?} in {diff:?}"),
        }
    }
    result.extend(lines);
    result
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&[options], bytes)) = bytes.split_first_chunk() else { return };
    let Some(case) = Case::new(bytes) else { return };
    let outcome = case.cleaner.clean(&case.document(&case.text));
    let label = Label { file: "a.txt".to_owned(), ..Label::default() };
    let compared =
        Compared { label: &label, original: &case.text, outcome: &outcome, rules: case.cleaner.rules() };
    let context = usize::from(options % 4);
    let diff: Vec<String> = unified(&compared, context).iter().map(|line| line.text()).collect();
    assert_eq!(patched(&case.text, &diff), outcome.text, "{diff:#?}");
    // One of the other forms each time.
    let width = 20 + usize::from(options / 4);
    let lines = match options / 4 % 4 {
        0 => inline(&compared, context, Marks::Brackets, Some(width)),
        1 => side_by_side(&compared, context, width),
        2 => ByRule::of(&compared).lines(Some(width)),
        _ => return drop(json(&compared, context)),
    };
    let shown = lines.iter().flat_map(|line| line.on_screen(Some(width), 2));
    shown.for_each(|line| assert!(!line.text().contains(|c: char| c.is_control()), "{line:?}"));
});
