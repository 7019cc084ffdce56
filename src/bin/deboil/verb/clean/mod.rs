//! `deboil clean`: documents are read, cleaned in parallel and written in order.

mod list;
mod part;
mod rows;
mod unfinished;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use deboil::builtin;
use deboil::report::{Summary, fingerprint, visible};

use crate::cli::{CleanArgs, RunArgs};
use crate::diagnose::{say, trouble};
use crate::exit::Exit;
use crate::input::compression::Compression;
use crate::input::in_order::in_order;
use crate::input::stream::Stream;
use crate::input::{Format, Input, documents};
use crate::interrupt::Interrupt;
use crate::output::{Output, Ready, Stamp, Target, create, create_once, go_on, sync};
use crate::packs;
use crate::progress::Progress;
use crate::review::{self, InForce, StaleOnes};
use crate::run::Run as Start;
use crate::settings::Settings;
use list::list;
use part::{Job, Part, Said, written};
use unfinished::{Made, Mark, Unfinished, Within};

pub(crate) fn run(args: &CleanArgs) -> anyhow::Result<Exit> {
    let Start { mut inputs, settings, cleaner, missing: errors, threads } = Start::new(&as_begun(args)?)?;
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
    let made = match &args.ledger {
        Some(_) => Some(made(&settings, review.as_ref(), args, &target)?),
        None => None,
    };
    let Begun { ledger, rejects, unfinished } = begin(args, &inputs, &settings, made, &target)?;
    let done = unfinished.as_ref().map_or(0, Unfinished::done);
    let reached = unfinished.as_ref().map(Unfinished::reached).unwrap_or_default();
    if done > 0 && !args.quiet {
        say(format_args!("{done} of {} inputs were cleaned before", inputs.len()));
    }
    let is_one_text = inputs.len() == 1 && !inputs[0].format.is_some_and(Format::is_records);
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
            ledger,
            rejects,
            summary: Summary { errors: errors + reached.errors, ..Summary::default() },
            encodings: BTreeMap::new(),
            stale: StaleOnes::default(),
            ready: Vec::new(),
            progress: if args.quiet || shows_text {
                Progress::default()
            } else {
                Progress::over(&inputs[done..])
            },
            whole: Mark { inputs: done, ..reached },
            reached,
            before: Before { missing: errors, guarded: reached.guarded, changed: reached.changed },
            bytes: 0,
            is_told: false,
            resumed: unfinished.as_ref().and_then(Unfinished::within).cloned(),
            unfinished,
        },
    };
    let result = pool.install(|| run.all(&inputs));
    let Run { job, mut sink, interrupt, .. } = run;
    let review = review.map(|in_force| in_force.review);
    // The process ends: to take thousands of patterns apart first would only take time.
    std::mem::forget(job);
    let is_interrupted = interrupt.signal().is_some();
    let result = result.and_then(|()| if is_interrupted { sink.stop() } else { sink.commit() });
    sink.progress.finish();
    let flushed = sink.ledger.iter_mut().chain(&mut sink.rejects).try_for_each(std::io::Write::flush);
    result?;
    flushed.context(Lost("the ledger"))?;
    if let Some(unfinished) = sink.unfinished.take_if(|_| !is_interrupted) {
        unfinished.end()?;
    }
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
        if sink.unfinished.is_some() && !args.quiet {
            say("the same with `--resume` goes on with it");
        }
        return Ok(Exit::Interrupted(signal));
    }
    let Summary { errors, guarded, changed, .. } = sink.summary;
    let has_changed = changed + reached.changed > 0;
    Ok(Exit::of(errors, guarded + reached.guarded, args.exit_code && has_changed))
}

/// The arguments of the run; one that is resumed has the day on which it was begun, by which rules are valid.
fn as_begun(args: &CleanArgs) -> anyhow::Result<RunArgs> {
    let mut run = args.run.clone();
    if let Some(ledger) = args.ledger.as_ref().filter(|_| args.resume && run.rules.date.is_none()) {
        run.rules.date = unfinished::date(ledger)?;
    }
    Ok(run)
}

/// What is written beside the outputs.
struct Begun<'i> {
    ledger: Option<BufWriter<File>>,
    rejects: Option<BufWriter<File>>,
    /// What another run needs to go on with this one; nothing where there is no ledger in a file, or no outputs in files.
    unfinished: Option<Unfinished<'i>>,
}

/// Opens the ledger and the rejects: new ones, or where a run is resumed, those that it left, cut to what is known of it.
fn begin<'i>(
    args: &CleanArgs,
    inputs: &'i [Input],
    settings: &Settings,
    made: Option<Made>,
    target: &Target,
) -> anyhow::Result<Begun<'i>> {
    let made = made.filter(|_| !matches!(target, Target::Stdout));
    if let (Some(ledger), Some(made)) = (&args.ledger, &made)
        && args.resume
        && let Some(unfinished) = Unfinished::resume(ledger, inputs, made)?
    {
        let mark = unfinished.reached();
        let rejects = args.rejects.as_deref().map(|path| go_on(path, mark.rejects)).transpose()?;
        return Ok(Begun {
            ledger: Some(go_on(ledger, mark.ledger)?),
            rejects,
            unfinished: Some(unfinished),
        });
    }
    let open_ledger = if args.in_place.is_some() { create_once } else { create };
    let ledger = args.ledger.as_deref().map(open_ledger).transpose()?;
    let rejects = args.rejects.as_deref().map(create).transpose()?;
    let is_file = |path: &&Path| fs::metadata(path).is_ok_and(|file| file.is_file());
    let unfinished = match (args.ledger.as_deref().filter(is_file), made) {
        (Some(ledger), Some(made)) => {
            let date = settings.date.map_or_else(String::new, |day| day.to_string());
            Some(Unfinished::begin(ledger, inputs, made, date)?)
        }
        _ if args.resume => bail!("`--resume` needs a ledger in a file, and `--out` or `--in-place`"),
        _ => None,
    };
    Ok(Begun { ledger, rejects, unfinished })
}

/// What the results of a run are made of, but for its inputs.
fn made(
    settings: &Settings,
    review: Option<&InForce>,
    args: &CleanArgs,
    target: &Target,
) -> anyhow::Result<Made> {
    let mut texts: Vec<String> =
        packs::sources(&settings.rules)?.into_iter().map(|source| source.text).collect();
    if settings.builtin.0 {
        texts.extend(builtin::sources().map(|source| source.text));
    }
    texts.extend(review.map(|review| fs::read_to_string(&review.file)).transpose()?);
    let written = toml::to_string(&Settings { rules: Vec::new(), ..settings.clone() })?;
    let CleanArgs { keep_encoding, rejects, run, .. } = args;
    let asked = (
        settings.date,
        &settings.title,
        keep_encoding,
        rejects.is_some(),
        &run.input.encoding,
        run.input.format,
    );
    Ok(Made {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        rules: fingerprint(&texts.join("\0")),
        settings: fingerprint(&format!("{written}{asked:?}")),
        outputs: match target {
            Target::InPlace(_) => unfinished::IN_PLACE.to_owned(),
            Target::Folder(folder) => std::path::absolute(folder)?.to_string_lossy().into_owned(),
            Target::Stdout => String::new(),
        },
    })
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

struct Run<'i> {
    job: Job,
    /// Whether each removal is shown also where the input turns out to be records.
    lists_records: bool,
    interrupt: Interrupt,
    sink: Sink<'i>,
}

/// What was counted before the first input of this run.
#[derive(Debug, Clone, Copy)]
struct Before {
    /// Inputs that are not there, which each run tells of.
    missing: usize,
    guarded: usize,
    changed: usize,
}

/// Where everything goes that is not an output.
struct Sink<'i> {
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
    /// The inputs that are wholly in the ledger.
    whole: Mark,
    /// What is in the ledger, with the part of an input that comes after those.
    reached: Mark,
    before: Before,
    /// Bytes of the inputs since the state of the run was written.
    bytes: u64,
    /// Whether the ledger has what is cleaned now: its place was not taken when the run was stopped, or was.
    is_told: bool,
    /// How far the run that is resumed had come in the first input that its ledger does not tell of wholly.
    resumed: Option<Within>,
    unfinished: Option<Unfinished<'i>>,
}

impl Run<'_> {
    fn all(&mut self, inputs: &[Input]) -> anyhow::Result<()> {
        let wrong = claims(&self.job, inputs);
        let done = self.sink.whole.inputs;
        let Some(told) = self.sink.unfinished.as_ref().map(Unfinished::told) else {
            return self.some(inputs, &wrong);
        };
        self.sink.is_told = true;
        let summary = self.sink.summary.clone();
        self.some(&inputs[done..told.inputs], &wrong[done..told.inputs])?;
        self.sink.commit()?;
        // They were counted before.
        self.sink.summary = summary;
        if self.interrupt.signal().is_some() {
            return Ok(());
        }
        self.sink.is_told = false;
        self.sink.whole = told;
        self.some(&inputs[told.inputs..], &wrong[told.inputs..])
    }

    /// Inputs that follow each other, each with what is wrong with its output if anything is.
    fn some(&mut self, inputs: &[Input], mut wrong: &[Option<String>]) -> anyhow::Result<()> {
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
            if !documents::is_text(&group[0]) {
                if self.interrupt.signal().is_some() {
                    break;
                }
                self.sink.end_input(1);
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
                let files = part.files;
                sink.note(part)?;
                sink.end_input(files);
                sink.settle_if_due()
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
        let (compression, consumed) = (stream.compression, stream.consumed.clone());
        let mut pieces = stream.pieces();
        let mut summary = Summary::default();
        let (mut is_changed, mut is_empty) = (false, true);
        let mut output = match sink.take_resumed() {
            None => job.target.open(input)?,
            Some(within) => {
                sink.say(&format!(
                    "{}: its first {} records were cleaned before",
                    input.label(),
                    within.number - 1
                ));
                pieces.pass_over(within.read, within.number)?;
                (is_changed, is_empty) = (within.is_changed, within.bytes == 0);
                job.target.open_again(input, Path::new(&within.output), within.bytes)?
            }
        };
        let mut behind = None;
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
                behind = part.behind.or(behind);
                let is_whole = part.behind.is_some();
                sink.note(part)?;
                match behind.filter(|_| is_whole && sink.is_due()) {
                    Some(behind) => sink.reach(input, &mut output, behind, is_changed),
                    None => Ok(()),
                }
            },
        )?;
        sink.progress.done(consumed.bytes());
        // What is not whole takes no file's place.
        if interrupt.signal().is_some() && !matches!(job.target, Target::Stdout) {
            if let Some(behind) = behind.filter(|_| sink.unfinished.is_some()) {
                sink.reach(input, &mut output, behind, is_changed)?;
                output.leave();
            }
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

impl Sink<'_> {
    /// Takes the counts of a part and what goes beside the output.
    fn note(&mut self, part: Part) -> anyhow::Result<()> {
        self.summary.add(&part.summary);
        self.stale.add(&part.stale);
        for (name, count) in &part.encodings {
            *self.encodings.entry(name).or_default() += count;
        }
        self.bytes += part.read;
        if let Some(ledger) = self.ledger.as_mut().filter(|_| !self.is_told) {
            ledger.write_all(&part.ledger).context(Lost("the ledger"))?;
            self.reached.ledger += part.ledger.len() as u64;
        }
        if let Some(rejects) = self.rejects.as_mut().filter(|_| !self.is_told) {
            rejects.write_all(&part.rejects).context(Lost("the file of rejects"))?;
            self.reached.rejects += part.rejects.len() as u64;
        }
        self.ready.extend(part.ready);
        Ok(())
    }

    /// So many inputs more are wholly in the ledger.
    fn end_input(&mut self, count: usize) {
        self.whole = Mark { inputs: self.whole.inputs + count, ..self.here() };
    }

    /// What is known of the run at this point, with the runs that it goes on with.
    fn here(&self) -> Mark {
        let Summary { errors, guarded, changed, .. } = self.summary;
        let Before { missing, guarded: guarded_before, changed: changed_before } = self.before;
        Mark {
            errors: errors - missing,
            guarded: guarded + guarded_before,
            changed: changed + changed_before,
            ..self.reached
        }
    }

    /// Files take their place when enough wait for it; where none wait, what is done is written down when that is due.
    fn settle_if_due(&mut self) -> anyhow::Result<()> {
        let bytes: u64 = self.ready.iter().map(|(_, ready)| ready.bytes).sum();
        let is_due =
            self.ready.len() >= BATCH || bytes >= BATCH_BYTES || self.ready.is_empty() && self.is_due();
        if is_due { self.settle() } else { Ok(()) }
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
        if self.ready.is_empty() { Ok(()) } else { self.settle() }
    }

    /// The same, and what is done is written down, so that a run that is stopped can be resumed.
    fn settle(&mut self) -> anyhow::Result<()> {
        let (labels, ready): (Vec<String>, Vec<Ready>) = std::mem::take(&mut self.ready).into_iter().unzip();
        self.sync()?;
        if let Some(unfinished) = self.unfinished.as_mut().filter(|_| !self.is_told) {
            unfinished.tell(self.whole).context(Lost("the state of the run"))?;
            self.bytes = 0;
        }
        sync(&ready)?;
        for (label, ready) in labels.iter().zip(ready) {
            if let Err(error) = ready.take_place() {
                self.fail(label, error)?;
            }
        }
        Ok(())
    }

    /// The ledger and the rejects reach the disk.
    fn sync(&mut self) -> anyhow::Result<()> {
        for file in self.ledger.iter_mut().chain(&mut self.rejects) {
            let synced = file.flush().and_then(|()| file.get_ref().sync_data());
            synced.or_else(only_if_a_file).context(Lost("the ledger"))?;
        }
        Ok(())
    }

    /// Whether the state of the run is due to be written.
    fn is_due(&self) -> bool {
        !self.is_told && self.unfinished.as_ref().is_some_and(|unfinished| unfinished.is_due(self.bytes))
    }

    /// How far the run that is resumed had come in the first input of this one.
    fn take_resumed(&mut self) -> Option<Within> {
        if self.is_told { None } else { self.resumed.take() }
    }

    /// The state of the run within a file of records: what is done of it is on the disk.
    fn reach(
        &mut self,
        input: &Input,
        output: &mut Output,
        (read, number): (u64, usize),
        is_changed: bool,
    ) -> anyhow::Result<()> {
        let Some(unfinished) = &self.unfinished else { return Ok(()) };
        if self.is_told || unfinished.told().inputs != self.whole.inputs {
            self.settle()?;
        }
        let Some((path, bytes)) = output.sync()? else { return Ok(()) };
        self.sync()?;
        let stamp = unfinished::stamp(input);
        let reached = Mark { inputs: self.whole.inputs, ..self.here() };
        let within = Within { stamp, read, number, output: path, bytes, reached, is_changed };
        if let Some(unfinished) = self.unfinished.as_mut().filter(|_| !self.is_told) {
            unfinished.reach(within).context(Lost("the state of the run"))?;
            self.bytes = 0;
        }
        Ok(())
    }

    /// The end of a run that was interrupted: between two inputs or within one, whose state is written.
    fn stop(&mut self) -> anyhow::Result<()> {
        let is_within = self.unfinished.as_ref().is_some_and(|unfinished| unfinished.within().is_some());
        if is_within { self.commit() } else { self.settle() }
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
