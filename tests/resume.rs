//! A run that was stopped is resumed: outputs, ledger and rejects are those of one run, or it is refused.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used)] // A test may fail.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A rule of the test's own, so that a run begins at once.
const RULE: &str = "deboil = 1\n[[rule]]\nid = \"friend\"\ntitle = \"Call to become a friend\"\ncategory = \"promo/subscribe\"\n\
    match = { line = [\"Become a friend of the house\"] }\nhits = []\nkeeps = []\n";

/// A folder with inputs, rules, and what runs make of them.
struct Folder(tempfile::TempDir);

impl Folder {
    /// Records in two files and some texts; of the records every thousandth is none.
    fn new(records: usize, texts: usize) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::create_dir(folder.at("in")).unwrap();
        fs::write(folder.at("house.toml"), RULE).unwrap();
        for (name, records) in [("a.jsonl", records), ("b.jsonl", records / 3)] {
            let mut lines = String::new();
            for n in 0..records {
                match n % 1000 {
                    999 => lines.push_str("{\"text\": \n"),
                    _ => writeln!(lines, "{}", serde_json::json!({ "id": n, "text": text(n) })).unwrap(),
                }
            }
            fs::write(folder.at("in").join(name), lines).unwrap();
        }
        for n in 0..texts {
            fs::write(folder.at(&format!("in/{n:04}.txt")), text(n)).unwrap();
        }
        folder
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
        command.args([
            "clean",
            "--no-builtin",
            "--rules",
            "house.toml",
            "--ledger",
            "ledger",
            "--rejects",
            "rejects",
        ]);
        command.args(args).current_dir(self.0.path()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Starts a run and kills it when its state says this.
    fn killed_at(&self, args: &[&str], state: &str) {
        let mut run = self.command(args).spawn().unwrap();
        let is_there =
            || fs::read_to_string(self.at("ledger.unfinished")).is_ok_and(|text| text.contains(state));
        let begun = Instant::now();
        while !is_there() {
            assert!(run.try_wait().unwrap().is_none(), "it has ended before its state had {state}");
            assert!(begun.elapsed() < Duration::from_secs(100));
            std::thread::sleep(Duration::from_micros(200));
        }
        end(&mut run);
    }

    /// All that a run leaves, but for temporary files.
    fn results(&self, outputs: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let beside = ["ledger", "rejects", "ledger.unfinished"].map(|name| self.at(name));
        let of_outputs = fs::read_dir(self.at(outputs)).unwrap().map(|entry| entry.unwrap().path());
        for path in
            of_outputs.chain(beside).filter(|path| path.extension().is_none_or(|ending| ending != "tmp"))
        {
            if let Ok(bytes) = fs::read(&path) {
                files.insert(path, bytes);
            }
        }
        files
    }

    /// As it was before any run.
    fn clear(&self, originals: &BTreeMap<PathBuf, Vec<u8>>) {
        for name in ["ledger", "rejects", "ledger.unfinished"] {
            let _ = fs::remove_file(self.at(name));
        }
        let _ = fs::remove_dir_all(self.at("out"));
        for (path, bytes) in originals {
            if fs::read(path).unwrap() != *bytes {
                fs::write(path, bytes).unwrap();
            }
        }
    }
}

fn end(run: &mut Child) {
    run.kill().unwrap();
    run.wait().unwrap();
}

fn text(n: usize) -> String {
    let call = if n.is_multiple_of(5) { "" } else { "\nBecome a friend of the house\n" };
    format!("It rained all week, on day {n} as well.\n\nNobody sailed.\n").repeat(1 + n % 40) + call
}

fn assert_same(found: &BTreeMap<PathBuf, Vec<u8>>, expected: &BTreeMap<PathBuf, Vec<u8>>) {
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected));
    let differs = |(path, bytes): (&PathBuf, &Vec<u8>)| (expected[path] != *bytes).then(|| path.clone());
    assert_eq!(found.iter().filter_map(differs).collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

const WITHIN: &str = "\"within\":{";

#[test]
fn a_run_that_is_killed_within_a_file_of_records_goes_on_there() {
    let folder = Folder::new(15_000, 3);
    let args = ["in", "--out", "out"];
    let whole = folder.run(&args);
    assert_eq!(whole.status.code(), Some(2));
    let expected = folder.results("out");
    assert_eq!(expected.len(), 7);
    folder.clear(&BTreeMap::new());
    let args = ["in", "--out", "out", "--resume"];
    folder.killed_at(&args, WITHIN);
    let resumed = folder.run(&args);
    let said = String::from_utf8(resumed.stderr).unwrap();
    assert!(
        said.contains("in/a.jsonl: its first ") && said.contains(" records were cleaned before\n"),
        "{said}"
    );
    // As one run would end: there are records that cannot be read.
    assert_eq!(resumed.status.code(), Some(2), "{said}");
    assert_same(&folder.results("out"), &expected);
    let again = folder.run(&args);
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(said.contains("ledger: its run has ended, there is nothing to resume"), "{said}");
}

#[test]
fn a_run_that_is_killed_anywhere_ends_as_one_run_however_often() {
    let folder = Folder::new(3_000, 1500);
    let originals = folder.results("in");
    for (args, outputs) in
        [(["in", "--out=out", "--resume"], "out"), (["in", "--in-place", "--resume"], "in")]
    {
        let begun = Instant::now();
        assert_eq!(folder.run(&args).status.code(), Some(2));
        let whole = begun.elapsed();
        let expected = folder.results(outputs);
        for share in [0.3, 0.6, 0.9] {
            folder.clear(&originals);
            // Each time it has a little longer, so that it comes to its end.
            for (killed, signal) in (1..).zip(["-KILL", "-INT", "-KILL"].into_iter().cycle()) {
                let run = folder.command(&args).spawn().unwrap();
                std::thread::sleep(whole.mul_f64(share * f64::from(killed)));
                let pid = run.id().to_string();
                let _ = Command::new("kill").args([signal, &pid]).stderr(Stdio::null()).status().unwrap();
                let output = run.wait_with_output().unwrap();
                match output.status.code() {
                    None | Some(130) => {}
                    Some(2) => break,
                    other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stderr)),
                }
            }
            assert_same(&folder.results(outputs), &expected);
        }
        folder.clear(&originals);
    }
}

#[test]
fn what_would_not_be_the_result_of_one_run_is_refused() {
    let folder = Folder::new(15_000, 0);
    let args = ["in", "--out", "out", "--resume"];
    let refused = |args: &[&str], why: &str| {
        let output = folder.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(why), "{why}: {said}");
    };
    folder.killed_at(&args, WITHIN);
    let state = fs::read(folder.at("ledger.unfinished")).unwrap();
    refused(
        &["in", "--out", "out", "--resume", "--profile", "body"],
        "ledger: the settings are others than in the run",
    );
    refused(&["in", "--out", "elsewhere", "--resume"], "ledger: the outputs go elsewhere than in the run");
    refused(&["in", "--in-place", "--resume"], "ledger: the outputs go elsewhere than in the run");
    fs::write(folder.at("house.toml"), RULE.replace("house\"]", "house\", \"Again\"]")).unwrap();
    refused(&args, "ledger: the rules are others than in the run");
    fs::write(folder.at("house.toml"), RULE).unwrap();
    let a = folder.at("in/a.jsonl");
    let text = fs::read(&a).unwrap();
    fs::write(&a, [text.as_slice(), b"{}\n"].concat()).unwrap();
    refused(&args, "in/a.jsonl: it was changed since its first ");
    assert_eq!(fs::read(folder.at("ledger.unfinished")).unwrap(), state);
    let ledger = fs::File::options().write(true).open(folder.at("ledger")).unwrap();
    ledger.set_len(9).unwrap();
    fs::write(folder.at("ledger.unfinished"), "{").unwrap();
    refused(&args, "ledger.unfinished: it is not what a run of this program leaves");
    assert!(!Path::new(&folder.at("out/a.jsonl")).exists());
    // Without a ledger nothing is known.
    let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
    let output = command.args(["clean", "in", "--resume"]).current_dir(folder.0.path()).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("--ledger"));
}
