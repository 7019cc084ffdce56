//! The diff is the run: the real `patch`, where it is there, makes of the originals what `clean` makes of them.

#![allow(clippy::unwrap_used)] // A test may fail.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Articles of which whole lines, parts of lines, the first and the last line go.
const ARTICLES: [&str; 6] = [
    "It rained all week.\n\nRead more: Why The Ferry Is Painted Green\n\nThe ferry sailed on Friday.\n\nImage Via Shutterstock",
    "Read more: Why The Ferry Is Painted Green\n\nIt rained all week.\n",
    "It rained all week. (Read more: Why The Ferry Is Painted Green)\nThe ferry sailed on Friday.\n",
    "Image Via Shutterstock\n",
    "Nothing to remove here.\n",
    "The caf\u{e9} on the quay opens at six.\n\n\n\nSign up for our newsletter\n\nIt closes at nine.\n1\n2\n3\n4\n5\n6\n7\n8\n\nImage Via Shutterstock\n\n",
];

fn variants(article: &str) -> Vec<String> {
    let bare = article.trim_end_matches('\n');
    let lines = [article.to_owned(), bare.to_owned(), format!("{bare}\n")];
    lines
        .iter()
        .flat_map(|text| [text.clone(), text.replace('\n', "\r\n"), text.replace('\n', "\r")])
        .collect()
}

fn deboil(args: &[&str], folder: &Path) -> Output {
    let deboil = Command::new(env!("CARGO_BIN_EXE_deboil")).args(args).current_dir(folder).output();
    deboil.expect("the program was built")
}

/// The files of a folder with what is in them.
fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
    };
    let mut files: Vec<(String, String)> = entries.map(read).collect();
    files.sort();
    files
}

/// Applies a diff in a folder; nothing where the program that does it is not there.
fn applied(program: &str, args: &[&str], folder: &Path, diff: &[u8]) -> Option<()> {
    let mut command = Command::new(program);
    let command = command.args(args).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().ok()?;
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), diff).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stdout));
    Some(())
}

#[test]
fn patch_and_git_apply_make_of_originals_what_clean_makes_of_them() {
    for context in ["3", "0", "1"] {
        let folder = tempfile::tempdir().unwrap();
        let below = |name: &str| folder.path().join(name);
        for name in ["patch/articles", "git/articles"] {
            fs::create_dir_all(below(name)).unwrap();
            for (at, text) in ARTICLES.iter().flat_map(|article| variants(article)).enumerate() {
                fs::write(below(name).join(format!("no {at:02}.txt")), text).unwrap();
            }
        }
        let clean = deboil(&["clean", "-q", "articles", "--out", "../cleaned"], &below("patch"));
        assert!(clean.status.success());
        let cleaned = files(&below("cleaned"));
        assert_ne!(cleaned, files(&below("patch/articles")));
        let diff = deboil(&["diff", "-U", context, "articles"], &below("patch")).stdout;
        if applied("patch", &["-p1", "--binary"], &below("patch"), &diff).is_some() {
            assert_eq!(files(&below("patch/articles")), cleaned);
        }
        let git = ["apply", "--unidiff-zero", "--whitespace=nowarn"];
        if applied("git", &git, &below("git"), &diff).is_some() {
            assert_eq!(files(&below("git/articles")), cleaned);
        }
    }
}

#[test]
fn no_control_character_of_a_text_reaches_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let escapes = "\u{1b}[2J \u{9b}31m \u{7} \u{202e} \u{8}";
    let text =
        format!("It rained {escapes} all week.\n\nRead more: Why The {escapes} Ferry Is Painted Green\n");
    fs::write(folder.path().join("a.txt"), text).unwrap();
    for form in ["unified", "inline", "side-by-side", "by-rule", "json"] {
        let shown = deboil(&["diff", "--color", "always", "--format", form, "a.txt"], folder.path()).stdout;
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("Ferry Is Painted"), "{form}: {shown}");
        // Our own colours are the only escapes.
        let is_own = |part: &str| {
            let code =
                part.strip_prefix('[').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
            code.is_some_and(|rest| rest.starts_with('m'))
        };
        assert!(shown.split('\u{1b}').skip(1).all(is_own), "{form}: {shown:?}");
        assert!(!shown.contains(['\u{9b}', '\u{7}', '\u{202e}', '\u{8}']), "{form}: {shown:?}");
    }
}

#[test]
fn forms_for_readers_fit_their_columns_and_lose_no_word() {
    let folder = tempfile::tempdir().unwrap();
    let text = "港の船は冬のあいだ出ないが、春になれば毎日二度ずつ島へ渡ると船長は言った。🚢🚢 cafe\u{301}\tnai\u{308}ve\n\n\
        https://example.com/an/address/without/a/blank/that/goes/on/and/on/and/on/and/on/and/on/and/on.html\n\n\
        قال القبطان إن السفينة ستبحر يوم الجمعة، وإن الميناء سيبقى مفتوحا طوال الشتاء رغم العواصف.\n\n\
        Read more: 港の船は冬のあいだ出ないが 🚢🚢🚢 Why The Ferry Is Painted Green\n";
    fs::write(folder.path().join("a.txt"), text).unwrap();
    for form in ["inline", "side-by-side", "by-rule"] {
        for width in [40, 57, 80, 81, 120, 200] {
            let args = ["diff", "--format", form, "-U", "9", "--width", &width.to_string(), "a.txt"];
            let shown = String::from_utf8(deboil(&args, folder.path()).stdout).unwrap();
            for line in shown.lines() {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{form} {width}: {line}");
            }
            // Where there is little room, a rule's id is broken too.
            let rule = if width < 80 { "1.00" } else { "en/nav/teaser-headline" };
            let words = ["Read", "more:", "Painted", "Green", rule];
            assert!(words.iter().all(|word| shown.contains(word)), "{form} {width}: {shown}");
        }
    }
}
