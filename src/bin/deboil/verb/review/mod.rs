//! `deboil review`: a person looks at what is doubtful and decides, and the decisions are remembered.

mod apply;
mod context;
mod edit;
mod gather;
mod pack;
mod rules;
mod stale;
mod state;
mod terminal;
mod view;

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use deboil::review::{Answer, Review};

use crate::cli::{OrderName, ReviewVerbArgs};
use crate::diagnose::say;
use crate::exit::Exit;
use crate::review::{self, FILE, InForce};
use crate::run::Run;
use crate::screen::Screen;
use crate::settings;
use gather::gather;
use rules::{Planned, Rules};
use state::{Asked, By, State};
use view::Look;

pub(crate) fn run(args: &ReviewVerbArgs) -> anyhow::Result<Exit> {
    let mut run = Run::new(&args.run)?;
    let session = Session::open(args, &mut run)?;
    if let Some(file) = &args.apply {
        return apply::apply(args, session, &run, file);
    }
    if args.stale || args.prune {
        return stale::stale(args, session, &run);
    }
    asks_for_paths(args)?;
    let (asked, errors) = gather(&run, args.all)?;
    if args.json {
        let mut stdout = std::io::stdout().lock();
        for asked in State::new(asked, args.by.into()).in_order() {
            writeln!(stdout, "{}", deboil::report::queue::json(&asked.item))?;
        }
        return Ok(Exit::of(errors, 0, false));
    }
    if asked.is_empty() {
        say("nothing is left to decide");
        return Ok(Exit::of(errors, 0, false));
    }
    let is_seen = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if !is_seen {
        bail!("a review needs a terminal; `--json` lists the queue for scripts, `--apply` takes decisions");
    }
    on_screen(args, session, asked, errors)
}

/// Whether there are inputs: a terminal that asks cannot be read as a document too.
fn asks_for_paths(args: &ReviewVerbArgs) -> anyhow::Result<()> {
    let reads_stdin = args.run.paths.is_empty() || args.run.paths.iter().any(|path| path.as_os_str() == "-");
    if reads_stdin && !args.json {
        bail!("say which files or folders are to be reviewed");
    }
    Ok(())
}

fn on_screen(
    args: &ReviewVerbArgs,
    mut session: Session,
    asked: Vec<Asked>,
    errors: usize,
) -> anyhow::Result<Exit> {
    let mut state = State::new(asked, args.by.into());
    let look = Look { colours: Screen::new(anstream::ColorChoice::Auto, None).colours };
    let signal = terminal::go_through(&mut state, look, |state| session.heed(state))?;
    let count = state.decided();
    let left = state.asked.len() - count;
    say(format_args!("{}: {count} decided, {left} left", session.file.display()));
    session.said.iter().for_each(say);
    Ok(signal.map_or_else(|| Exit::of(errors, 0, false), Exit::Interrupted))
}

/// The files that a review writes.
pub(super) struct Session {
    /// The review file.
    pub(super) file: PathBuf,
    /// What was decided before.
    pub(super) before: Review,
    /// What is in the file now.
    now: Option<String>,
    /// Rule files; none where none are to be written.
    rules: Option<Rules>,
    configuration: PathBuf,
    /// What each item of the queue changes in the rules, or why it changes nothing.
    planned: Vec<Plan>,
    /// What is told at the end.
    pub(super) said: Vec<String>,
}

impl Session {
    /// The review file that is in force, or else one beside the configuration, or in the current folder.
    fn open(args: &ReviewVerbArgs, run: &mut Run) -> anyhow::Result<Self> {
        let first = run.inputs.first().and_then(|input| input.path.clone());
        let configuration = settings::load(first.as_deref(), &args.run.rules, &args.run.input)?.file;
        let named = args.review.review.clone().or_else(|| run.settings.review.clone());
        let found = match &named {
            Some(file) if file.exists() => Some(InForce { review: review::read(file)?, file: file.clone() }),
            Some(_) => None,
            None => review::load(first.as_deref(), &args.review, None)?,
        };
        let beside = configuration.as_deref().and_then(Path::parent).map(|folder| folder.join(FILE));
        let file = found
            .as_ref()
            .map(|found| found.file.clone())
            .or(named)
            .or(beside)
            .unwrap_or_else(|| FILE.into());
        let before = found.map(|found| found.review).unwrap_or_default();
        let now = fs::read_to_string(&file).ok();
        let in_force = InForce { file: file.clone(), review: before.clone() };
        let cleaner =
            std::mem::replace(&mut run.cleaner, deboil::Cleaner::new([], &deboil::Selection::default()));
        run.cleaner = review::heeding(cleaner, Some(&in_force), &mut run.inputs);
        let folder = file.parent().unwrap_or(Path::new(""));
        let pack = args.rules_to.clone().unwrap_or_else(|| folder.join("rules").join("review.toml"));
        let rules = (!args.no_rules).then(|| Rules::open(&run.settings, pack)).transpose()?;
        let configuration = configuration.unwrap_or_else(|| folder.join(settings::FILE));
        Ok(Self { file, before, now, rules, configuration, planned: Vec::new(), said: Vec::new() })
    }

    /// Writes what was decided, and says what there is to say of the last decision.
    fn heed(&mut self, state: &State) -> anyhow::Result<Option<String>> {
        let mut review = self.before.clone();
        for (asked, answer) in state.asked.iter().zip(&state.answers) {
            if let Some(answer) = answer {
                review.add(asked.item.entry(answer.clone(), None));
            }
        }
        self.write(&review)?;
        Ok(self.plan(state))
    }

    /// Has the review file be this one.
    fn write(&mut self, review: &Review) -> anyhow::Result<()> {
        let text = review.to_string();
        let is_new = self.now.is_none() && review.entries().is_empty();
        if self.now.as_ref() == Some(&text) || is_new {
            return Ok(());
        }
        if fs::read_to_string(&self.file).ok() != self.now {
            bail!(
                "{}: it has changed since the review began; begin again, so that nothing is lost",
                self.file.display()
            );
        }
        write(&self.file, &text)?;
        self.now = Some(text);
        Ok(())
    }

    /// Plans the rules of decisions that are new, drops those that were taken back, and writes.
    fn plan(&mut self, state: &State) -> Option<String> {
        let rules = self.rules.as_mut()?;
        self.planned.retain(|(at, answer, _)| state.answers[*at].as_ref() == Some(answer));
        let mut message = None;
        for (at, answer) in state.answers.iter().enumerate() {
            let Some(answer) = answer else { continue };
            if self.planned.iter().any(|(known, ..)| *known == at) {
                continue;
            }
            // A rule would decide on what is like it, too: who rejects one of them has not said so.
            let plan = if *answer == Answer::Reject && state.has_like(at) {
                Err("the same stands elsewhere on the site: N keeps all of it".to_owned())
            } else {
                let plan = rules.plan(&state.asked[at].item, answer, &planned(&self.planned));
                plan.map_err(|error| format!("{error:#}"))
            };
            message = match &plan {
                Err(why) => Some(format!("{}; {why}", done(answer))),
                Ok(Some(_)) => Some(format!("{}, with a rule and its example", done(answer))),
                Ok(None) => message,
            };
            self.planned.push((at, answer.clone(), plan));
        }
        match rules.write(&planned(&self.planned), &self.configuration) {
            Ok(said) => self.said.extend(said),
            // The decision itself is in the review file, and holds.
            Err(error) => message = Some(format!("{error:#}")),
        }
        message
    }
}

/// An item by its index, what was decided on it, and what that changes in the rules, or why it cannot.
type Plan = (usize, Answer, Result<Option<Planned>, String>);

fn planned(all: &[Plan]) -> Vec<Planned> {
    all.iter().filter_map(|(.., plan)| plan.as_ref().ok().cloned().flatten()).collect()
}

fn done(answer: &Answer) -> &'static str {
    match answer {
        Answer::Accept => "accepted",
        Answer::Reject => "rejected",
        Answer::Never => "never here",
        Answer::Edit(_) => "edited",
    }
}

/// Writes a file wholly or not at all.
fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let written = || -> anyhow::Result<()> {
        let mut new = tempfile::Builder::new().prefix(".deboil-").tempfile_in(folder)?;
        new.write_all(text.as_bytes())?;
        // A new file has the rights that files have there.
        if let Ok(old) = fs::metadata(file) {
            new.as_file().set_permissions(old.permissions())?;
        } else {
            let usual =
                tempfile::Builder::new().prefix(".deboil-").make_in(folder, |path| fs::File::create(path))?;
            new.as_file().set_permissions(usual.as_file().metadata()?.permissions())?;
        }
        new.as_file().sync_data()?;
        new.persist(file)?;
        Ok(())
    };
    written().with_context(|| file.display().to_string())
}

impl From<OrderName> for By {
    fn from(name: OrderName) -> Self {
        match name {
            OrderName::Doubt => Self::Doubt,
            OrderName::Document => Self::Document,
            OrderName::Rule => Self::Rule,
        }
    }
}
