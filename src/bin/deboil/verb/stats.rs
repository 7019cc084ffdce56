//! `deboil stats`: a corpus is cleaned in parallel, and what each rule does becomes figures.

use std::io::Write as _;

use deboil::report::stats::{Count, Order, Stats, count, json, tables};

use crate::cli::{CorpusForm, StatsArgs, StatsOrder};
use crate::exit::Exit;
use crate::input::documents::Read;
use crate::run::Run;
use crate::screen::write_tables;

/// In one of so many documents the work is counted.
const SAMPLE: u64 = 16;

pub(crate) fn run(args: &StatsArgs) -> anyhow::Result<Exit> {
    let run = Run::new(&args.run)?;
    let mut stats = Stats::new(run.cleaner.rules().len());
    let work = |read: &Read<'_>| -> anyhow::Result<Count> {
        let document = read.document(&run.settings);
        Ok(count(&run.cleaner, &document, args.all_work || is_sampled(document.text)))
    };
    let errors = run.each(work, |count| stats.add(count))?;
    let rules = run.cleaner.rules();
    if args.form == CorpusForm::Json {
        std::io::stdout().lock().write_all(json(&stats, rules).as_bytes())?;
    } else {
        write_tables(&tables(&stats, rules, order(args.sort)), args.form == CorpusForm::Markdown)?;
    }
    // What the guard left alone is told of: nobody asked for these documents to be cleaned.
    Ok(Exit::of(errors, 0, false))
}

/// The same documents whatever their order.
fn is_sampled(text: &str) -> bool {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes()).is_multiple_of(SAMPLE)
}

fn order(name: StatsOrder) -> Order {
    match name {
        StatsOrder::Bytes => Order::Bytes,
        StatsOrder::Hits => Order::Hits,
        StatsOrder::Docs => Order::Documents,
        StatsOrder::Work => Order::Work,
        StatsOrder::Name => Order::Name,
    }
}
