//! `deboil golden`: articles are committed with what must come of them, and checked against what does.

mod add;
mod bless;
mod case;
mod check;
mod protect;
mod review;
mod search;
mod show;
mod suite;

use crate::cli::GoldenAction;
use crate::exit::Exit;

pub(crate) fn run(action: &GoldenAction) -> anyhow::Result<Exit> {
    match action {
        GoldenAction::Add(args) => add::run(args),
        GoldenAction::Check(args) => check::run(args),
        GoldenAction::Bless(args) => bless::run(args),
        GoldenAction::Review(args) => review::run(args),
    }
}
