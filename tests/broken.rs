//! What is said of rule files that are wrong: each file in `tests/broken` stands beside what must be said of it.
//!
//! `SNAPSHOTS=overwrite cargo test --test broken` writes the messages anew; read them.

use std::fs;
use std::path::{Path, PathBuf};

use deboil::rule::{Problems, Source, read_packs};
use snapbox::{Assert, Data};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

fn problems(path: &Path) -> Problems {
    let file = path.file_name().expect("it is a file").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("it is there").replace("\r\n", "\n");
    let source = Source { name: "broken".to_owned(), path: file.clone(), text };
    read_packs(&[], &[source]).err().unwrap_or_else(|| panic!("nothing is said of {file}"))
}

/// Paths of the broken packs, by name.
fn packs() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").path());
    let mut packs: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    packs.sort();
    packs
}

#[test]
fn each_message_names_the_place_and_what_would_be_right() {
    let assert = Assert::new().action_env("SNAPSHOTS");
    let differ: Vec<String> = packs()
        .iter()
        .filter_map(|pack| {
            let expected = Data::read_from(&pack.with_extension("txt"), None);
            assert.try_eq(Some(&pack.display()), (problems(pack).to_string() + "\n").into(), expected).err()
        })
        .map(|error| error.to_string())
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn each_problem_points_into_its_file() {
    for pack in packs() {
        let text = fs::read_to_string(&pack).expect("it is there");
        for problem in problems(&pack).0 {
            let line =
                text.lines().nth(problem.line - 1).unwrap_or_else(|| panic!("{problem} is past the end"));
            assert!(problem.column <= line.chars().count() + 1, "{problem} is past the end of its line");
        }
    }
}

#[test]
fn all_errors_of_a_file_are_told_at_once() {
    assert_eq!(problems(&folder().join("many-errors-at-once.toml")).0.len(), 6);
}

#[test]
fn of_a_file_with_very_many_errors_the_first_are_told() {
    let rule = |n: usize| format!("[[rule]]\nid = \"r{n}\"\ntitle = \"\"\n");
    let text = "deboil = 1\n".to_owned() + &(0..10_000).map(rule).collect::<String>();
    let source = Source { name: "many".to_owned(), path: "many.toml".to_owned(), text };
    let Problems(problems) = read_packs(&[], &[source]).expect_err("all of its rules are wrong");
    assert_eq!(problems.len(), 202);
    assert_eq!(problems[201].line, 2 + 3 * 201 + 1);
}
