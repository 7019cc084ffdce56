//! `deboil review` on a terminal: the program is driven in tmux, where that is there, and its files are looked at.
#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::print_stderr)] // Whoever runs the tests is to know what was not tried.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

const FERRY: &str = "The people of Lower Sandal voted by a wide margin on Sunday to keep the night ferry running, although it has not earned its fuel in six years.

Read more: Why The Ferry Is Painted Green

Those who were against it argued that a bus over the new causeway would cost a third as much. The council must now find the money.

Image Via Shutterstock

Join Now: Free!
";

/// A terminal of its own, which goes with the value.
struct Tmux {
    socket: String,
}

impl Tmux {
    /// Starts a command line in a folder, if tmux is there.
    fn start(name: &str, folder: &Path, size: (u16, u16), line: &str) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            // There is nothing to drive the program in: the state and the screens are tested without.
            eprintln!("tmux is not there: `deboil review` was not tried on a terminal");
            return None;
        }
        let tmux = Self { socket: format!("deboil-{name}-{}", std::process::id()) };
        let (columns, rows) = (size.0.to_string(), size.1.to_string());
        let folder = folder.to_str().expect("the folder has a plain name");
        tmux.run(&["new-session", "-d", "-x", &columns, "-y", &rows, "-c", folder, line]);
        tmux.run(&["set-option", "-g", "remain-on-exit", "on"]);
        Some(tmux)
    }

    fn run(&self, args: &[&str]) -> String {
        let output = Command::new("tmux").args(["-L", &self.socket, "-f", "/dev/null"]).args(args).output();
        String::from_utf8_lossy(&output.expect("tmux can be started").stdout).into_owned()
    }

    fn keys(&self, keys: &[&str]) {
        self.run(&[&["send-keys"], keys].concat());
    }

    /// The screen, when it has some words on it.
    fn screen_with(&self, words: &str) -> String {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let screen = self.run(&["capture-pane", "-p"]);
            if screen.contains(words) {
                return screen;
            }
            assert!(Instant::now() < until, "`{words}` does not come:\n{screen}");
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

fn deboil(folder: &Path, args: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_deboil")).args(args).current_dir(folder).output();
    let output = output.expect("the program can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// The number of examples that pass.
fn passed(folder: &Path) -> usize {
    let (_, told) = deboil(folder, &["rules", "test", "rules"]);
    let count = told.split(" passed").next().and_then(|told| told.rsplit(' ').next());
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{told}"))
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join("rules")).expect("a folder can be made");
    let own = "deboil = 1\n\n[[rule]]\nid = \"other\"\ntitle = \"Other\"\ncategory = \"promo/x\"\nmatch = { line = [\"Buy a mug\"] }\nhits = [\"Buy a mug\"]\nkeeps = [\"The mug broke.\"]\n";
    fs::write(folder.path().join("rules/own.toml"), own).expect("a file can be written");
    fs::write(folder.path().join("deboil.toml"), "# Ours.\nrules = [\"rules\"]\n")
        .expect("a file can be written");
    fs::write(folder.path().join("ferry.txt"), FERRY).expect("a file can be written");
    folder
}

fn review(arguments: &str) -> String {
    format!(
        "TERM=screen-256color {} review {arguments}; echo \"ended with $?\"; stty -a | grep -o ' -\\?icanon'; sleep 60",
        env!("CARGO_BIN_EXE_deboil")
    )
}

#[test]
fn what_is_rejected_stays_and_is_proved() {
    let folder = project();
    let path = folder.path();
    let before = passed(path);
    let (cleaned, _) = deboil(path, &["clean", "ferry.txt"]);
    let Some(tmux) = Tmux::start("reject", path, (80, 24), &review("--by document ferry.txt")) else {
        return;
    };
    let screen = tmux.screen_with("1 of 3");
    assert!(screen.contains(">    3  Read more: Why The Ferry Is Painted Green"), "{screen}");
    tmux.keys(&["r"]);
    tmux.screen_with("with a rule and its example");
    tmux.keys(&["a"]);
    tmux.screen_with("1 accepted  1 rejected");
    tmux.keys(&["u"]);
    tmux.screen_with("taken back");
    tmux.keys(&["q"]);
    tmux.screen_with("ended with 0");
    let screen = tmux.screen_with("icanon");
    assert!(screen.contains("1 decided, 2 left") && screen.contains(" icanon"), "{screen}");
    let (now, told) = deboil(path, &["clean", "ferry.txt"]);
    let teaser = "Read more: Why The Ferry Is Painted Green\n\n";
    assert_eq!(now.replace(teaser, ""), cleaned, "everything else is as before");
    assert!(now.contains(teaser) && told.contains("kept by review"), "{told}");
    assert_eq!(passed(path), before + 1, "{}", fs::read_to_string(path.join("rules/review.toml")).unwrap());
    assert_eq!(fs::read_to_string(path.join("deboil.toml")).unwrap(), "# Ours.\nrules = [\"rules\"]\n");
    // The next review goes on with what is open.
    let tmux = Tmux::start("resume", path, (200, 50), &review("ferry.txt")).expect("it was there before");
    let screen = tmux.screen_with("1 of 2");
    assert!(!screen.contains("Painted Green\n") || screen.contains(" │ "), "{screen}");
    tmux.keys(&["C-c"]);
    tmux.screen_with("ended with 0");
}

#[test]
fn what_is_taken_back_leaves_no_trace() {
    let folder = project();
    let path = folder.path();
    let Some(tmux) = Tmux::start("undo", path, (80, 24), &review("--by document ferry.txt")) else { return };
    tmux.screen_with("1 of 3");
    tmux.keys(&["N"]);
    tmux.screen_with("never here, with a rule");
    assert!(path.join("rules/review.toml").exists());
    tmux.keys(&["u"]);
    tmux.screen_with("taken back");
    tmux.keys(&["q"]);
    tmux.screen_with("ended with 0");
    assert!(!path.join("rules/review.toml").exists());
    assert!(!fs::read_to_string(path.join("deboil.review.toml")).unwrap().contains("[[decision]]"));
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let folder = project();
    let Some(tmux) = Tmux::start("signal", folder.path(), (80, 24), &review("ferry.txt")) else { return };
    tmux.screen_with("1 of 3");
    let pane = tmux.run(&["display-message", "-p", "#{pane_pid}"]);
    let children = Command::new("pgrep").args(["-P", pane.trim()]).output().expect("pgrep can be started");
    let child = String::from_utf8_lossy(&children.stdout).trim().to_owned();
    Command::new("kill").args(["-TERM", &child]).status().expect("kill can be started");
    tmux.screen_with("ended with 143");
    let screen = tmux.screen_with("icanon");
    assert!(screen.contains(" icanon"), "{screen}");
}
