//! `deboil diff`: documents are cleaned as `clean` does it, and shown as what changes.

mod page;

use std::fmt::Write as _;
use std::io::Write as _;

use anstyle::Style;
use deboil::Cleaner;
use deboil::report::diff::{ByRule, Compared, DiffLine, Marks, Tone, inline, json, side_by_side, unified};
use deboil::report::guard_note;

use crate::cli::{DiffArgs, FormName};
use crate::diagnose::{BOLD, DIM, GREEN, MAGENTA, RED, trouble};
use crate::exit::Exit;
use crate::input::Input;
use crate::input::documents::{Read, each, pool};
use crate::run::Run;
use crate::screen::{Pages, Screen};
use crate::settings::Settings;

/// Columns of the side by side form where no terminal tells them.
const WIDTH: usize = 80;

pub(crate) fn run(args: &DiffArgs) -> anyhow::Result<Exit> {
    let run = Run::new(&args.run)?.reviewed(&args.review)?;
    if let Some(path) = &args.html {
        return page::write(&run, path, args.exit_code);
    }
    let Run { inputs, settings, cleaner, missing, .. } = run;
    let screen = Screen::new(args.color.into(), args.width);
    let view = View { cleaner, settings, form: args.form, context: args.context, screen };
    let mut pages = Pages::open(screen, !args.no_pager);
    let mut told = Told { errors: missing, guarded: 0, is_changed: false, by_rule: ByRule::default() };
    let mut written = Ok(());
    pool(args.run.threads)?.install(|| {
        let show = |read: &Read<'_>| view.show(read);
        each(&inputs, &view.settings, show, |input, record, shown| {
            if written.is_ok() {
                written = told.write(input, record, shown, &mut pages);
            }
        });
    });
    written?;
    pages.write_all(view.painted(&told.by_rule.lines(screen.width)).as_bytes())?;
    pages.finish()?;
    Ok(Exit::of(told.errors, told.guarded, args.exit_code && told.is_changed))
}

/// What makes a document's diff, and how it is shown.
struct View {
    cleaner: Cleaner,
    settings: Settings,
    form: FormName,
    context: usize,
    screen: Screen,
}

/// A document's diff, ready to be written.
#[derive(Default)]
struct Shown {
    text: String,
    by_rule: ByRule,
    is_changed: bool,
    /// Why it is left alone, if it is.
    guarded: Option<String>,
}

impl View {
    fn show(&self, read: &Read<'_>) -> Shown {
        let document = read.document(&self.settings);
        let outcome = self.cleaner.clean(&document);
        let label = read.label();
        let compared = Compared {
            label: &label,
            original: document.text,
            outcome: &outcome,
            rules: self.cleaner.rules(),
        };
        let mut by_rule = ByRule::default();
        let Screen { width, colours, .. } = self.screen;
        let text = match self.form {
            FormName::Unified => self.painted(&self.safe(unified(&compared, self.context))),
            FormName::Inline => {
                let marks = if colours { Marks::Tones } else { Marks::Brackets };
                self.painted(&inline(&compared, self.context, marks, width))
            }
            FormName::SideBySide => {
                self.painted(&side_by_side(&compared, self.context, width.unwrap_or(WIDTH)))
            }
            FormName::ByRule => {
                by_rule = ByRule::of(&compared);
                String::new()
            }
            FormName::Json => json(&compared, self.context).map_or_else(String::new, |json| json + "\n"),
        };
        Shown { text, by_rule, is_changed: outcome.is_changed(), guarded: outcome.guarded.map(guard_note) }
    }

    /// Lines as they are for `patch`; on a screen, where they act on the terminal, made safe and wrapped.
    fn safe(&self, lines: Vec<DiffLine>) -> Vec<DiffLine> {
        const INDENT: usize = 3;
        if !self.screen.is_seen() {
            return lines;
        }
        lines.iter().flat_map(|line| line.on_screen(self.screen.width, INDENT)).collect()
    }

    fn painted(&self, lines: &[DiffLine]) -> String {
        let mut painted = String::new();
        for line in lines {
            for (tone, text) in &line.parts {
                let style = if self.screen.colours { style(*tone) } else { Style::new() };
                write!(painted, "{style}{text}{style:#}").expect("a string takes all that is written");
            }
            painted.push('\n');
        }
        painted
    }
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Kept => Style::new(),
        Tone::Removed => RED,
        Tone::Cut => RED.bold().strikethrough(),
        Tone::Added => GREEN,
        Tone::Head => BOLD,
        Tone::Hunk => MAGENTA,
        Tone::Note => DIM,
    }
}

/// What a run has come to.
struct Told {
    errors: usize,
    guarded: usize,
    is_changed: bool,
    by_rule: ByRule,
}

impl Told {
    fn write(
        &mut self,
        input: &Input,
        record: Option<usize>,
        shown: anyhow::Result<Shown>,
        pages: &mut Pages,
    ) -> anyhow::Result<()> {
        let place = record.map_or_else(|| input.label(), |record| format!("{}:{record}", input.label()));
        match shown {
            Ok(shown) => {
                pages.write_all(shown.text.as_bytes())?;
                self.is_changed |= shown.is_changed;
                self.by_rule.add(shown.by_rule);
                if let Some(reason) = shown.guarded {
                    self.guarded += 1;
                    trouble(place, format_args!("the guard leaves it alone: {reason}"));
                }
            }
            Err(error) => self.fail(&place, &error),
        }
        Ok(())
    }

    fn fail(&mut self, place: &str, error: &anyhow::Error) {
        self.errors += 1;
        trouble(place, format_args!("{error:#}"));
    }
}
