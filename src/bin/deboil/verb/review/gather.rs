//! Documents become the queue of a review: all that goes or is flagged and nobody has decided on.

use std::sync::Arc;

use deboil::report::queue::items;

use super::state::{Article, Asked};
use crate::run::Run;

/// What is asked, and how many inputs could not be read. Where `all` is asked for, also what was decided before.
pub(super) fn gather(run: &Run, all: bool) -> anyhow::Result<(Vec<Asked>, usize)> {
    let mut gathered = Vec::new();
    let mut nameless = 0;
    let errors = run.each(
        |read| {
            let document = read.document(&run.settings);
            let outcome = run.cleaner.clean(&document);
            let mut items = items(&outcome, &document, run.cleaner.rules(), run.settings.limits());
            items.retain(|item| all || item.verdict.is_none());
            let is_nameless = document.name().is_none() && outcome.is_changed();
            if items.is_empty() {
                return Ok((Vec::new(), is_nameless));
            }
            let label = read
                .record
                .map_or_else(|| read.input.label(), |(number, _)| format!("{}:{number}", read.input.label()));
            let edits = outcome.edits.iter().map(|edit| (edit.span, edit.with.clone())).collect();
            let article = Arc::new(Article { label, text: document.text.to_owned(), edits });
            let asked = items.into_iter().map(|item| Asked { item, article: Arc::clone(&article) });
            Ok((asked.collect(), is_nameless))
        },
        |(asked, is_nameless)| {
            gathered.extend(asked);
            nameless += usize::from(is_nameless);
        },
    )?;
    if nameless > 0 {
        let which = if nameless == 1 { "1 document has" } else { &format!("{nameless} documents have") };
        crate::diagnose::say(format_args!("{which} no id, address or path, and cannot be reviewed"));
    }
    Ok((gathered, errors))
}
