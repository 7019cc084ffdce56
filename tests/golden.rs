//! The project's own golden cases, and what `deboil golden` does about those of others.
//!
//! `SNAPSHOTS=overwrite cargo test --test golden` blesses the project's cases; read the diff.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run of the program said, and how it ended.
#[derive(Debug)]
struct Said {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
        Self { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

fn golden(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
    command.current_dir(folder).arg("golden").args(args).env_remove("CI").env("NO_COLOR", "1");
    command
}

fn run(folder: &Path, args: &[&str]) -> Said {
    golden(folder, args).output().expect("the program runs").into()
}

/// The same with answers on standard input.
fn answered(folder: &Path, args: &[&str], answers: &str) -> Said {
    let mut command = golden(folder, args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    child.stdin.take().expect("it is piped").write_all(answers.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends").into()
}

/// An empty folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("it can be made");
    folder
}

/// A folder with two cases, of which nothing differs, and a rule file that takes one more line and leaves another.
fn changed(name: &str) -> PathBuf {
    let folder = folder(name);
    let write = |file: &str, text: &str| fs::write(folder.join(file), text).expect("it can be written");
    write(
        "ferry.txt",
        "The ferry sails again in May, the council said.\r\n\r\nRead more: Why The Ferry Is Painted Green\r\n\r\nThe fare is two crowns.\r\n",
    );
    write(
        "piano.txt",
        "The piano stays on the island.\n\nEnd of the piano story.\n\nThe school has waited for it.\n",
    );
    write(
        "house.toml",
        r#"deboil = 1

[[rule]]
id       = "end-of-story"
title    = "Line that closes a story"
category = "nav/continue"
match    = { regex = ['''^end of the [a-z]+ story\.$'''] }

[[override]]
rule    = "en/nav/teaser-headline"
enabled = false
"#,
    );
    let added = run(&folder, &["add", "ferry.txt", "piano.txt", "--lang", "en"]);
    assert_eq!(added.status, Some(0), "{added:?}");
    assert_eq!(run(&folder, &["check"]).status, Some(0));
    folder
}

const HOUSE: [&str; 2] = ["--rules", "house.toml"];

#[test]
fn the_articles_of_the_project_come_out_as_they_must() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        let said = run(root, &["bless"]);
        assert_eq!(said.status, Some(0), "{}{}", said.stdout, said.stderr);
    }
    let said = run(root, &["check"]);
    assert_eq!(said.status, Some(0), "{}{}", said.stdout, said.stderr);
}

#[test]
fn there_are_articles_enough_and_half_of_them_must_not_change() {
    let cases = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")).expect("it is there");
    let cases: Vec<PathBuf> = cases.map(|case| case.expect("it can be listed").path()).collect();
    let settings = |case: &PathBuf| fs::read_to_string(case.join("settings.toml")).unwrap_or_default();
    let kept = cases.iter().filter(|case| settings(case).contains("unchanged = true")).count();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    assert!(kept * 2 >= cases.len(), "{kept} of {} cases must not change", cases.len());
}

#[test]
fn a_changed_rule_is_named_with_its_lines_until_it_is_blessed() {
    let folder = changed("changed-rule");
    let said = run(&folder, &[&["check"], &HOUSE[..]].concat());
    assert_eq!(said.status, Some(1));
    assert_eq!(
        said.stdout,
        "ferry: 1 difference\n\
         +    3  Read more: Why The Ferry Is Painted Green\n        stays, no longer: en/nav/teaser-headline\n\
         piano: 1 difference\n\
         -    3  End of the piano story.\n        goes: house/end-of-story\n\
         by rule\n  en/nav/teaser-headline  1 gone\n  house/end-of-story      1 new\n"
    );
    assert_eq!(said.stderr, "2 golden cases: 0 as expected, 2 that differ\n");
    let blessed = run(&folder, &[&["bless"], &HOUSE[..]].concat());
    assert_eq!(blessed.status, Some(0), "{blessed:?}");
    let said = run(&folder, &[&["check"], &HOUSE[..]].concat());
    assert_eq!((said.status, said.stdout.as_str()), (Some(0), ""));
}

#[test]
fn articles_and_outputs_keep_their_line_endings() {
    let folder = changed("line-endings");
    let read = |file: &str| fs::read(folder.join("golden/ferry").join(file)).expect("it is there");
    assert_eq!(read("article.txt"), fs::read(folder.join("ferry.txt")).expect("it is there"));
    let expected = "The ferry sails again in May, the council said.\r\n\r\nThe fare is two crowns.\r\n";
    assert_eq!(String::from_utf8_lossy(&read("expected.txt")), expected);
}

#[test]
fn a_rule_and_a_case_can_be_blessed_alone() {
    let folder = changed("some");
    let check = || run(&folder, &[&["check"], &HOUSE[..]].concat());
    let blessed = run(&folder, &[&["bless", "--rule", "house/*"], &HOUSE[..]].concat());
    assert_eq!(blessed.stdout, "piano: accepted, 1 of 1 difference\n");
    assert!(check().stdout.starts_with("ferry: 1 difference\n"), "{:?}", check());
    let blessed = run(&folder, &[&["bless", "golden/ferry"], &HOUSE[..]].concat());
    assert_eq!(blessed.stdout, "ferry: accepted, 1 difference\n");
    assert_eq!(check().status, Some(0));
    assert_eq!(run(&folder, &["bless", "nothing"]).status, Some(2));
}

#[test]
fn a_review_takes_what_is_said_yes_to() {
    let folder = changed("review");
    let review = [&["review"], &HOUSE[..]].concat();
    let said = answered(&folder, &review, "what\nd\ny\nq\n");
    assert_eq!((said.status, said.stderr.as_str()), (Some(1), "2 cases pending: 1 accepted, 1 left\n"));
    assert_eq!(
        said.stdout.matches("Read more: Why The Ferry Is Painted Green").count(),
        2,
        "{}",
        said.stdout
    );
    let said = answered(&folder, &review, "n\n");
    assert_eq!((said.status, said.stderr.as_str()), (Some(1), "1 case pending: 0 accepted, 1 left\n"));
    assert!(said.stdout.starts_with("piano: 1 difference"), "{}", said.stdout);
    // Whoever says nothing says no.
    assert_eq!(answered(&folder, &review, "").status, Some(1));
    assert_eq!(answered(&folder, &review, "y\n").status, Some(0));
    assert_eq!(run(&folder, &[&["check"], &HOUSE[..]].concat()).status, Some(0));
}

#[test]
fn a_review_takes_single_rules() {
    let folder = folder("review-rules");
    let write = |file: &str, text: &str| fs::write(folder.join(file), text).expect("it can be written");
    write(
        "ferry.txt",
        "The ferry sails in May.\n\nFirst call\n\nThe fare is two crowns.\n\nLast call\n\nNobody is late.\n",
    );
    assert_eq!(run(&folder, &["add", "ferry.txt", "--lang", "en"]).status, Some(0));
    let rule = |id: &str| {
        format!(
            "[[rule]]\nid = \"{id}-call\"\ntitle = \"A call\"\ncategory = \"nav/other\"\nmatch = {{ line = [\"{id} call\"] }}\n"
        )
    };
    write("house.toml", &format!("deboil = 1\n{}{}", rule("first"), rule("last")));
    let review = [&["review"], &HOUSE[..]].concat();
    let said = answered(&folder, &review, "r\nhm\nn\ny\n");
    assert_eq!(said.stderr, "1 case pending: 0 accepted, 1 left\n", "{}", said.stdout);
    assert!(said.stdout.contains("ferry: accepted, 1 of 2 differences"), "{}", said.stdout);
    let expected = fs::read_to_string(folder.join("golden/ferry/expected.txt")).expect("it is there");
    assert_eq!(
        expected,
        "The ferry sails in May.\n\nFirst call\n\nThe fare is two crowns.\n\nNobody is late.\n"
    );
    // What is not said yes to before the answers end stays open.
    assert_eq!(answered(&folder, &review, "r\n").status, Some(1));
    let said = answered(&folder, &review, "r\ny\n");
    assert_eq!(said.stderr, "1 case pending: 1 accepted, 0 left\n", "{}", said.stdout);
    assert_eq!(run(&folder, &[&["check"], &HOUSE[..]].concat()).status, Some(0));
}

#[test]
fn nothing_is_written_where_ci_is_set() {
    let folder = changed("ci");
    let before = fs::read(folder.join("golden/piano/expected.txt")).expect("it is there");
    for args in [&["bless"][..], &["review"], &["add", "piano.txt", "--name", "other"]] {
        let args = [args, &HOUSE[..]].concat();
        let said: Said = golden(&folder, &args).env("CI", "true").output().expect("the program runs").into();
        assert_eq!(said.status, Some(2), "{said:?}");
        assert!(said.stderr.contains("--force"), "{said:?}");
    }
    assert_eq!(fs::read(folder.join("golden/piano/expected.txt")).expect("it is there"), before);
    assert!(!folder.join("golden/other").exists());
    let args = [&["bless", "--force"], &HOUSE[..]].concat();
    let said = golden(&folder, &args).env("CI", "true").output().expect("the program runs");
    assert_eq!(said.status.code(), Some(0));
}

#[test]
fn what_must_come_out_unchanged_cannot_be_blessed() {
    let folder = changed("unchanged");
    let added = run(&folder, &[&["add", "piano.txt", "--name", "kept", "--unchanged"], &HOUSE[..]].concat());
    assert_eq!(added.status, Some(1), "{added:?}");
    let said = run(&folder, &[&["bless"], &HOUSE[..]].concat());
    assert_eq!(said.status, Some(1));
    assert!(said.stdout.contains("kept: must come out unchanged"), "{said:?}");
    assert!(!folder.join("golden/kept/expected.txt").exists());
    assert_eq!(run(&folder, &["check"]).status, Some(1), "the others were blessed with the house's rules");
}

#[test]
fn what_is_known_to_be_wrong_fails_no_check_and_is_blessed_by_name_only() {
    let folder = changed("todo");
    let settings = folder.join("golden/piano/settings.toml");
    fs::write(&settings, "lang = \"en\"\ntodo = \"the rule is too wide\"\n").expect("it can be written");
    let check = || run(&folder, &[&["check", "--todo"], &HOUSE[..]].concat());
    run(&folder, &[&["bless"], &HOUSE[..]].concat());
    let said = check();
    assert_eq!((said.status, said.stderr.as_str()), (Some(0), "2 golden cases: 1 as expected, 1 to do\n"));
    assert!(said.stdout.contains("to do: the rule is too wide"), "{said:?}");
    run(&folder, &[&["bless", "piano"], &HOUSE[..]].concat());
    assert!(check().stdout.contains("take `todo` out"), "{:?}", check());
}

#[test]
fn orphans_and_missing_and_broken_outputs_are_told() {
    let folder = changed("orphans");
    let golden = folder.join("golden");
    fs::remove_file(golden.join("piano/removed.toml")).expect("it is there");
    fs::write(golden.join("ferry/removed.toml"), "<<<<<<< ours\n").expect("it can be written");
    fs::write(golden.join("ferry/setings.toml"), "").expect("it can be written");
    fs::create_dir(golden.join("gone")).expect("it can be made");
    fs::write(golden.join("gone/expected.txt"), "").expect("it can be written");
    let said = run(&folder, &["check"]);
    assert_eq!(said.status, Some(1));
    for told in [
        "piano: removed.toml missing",
        "ferry: removed.toml: ",
        "golden/ferry/setings.toml: an orphan: it is no file of a case",
        "golden/gone/expected.txt: an orphan: there is no article beside it",
    ] {
        assert!(said.stdout.contains(told), "{told}\n{said:?}");
    }
    assert_eq!(said.stderr, "2 golden cases: 0 as expected, 2 without a valid output; 2 orphans\n");
    assert_eq!(run(&folder, &["bless"]).status, Some(0));
    assert!(run(&folder, &["check"]).stderr.starts_with("2 golden cases: 2 as expected;"));
}

#[test]
fn a_check_of_nothing_does_not_pass() {
    let folder = folder("nothing");
    assert_eq!(run(&folder, &["check"]).status, Some(2));
    fs::create_dir(folder.join("golden")).expect("it can be made");
    assert_eq!(run(&folder, &["check"]).status, Some(2));
}

#[test]
fn settings_that_are_wrong_are_an_error_of_their_case_alone() {
    let folder = changed("settings");
    fs::write(folder.join("golden/ferry/settings.toml"), "profil = \"body\"\n").expect("it can be written");
    let said = run(&folder, &["check"]);
    assert_eq!(said.status, Some(2));
    assert!(said.stderr.contains("unknown field `profil`"), "{said:?}");
    assert!(said.stderr.contains("1 as expected, 1 in error"), "{said:?}");
}
