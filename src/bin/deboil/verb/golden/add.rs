//! `deboil golden add`: articles become golden cases, with what comes of them now.

use std::fs;
use std::io::Write as _;
use std::path::{Component, Path};

use anyhow::{Context as _, bail};
use deboil::report::visible;

use super::bless::places;
use super::case::{ARTICLE, CaseSettings, SETTINGS, write};
use super::protect::refuse_in_ci;
use super::show;
use super::suite::Suite;
use crate::cli::GoldenAddArgs;
use crate::diagnose::BOLD;
use crate::exit::Exit;
use crate::input::{Format, format_of, text};

pub(crate) fn run(args: &GoldenAddArgs) -> anyhow::Result<Exit> {
    refuse_in_ci(args.force)?;
    if args.name.is_some() && args.files.len() > 1 {
        bail!("--name is for one file, and there are {}", args.files.len());
    }
    let mut names = Vec::new();
    for file in &args.files {
        let name = match &args.name {
            Some(name) => name.clone(),
            None => file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        make(args, file, &name).with_context(|| file.display().to_string())?;
        names.push(name);
    }
    let suite = Suite::open(&args.dir, &args.rules, &args.review)?;
    let mut stdout = anstream::stdout().lock();
    let mut exit = Exit::Fine;
    for (case, checked) in suite.check_all() {
        if !names.contains(&case.name) {
            continue;
        }
        let checked = checked?;
        if !checked.settings.unchanged {
            case.write(&checked.actual)?;
            writeln!(
                stdout,
                "{BOLD}{}{BOLD:#}: added, {}; read {}",
                visible(&case.name),
                places(&checked.actual),
                visible(&case.folder().display().to_string())
            )?;
        } else if checked.is_fine() {
            writeln!(stdout, "{BOLD}{}{BOLD:#}: added, it comes out unchanged", visible(&case.name))?;
        } else {
            exit = Exit::Found;
            show::case(&mut stdout, case, &checked)?;
        }
    }
    Ok(exit)
}

/// Copies an article, byte for byte, into the folder of a new case, with what is known about it.
fn make(args: &GoldenAddArgs, file: &Path, name: &str) -> anyhow::Result<()> {
    let is_plain = |path: &Path| {
        path.components()
            .all(|part| matches!(part, Component::Normal(name) if !name.to_string_lossy().starts_with('.')))
    };
    if name.is_empty() || !is_plain(Path::new(name)) {
        bail!("`{name}` is no name for a case: say one with --name");
    }
    let ending = match format_of(file) {
        Some(Format::Markdown) => "md",
        Some(Format::Text) | None => "txt",
        Some(Format::Jsonl | Format::Parquet) => {
            bail!("a case is one article, in text or Markdown, and this is a file of records")
        }
    };
    let bytes = fs::read(file)?;
    text::decode(bytes.clone())?;
    let folder = args.dir.join(name);
    if folder.exists() {
        bail!("{} is there already: say another name with --name, or remove it first", folder.display());
    }
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    write(&folder.join(ARTICLE).with_extension(ending), &bytes)?;
    let settings = CaseSettings {
        unchanged: args.unchanged,
        todo: None,
        profile: args.rules.rules.profile.map(Into::into),
        lang: args.lang.clone(),
        site: args.site.clone(),
        title: args.title.clone(),
        date: args.rules.rules.date.as_deref().map(crate::settings::parse_day).transpose()?,
    };
    if settings != CaseSettings::default() {
        let settings = toml::to_string(&settings).context("settings are plain data")?;
        write(&folder.join(SETTINGS), settings.as_bytes())?;
    }
    Ok(())
}
