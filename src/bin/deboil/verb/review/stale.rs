//! `deboil review --stale` and `--prune`: decisions that find nothing any more are told of, and taken out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use deboil::review::{Answer, Why};

use super::{Session, asks_for_paths};
use crate::cli::ReviewVerbArgs;
use crate::diagnose::say;
use crate::exit::Exit;
use crate::review::told;
use crate::run::Run;

pub(super) fn stale(args: &ReviewVerbArgs, mut session: Session, run: &Run) -> anyhow::Result<Exit> {
    asks_for_paths(args)?;
    let review = session.before.clone();
    let mut stale: BTreeMap<usize, Why> = BTreeMap::new();
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    let errors = run.each(
        |read| {
            let document = read.document(&run.settings);
            let outcome = run.cleaner.clean(&document);
            Ok((review.about(&document), outcome.review))
        },
        |(about, matches)| {
            seen.extend(about);
            found.extend(matches.found.iter().map(|found| found.entry));
            stale.extend(matches.stale.iter().map(|stale| (stale.entry, stale.why)));
        },
    )?;
    let all = 0..review.entries().len();
    // What never goes must stand somewhere; what was accepted is gone where the documents are cleaned.
    let never = |at: &usize| review.entries()[*at].answer == Answer::Never;
    stale.extend(
        all.clone()
            .filter(|at| never(at) && seen.contains(at) && !found.contains(at))
            .map(|at| (at, Why::Gone)),
    );
    let unseen: Vec<usize> = all.filter(|at| !seen.contains(at)).collect();
    let mut stdout = anstream::stdout().lock();
    for (&at, &why) in &stale {
        writeln!(stdout, "{}", told(&review, at, why))?;
    }
    if !unseen.is_empty() {
        let decisions =
            if unseen.len() == 1 { "1 decision is" } else { &format!("{} decisions are", unseen.len()) };
        say(format_args!("{decisions} about documents that are not among these"));
    }
    let gone: Vec<usize> = stale.iter().filter(|(_, why)| is_void(**why)).map(|(&at, _)| at).collect();
    if args.prune {
        session.write(&review.without(&gone))?;
        say(format_args!("{}: {} taken out", session.file.display(), gone.len()));
        return Ok(Exit::of(errors, 0, false));
    }
    say(format_args!("{}: {} of {} stale", session.file.display(), stale.len(), review.entries().len()));
    Ok(Exit::of(errors, 0, !stale.is_empty()))
}

/// Whether a decision does nothing any more: one whose text has changed a little is still heeded.
fn is_void(why: Why) -> bool {
    matches!(why, Why::Gone | Why::Stays)
}
