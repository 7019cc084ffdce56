//! The program: everything that is read, written or shown, and the exit status.

mod cli;
mod diagnose;
mod exit;
mod input;
mod interrupt;
mod output;
mod packs;
mod progress;
mod review;
mod run;
mod screen;
mod settings;
mod verb;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Cli, Verb};
use exit::Exit;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.verb {
        Verb::Clean(args) => verb::clean::run(&args),
        Verb::Check(args) => verb::check::run(&args),
        Verb::Diff(args) => verb::diff::run(&args),
        Verb::Eval(args) => verb::eval::run(&args),
        Verb::Explain(args) => verb::explain::run(&args),
        Verb::Golden(args) => verb::golden::run(&args.action),
        Verb::Impact(args) => verb::impact::run(&args),
        Verb::Restore(args) => verb::restore::run(&args),
        Verb::Review(args) => verb::review::run(&args),
        Verb::Stats(args) => verb::stats::run(&args),
        Verb::Tune(args) => verb::tune::run(&args),
        Verb::Rules(args) => verb::rules::run(&args),
        Verb::Config(args) => verb::config::run(&args),
        Verb::Completions(args) => verb::completions::run(&args),
        Verb::Man(args) => verb::man::run(&args),
    };
    match result {
        Ok(exit) => exit.into(),
        // Whoever reads the output has seen enough.
        Err(error) if exit::is_broken_pipe(&error) => Exit::Fine.into(),
        Err(error) => {
            diagnose::error(&error);
            Exit::Error.into()
        }
    }
}
