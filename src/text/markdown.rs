//! The parts of a Markdown text that are not prose: code, raw HTML and front matter.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::Span;

/// Spans that no rule may touch in a Markdown text: fenced and indented code, HTML blocks and the front matter between
/// `---` or `+++` lines at its start. Ascending and disjoint.
pub fn protected_spans(markdown: &str) -> Vec<Span> {
    let options =
        Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut spans: Vec<Span> = Vec::new();
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        if let Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_)) = event {
            let span = Span::new(range.start, range.end);
            match spans.last_mut() {
                Some(last) if span.start <= last.end => *last = last.join(span),
                _ => spans.push(span),
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protects_front_matter_and_code() {
        let text = "---\ntags: a\n---\n\nText.\n\n```\nShare this:\n```\n\nMore.\n";
        let parts: Vec<&str> = protected_spans(text).iter().map(|span| span.slice(text)).collect();
        assert!(parts[0].contains("tags: a"), "{parts:?}");
        assert!(parts[1].contains("Share this:"), "{parts:?}");
        assert_eq!(parts.len(), 2);
    }
}
