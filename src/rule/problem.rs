//! What is wrong in a rule file, and where.

use std::fmt;

use super::Severity;
use crate::text::Span;

/// One thing that is wrong in a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: String,
    /// Where in the file, in bytes.
    pub span: Option<Span>,
    /// Line of the start of `span`, from 1.
    pub line: usize,
    /// Column of the start of `span`, in characters from 1.
    pub column: usize,
    /// Id of the rule, where it is about one.
    pub rule: Option<String>,
    /// `Error` refuses the file, the others do not.
    pub severity: Severity,
    /// What was found and what would have been right.
    pub message: String,
    /// A suggestion.
    pub help: Option<String>,
}

impl Problem {
    /// An error at `span` of the file `path`, whose text is `text`.
    pub fn new(path: &str, text: &str, span: Option<Span>, message: impl Into<String>) -> Self {
        let before = Span::new(0, span.map_or(0, |span| span.start.min(text.len()))).slice(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            path: path.to_owned(),
            span,
            line: before.matches('\n').count() + 1,
            column: Span::new(line_start, before.len()).slice(before).chars().count() + 1,
            rule: None,
            severity: Severity::Error,
            message: message.into(),
            help: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.path, self.line, self.column)?;
        if let Some(rule) = &self.rule {
            write!(f, "rule `{rule}`: ")?;
        }
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

/// Everything that is wrong in some rule files, in the order of files and places; one line each when shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Problems {}
