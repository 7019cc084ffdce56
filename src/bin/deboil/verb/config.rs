//! `deboil config`: the settings in force, as a `deboil.toml`.

use std::io::Write as _;

use anyhow::Context as _;

use crate::cli::ConfigArgs;
use crate::exit::Exit;
use crate::settings;

pub(crate) fn run(args: &ConfigArgs) -> anyhow::Result<Exit> {
    let loaded = settings::load(args.path.as_deref(), &args.rules, &args.input)?;
    let origin = match &loaded.file {
        Some(file) => format!("# from {} and the flags", file.display()),
        None => format!("# no {} found; the defaults and the flags", settings::FILE),
    };
    let written = toml::to_string(&loaded.settings).context("settings are plain data")?;
    std::io::stdout().write_all(format!("{origin}\n{written}").as_bytes())?;
    Ok(Exit::Fine)
}
