//! The command line.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use deboil::Profile;
use deboil::labelled::Fold;
use deboil::report::check::FailOn;

use crate::input::encoding::Choice;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Removes promotional, navigation and AI-disclosure boilerplate from article text, and loses nothing.
#[derive(Debug, Parser)]
#[command(name = "deboil", version, styles = STYLES, propagate_version = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit status: 0 fine, 1 findings, 2 bad usage, rules or input (the rest was processed), 3 the guard left documents alone."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Write the cleaned text of articles
    Clean(CleanArgs),
    /// Fail where boilerplate is found, and say where, like a linter
    Check(CheckArgs),
    /// Show what clean would change, and which rules change it
    #[command(mut_arg("format", |format| format.long("input-format")))]
    Diff(DiffArgs),
    /// Measure precision and recall on labelled documents
    #[command(mut_arg("format", |format| format.long("input-format")))]
    Eval(EvalArgs),
    /// Show why each line of an article goes or stays
    Explain(ExplainArgs),
    /// Commit what must come of articles, and check that it does
    Golden(GoldenArgs),
    /// Tell what a change of rules does to a corpus: two packs, two revisions of rules/, or two versions of the program
    #[command(mut_arg("format", |format| format.long("input-format")))]
    Impact(ImpactArgs),
    /// Give the originals back from cleaned text and ledger
    Restore(RestoreArgs),
    /// Decide on what is doubtful, once and for all
    #[command(mut_arg("format", |format| format.long("input-format")))]
    Review(ReviewVerbArgs),
    /// List, show, check and test rules
    Rules(RulesArgs),
    /// Tell what each rule does over a corpus: hits, documents, sites, bytes, overlaps, work
    #[command(mut_arg("format", |format| format.long("input-format")))]
    Stats(StatsArgs),
    /// Fit the weights of weak rules to labelled documents
    Tune(TuneArgs),
    /// Print the settings that are in force, and where they come from
    Config(ConfigArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// Which rules are used, and what they are told about the documents.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RuleArgs {
    /// What a publisher removes for sure, what most remove, or all that is not the article's body
    #[arg(long, value_enum, help_heading = "Rules")]
    pub(crate) profile: Option<ProfileName>,
    /// Use only rules whose id matches, such as 'en/promo/*'; may be repeated
    #[arg(long, value_name = "ID-GLOB", help_heading = "Rules")]
    pub(crate) only: Vec<String>,
    /// Use no rule whose id matches; may be repeated
    #[arg(long, value_name = "ID-GLOB", help_heading = "Rules")]
    pub(crate) skip: Vec<String>,
    /// Add a rule file, or all rule files of a folder; may be repeated
    #[arg(long, value_name = "PATH", help_heading = "Rules")]
    pub(crate) rules: Vec<PathBuf>,
    /// Leave the built-in rules out
    #[arg(long, help_heading = "Rules")]
    pub(crate) no_builtin: bool,
    /// Take this for today when rules are valid on some days only
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Rules")]
    pub(crate) date: Option<String>,
}

/// What is known about the documents, and how they are read.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct InputArgs {
    /// What the input is; otherwise told from the file name, or from the first bytes of standard input
    #[arg(long, value_enum, help_heading = "Input")]
    pub(crate) format: Option<FormatName>,
    /// Encoding of texts: auto (UTF-8, or else what their bytes tell), utf-8, or a label such as windows-1252
    #[arg(
        long,
        value_name = "LABEL",
        default_value = "auto",
        hide_default_value = true,
        help_heading = "Input"
    )]
    pub(crate) encoding: Choice,
    /// Language of documents that do not state one
    #[arg(long, value_name = "TAG", help_heading = "Input")]
    pub(crate) lang: Option<String>,
    /// Host of documents that do not state one
    #[arg(long, value_name = "HOST", help_heading = "Input")]
    pub(crate) site: Option<String>,
    /// Title of documents that do not state one
    #[arg(long, value_name = "TITLE", help_heading = "Input")]
    pub(crate) title: Option<String>,
    /// Name of a field of JSONL records, such as text=body; for text, id, url, site, title, lang and captured
    #[arg(long, value_name = "WHAT=NAME", help_heading = "Input")]
    pub(crate) field: Vec<String>,
    /// Use this configuration file, and look for no deboil.toml
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(crate) config: Option<PathBuf>,
}

/// What people decided about removals.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReviewArgs {
    /// Heed the decisions in this file, and look for no deboil.review.toml
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(crate) review: Option<PathBuf>,
    /// Heed no decisions of people
    #[arg(long, conflicts_with = "review", help_heading = "Rules")]
    pub(crate) no_review: bool,
}

/// The documents that a run cleans, and how it goes over them.
#[derive(Debug, Clone, Args)]
pub(crate) struct RunArgs {
    /// Files and folders (.txt, .md, .jsonl, also with .gz or .zst; .parquet); - or nothing for standard input
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Number of threads; 0 for one a core
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    /// Use the counts of lines that repeat over the documents of a site: the inputs are read twice
    #[arg(long)]
    pub(crate) repeats: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// The rules that are spoken of, or that golden cases are cleaned by.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RuleSetArgs {
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    /// Use this configuration file, and look for no deboil.toml
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag of its own.
pub(crate) struct CleanArgs {
    /// Write the cleaned files into this folder, in the same tree
    #[arg(short, long, value_name = "DIR", conflicts_with = "in_place", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    /// Write the cleaned files over the originals; with a suffix, keep the originals under it
    #[arg(short, long, value_name = "SUFFIX", num_args = 0..=1, require_equals = true, default_missing_value = "", help_heading = "Output")]
    pub(crate) in_place: Option<String>,
    /// Write texts in the encoding that they are read in, and not in UTF-8
    #[arg(long, help_heading = "Output")]
    pub(crate) keep_encoding: bool,
    /// Write down every removal, so that the originals can be restored
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) ledger: Option<PathBuf>,
    /// Write JSONL lines that cannot be read into this file instead of the output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) rejects: Option<PathBuf>,
    /// Go on with a run that was stopped: everything else is as it was then, and the result as that of one run
    #[arg(long, requires = "ledger", conflicts_with = "repeats", help_heading = "Output")]
    pub(crate) resume: bool,
    /// End with status 1 where something was changed, and name each file that was
    #[arg(long, help_heading = "Output")]
    pub(crate) exit_code: bool,
    /// Say nothing but errors
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Say what was removed and why also when there is more than one document
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Output")]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
}

#[derive(Debug, Args)]
#[command(mut_arg("format", |arg| arg.long("input-format")))] // `--format` is that of the report.
pub(crate) struct CheckArgs {
    /// Form of the report
    #[arg(
        id = "report",
        long = "format",
        value_enum,
        value_name = "FORM",
        default_value = "human",
        help_heading = "Output"
    )]
    pub(crate) form: ReportForm,
    /// Write the report into this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Say nothing but the report and errors
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Fail only on findings of this category, such as promo or credit/image, or from this severity on: note, warning, error; may be repeated
    #[arg(long, value_name = "CATEGORY|SEVERITY")]
    pub(crate) fail_on: Vec<FailOn>,
    /// Accept the findings that this file lists
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Make the baseline list what is found now
    #[arg(long, requires = "baseline")]
    pub(crate) write_baseline: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The form: for patch and git apply, word by word in the text, original beside result, all removals of each rule
    /// together, or one JSON object a document
    #[arg(long = "format", id = "form", value_enum, default_value_t = FormName::Unified, help_heading = "Output")]
    pub(crate) form: FormName,
    /// Write a page for the browser into this file: overview, search, both views, decisions to export; - for standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["form", "width"], help_heading = "Output")]
    pub(crate) html: Option<PathBuf>,
    /// Lines of context around changes
    #[arg(short = 'U', long, value_name = "N", default_value_t = 3, help_heading = "Output")]
    pub(crate) context: usize,
    /// Columns to fit; otherwise those of the terminal
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub(crate) width: Option<usize>,
    /// Exit with 1 where there is a difference
    #[arg(long, help_heading = "Output")]
    pub(crate) exit_code: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorName::Auto, help_heading = "Output")]
    pub(crate) color: ColorName,
    /// Show it without a pager
    #[arg(long, help_heading = "Output")]
    pub(crate) no_pager: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TuneArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// Use no records of these extractors
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) without: Vec<String>,
    /// Share of what goes by weak rules alone that must be boilerplate, on sites that the weights were not fitted to
    #[arg(long, value_name = "SHARE", default_value_t = 0.99)]
    pub(crate) precision: f64,
    /// How often the sites are divided into those to fit to and those to try on
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) folds: usize,
    /// Strength of the pull of weights towards zero
    #[arg(long, value_name = "NUMBER", default_value_t = 4.0)]
    pub(crate) ridge: f64,
    /// Write the weights into the rule files below this folder; their formatting and comments stay
    #[arg(long, value_name = "FOLDER")]
    pub(crate) write: Option<PathBuf>,
    /// Show the lines that would go wrongly on sites that the weights were not fitted to
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) wrong: usize,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// Give the figures also by this; may be repeated, or several with commas
    #[arg(long, value_enum, value_delimiter = ',', help_heading = "Output")]
    pub(crate) by: Vec<GroupName>,
    /// Take only records of this set, extractor, site, lang or category, such as extractor=trafilatura; may be repeated
    #[arg(long = "where", value_name = "KEY=VALUE,…", help_heading = "Input")]
    pub(crate) only_where: Vec<String>,
    /// Take only the sites of the K-th of N parts, among which sites are shared out by their names
    #[arg(long, value_name = "K/N", help_heading = "Input")]
    pub(crate) fold: Option<Fold>,
    /// Show so many of the documents that lost most content, then of those in which most boilerplate is left
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    pub(crate) worst: usize,
    /// Show so many of the longest boilerplate lines that are left
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    pub(crate) left: usize,
    /// Show so many of the longest stretches of content that are lost, with the rules that took them
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    pub(crate) lost: usize,
    /// Form of the report
    #[arg(
        id = "report",
        long = "format",
        value_enum,
        value_name = "FORM",
        default_value = "text",
        help_heading = "Output"
    )]
    pub(crate) form: EvalForm,
    /// End with status 1 where more than this share of the content is lost, such as 0.001
    #[arg(long, value_name = "SHARE")]
    pub(crate) max_lost: Option<f64>,
    /// End with status 1 where less than this share of the boilerplate is removed
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_removed: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// What the rules are ordered by
    #[arg(long, value_enum, default_value_t = StatsOrder::Bytes, help_heading = "Output")]
    pub(crate) sort: StatsOrder,
    /// Count the work in all documents, not in one of sixteen: takes twice the time
    #[arg(long)]
    pub(crate) all_work: bool,
    /// Form of the report
    #[arg(
        id = "report",
        long = "format",
        value_enum,
        value_name = "FORM",
        default_value = "text",
        help_heading = "Output"
    )]
    pub(crate) form: CorpusForm,
}

#[derive(Debug, Args)]
pub(crate) struct ImpactArgs {
    /// The old rules: a rule file, a folder of them, a revision of this repository such as HEAD~3 or HEAD~3:rules, another deboil program, or
    /// builtin
    #[arg(value_name = "OLD")]
    pub(crate) old: String,
    /// The new rules, named likewise
    #[arg(value_name = "NEW")]
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// Form of the report
    #[arg(
        id = "report",
        long = "format",
        value_enum,
        value_name = "FORM",
        default_value = "text",
        help_heading = "Output"
    )]
    pub(crate) form: ImpactForm,
    /// Write the report into this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Show so many of the places that each rule takes now, and of those that it does not any more
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Output")]
    pub(crate) samples: usize,
    /// Exit with 1 where anything changes
    #[arg(long, help_heading = "Output")]
    pub(crate) exit_code: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A file, and the line to explain if not all; in JSONL the record, and the line of its text if not all
    #[arg(value_name = "FILE[:LINE] or FILE:RECORD[:LINE]")]
    pub(crate) place: PathBuf,
    /// Show also lines on which no rule holds or nearly holds
    #[arg(short, long)]
    pub(crate) all: bool,
    /// The record is a labelled single line: explain it in the article in which `eval` measures it
    #[arg(long)]
    pub(crate) labelled: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag of its own.
pub(crate) struct ReviewVerbArgs {
    /// Order of the queue
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = OrderName::Doubt, help_heading = "Queue")]
    pub(crate) by: OrderName,
    /// Ask also about what was decided before
    #[arg(long, help_heading = "Queue")]
    pub(crate) all: bool,
    /// List the queue as JSON, an object a line, and ask nothing: a line with a `verdict` can be given to --apply
    #[arg(long, help_heading = "Queue")]
    pub(crate) json: bool,
    /// Take in the decisions of this file (- for standard input): an exported review, or lines of --json with a `verdict`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "stale", "prune"], help_heading = "Decisions")]
    pub(crate) apply: Option<PathBuf>,
    /// List decisions that find nothing any more, with status 1 if there are any
    #[arg(long, conflicts_with = "json", help_heading = "Decisions")]
    pub(crate) stale: bool,
    /// Take decisions that find nothing any more out of the review file
    #[arg(long, conflicts_with = "json", help_heading = "Decisions")]
    pub(crate) prune: bool,
    /// Pack for the rules that keep what is rejected; otherwise rules/review.toml beside the review file
    #[arg(long, value_name = "FILE", help_heading = "Decisions")]
    pub(crate) rules_to: Option<PathBuf>,
    /// Write no rules, only the review file
    #[arg(long, conflicts_with = "rules_to", help_heading = "Decisions")]
    pub(crate) no_rules: bool,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The cleaned files or folders; - or nothing for standard input
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The ledger of the run that cleaned them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) ledger: PathBuf,
    /// Put back only what went by rules whose id matches; may be repeated
    #[arg(long, value_name = "ID-GLOB")]
    pub(crate) without: Vec<String>,
    /// Write the originals into this folder, in the same tree
    #[arg(short, long, value_name = "DIR", conflicts_with = "in_place")]
    pub(crate) out: Option<PathBuf>,
    /// Write the originals over the cleaned files
    #[arg(short, long)]
    pub(crate) in_place: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GoldenArgs {
    #[command(subcommand)]
    pub(crate) action: GoldenAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GoldenAction {
    /// Make cases of articles, with what comes of them now
    Add(GoldenAddArgs),
    /// Say what comes of the cases otherwise than it must; writes nothing
    Check(GoldenCheckArgs),
    /// Accept what comes of the cases now
    Bless(GoldenBlessArgs),
    /// Step through what differs, and accept it or not
    Review(GoldenReviewArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GoldenAddArgs {
    /// Articles (.txt, .md)
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Name of the case; otherwise that of the file
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The article must come out as it goes in, now and always
    #[arg(long)]
    pub(crate) unchanged: bool,
    /// Folder of the cases
    #[arg(long, value_name = "DIR", default_value = "golden")]
    pub(crate) dir: PathBuf,
    /// Write also where CI is set
    #[arg(long)]
    pub(crate) force: bool,
    /// Language of the article
    #[arg(long, value_name = "TAG", help_heading = "Settings of the case, with --profile and --date")]
    pub(crate) lang: Option<String>,
    /// Host of the article
    #[arg(long, value_name = "HOST", help_heading = "Settings of the case, with --profile and --date")]
    pub(crate) site: Option<String>,
    /// Title of the article
    #[arg(long, value_name = "TITLE", help_heading = "Settings of the case, with --profile and --date")]
    pub(crate) title: Option<String>,
    #[command(flatten)]
    pub(crate) rules: RuleSetArgs,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GoldenCheckArgs {
    /// Folder of the cases
    #[arg(value_name = "DIR", default_value = "golden")]
    pub(crate) dir: PathBuf,
    /// Show cases that are known to differ
    #[arg(long)]
    pub(crate) todo: bool,
    #[command(flatten)]
    pub(crate) rules: RuleSetArgs,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GoldenBlessArgs {
    /// Cases to accept, by name; otherwise all
    #[arg(value_name = "CASE")]
    pub(crate) cases: Vec<String>,
    /// Accept only what comes from rules whose id matches; may be repeated
    #[arg(long, value_name = "ID-GLOB")]
    pub(crate) rule: Vec<String>,
    /// Folder of the cases
    #[arg(long, value_name = "DIR", default_value = "golden")]
    pub(crate) dir: PathBuf,
    /// Write also where CI is set
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) rules: RuleSetArgs,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GoldenReviewArgs {
    /// Folder of the cases
    #[arg(value_name = "DIR", default_value = "golden")]
    pub(crate) dir: PathBuf,
    /// Write also where CI is set
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) rules: RuleSetArgs,
    #[command(flatten)]
    pub(crate) review: ReviewArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    pub(crate) action: RulesAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesAction {
    /// List rules: id, category, confidence, weight, title
    List {
        /// Ids to list
        #[arg(value_name = "ID-GLOB")]
        ids: Vec<String>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
        /// Print the regular expressions of their matchers, each once, as they are asked of folded lines
        #[arg(long, conflicts_with = "json")]
        patterns: bool,
        #[command(flatten)]
        set: RuleSetArgs,
    },
    /// Show rules as they are written
    Show {
        /// Ids to show
        #[arg(value_name = "ID-GLOB", required = true)]
        ids: Vec<String>,
        #[command(flatten)]
        set: RuleSetArgs,
    },
    /// Check rule files: what is wrong, missing, slow or risky
    Lint {
        /// Rule files or folders; otherwise the built-in packs and those of deboil.toml
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Show notes too
        #[arg(long)]
        notes: bool,
    },
    /// Run the examples in rule files against all rules
    Test {
        /// Rule files or folders; otherwise the built-in packs and those of deboil.toml
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Show examples that are known to miss
        #[arg(long)]
        todo: bool,
    },
    /// Print the JSON Schema of a rule file
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// A file or folder for which the settings are asked
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write one page for each verb into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// A profile by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    Conservative,
    Standard,
    Body,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Conservative => Self::Conservative,
            ProfileName::Standard => Self::Standard,
            ProfileName::Body => Self::Body,
        }
    }
}

/// A form of diff by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormName {
    Unified,
    Inline,
    SideBySide,
    ByRule,
    Json,
}

/// The order of a review by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OrderName {
    /// The most doubtful first
    Doubt,
    /// As they stand in the documents
    Document,
    /// All of a rule together
    Rule,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorName {
    Auto,
    Always,
    Never,
}

impl From<ColorName> for anstream::ColorChoice {
    fn from(name: ColorName) -> Self {
        match name {
            ColorName::Auto => Self::Auto,
            ColorName::Always => Self::Always,
            ColorName::Never => Self::Never,
        }
    }
}

/// An input format by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    Text,
    Markdown,
    Jsonl,
    Parquet,
}

/// A form of a report by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// For people: each line with what is wrong in it
    Human,
    /// All that is known, as one JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Workflow commands, which GitHub shows as annotations
    Github,
    /// JUnit XML
    Junit,
    /// GitLab code quality
    Gitlab,
}

/// What figures are given by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupName {
    Set,
    Extractor,
    Site,
    Lang,
    /// Of single lines and of rules
    Category,
    Rule,
}

/// A form of an evaluation by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalForm {
    Text,
    Markdown,
    Json,
}

/// A form of figures about a corpus by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CorpusForm {
    Text,
    Markdown,
    Json,
}

/// What rules are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsOrder {
    Bytes,
    Hits,
    Docs,
    /// Share of the bytes of lines that rules are asked about
    Work,
    Name,
}

/// A form of a report on a change by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImpactForm {
    Text,
    Json,
    /// A comment for a pull request
    Markdown,
    /// A page without scripts
    Html,
}
