//! What is left when a run is killed, stopped or cannot write: every file wholly old or wholly new, and each new one in the ledger.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used)] // A test may fail.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A rule of the test's own, so that a run begins at once.
const RULE: &str = "deboil = 1\n[[rule]]\nid = \"friend\"\ntitle = \"Call to become a friend\"\ncategory = \"promo/subscribe\"\n\
    match = { line = [\"Become a friend of the house\"] }\nhits = []\nkeeps = []\n";

/// A folder of articles, what they are before and after cleaning.
struct Articles {
    root: tempfile::TempDir,
    old: BTreeMap<String, String>,
    new: BTreeMap<String, String>,
}

impl Articles {
    /// So many, in folders of a hundred; of one in five nothing goes.
    fn new(count: usize) -> Self {
        let root = tempfile::tempdir().unwrap();
        let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
        for n in 0..count {
            let name = format!("{}/{n}.txt", n / 100);
            let body =
                format!("It rained all week, on day {n} as well.\n\nNobody sailed.\n").repeat(1 + n % 40);
            let credit = if n % 5 == 0 { "" } else { "\nBecome a friend of the house\n" };
            old.insert(name.clone(), format!("{body}{credit}"));
            new.insert(name, body);
        }
        fs::write(root.path().join("house.toml"), RULE).unwrap();
        let articles = Self { root, old, new };
        for name in articles.old.keys() {
            fs::create_dir_all(articles.at(name).parent().unwrap()).unwrap();
        }
        articles.put_back(articles.old.keys().cloned().collect());
        articles
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("articles")
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn ledger(&self) -> PathBuf {
        self.root.path().join("ledger")
    }

    /// Writes these as they were, and takes the ledger away.
    fn put_back(&self, names: BTreeSet<String>) {
        for name in names {
            fs::write(self.at(&name), &self.old[&name]).unwrap();
        }
        let _ = fs::remove_file(self.ledger());
    }

    /// A run over the originals.
    fn run(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
        command
            .args(["clean", "-i", "--no-builtin", "--rules", "house.toml", "-l"])
            .arg(self.ledger())
            .arg(self.folder());
        command.current_dir(self.root.path()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Restores all that the ledger tells of.
    fn restore(&self) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
        command.args(["restore", "--out", "back", "-l"]).arg(self.ledger()).arg(self.folder());
        command.current_dir(self.root.path()).output().unwrap()
    }

    /// The names of the files that are new, after a look at each: it is old or new and, where it is new, in the ledger. Temporary files, which
    /// only a killed run leaves, are counted and removed.
    fn look(&self) -> (BTreeSet<String>, usize) {
        let ledger = fs::read(self.ledger()).unwrap_or_default();
        let whole = ledger.split_inclusive(|&byte| byte == b'\n').filter(|line| line.ends_with(b"\n"));
        let entries = whole.map(|line| serde_json::from_slice::<serde_json::Value>(line).unwrap());
        let told: BTreeSet<String> = entries
            .filter(|entry| entry["is"] == "removed")
            .map(|entry| entry["file"].as_str().unwrap().to_owned())
            .collect();
        let (mut is_new, mut left) = (BTreeSet::new(), 0);
        for folder in fs::read_dir(self.folder()).unwrap() {
            for file in fs::read_dir(folder.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                let name = path.strip_prefix(self.folder()).unwrap().to_str().unwrap().to_owned();
                let Some(old) = self.old.get(&name) else {
                    let is_temporary = path.extension().is_some_and(|extension| extension == "tmp");
                    assert!(is_temporary && name.contains("/.deboil-"), "{name}");
                    fs::remove_file(path).unwrap();
                    left += 1;
                    continue;
                };
                let text = fs::read_to_string(path).unwrap();
                if text != *old {
                    assert!(text == self.new[&name], "{name} is neither old nor new: {text:?}");
                    assert!(told.contains(&name), "{name} is new, and the ledger does not say it");
                    is_new.insert(name);
                }
            }
        }
        (is_new, left)
    }
}

/// Numbers that look like chance (xorshift).
fn chance(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
#[allow(clippy::print_stderr)] // The long form is read by a person.
fn a_killed_run_leaves_each_file_old_or_new_and_each_new_one_in_the_ledger() {
    let asked = |name: &str, usual| std::env::var(name).map_or(usual, |value| value.parse().unwrap());
    let (kills, files) = (asked("DEBOIL_KILLS", 6), asked("DEBOIL_FILES", 1500));
    let seconds = asked("DEBOIL_SECONDS", 600);
    let articles = Articles::new(files);
    let begun = Instant::now();
    assert!(articles.run().status().unwrap().success());
    let mut whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let all = articles.look().0;
    assert_eq!(all.len(), files - files.div_ceil(5));
    articles.put_back(all.clone());

    let (mut state, mut killed, mut midst, mut left) =
        (0x5eed_u64 + u64::from(begun.elapsed().subsec_nanos()), 0, 0, 0);
    let mut changed = 0;
    while killed < kills && begun.elapsed() < Duration::from_secs(seconds as u64) {
        let mut run = articles.run().spawn().unwrap();
        std::thread::sleep(Duration::from_micros(chance(&mut state) % whole));
        run.kill().unwrap();
        let status = run.wait().unwrap();
        // A run that was done earlier says how long one takes now.
        match status.code() {
            None => killed += 1,
            Some(_) => whole = whole * 19 / 20,
        }
        let (is_new, temporary) = articles.look();
        left += usize::from(temporary > 0);
        midst += usize::from(!is_new.is_empty() && is_new.len() < all.len());
        changed += is_new.len();
        // Each ledger is read; all that it tells is tried for some of them.
        if killed % 10 == 1 && articles.ledger().exists() {
            let output = articles.restore();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            for (name, old) in &articles.old {
                assert!(
                    fs::read_to_string(articles.root.path().join("back").join(name)).unwrap() == *old,
                    "{name}"
                );
            }
        }
        let _ = fs::remove_dir_all(articles.root.path().join("back"));
        articles.put_back(is_new);
    }
    eprintln!(
        "{killed} runs over {files} files were killed, {midst} of them between two files; {changed} files were new, each of them whole and in \
         the ledger; {left} runs left temporary files"
    );
}

/// Runs the program where no file may grow beyond so many KiB.
fn bounded(run: &Command, kib: usize) -> Output {
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\"")]);
    shell.arg(run.get_program()).args(run.get_args()).current_dir(run.get_current_dir().unwrap());
    shell.output().unwrap()
}

#[test]
fn a_ledger_that_cannot_be_written_ends_the_run_before_anything_is_changed_without_it() {
    let articles = Articles::new(1500);
    let output = bounded(&articles.run(), 300);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the ledger cannot be written, and nothing is done without it"), "{said}");
    let (is_new, left) = articles.look();
    assert!(is_new.len() < 1200 && left == 0, "{} new, {left} left", is_new.len());
}

#[test]
fn an_output_that_cannot_be_written_leaves_the_original_and_the_others_go_on() {
    let articles = Articles::new(100);
    let large = articles.old["0/1.txt"].repeat(9000);
    fs::write(articles.at("0/0.txt"), &large).unwrap();
    let output = bounded(&articles.run(), 200);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("0/0.txt: ") && said.contains("File too large"), "{said}");
    assert!(fs::read_to_string(articles.at("0/0.txt")).unwrap() == large);
    fs::write(articles.at("0/0.txt"), &articles.old["0/0.txt"]).unwrap();
    assert_eq!(
        articles.look(),
        (articles.old.keys().filter(|name| articles.old[*name] != articles.new[*name]).cloned().collect(), 0)
    );
}

#[test]
fn an_interrupted_run_ends_between_two_files_with_a_summary() {
    let articles = Articles::new(3000);
    let begun = Instant::now();
    assert!(articles.run().status().unwrap().success());
    let whole = begun.elapsed();
    let all = articles.look().0;
    assert_eq!(all.len(), 2400);
    articles.put_back(all);
    // It may be asked before it listens, or when it is done: then once more, at another time.
    for share in (1..=60_u32).map(|n| f64::from(n * 37 % 60) / 60.0) {
        let run = articles.run().stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(share));
        let pid = run.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let output = run.wait_with_output().unwrap();
        let (is_new, left) = articles.look();
        assert_eq!((left, output.status.success() && is_new.len() < 2400), (0, false));
        articles.put_back(is_new);
        if output.status.code() == Some(130) {
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains(" documents changed: ") || said.starts_with("0 "), "{said}");
            assert!(
                said.contains("\nthe run was interrupted: what is not counted was not cleaned\n"),
                "{said}"
            );
            return;
        }
    }
    panic!("no run was interrupted");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let articles = Articles::new(1000);
    let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
    command.args(["clean", "articles"]).current_dir(articles.root.path());
    let mut run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = run.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let output = run.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn nothing_is_written_through_a_symbolic_link_or_over_a_ledger() {
    const TEXT: &str = "It rained all week.\n\nImage Via Shutterstock\n";
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["in/sub", "elsewhere", "out"] {
        fs::create_dir_all(at(name)).unwrap();
    }
    fs::write(at("in/sub/a.txt"), TEXT).unwrap();
    fs::write(at("elsewhere/a.txt"), TEXT).unwrap();
    let link = |to: &str, from: &str| std::os::unix::fs::symlink(at(to), at(from)).unwrap();
    link("elsewhere", "out/sub");
    link("elsewhere/a.txt", "link.txt");
    link("elsewhere", "in/up");
    fs::write(at("ledger"), "of another run\n").unwrap();
    let clean = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
        let output = command.args(["clean", "-q"]).args(args).current_dir(folder.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let is_whole = |path: &Path| assert_eq!(fs::read_to_string(path).unwrap(), TEXT);

    let (status, said) = clean(&["in", "--out", "out"]);
    assert_eq!(
        (status, said.as_str()),
        (Some(2), "in/sub/a.txt: out/sub: it is a symbolic link out of the output folder\n")
    );
    let (status, said) = clean(&["link.txt", "-i"]);
    assert_eq!(
        (status, said.as_str()),
        (Some(2), "link.txt: it is a symbolic link, and stays one: name the file that it points to\n")
    );
    let (status, said) = clean(&["in", "-i", "-l", "ledger"]);
    assert_eq!(status, Some(2));
    assert!(
        said.contains("ledger: it is there already, and may be needed to restore what it tells of"),
        "{said}"
    );
    is_whole(&at("in/sub/a.txt"));
    assert_eq!(fs::read_to_string(at("ledger")).unwrap(), "of another run\n");
    assert_eq!(clean(&["in", "-i"]).0, Some(0));
    is_whole(&at("elsewhere/a.txt"));
}
