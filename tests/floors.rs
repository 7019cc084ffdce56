//! The walls of the house: a floor uses only the floors below it, and the library does no I/O and has no clock.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// From the ground up.
const FLOORS: [&str; 13] = [
    "text",
    "condition",
    "rule",
    "builtin",
    "matcher",
    "review",
    "decision",
    "edit",
    "record",
    "cleaner",
    "labelled",
    "tuning",
    "report",
];

/// What would let the outside in, however it is imported.
const OUTSIDE: &str = r"\bstd::(?:fs|net|io|process|env)\b|\bstd::\{[^}]*\b(?:fs|net|io|process|env)\b|\b(?:SystemTime|Instant)\b|\be?print(?:ln)?!|\bdbg!";

struct File {
    /// Path below `src`.
    path: String,
    text: String,
    /// The text without comments.
    code: String,
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").path());
    let below = |path: PathBuf| if path.is_dir() { files_below(&path) } else { vec![path] };
    let mut files: Vec<PathBuf> = entries.flat_map(below).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "rs"));
    files.sort();
    files
}

/// All files of the library and of the program.
fn files() -> Vec<File> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("source files are text");
        let code =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let path = path.strip_prefix(&src).expect("it was found there").to_string_lossy().replace('\\', "/");
        File { path, text, code }
    };
    files_below(&src).into_iter().map(read).collect()
}

/// The files of the library, each with the number of its floor.
fn floor_files() -> Vec<(usize, File)> {
    let floor = |path: &str| {
        let name = path.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
        FLOORS.iter().position(|floor| *floor == name)
    };
    let library = files().into_iter().filter(|file| file.path != "lib.rs" && !file.path.starts_with("bin/"));
    library
        .map(|file| (floor(&file.path).unwrap_or_else(|| panic!("src/{} is on no floor", file.path)), file))
        .collect()
}

/// Fails with one line for each breach.
fn none(breaches: impl Iterator<Item = String>) {
    let breaches: Vec<String> = breaches.collect();
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn floors_stand_in_their_order() {
    let root = files().into_iter().find(|file| file.path == "lib.rs").expect("the library has a root");
    let listed: Vec<&str> =
        root.code.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(listed, FLOORS, "src/lib.rs lists the floors from the ground up");
}

#[test]
fn each_floor_uses_only_those_below() {
    let used = Regex::new(r"\bcrate::(\w+|\{)").expect("it is a regular expression");
    none(floor_files().into_iter().flat_map(|(floor, file)| {
        let names = used.captures_iter(&file.code).map(|found| found[1].to_owned());
        // A name that is no floor is one that the root passes on: it may come from above.
        let is_below =
            |name: &String| FLOORS.iter().position(|floor| floor == name).is_some_and(|used| used <= floor);
        let breaches: Vec<String> = names.filter(|name| !is_below(name)).collect();
        breaches
            .into_iter()
            .map(move |name| format!("src/{}: `crate::{name}` is not on a floor below", file.path))
    }));
}

#[test]
fn floors_do_not_reach_around_their_walls() {
    none(floor_files().into_iter().filter_map(|(_, file)| {
        let to_root = file.path.matches('/').count().max(1);
        let climbs = "super::".repeat(to_root + 1);
        let is_root = file.path.ends_with("/mod.rs") && file.code.contains("\nuse super::");
        (is_root || file.code.contains(&climbs))
            .then(|| format!("src/{}: write `crate::` and the floor", file.path))
    }));
}

#[test]
fn the_library_does_no_io_and_has_no_clock() {
    let outside = Regex::new(OUTSIDE).expect("it is a regular expression");
    none(floor_files().into_iter().filter_map(|(_, file)| {
        let found = outside.find(&file.code)?;
        Some(format!("src/{}: `{}` belongs in src/bin/deboil", file.path, found.as_str()))
    }));
}

#[test]
fn every_file_opens_with_what_it_does() {
    let opens = |file: &File| file.text.starts_with("//! ");
    none(
        files()
            .into_iter()
            .filter(|file| !opens(file))
            .map(|file| format!("src/{}: open it with a `//!` sentence", file.path)),
    );
}

#[test]
fn no_file_is_a_drawer_for_odds_and_ends() {
    let is_drawer = |part: &str| {
        matches!(part.trim_end_matches(".rs"), "util" | "utils" | "helper" | "helpers" | "common" | "misc")
    };
    let drawers = files().into_iter().filter(|file| file.path.split('/').any(is_drawer));
    none(drawers.map(|file| format!("src/{}: a helper lives with its noun", file.path)));
}
