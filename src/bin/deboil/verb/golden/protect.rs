//! What must come of an article is said by people: where a machine runs the program, nothing is written.

use anyhow::bail;

/// Refuses to write golden cases in continuous integration, where `CI` is set, unless that is asked for.
pub(crate) fn refuse_in_ci(force: bool) -> anyhow::Result<()> {
    let is_ci =
        std::env::var_os("CI").is_some_and(|value| !["", "0", "false"].iter().any(|off| value == *off));
    if is_ci && !force {
        bail!(
            "the environment says that this is continuous integration (CI is set), where golden outputs are checked and not made; --force writes all the same"
        );
    }
    Ok(())
}
