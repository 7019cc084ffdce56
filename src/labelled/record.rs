//! A record of a labelled set becomes what is known of its text.

use serde::Deserialize;

use super::{Framed, Label, Line, Position, lines};

/// A headline for what stands before one.
const HEADLINE: &str = "Two valleys share a winter road again";

/// What is known of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// What should be left of its text.
    pub reference: Reference,
    /// The set that it is of.
    pub set: Option<String>,
    /// The program that took its text out of a page.
    pub extractor: Option<String>,
    /// What kind of line it is.
    pub category: Option<String>,
}

/// What should be left of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Reference {
    /// The body of the article.
    Body(Body),
    /// Segments that must stay, and segments that must go.
    Segments {
        /// What must stay.
        with: Vec<String>,
        /// What must go.
        without: Vec<String>,
    },
    /// The text is a single line.
    Line(SingleLine),
}

/// The body of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// All of it that must stay.
    pub text: String,
    /// Its paragraphs, where some are optional.
    pub paragraphs: Vec<String>,
    /// Paragraphs that may stay or not, each with its place among all paragraphs.
    pub optional: Vec<(usize, String)>,
}

/// A line that is boilerplate, or only looks like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleLine {
    /// Which of the two.
    pub polarity: Polarity,
    /// Whether it stands before a headline on the same line.
    pub is_prefix: bool,
    /// Where on a page.
    pub position: Position,
    /// The part that is spoken of, if not all.
    pub part: Option<String>,
}

/// Whether a line must go or stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// It must go.
    Boilerplate,
    /// It must stay.
    Content,
}

#[derive(Deserialize)]
struct Form {
    gold: Option<String>,
    gold_paragraphs: Option<Vec<String>>,
    optional: Option<Vec<(usize, String)>>,
    with: Option<Vec<String>>,
    without: Option<Vec<String>>,
    polarity: Option<Polarity>,
    scope: Option<String>,
    pos: Option<String>,
    span: Option<String>,
    set: Option<String>,
    extractor: Option<String>,
    category: Option<String>,
}

impl Labelled {
    /// Reads a record, a JSON object; where it is none or has no label, says what would be right.
    pub fn parse(json: &str) -> Result<Self, String> {
        let form: Form = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let Form { gold, gold_paragraphs, optional, with, without, .. } = form;
        let paragraphs = gold_paragraphs.unwrap_or_default();
        let reference =
            if let Some(text) = gold.or_else(|| (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))) {
                Reference::Body(Body { text, paragraphs, optional: optional.unwrap_or_default() })
            } else if with.is_some() || without.is_some() {
                Reference::Segments { with: with.unwrap_or_default(), without: without.unwrap_or_default() }
            } else if let Some(polarity) = form.polarity {
                let position = match (polarity, form.pos.as_deref()) {
                    (Polarity::Content, _) => Position::Within,
                    (_, Some("before")) => Position::Before,
                    (_, Some("inside")) => Position::Inside,
                    _ => Position::After,
                };
                let is_prefix = form.scope.as_deref() == Some("prefix");
                Reference::Line(SingleLine { polarity, is_prefix, position, part: form.span })
            } else {
                return Err(
                    "it has no label: `gold`, `with` and `without`, or `polarity` is asked for".to_owned()
                );
            };
        Ok(Self { reference, set: form.set, extractor: form.extractor, category: form.category })
    }
}

impl Body {
    /// The lines of a text, each with what it is.
    pub fn lines(&self, text: &str) -> Vec<Line> {
        let optional: Vec<&str> = self.optional.iter().map(|(_, text)| text.as_str()).collect();
        lines(text, &self.text, &optional.join("\n"))
    }

    /// The body with some of the optional paragraphs, by their places.
    pub fn with(&self, chosen: &[usize]) -> String {
        let mut required = self.paragraphs.iter().map(String::as_str);
        let all = (0..self.paragraphs.len() + self.optional.len()).filter_map(|place| {
            match self.optional.iter().rev().find(|(at, _)| *at == place) {
                Some((_, text)) => chosen.contains(&place).then_some(text.as_str()),
                None => required.next(),
            }
        });
        all.collect::<Vec<_>>().join("\n\n")
    }
}

impl SingleLine {
    /// The line in an article.
    pub fn framed(&self, text: &str, lang: Option<&str>) -> Framed {
        let text = text.trim_matches(['\n', '\r']);
        let line = if self.is_prefix { format!("{} {HEADLINE}", text.trim_end()) } else { text.to_owned() };
        Framed::new(&line, self.part.as_deref(), lang, self.position)
    }

    /// The lines of that article, each with what it is.
    pub fn lines(&self, framed: &Framed) -> Vec<Line> {
        let label = match self.polarity {
            Polarity::Boilerplate => Label::Boilerplate,
            Polarity::Content => Label::Content,
        };
        framed.lines(label)
    }
}
