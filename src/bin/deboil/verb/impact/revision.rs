//! The rule files of a revision, read from the repository of the current folder.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use anyhow::{Context as _, anyhow, bail};
use deboil::rule::{Source, extended_by, pack_name};

/// Where a repository has its rules unless the name says otherwise.
const FOLDER: &str = "rules";

/// How reports call a revision such as `HEAD~3` or `HEAD~3:packs/house.toml`, and the rule files in it.
pub(super) fn sources(name: &str) -> anyhow::Result<(String, Vec<Source>)> {
    let (revision, path) = name.split_once(':').unwrap_or((name, FOLDER));
    let path = path.trim_end_matches('/');
    let what = || {
        anyhow!(
            "`{name}` is neither a path nor a revision: name a rule file or a folder of them, a revision such as HEAD~3 or HEAD~3:rules, a deboil program, or `builtin`"
        )
    };
    let commit =
        git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")]);
    let commit = String::from_utf8(commit.map_err(|_| what())?).map_err(|_| what())?;
    let commit = commit.trim();
    let listed = git(&["ls-tree", "-r", "-z", "--full-tree", commit, "--", path])?;
    let listed = String::from_utf8_lossy(&listed);
    let mut blobs: Vec<(&str, &str)> = listed.split('\0').filter_map(blob).collect();
    blobs.sort_by_key(|(_, path)| *path);
    let rules: Vec<&str> = blobs.iter().map(|(_, path)| *path).filter(|path| is_rules(path)).collect();
    if rules.is_empty() {
        bail!(
            "`{name}`: there are no rule files at `{path}` of {commit}: name the place like `{revision}:folder`"
        );
    }
    let texts = contents(blobs.iter().map(|(id, _)| *id).collect())?;
    let mut sources = Vec::new();
    for ((_, file), text) in blobs.iter().zip(texts).filter(|((_, path), _)| is_rules(path)) {
        let relative = file.strip_prefix(path).map_or(*file, |below| below.trim_start_matches('/'));
        let relative = if relative.is_empty() { file.rsplit('/').next().unwrap_or(file) } else { relative };
        let text = String::from_utf8(text).with_context(|| format!("{revision}:{file}"))?;
        sources.push(Source { name: pack_name(relative), path: format!("{revision}:{file}"), text });
    }
    let known: BTreeSet<String> = sources.iter().map(|source| source.path.clone()).collect();
    if let Some(missing) = sources.iter().flat_map(extended_by).find(|file| !known.contains(file)) {
        bail!("`{name}`: `{missing}` is extended and is not in it: name a folder that holds both");
    }
    let short: String = commit.chars().take(9).collect();
    Ok((format!("{name} ({short})"), sources))
}

/// Id and path of a file in a listing.
fn blob(line: &str) -> Option<(&str, &str)> {
    let (about, path) = line.split_once('\t')?;
    let mut about = about.split(' ').skip(1);
    (about.next()? == "blob").then_some((about.next()?, path))
}

fn is_rules(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("toml" | "json")) && name != crate::settings::FILE
}

/// The contents of some files, by their ids.
fn contents(ids: Vec<&str>) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut child = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("git")?;
    let mut stdin = child.stdin.take().context("git has no input")?;
    let mut stdout = child.stdout.take().context("git has no output")?;
    let asked = ids.join("\n") + "\n";
    let mut bytes = Vec::new();
    std::thread::scope(|scope| -> anyhow::Result<()> {
        // Whoever writes all before it reads may wait for a reader that waits for it.
        let asking = scope.spawn(move || stdin.write_all(asked.as_bytes()));
        stdout.read_to_end(&mut bytes).context("git")?;
        asking.join().map_err(|_| anyhow!("a thread has ended too early"))?.context("git")
    })?;
    child.wait().context("git")?;
    let mut rest = bytes.as_slice();
    let mut contents = Vec::new();
    for id in ids {
        let broken = || anyhow!("git does not tell what is in {id}");
        let end = rest.iter().position(|&byte| byte == b'\n').ok_or_else(broken)?;
        let (head, behind) = rest.split_at(end);
        let size =
            std::str::from_utf8(head).ok().and_then(|head| head.rsplit(' ').next()?.parse::<usize>().ok());
        let behind = behind.get(1..).ok_or_else(broken)?;
        let text = size.and_then(|size| behind.get(..size)).ok_or_else(broken)?;
        contents.push(text.to_vec());
        rest = behind.get(text.len() + 1..).unwrap_or_default();
    }
    Ok(contents)
}

fn git(args: &[&str]) -> anyhow::Result<Vec<u8>> {
    let output = Command::new("git").args(args).output().context("git cannot be started")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git {}: {}", args.first().unwrap_or(&""), said.trim());
    }
    Ok(output.stdout)
}
