//! A run over documents, as its arguments ask for it: the inputs, the settings, and a cleaner with the rules.

use deboil::Cleaner;

use crate::cli::{ReviewArgs, RunArgs};
use crate::diagnose::trouble;
use crate::input::documents::{self, Read};
use crate::input::{Input, inputs, repeats};
use crate::packs;
use crate::review;
use crate::settings::{Settings, load};

pub(crate) struct Run {
    pub(crate) inputs: Vec<Input>,
    pub(crate) settings: Settings,
    pub(crate) cleaner: Cleaner,
    /// How many of the inputs that were asked for are not there.
    pub(crate) missing: usize,
    /// How many threads work on them; 0 for one a core.
    pub(crate) threads: usize,
}

impl Run {
    /// Finds the inputs, reads the settings beside the first, and the rules.
    pub(crate) fn new(args: &RunArgs) -> anyhow::Result<Self> {
        let (inputs, missing) = inputs(&args.paths, &args.input);
        let first = inputs.first().and_then(|input| input.path.as_deref());
        let settings = load(first, &args.rules, &args.input)?.settings;
        let mut cleaner = packs::cleaner(&settings)?;
        if args.repeats {
            cleaner = cleaner.with_repeats(repeats::count(&inputs, &settings)?);
        }
        // One text is one piece of work.
        let threads =
            if matches!(inputs.as_slice(), [only] if documents::is_text(only)) { 1 } else { args.threads };
        Ok(Self { inputs, settings, cleaner, missing, threads })
    }

    /// The same with what people decided, which the cleaner heeds.
    pub(crate) fn reviewed(mut self, args: &ReviewArgs) -> anyhow::Result<Self> {
        let first = self.inputs.first().and_then(|input| input.path.as_deref());
        let review = review::load(first, args, self.settings.review.as_deref())?;
        self.cleaner = review::heeding(self.cleaner, review.as_ref(), &mut self.inputs);
        Ok(self)
    }

    /// Does some work on every document, in parallel, and has the results taken in order. What cannot be read or
    /// worked on is told of; how many those are is returned, with the inputs that are missing.
    pub(crate) fn each<T: Send>(
        &self,
        work: impl Fn(&Read<'_>) -> anyhow::Result<T> + Send + Sync,
        mut take: impl FnMut(T) + Send,
    ) -> anyhow::Result<usize> {
        let mut errors = self.missing;
        documents::pool(self.threads)?.install(|| {
            documents::each(&self.inputs, &self.settings, work, |input, record, result| {
                match result.and_then(|result| result) {
                    Ok(result) => take(result),
                    Err(error) => {
                        errors += 1;
                        let place = record
                            .map_or_else(|| input.label(), |record| format!("{}:{record}", input.label()));
                        trouble(place, format_args!("{error:#}"));
                    }
                }
            });
        });
        Ok(errors)
    }
}
