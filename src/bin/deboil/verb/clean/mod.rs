//! `deboil clean`: documents are read, cleaned in parallel and written in order.

mod list;
mod part;
mod rows;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use deboil::report::{Summary, visible};

use crate::cli::CleanArgs;
use crate::diagnose::{say, trouble};
use crate::exit::Exit;
use crate::input::compression::Compression;
use crate::input::in_order::in_order;
use crate::input::stream::Stream;
use crate::input::{Format, Input, documents};
use crate::interrupt::Interrupt;
use crate::output::{Output, Ready, Stamp, Target, create, create_once, sync};
use crate::progress::Progress;
use crate::review::{self, StaleOnes};
use crate::run::Run as Start;
use list::list;
use part::{Job, Part, Said, written};

pub(crate) fn run(args: &CleanArgs) -> anyhow::Result<Exit> {
    let Start { mut inputs, settings, cleaner, missing: errors, threads } = Start::new(&args.run)?;
    let first = inputs.first().and_then(|input| input.path.as_deref());
    let review = review::load(first, &args.review, settings.review.as_deref())?;
    let cleaner = review::heeding(cleaner, review.as_ref(), &mut inputs);
    let pool = documents::pool(threads)?;
    let target = match (&args.out, &args.in_place) {
        (Some(folder), _) => Target::Folder(folder.clone()),
        (_, Some(suffix)) => Target::InPlace(suffix.clone()),
        _ => Target::Stdout,
    };
    // Bar and text on the same terminal would be in each other's way.
    let shows_text = matches!(target, Target::Stdout) && std::io::stdout().is_terminal();
    let is_one_text = inputs.len() == 1 && !inputs[0].format.is_some_and(Format::is_records);
    let open_ledger = if args.in_place.is_some() { create_once } else { create };
    // Whoever waits at a terminal for what it reads wants its end at once.
    let reads_stdin = inputs.iter().any(|input| input.path.is_none());
    let interrupt = if reads_stdin { Interrupt::default() } else { Interrupt::watch()? };
    let mut run = Run {
        job: Job {
            cleaner,
            settings,
            has_ledger: args.ledger.is_some(),
            has_rejects: args.rejects.is_some(),
            keeps_encoding: args.keep_encoding,
            says_written: args.exit_code && !matches!(target, Target::Stdout),
            target,
            is_quiet: args.quiet,
            lists: args.verbose || (!args.quiet && is_one_text),
        },
        lists_records: args.verbose,
        interrupt,
        sink: Sink {
            ledger: args.ledger.as_deref().map(open_ledger).transpose()?,
            rejects: args.rejects.as_deref().map(create).transpose()?,
            summary: Summary { errors, ..Summary::default() },
            encodings: BTreeMap::new(),
            stale: StaleOnes::default(),
            ready: Vec::new(),
            progress: if args.quiet || shows_text { Progress::default() } else { Progress::over(&inputs) },
        },
    };
    let result = pool.install(|| run.all(&inputs));
    let Run { job, mut sink, interrupt, .. } = run;
    let review = review.map(|in_force| in_force.review);
    // The process ends: to take thousands of patterns apart first would only take time.
    std::mem::forget(job);
    let result = result.and_then(|()| sink.commit());
    sink.progress.finish();
    let flushed = sink.ledger.iter_mut().chain(&mut sink.rejects).try_for_each(std::io::Write::flush);
    result?;
    flushed.context(Lost("the ledger"))?;
    sink.stale.tell(review.as_ref());
    if !args.quiet {
        say(&sink.summary);
        for (name, count) in &sink.encodings {
            let texts = if *count == 1 { "text was" } else { "texts were" };
            say(format_args!("{count} {texts} read as {name}"));
        }
    }
    if let Some(signal) = interrupt.signal() {
        say("the run was interrupted: what is not counted was not cleaned");
        return Ok(Exit::Interrupted(signal));
    }
    let Summary { errors, guarded, changed, .. } = sink.summary;
    Ok(Exit::of(errors, guarded, args.exit_code && changed > 0))
}

/// What could not be written, so that nothing more may be: without it there is no way back.
#[derive(Debug)]
struct Lost(&'static str);

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cannot be written, and nothing is done without it", self.0)
    }
}

/// A pipe or a terminal has no disk to reach.
fn only_if_a_file(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::InvalidInput { Ok(()) } else { Err(error) }
}

struct Run {
    job: Job,
    /// Whether each removal is shown also where the input turns out to be records.
    lists_records: bool,
    interrupt: Interrupt,
    sink: Sink,
}

/// Where everything goes that is not an output.
struct Sink {
    ledger: Option<BufWriter<File>>,
    rejects: Option<BufWriter<File>>,
    summary: Summary,
    /// Texts that are not in UTF-8, by the name of their encoding.
    encodings: BTreeMap<&'static str, usize>,
    /// Decisions of people that find nothing any more.
    stale: StaleOnes,
    /// Files over originals that wait for their place, and how messages call them.
    ready: Vec<(String, Ready)>,
    progress: Progress,
}

impl Run {
    fn all(&mut self, inputs: &[Input]) -> anyhow::Result<()> {
        let wrong = claims(&self.job, inputs);
        let mut wrong = wrong.as_slice();
        for group in documents::groups(inputs) {
            let (of_group, rest) = wrong.split_at(group.len());
            wrong = rest;
            if self.interrupt.signal().is_some() {
                break;
            }
            let result = match &of_group[0] {
                _ if documents::is_text(&group[0]) => self.texts(group, of_group),
                Some(wrong) => Err(anyhow::anyhow!("{wrong}")),
                None if group[0].format == Some(Format::Parquet) => self.rows(&group[0]),
                None => self.stream(&group[0]),
            };
            if let Err(error) = result {
                self.sink.fail(&group[0].label(), error)?;
            }
        }
        Ok(())
    }

    /// Text files: read, cleaned and written in parallel; what goes to standard output, in order.
    fn texts(&mut self, inputs: &[Input], wrong: &[Option<String>]) -> anyhow::Result<()> {
        let Self { job, sink, interrupt, .. } = self;
        let mut stdout = BufWriter::new(std::io::stdout().lock());
        let groups = inputs.chunks(documents::FILES).zip(wrong.chunks(documents::FILES));
        let groups = groups.map(|group| (documents::FILES_SIZE, group));
        let groups = groups.take_while(|_| interrupt.signal().is_none());
        in_order(
            groups,
            |(files, wrong)| job.files(files, wrong),
            |part| {
                let mut rest = part.output.as_slice();
                for (before, said) in &part.said {
                    // On a terminal a text stands before what is said of it.
                    let (head, tail) = rest.split_at(before + rest.len() - part.output.len());
                    stdout.write_all(head)?;
                    stdout.flush()?;
                    rest = tail;
                    sink.tell(said);
                }
                stdout.write_all(rest)?;
                sink.progress.done(part.read);
                sink.note(part)
            },
        )?;
        Ok(stdout.flush()?)
    }

    /// Records, or standard input whatever it is.
    fn stream(&mut self, input: &Input) -> anyhow::Result<()> {
        let stamp = self.job.target.stamp(input)?;
        let stream = Stream::open(input)?;
        if stream.format == Format::Jsonl {
            self.job.lists &= self.lists_records || input.format == Some(Format::Jsonl);
            return self.records(input, stream, stamp);
        }
        let input = Input { format: Some(stream.format), ..input.clone() };
        let mut bytes = Vec::new();
        stream.read_all(&mut bytes)?;
        let mut part = Part::default();
        self.job.text(&input, &bytes, stamp, &mut part)?;
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(&part.output)?;
        stdout.flush()?;
        part.said.iter().for_each(|(_, said)| self.sink.tell(said));
        self.sink.note(part)
    }

    fn records(&mut self, input: &Input, stream: Stream, stamp: Option<Stamp>) -> anyhow::Result<()> {
        let Self { job, sink, interrupt, .. } = self;
        let mut output = job.target.open(input)?;
        let (compression, consumed) = (stream.compression, stream.consumed.clone());
        let mut pieces = stream.pieces();
        let mut summary = Summary::default();
        let (mut is_changed, mut is_empty) = (false, true);
        in_order(
            pieces
                .by_ref()
                .take_while(|_| interrupt.signal().is_none())
                .map(|piece| (piece.bytes.len(), piece)),
            |piece| job.records(input, piece),
            |part| {
                let part = part?;
                output.write_all(&part.output)?;
                is_changed |= part.is_changed;
                is_empty &= part.output.is_empty();
                summary.add(&part.summary);
                sink.progress.at(consumed.bytes());
                part.said.iter().for_each(|(_, said)| sink.tell(said));
                sink.note(part)
            },
        )?;
        sink.progress.done(consumed.bytes());
        // What is not whole takes no file's place.
        if interrupt.signal().is_some() && !matches!(job.target, Target::Stdout) {
            return Ok(());
        }
        let is_in_place = matches!(job.target, Target::InPlace(_));
        if let Some(error) = pieces.error {
            let error = compression.broken(error, pieces.read);
            sink.fail(&format!("{}:{}", input.label(), pieces.number), error)?;
            // Over an original nothing is written that has less in it.
            if is_in_place {
                return Ok(());
            }
        }
        if is_changed || !is_in_place {
            let compression = job.target.compression(input);
            if is_empty && compression != Compression::None {
                output.write_all(&compression.packed(Vec::new())?)?;
            }
            sink.complete(input, output, stamp)?;
        }
        if job.says_written && summary.changed > 0 {
            sink.say(&written(input, &summary));
        }
        Ok(())
    }
}

/// What is wrong with the output of each input, if anything is: that it can have none, or that another input has it or its name in the ledger.
fn claims(job: &Job, inputs: &[Input]) -> Vec<Option<String>> {
    let mut names: BTreeMap<&str, &Input> = BTreeMap::new();
    let mut outputs: BTreeMap<PathBuf, &Input> = BTreeMap::new();
    let mut wrong = Vec::with_capacity(inputs.len());
    for input in inputs {
        wrong.push(match job.target.path(input) {
            Err(error) => Some(error.to_string()),
            Ok(Some(path)) if outputs.contains_key(&path) => {
                Some(format!("its output {} is that of {} already", path.display(), outputs[&path].label()))
            }
            Ok(_) if job.has_ledger && names.contains_key(input.name.as_str()) => Some(format!(
                "its name in the ledger, {}, is that of {} already: clean them in runs of their own",
                input.name,
                names[input.name.as_str()].label()
            )),
            Ok(path) => {
                outputs.extend(path.map(|path| (path, input)));
                names.insert(&input.name, input);
                None
            }
        });
    }
    wrong
}

/// Files that wait for their place before all of them take it: so many, or of so many bytes.
const BATCH: usize = 1024;
const BATCH_BYTES: u64 = 256 << 20;

impl Sink {
    /// Takes the counts of a part and what goes beside the output.
    fn note(&mut self, part: Part) -> anyhow::Result<()> {
        self.summary.add(&part.summary);
        self.stale.add(&part.stale);
        for (name, count) in &part.encodings {
            *self.encodings.entry(name).or_default() += count;
        }
        if let Some(ledger) = &mut self.ledger {
            ledger.write_all(&part.ledger).context(Lost("the ledger"))?;
        }
        if let Some(rejects) = &mut self.rejects {
            rejects.write_all(&part.rejects).context(Lost("the file of rejects"))?;
        }
        self.ready.extend(part.ready);
        let bytes: u64 = self.ready.iter().map(|(_, ready)| ready.bytes).sum();
        if self.ready.len() >= BATCH || bytes >= BATCH_BYTES { self.commit() } else { Ok(()) }
    }

    /// An output that is written takes its place, over an original with its batch.
    fn complete(&mut self, input: &Input, output: Output, stamp: Option<Stamp>) -> anyhow::Result<()> {
        if stamp.is_none() {
            return output.finish();
        }
        self.ready.extend(output.ready(stamp)?.map(|ready| (input.label(), ready)));
        Ok(())
    }

    /// The files that wait take their place, each at once, when they and what the ledger and the rejects tell of them have reached the disk.
    fn commit(&mut self) -> anyhow::Result<()> {
        let (labels, ready): (Vec<String>, Vec<Ready>) = std::mem::take(&mut self.ready).into_iter().unzip();
        if ready.is_empty() {
            return Ok(());
        }
        for file in self.ledger.iter_mut().chain(&mut self.rejects) {
            let synced = file.flush().and_then(|()| file.get_ref().sync_data());
            synced.or_else(only_if_a_file).context(Lost("the ledger"))?;
        }
        sync(&ready)?;
        for (label, ready) in labels.iter().zip(ready) {
            if let Err(error) = ready.take_place() {
                self.fail(label, error)?;
            }
        }
        Ok(())
    }

    fn tell(&self, said: &Said) {
        self.progress.aside(|| match said {
            Said::Entries(entries) => list(entries),
            Said::Written(line) => say(visible(line)),
            Said::Trouble(place, error) => trouble(place, format_args!("{error:#}")),
        });
    }

    fn say(&self, line: &str) {
        self.progress.aside(|| say(visible(line)));
    }

    /// Reports an input that failed; the others go on, unless nobody reads the output any more.
    fn fail(&mut self, place: &str, error: anyhow::Error) -> anyhow::Result<()> {
        if crate::exit::is_broken_pipe(&error) || error.is::<Lost>() {
            return Err(error);
        }
        self.summary.errors += 1;
        self.progress.aside(|| trouble(place, format_args!("{error:#}")));
        Ok(())
    }
}
