//! Two versions of the program are compared by their ledgers, which are read side by side.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use deboil::report::Entry;
use deboil::report::impact::{At, Impact, Names, Trace, compare as compared};
use tempfile::TempDir;

use super::side::{Rules, Side};
use crate::cli::{FormatName, ImpactArgs, ProfileName};
use crate::input::documents::Read;
use crate::input::encoding::Choice;
use crate::run::Run;

/// Runs both sides over the corpus, one after the other, and compares their ledgers document by document.
pub(super) fn compare(
    run: &Run,
    args: &ImpactArgs,
    sides: [&Side; 2],
    names: &mut Names,
    impact: &mut Impact,
) -> anyhow::Result<usize> {
    if run.inputs.iter().any(|input| input.path.is_none()) {
        bail!("standard input cannot be read twice: name files where a program is compared");
    }
    let folder = TempDir::new().context("a folder for the ledgers")?;
    let mut ledgers = Vec::new();
    for (at, side) in sides.into_iter().enumerate() {
        let ledger = folder.path().join(format!("{at}.jsonl"));
        let rules = folder.path().join(format!("rules-{at}"));
        clean(side, args, &rules, &ledger)?;
        ledgers.push(Ledger::open(&ledger)?);
    }
    let mut broken = None;
    let work = |read: &Read<'_>| -> anyhow::Result<Known> {
        let document = read.document(&run.settings);
        Ok(Known {
            file: read.input.name.clone(),
            record: read.record.map(|(number, _)| number),
            label: read.label().to_string(),
            host: document.host(),
            bytes: document.text.len(),
        })
    };
    let errors = run.each(work, |known| {
        let mut entries =
            || -> anyhow::Result<[Vec<Entry>; 2]> { Ok([ledgers[0].of(&known)?, ledgers[1].of(&known)?]) };
        match entries() {
            Ok([old, new]) => {
                let at = At {
                    label: &known.label,
                    host: known.host.as_deref(),
                    original: None,
                    bytes: known.bytes,
                };
                let (old, new) = (Trace::read(&old, names), Trace::read(&new, names));
                impact.add(compared(at, &old, &new));
            }
            Err(error) => broken = broken.take().or(Some(error)),
        }
    })?;
    match broken {
        Some(error) => Err(error),
        None => Ok(errors),
    }
}

/// What is known of a document without its text.
struct Known {
    file: String,
    record: Option<usize>,
    label: String,
    host: Option<String>,
    bytes: usize,
}

/// A ledger that is read document by document.
struct Ledger {
    lines: Lines<BufReader<File>>,
    next: Option<Entry>,
}

impl Ledger {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| path.display().to_string())?;
        let mut ledger = Self { lines: BufReader::new(file).lines(), next: None };
        ledger.step()?;
        Ok(ledger)
    }

    /// The entries of a document; none where the ledger does not speak of it. Documents are asked for in the order of the run.
    fn of(&mut self, known: &Known) -> anyhow::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        while let Some(entry) = &self.next {
            let (file, record) = match entry {
                Entry::Document(document) => (&document.file, document.record),
                entry => {
                    entry.place().map(|place| (&place.file, place.record)).context("an entry has a place")?
                }
            };
            if *file != known.file || record != known.record {
                break;
            }
            entries.extend(self.step()?);
        }
        Ok(entries)
    }

    /// The entry that was next, and reads the one behind it. What a record cannot be read for is no document.
    fn step(&mut self) -> anyhow::Result<Option<Entry>> {
        let before = self.next.take();
        for line in self.lines.by_ref() {
            let line = line.context("a ledger")?;
            let entry: Entry =
                serde_json::from_str(&line).context("a ledger that this version cannot read")?;
            if !matches!(entry, Entry::Rejected(_)) {
                self.next = Some(entry);
                break;
            }
        }
        Ok(before)
    }
}

/// Cleans the corpus by one side, for its ledger.
fn clean(side: &Side, args: &ImpactArgs, folder: &Path, ledger: &Path) -> anyhow::Result<()> {
    let program = match side {
        Side::Program(path) => path.clone(),
        Side::Rules(_) => std::env::current_exe().context("this program")?,
    };
    let mut command = Command::new(&program);
    command.arg("clean").arg("--quiet").arg("--ledger").arg(ledger);
    if let Side::Rules(rules) = side {
        write_rules(rules, folder)?;
        if rules.replaces_builtin() {
            command.arg("--no-builtin");
        }
        if !rules.sources.is_empty() {
            command.arg("--rules").arg(folder);
        }
    }
    command.args(flags(args));
    command.arg("--").args(&args.run.paths);
    let status = command.stdout(Stdio::null()).stdin(Stdio::null()).status();
    let status = status.with_context(|| format!("{}: it cannot be started", program.display()))?;
    // 2 is told of inputs that cannot be read, too, which this run tells of itself; but then there is a ledger.
    let is_fine = matches!(status.code(), Some(0 | 3)) || (status.code() == Some(2) && ledger.exists());
    if !is_fine {
        bail!("{}: `clean --ledger` ended with {status}: is it a deboil program?", program.display());
    }
    Ok(())
}

/// Writes rule files into a folder, each under the name of its pack.
fn write_rules(rules: &Rules, folder: &Path) -> anyhow::Result<()> {
    for source in &rules.sources {
        let ending = Path::new(&source.path).extension().unwrap_or_default().to_string_lossy().into_owned();
        let path: PathBuf = folder.join(format!("{}.{ending}", source.name));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        fs::write(&path, &source.text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The flags of this run, for another.
fn flags(args: &ImpactArgs) -> Vec<String> {
    let (run, rules, input) = (&args.run, &args.run.rules, &args.run.input);
    let mut flags = vec![format!("-j{}", run.threads)];
    let mut add = |name: &str, value: &str| flags.push(format!("--{name}={value}"));
    if let Some(profile) = rules.profile {
        add(
            "profile",
            match profile {
                ProfileName::Conservative => "conservative",
                ProfileName::Standard => "standard",
                ProfileName::Body => "body",
            },
        );
    }
    if let Some(format) = input.format {
        add(
            "format",
            match format {
                FormatName::Text => "text",
                FormatName::Markdown => "markdown",
                FormatName::Jsonl => "jsonl",
                FormatName::Parquet => "parquet",
            },
        );
    }
    if let Choice::Forced(encoding) = input.encoding {
        add("encoding", encoding.name());
    }
    rules.only.iter().for_each(|glob| add("only", glob));
    rules.skip.iter().for_each(|glob| add("skip", glob));
    rules.rules.iter().for_each(|path| add("rules", &path.to_string_lossy()));
    input.field.iter().for_each(|field| add("field", field));
    input.config.iter().for_each(|path| add("config", &path.to_string_lossy()));
    let texts =
        [("date", &rules.date), ("lang", &input.lang), ("site", &input.site), ("title", &input.title)];
    for (name, value) in texts.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        add(name, value);
    }
    flags.extend(rules.no_builtin.then(|| "--no-builtin".to_owned()));
    flags.extend(run.repeats.then(|| "--repeats".to_owned()));
    flags
}
