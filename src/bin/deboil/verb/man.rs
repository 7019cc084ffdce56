//! `deboil man`: the manual page, or one for each verb.

use std::io::Write as _;

use clap::CommandFactory as _;

use crate::cli::{Cli, ManArgs};
use crate::exit::Exit;

pub(crate) fn run(args: &ManArgs) -> anyhow::Result<Exit> {
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder)?;
        clap_mangen::generate_to(Cli::command(), folder)?;
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        std::io::stdout().write_all(&page)?;
    }
    Ok(Exit::Fine)
}
