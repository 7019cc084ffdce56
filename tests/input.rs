//! What the program reads and writes: compressed files, streams that break off, more than one piece, and only files that change.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // A test may fail.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

const RECORD: &str = "{\"n\": 1.50, \"text\": \"It rained all week.\\n\\nImage Via Shutterstock\\n\"}\n";
const CLEANED: &str =
    "{\"n\": 1.50, \"text\": \"It rained all week.\\n\",\"deboil\":{\"image_credit\":[\"Shutterstock\"]}}\n";

fn deboil(args: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
    command.arg("clean").arg("--quiet").args(args).current_dir(folder).output().unwrap()
}

fn restore(args: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
    command.args(["restore", "--ledger", "ledger"]).args(args).current_dir(folder).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gunzip(path: &Path) -> String {
    let mut text = String::new();
    MultiGzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

/// Records of which each has a number of its own, in more than one piece.
fn many() -> (String, String) {
    let numbered = |record: &str| {
        (0..30_000).map(|n| record.replace("1.50", &n.to_string())).collect::<String>() + "\n{}\nno record"
    };
    (numbered(RECORD), numbered(CLEANED))
}

#[test]
fn records_come_out_in_order_whatever_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let (records, cleaned) = many();
    fs::write(folder.path().join("a.jsonl"), records).unwrap();
    for threads in ["1", "3"] {
        let output = deboil(&["-j", threads, "a.jsonl"], folder.path());
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout == cleaned.as_bytes(), "other records with {threads} threads");
        let said = stderr(&output);
        assert!(said.starts_with("a.jsonl:30002: it has no field `text`\na.jsonl:30003: column"), "{said}");
    }
}

#[test]
fn gzip_goes_in_and_out_in_several_members_and_can_be_restored() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (records, cleaned) = many();
    let (head, tail) = records.split_at(777_777);
    fs::write(at("a.jsonl.gz"), [gzip(head.as_bytes()), gzip(b""), gzip(tail.as_bytes())].concat()).unwrap();
    fs::write(at("b.txt.gz"), gzip(b"It rained all week.\n\nImage Via Shutterstock\n")).unwrap();
    fs::write(at("empty.jsonl.gz"), gzip(b"")).unwrap();
    let output = deboil(&[".", "--out", "out"], folder.path());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(gunzip(&at("out/a.jsonl.gz")) == cleaned);
    assert_eq!(gunzip(&at("out/b.txt.gz")), "It rained all week.\n");
    assert_eq!(gunzip(&at("out/empty.jsonl.gz")), "");
    fs::remove_dir_all(at("out")).unwrap();

    let output = deboil(&[".", "--in-place", "--ledger", "ledger"], folder.path());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(gunzip(&at("a.jsonl.gz")) == cleaned);
    let mut restore = Command::new(env!("CARGO_BIN_EXE_deboil"));
    restore.args(["restore", "--ledger", "ledger", "--in-place", "a.jsonl.gz", "b.txt.gz"]);
    let output = restore.current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(gunzip(&at("a.jsonl.gz")) == records);
    assert_eq!(gunzip(&at("b.txt.gz")), "It rained all week.\n\nImage Via Shutterstock\n");
}

#[cfg(feature = "zstd")]
#[test]
fn zstandard_goes_in_and_out_in_several_frames() {
    let folder = tempfile::tempdir().unwrap();
    let frame = || zstd::encode_all(RECORD.as_bytes(), 1).unwrap();
    fs::write(folder.path().join("a.jsonl.zst"), [frame(), frame()].concat()).unwrap();
    assert!(deboil(&["a.jsonl.zst", "--out", "out"], folder.path()).status.success());
    let packed = File::open(folder.path().join("out/a.jsonl.zst")).unwrap();
    assert_eq!(zstd::decode_all(packed).unwrap(), CLEANED.repeat(2).as_bytes());
}

/// The built-in rules take what stands on many pages and speaks to the reader, and leave what an article tells on each.
#[test]
fn what_stands_on_many_pages_goes_where_it_speaks_to_the_reader() {
    const BACKGROUND: &str =
        "The bridge fell in 1963 after two ships had struck its eastern pier within one night.";
    const PITCH: &str = "Our harbour reporters tell you what the sea brings.";
    let folder = tempfile::tempdir().unwrap();
    let day = |n: usize| {
        format!("On day {n} the council heard {n} engineers, of whom all but one asked for a new pier.")
    };
    for n in 1..4 {
        let text = format!("{}\n\n{BACKGROUND}\n\nThe bridge\n\n{PITCH}\n\n{}\n", day(n), day(n + 10));
        fs::write(folder.path().join(format!("{n}.txt")), text).unwrap();
    }
    assert!(deboil(&[".", "--repeats", "--out", "out"], folder.path()).status.success());
    for n in 1..4 {
        let cleaned = format!("{}\n\n{BACKGROUND}\n\nThe bridge\n\n{}\n", day(n), day(n + 10));
        assert_eq!(fs::read_to_string(folder.path().join(format!("out/{n}.txt"))).unwrap(), cleaned);
    }
    let alone = deboil(&["1.txt"], folder.path());
    assert_eq!(alone.stdout, fs::read(folder.path().join("1.txt")).unwrap());
}

#[test]
fn repeats_are_counted_in_compressed_files_too() {
    const RULE: &str = "deboil = 1\n[[rule]]\nid = \"again\"\ntitle = \"A line of the site\"\ncategory = \"nav/other\"\nmatch = { words = { max = 9 } }\nrepeats = 3\nhits = []\nkeeps = []\n";
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("house.toml"), RULE).unwrap();
    let text = |n: usize| format!("It rained on day {n}.\n\nThe paper of Lower Sandal\n");
    let record = |n| format!("{{\"site\":\"sandal.test\",\"text\":{:?}}}\n", text(n));
    let records: String = (0..4).map(record).collect();
    let cleaned: String = (0..4).map(|n| record(n).replace("\\n\\nThe paper of Lower Sandal", "")).collect();
    let args = ["--no-builtin", "--rules", "house.toml", "--site", "sandal.test", "--repeats"];
    let packed = [gzip(&records.as_bytes()[..99]), gzip(&records.as_bytes()[99..])].concat();
    fs::write(at("a.jsonl"), &records).unwrap();
    fs::write(at("a.jsonl.gz"), packed).unwrap();
    for name in ["a.jsonl", "a.jsonl.gz"] {
        let output = deboil(&[&args[..], &[name]].concat(), folder.path());
        assert_eq!(String::from_utf8_lossy(&output.stdout), cleaned, "{}", stderr(&output));
    }
    for n in 0..4 {
        fs::write(at(&format!("{n}.txt.gz")), gzip(text(n).as_bytes())).unwrap();
    }
    let files = ["0.txt.gz", "1.txt.gz", "2.txt.gz", "3.txt.gz"];
    let output = deboil(&[&args[..], &files].concat(), folder.path());
    let texts = (0..4).map(|n| format!("It rained on day {n}.\n")).collect::<Vec<_>>().concat();
    assert_eq!(String::from_utf8_lossy(&output.stdout), texts, "{}", stderr(&output));

    // Standard input cannot be read twice, packed or not.
    let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
    command.args(["clean", "--repeats"]).stdin(File::open(at("a.jsonl.gz")).unwrap());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`--repeats` reads the inputs twice"), "{}", stderr(&output));
}

#[test]
fn standard_input_is_unpacked() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
    let command = command.args(["clean", "--quiet"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut run = command.spawn().unwrap();
    run.stdin.take().unwrap().write_all(&gzip(RECORD.as_bytes())).unwrap();
    assert_eq!(run.wait_with_output().unwrap().stdout, CLEANED.as_bytes());
}

#[test]
fn a_stream_that_breaks_off_gives_the_records_before_and_never_replaces_the_original() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl.gz");
    // The first member is whole; the second lacks its end.
    let second = gzip(b"{\"text\": \"The ferry sailed on Friday.\"}\n{\"text\": \"Nobody was on");
    let broken = [gzip(RECORD.as_bytes()), second[..second.len() - 4].to_vec()].concat();
    fs::write(&path, &broken).unwrap();
    let output = deboil(&["a.jsonl.gz"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.starts_with("a.jsonl.gz:3: the gzip stream breaks off behind byte"), "{said}");
    let whole = format!("{CLEANED}{{\"text\": \"The ferry sailed on Friday.\"}}\n");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), whole);

    assert_eq!(deboil(&["a.jsonl.gz", "--in-place"], folder.path()).status.code(), Some(2));
    assert_eq!(fs::read(&path).unwrap(), broken);
}

#[test]
fn a_text_that_unpacks_to_too_much_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt.gz"), gzip(&vec![b'\n'; (64 << 20) + 1])).unwrap();
    let output = deboil(&["a.txt.gz"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert_eq!(
        stderr(&output),
        "a.txt.gz: it unpacks to more than 64 MiB, too much for one text: unpack it first\n"
    );
}

#[test]
fn a_text_of_too_many_bytes_or_lines_is_refused_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    File::create(at("a.txt")).unwrap().set_len((64 << 20) + 1).unwrap();
    fs::write(at("b.txt"), "ab\r\n".repeat(1_000_000)).unwrap();
    fs::write(at("c.txt"), "ab\r\n".repeat(1_000_001)).unwrap();
    let records =
        [r#"{"text":"a"}"#, &format!(r#"{{"text":"{}"}}"#, "a\\r".repeat(1_000_001)), r#"{"text":"b"}"#];
    fs::write(at("d.jsonl"), records.join("\n")).unwrap();
    let names = ["a.txt", "b.txt", "c.txt", "d.jsonl"];
    let output = deboil(&[&["--out", "out", "--no-builtin"], &names[..]].concat(), folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "a.txt: it has more than 64 MiB, too much for one text: divide it, or write its articles as records\n\
         c.txt: it has more than 1000000 lines, too many for one text: divide it\n\
         d.jsonl:2: it has more than 1000000 lines, too many for one text: divide it\n"
    );
    for (name, is_there) in names.into_iter().zip([false, true, false, true]) {
        assert_eq!(at("out").join(name).exists(), is_there, "{name}");
        assert!(!is_there || fs::read(at("out").join(name)).unwrap() == fs::read(at(name)).unwrap());
    }
}

#[cfg(unix)]
#[test]
fn only_files_that_change_are_written_in_place() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("clean.txt"), "It rained all week.\n").unwrap();
    fs::write(at("other.txt"), "It rained all week.\n\nImage Via Shutterstock\n").unwrap();
    fs::set_permissions(at("other.txt"), fs::Permissions::from_mode(0o640)).unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    File::options().write(true).open(at("other.txt")).unwrap().set_modified(long_ago).unwrap();
    let inode = |name| fs::metadata(at(name)).unwrap().ino();
    let before = [inode("clean.txt"), inode("other.txt")];
    assert!(deboil(&[".", "--in-place"], folder.path()).status.success());
    assert_eq!(inode("clean.txt"), before[0]);
    assert_ne!(inode("other.txt"), before[1]);
    let other = fs::metadata(at("other.txt")).unwrap();
    assert_eq!((other.mode() & 0o777, other.modified().unwrap()), (0o640, long_ago));

    // A new file gets the mode that any new file gets.
    assert!(deboil(&["clean.txt", "--out", "out"], folder.path()).status.success());
    fs::write(at("new"), "").unwrap();
    let mode = |name| fs::metadata(at(name)).unwrap().mode();
    assert_eq!(mode("out/clean.txt"), mode("new"));
}

/// German, with a credit that goes: in UTF-8, and in an older encoding.
const FERRY: &str =
    "Die Fähre fährt später, sagte die Schülerin.\n\nImage Via Shutterstock\n\nNiemand wäre größer.\n";
const FERRY_CLEANED: &str = "Die Fähre fährt später, sagte die Schülerin.\n\nNiemand wäre größer.\n";

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn texts_in_other_encodings_are_cleaned_and_come_back_byte_for_byte() {
    // Shift_JIS has the sign for `because` twice, and this is the one that nothing writes any more.
    let because =
        b"\x83t\x83F\x83\x8a\x81[\x82\xcd\x97\x88\x82\xc8\x82\xa2\x81B\x87\x9a\n\nImage Via Shutterstock\n"
            .to_vec();
    let untouched = latin1("Die Fähre fährt später.\n");
    let files = [
        ("latin.txt", latin1(FERRY), FERRY_CLEANED),
        ("wide.txt", utf16(FERRY), FERRY_CLEANED),
        ("packed.txt.gz", gzip(&latin1(FERRY)), FERRY_CLEANED),
        ("untouched.md", untouched.clone(), "Die Fähre fährt später.\n"),
        ("because.txt", because, "フェリーは来ない。∵\n"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let read = |path: &Path| {
        if path.extension().unwrap() == "gz" { gunzip(path).into_bytes() } else { fs::read(path).unwrap() }
    };
    for (name, bytes, _) in &files {
        fs::write(at(name), bytes).unwrap();
    }

    let output = deboil(&[".", "--out", "out", "--ledger", "ledger"], folder.path());
    assert!(output.status.success(), "{}", stderr(&output));
    for (name, _, cleaned) in &files {
        assert_eq!(String::from_utf8_lossy(&read(&at(&format!("out/{name}")))), *cleaned, "{name}");
    }
    let output = restore(&["out", "--out", "back"], folder.path());
    assert!(output.status.success(), "{}", stderr(&output));
    for (name, bytes, _) in &files {
        let unpacked = |bytes: &[u8]| {
            let mut whole = Vec::new();
            MultiGzDecoder::new(bytes).read_to_end(&mut whole).map_or_else(|_| bytes.to_vec(), |_| whole)
        };
        assert_eq!(unpacked(&fs::read(at(&format!("back/{name}"))).unwrap()), unpacked(bytes), "{name}");
    }

    // In place, in their own encoding: what cannot be kept so is left as it is.
    let output = deboil(&[".", "-i", "--keep-encoding", "--ledger", "ledger2"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("because.txt: it has characters that Shift_JIS writes in more than one way")
    );
    assert_eq!(fs::read(at("latin.txt")).unwrap(), latin1(FERRY_CLEANED));
    assert_eq!(fs::read(at("wide.txt")).unwrap(), utf16(FERRY_CLEANED));
    assert_eq!(fs::read(at("untouched.md")).unwrap(), untouched);
    fs::rename(at("ledger2"), at("ledger")).unwrap();
    let output = restore(&["-i", "latin.txt", "wide.txt", "untouched.md"], folder.path());
    assert!(output.status.success(), "{}", stderr(&output));
    for (name, bytes, _) in files.iter().filter(|file| file.0 != "packed.txt.gz") {
        assert_eq!(&fs::read(at(name)).unwrap(), bytes, "{name}");
    }
}

#[test]
fn a_text_in_no_encoding_is_an_error_with_its_place_unless_one_is_forced() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let broken = ["Die Fähre\n".as_bytes(), b"f\xe4hrt.\n\nImage Via Shutterstock\n"].concat();
    fs::write(at("a.txt"), &broken).unwrap();
    fs::write(at("b.txt"), FERRY).unwrap();
    let output = deboil(&["a.txt", "b.txt", "-i", "--ledger", "ledger"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), "a.txt: line 2, byte 12: it is not UTF-8\n");
    assert_eq!(fs::read(at("a.txt")).unwrap(), broken);
    assert_eq!(fs::read_to_string(at("b.txt")).unwrap(), FERRY_CLEANED);

    // Any bytes are characters of this encoding, and stay what they are.
    let args = ["a.txt", "-i", "--ledger", "ledger2", "--encoding", "x-user-defined", "--keep-encoding"];
    let output = deboil(&args, folder.path());
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(fs::read(at("a.txt")).unwrap(), &broken[..broken.len() - "\nImage Via Shutterstock\n".len()]);

    let output = deboil(&["a.txt", "--encoding", "latin-17"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("it is no encoding: `auto`, `utf-8`, or a label"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn lines_that_are_not_utf8_are_reported_and_come_back_from_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let records = [RECORD.as_bytes(), b"{\"text\":\"f\xe4hrt\"}\n", RECORD.as_bytes()].concat();
    fs::write(at("a.jsonl"), &records).unwrap();
    for more in [&[][..], &["--rejects", "rejects"]] {
        let args = [&["a.jsonl", "--out", "out", "--ledger", "ledger"], more].concat();
        let output = deboil(&args, folder.path());
        assert_eq!(output.status.code(), Some(2));
        let said = "a.jsonl:2: it is not UTF-8: invalid utf-8 sequence of 1 bytes from index 10\n";
        assert_eq!(stderr(&output), said);
        let output = restore(&["out/a.jsonl"], folder.path());
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(output.stdout, records);
    }
    assert_eq!(fs::read(at("rejects")).unwrap(), b"{\"text\":\"f\xe4hrt\"}\n");

    // All of it in another encoding: one error, and the file stays.
    fs::write(at("wide.jsonl"), utf16(RECORD)).unwrap();
    let output = deboil(&["wide.jsonl", "-i"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    let said =
        "wide.jsonl: it is UTF-16, and records are read in UTF-8 only: `iconv -t utf-8` converts them\n";
    assert_eq!(stderr(&output), said);
    assert_eq!(fs::read(at("wide.jsonl")).unwrap(), utf16(RECORD));
}

/// Something odd to read, and what comes of it.
struct Odd {
    name: &'static str,
    bytes: Vec<u8>,
    status: i32,
    stdout: Vec<u8>,
    stderr: &'static str,
}

impl Odd {
    fn fine(name: &'static str, bytes: impl Into<Vec<u8>>, stdout: impl Into<Vec<u8>>) -> Self {
        Self { name, bytes: bytes.into(), status: 0, stdout: stdout.into(), stderr: "" }
    }

    fn error(
        name: &'static str,
        bytes: impl Into<Vec<u8>>,
        stdout: impl Into<Vec<u8>>,
        stderr: &'static str,
    ) -> Self {
        Self { status: 2, stderr, ..Self::fine(name, bytes, stdout) }
    }
}

fn rain(count: usize) -> String {
    "It rained all week. ".repeat(count)
}

/// A record with more text than one may have.
fn long_record() -> String {
    format!("{{\"text\":\"{}\"}}\n", rain(4 << 20))
}

fn odd_texts() -> Vec<Odd> {
    vec![
        Odd::fine("empty.txt", "", ""),
        Odd::fine("empty.jsonl", "", ""),
        Odd::fine("no-end.txt", "It rained.\n\nImage Via Shutterstock", "It rained."),
        Odd::fine("nul.txt", "It\0rained.\n\nImage Via Shutterstock\n", "It\0rained.\n"),
        Odd::fine("cr.txt", "It rained.\r\rImage Via Shutterstock\r", "It rained.\r"),
        Odd::fine(
            "mixed.txt",
            "It rained.\r\n\r\nImage Via Shutterstock\r\rNobody came.\n",
            "It rained.\r\n\r\nNobody came.\n",
        ),
        Odd::fine(
            "long-line.txt",
            format!("{}\n\nImage Via Shutterstock\n", rain(200_000)),
            format!("{}\n", rain(200_000)),
        ),
        Odd::fine("mark.txt", "\u{feff}It rained.\n", "\u{feff}It rained.\n"),
    ]
}

fn odd_records() -> Vec<Odd> {
    let brackets = || ["[".repeat(200_000), "]".repeat(200_000)].concat();
    let text = r#""text":"It rained all week.\n\nImage Via Shutterstock\n"}"#;
    let cleaned = r#""text":"It rained all week.\n","deboil":{"image_credit":["Shutterstock"]}}"#;
    let long_line = long_record();
    vec![
        Odd::fine(
            "blank-lines.jsonl",
            format!("\n\r\n{{{text}\r\n{{{text}"),
            format!("\n\r\n{{{cleaned}\r\n{{{cleaned}"),
        ),
        // The last of several counts, and the others stay as they are.
        Odd::fine("twice.jsonl", format!(r#"{{"text":"a",{text}"#), format!(r#"{{"text":"a",{cleaned}"#)),
        Odd::fine(
            "half-elsewhere.jsonl",
            format!(r#"{{"x":"\ud800",{text}"#),
            format!(r#"{{"x":"\ud800",{cleaned}"#),
        ),
        Odd::error(
            "half-in-text.jsonl",
            r#"{"text":"\ud800"}"#,
            r#"{"text":"\ud800"}"#,
            "half-in-text.jsonl:1: the field `text` is no text: unexpected end of hex escape",
        ),
        Odd::error(
            "half-in-key.jsonl",
            r#"{"\ud800":1,"text":""}"#,
            r#"{"\ud800":1,"text":""}"#,
            "half-in-key.jsonl:1: column 9: unexpected end of hex escape",
        ),
        Odd::fine(
            "deep.jsonl",
            format!("{{\"x\":{},{text}", brackets()),
            format!("{{\"x\":{},{cleaned}", brackets()),
        ),
        Odd::error(
            "deep-text.jsonl",
            format!("{{\"text\":{}}}", brackets()),
            format!("{{\"text\":{}}}", brackets()),
            "deep-text.jsonl:1: the field `text` is no text: invalid type: sequence, expected a string",
        ),
        Odd::error(
            "cr.jsonl",
            format!("{{{text}\r{{{text}\r"),
            format!("{{{text}\r{{{text}\r"),
            "cr.jsonl:1: column 60: trailing characters",
        ),
        Odd::error(
            "long-line.jsonl",
            [long_line.as_bytes(), RECORD.as_bytes()].concat(),
            [long_line.as_bytes(), CLEANED.as_bytes()].concat(),
            "long-line.jsonl:1: it has more than 64 MiB, too much for one record",
        ),
    ]
}

fn odd_streams() -> Vec<Odd> {
    let packed = gzip(rain(1000).as_bytes());
    let long_line = long_record();
    vec![
        Odd::error(
            "bomb.jsonl.gz",
            gzip(long_line.as_bytes()),
            long_line.as_bytes(),
            "bomb.jsonl.gz:1: it has more than 64 MiB, too much for one record",
        ),
        Odd::error(
            "cut.txt.gz",
            &packed[..packed.len() - 9],
            "",
            "cut.txt.gz: the gzip stream breaks off behind byte 20000 of its content",
        ),
        Odd::error(
            "no.txt.gz",
            "It rained.\n",
            "",
            "no.txt.gz: the gzip stream is broken behind byte 0 of its content",
        ),
        Odd::error("nothing.txt.gz", "", "", "nothing.txt.gz: the gzip stream breaks off behind byte 0"),
        #[cfg(feature = "zstd")]
        Odd::error(
            "cut.txt.zst",
            &zstd::encode_all(rain(1000).as_bytes(), 1).unwrap()[..30],
            "",
            "cut.txt.zst: the Zstandard stream breaks off behind byte",
        ),
    ]
}

#[test]
fn odd_inputs_have_one_outcome_each_and_the_others_go_on() {
    let odd = odd_texts().into_iter().chain(odd_records()).chain(odd_streams());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("other.txt"), "The ferry sailed.\n").unwrap();
    for Odd { name, bytes, status, stdout, stderr: said } in odd {
        fs::write(folder.path().join(name), &bytes).unwrap();
        let output = deboil(&[name, "other.txt"], folder.path());
        assert_eq!(output.status.code(), Some(status), "{name}: {}", stderr(&output));
        assert!(output.stdout == [&stdout[..], b"The ferry sailed.\n"].concat(), "{name}");
        let all = stderr(&output);
        assert!(all.starts_with(said) && all.lines().count() == usize::from(status == 2), "{name}: {all}");
        fs::remove_file(folder.path().join(name)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn odd_paths_have_one_outcome_each_and_the_others_go_on() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["a", "b", "dir.txt", "tree/dir.txt"] {
        fs::create_dir_all(at(name)).unwrap();
    }
    for name in ["a/x.txt", "b/x.txt", "dir.txt/y.txt"] {
        fs::write(at(name), "It rained.\n\nImage Via Shutterstock\n").unwrap();
    }
    symlink("loop.txt", at("loop.txt")).unwrap();
    symlink("..", at("tree/up")).unwrap();
    let said = |args: &[&str]| {
        let output = deboil(args, folder.path());
        (output.status.code(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
    };

    let (status, text, errors) = said(&["nowhere.txt", "loop.txt", "a/x.txt"]);
    assert_eq!((status, text.as_str()), (Some(2), "It rained.\n"));
    assert!(errors.starts_with("nowhere.txt: No such file") && errors.contains("\nloop.txt: "), "{errors}");
    // A folder is a folder whatever its name, and links in it are not followed.
    assert_eq!(said(&["dir.txt", "tree"]), (Some(0), "It rained.\n".to_owned(), String::new()));
    let (status, _, errors) = said(&["a/x.txt", "b/x.txt", "--out", "out"]);
    assert_eq!(
        (status, errors.as_str()),
        (Some(2), "b/x.txt: its output out/x.txt is that of a/x.txt already\n")
    );
    let (status, _, errors) = said(&["a", "b", "-i", "--ledger", "ledger"]);
    let clash = "b/x.txt: its name in the ledger, x.txt, is that of a/x.txt already: clean them in runs of their own\n";
    assert_eq!((status, errors.as_str()), (Some(2), clash));
    assert_eq!(fs::read_to_string(at("a/x.txt")).unwrap(), "It rained.\n");
    assert_eq!(fs::read_to_string(at("b/x.txt")).unwrap(), "It rained.\n\nImage Via Shutterstock\n");

    // Names that are no text stay what they are, and are told apart in the ledger.
    fs::remove_file(at("ledger")).unwrap();
    fs::create_dir(at("names")).unwrap();
    let names = [&b"f\xe4hre.txt"[..], b"f\xe5hre.txt"];
    for (name, day) in names.iter().zip(["Monday", "Tuesday"]) {
        let text = format!("It rained on {day}.\n\nImage Via Shutterstock\n");
        fs::write(at("names").join(OsStr::from_bytes(name)), text).unwrap();
    }
    assert_eq!(said(&["names", "--out", "out2", "--ledger", "ledger"]).0, Some(0));
    assert!(restore(&["out2", "--out", "back"], folder.path()).status.success());
    for name in names.map(OsStr::from_bytes) {
        assert_eq!(fs::read(at("back").join(name)).unwrap(), fs::read(at("names").join(name)).unwrap());
        assert!(fs::read(at("out2").join(name)).unwrap().len() <= 22);
    }
}
