//! `deboil explain`: the bill of each line of a document.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use deboil::labelled::{Labelled, Reference};
use deboil::record::Record;
use deboil::report::diff::fitted;
use deboil::report::{BillLine, bill_lines, visible};
use deboil::text::Lines;
use deboil::{Cleaner, Document};

use crate::cli::ExplainArgs;
use crate::diagnose::{BOLD, DIM, GREEN, RED};
use crate::exit::Exit;
use crate::input::stream::Stream;
use crate::input::{Format, inputs, text};
use crate::packs;
use crate::review;
use crate::screen;
use crate::settings::load;

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let (path, numbers) = place(&args.place);
    let settings = load(
        Some(&path).filter(|path| path.as_os_str() != "-").map(PathBuf::as_path),
        &args.rules,
        &args.input,
    )?
    .settings;
    let (mut inputs, _) = inputs(std::slice::from_ref(&path), &args.input);
    let beside = inputs.first().and_then(|input| input.path.as_deref());
    let review = review::load(beside, &args.review, settings.review.as_deref())?;
    let cleaner = review::heeding(packs::cleaner(&settings)?, review.as_ref(), &mut inputs);
    let [input] = inputs.as_slice() else { bail!("{}: a file is asked for, not a folder", path.display()) };
    let mut shown = Shown { cleaner, all: args.all, line: None };
    if input.format.is_some_and(Format::is_records) {
        let number = *numbers
            .first()
            .with_context(|| format!("{}: say which record: {0}:1 is the first", path.display()))?;
        let stream = Stream::records(input, &settings.fields).with_context(|| input.label())?;
        let found = BufReader::new(stream.source)
            .lines()
            .nth(number - 1)
            .with_context(|| format!("{}: it has no line {number}", path.display()))?;
        let found = found.with_context(|| format!("{}:{number}", path.display()))?;
        let record = Record::parse(&found, &settings.fields)
            .map_err(|error| anyhow!("{}:{number}: {error:#}", path.display()))?;
        let document = input.record(settings.stated(record.document()), number);
        if args.labelled {
            let labelled = Labelled::parse(record.line())
                .map_err(|error| anyhow!("{}:{number}: {error}", path.display()))?;
            if let Reference::Line(line) = labelled.reference {
                let framed = line.framed(document.text, document.lang);
                shown.line = Some(Lines::new(&framed.text).line(framed.line.start));
                shown.bills(&Document { text: &framed.text, ..document })?;
                return Ok(Exit::Fine);
            }
        }
        shown.line = numbers.get(1).copied();
        shown.bills(&document)?;
    } else {
        let original = text::read(input).with_context(|| input.label())?;
        // Behind the line there may be a column, as compilers write places.
        shown.line = numbers.first().copied();
        shown.bills(&text::document(&original, input, &settings))?;
    }
    Ok(Exit::Fine)
}

struct Shown {
    cleaner: Cleaner,
    all: bool,
    line: Option<usize>,
}

impl Shown {
    fn bills(&self, document: &Document<'_>) -> anyhow::Result<()> {
        let mut stdout = anstream::stdout().lock();
        let columns = screen::columns();
        let bills = self.cleaner.explain(document);
        // A sentence over several lines is one line, which has the number of its first.
        let asked = self
            .line
            .map(|line| bills.iter().rposition(|bill| bill.line <= line).context("there is no such line"));
        let asked = asked.transpose()?;
        for (at, bill) in bills.iter().enumerate() {
            let is_quiet = bill.decisions.is_empty() && bill.misses.is_empty();
            if asked.is_some_and(|asked| asked != at) || (asked.is_none() && is_quiet && !self.all) {
                continue;
            }
            for line in bill_lines(bill, document.text, self.cleaner.rules()) {
                let (style, indent) = match &line {
                    BillLine::Subject(_) => (BOLD, 7),
                    BillLine::Verdict(text) if text.trim_start().starts_with("kept") => (GREEN, 9),
                    BillLine::Verdict(_) => (RED, 9),
                    BillLine::Held(_) => (anstyle::Style::new(), 15),
                    BillLine::Miss(_) => (DIM, 15),
                };
                writeln!(stdout, "{style}{}{style:#}", fitted(line.text(), columns, indent))?;
            }
            if asked.is_some() && is_quiet {
                let note = format!(
                    "       no rule holds here, and none nearly; rules see: {}",
                    visible(&bill.folded)
                );
                writeln!(stdout, "{}", fitted(&note, columns, 9))?;
            }
        }
        Ok(())
    }
}

/// A place such as `FILE:LINE` or `FILE:RECORD:LINE` taken apart, into the file and up to two numbers; a file of that very name goes first.
fn place(place: &Path) -> (PathBuf, Vec<usize>) {
    let mut path = place.to_owned();
    let mut numbers = Vec::new();
    while numbers.len() < 2 && !path.exists() {
        let Some((shorter, number)) = path.to_str().and_then(|text| text.rsplit_once(':')) else { break };
        let Some(number) = number.parse::<usize>().ok().filter(|&number| number > 0) else { break };
        numbers.insert(0, number);
        path = PathBuf::from(shorter);
    }
    (path, numbers)
}
