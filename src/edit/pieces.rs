//! A text under successive rounds of cuts: what is left of the original, with its places.

use super::Edit;
use crate::text::Span;

/// What is left of an original text after rounds of cuts, as pieces in order.
#[derive(Debug, Clone)]
pub struct Pieces<'o> {
    original: &'o str,
    left: Vec<Piece>,
    edits: Vec<Edit>,
}

#[derive(Debug, Clone, Copy)]
enum Piece {
    /// A stretch of the original, never empty.
    Kept(Span),
    /// What an edit, by its index, has put in the place of a cut; never empty.
    With(usize),
}

impl<'o> Pieces<'o> {
    /// All of `original`.
    pub fn new(original: &'o str) -> Self {
        let whole = Span::new(0, original.len());
        let pieces = if whole.is_empty() { Vec::new() } else { vec![Piece::Kept(whole)] };
        Self { original, left: pieces, edits: Vec::new() }
    }

    /// The text that is left, with what took the place of cuts.
    pub fn text(&self) -> String {
        self.left.iter().map(|&piece| self.piece_text(piece)).collect()
    }

    /// Where a stretch of the text that is left stands in the original. Earlier cuts inside it are part of it.
    pub fn original_span(&self, span: Span) -> Span {
        let mut found: Option<Span> = None;
        let mut at = 0;
        for &piece in &self.left {
            let here = Span::new(at, at + self.piece_text(piece).len());
            at = here.end;
            if !here.overlaps(span) {
                continue;
            }
            let part = match piece {
                Piece::Kept(kept) => Span::new(
                    kept.start + span.start.saturating_sub(here.start),
                    kept.end - here.end.saturating_sub(span.end),
                ),
                Piece::With(edit) => self.edits[edit].span,
            };
            found = Some(found.map_or(part, |found| found.join(part)));
        }
        found.unwrap_or_else(|| Span::new(self.original.len(), self.original.len()))
    }

    /// Takes a stretch of the text that is left out of it, for some decisions. The cuts of a round are made from the last
    /// to the first, so that the places of those to come stay true.
    pub fn cut(&mut self, span: Span, with: &str, decisions: &[usize]) {
        let mut pieces = Vec::with_capacity(self.left.len() + 2);
        let mut with = with.to_owned();
        let mut at = 0;
        for piece in std::mem::take(&mut self.left) {
            let here = Span::new(at, at + self.piece_text(piece).len());
            at = here.end;
            if !here.overlaps(span) {
                pieces.push(piece);
                continue;
            }
            let with = std::mem::take(&mut with);
            let is_with = !with.is_empty();
            match piece {
                Piece::Kept(kept) => {
                    let start = kept.start + span.start.saturating_sub(here.start);
                    let end = kept.end - here.end.saturating_sub(span.end);
                    let side = |side: Span| (!side.is_empty()).then_some(Piece::Kept(side));
                    pieces.extend(side(Span::new(kept.start, start)));
                    pieces.extend(is_with.then_some(Piece::With(self.edits.len())));
                    pieces.extend(side(Span::new(end, kept.end)));
                    self.edits.push(Edit {
                        span: Span::new(start, end),
                        with,
                        decisions: decisions.to_vec(),
                    });
                }
                Piece::With(edit) => {
                    self.edits[edit].with = with;
                    self.edits[edit].decisions.extend(decisions);
                    pieces.extend(is_with.then_some(piece));
                }
            }
        }
        self.left = pieces;
    }

    /// The edits that lead from the original to what is left: in order, disjoint.
    pub fn into_edits(mut self) -> Vec<Edit> {
        self.edits.sort_by_key(|edit| edit.span);
        self.edits
    }

    fn piece_text(&self, piece: Piece) -> &str {
        match piece {
            Piece::Kept(span) => span.slice(self.original),
            Piece::With(edit) => &self.edits[edit].with,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;

    #[test]
    fn later_cuts_are_in_places_of_the_original() {
        let mut pieces = Pieces::new("abcdefgh");
        pieces.cut(Span::new(2, 4), "", &[0]);
        assert_eq!(pieces.text(), "abefgh");
        assert_eq!(pieces.original_span(Span::new(1, 3)), Span::new(1, 5));
        assert_eq!(pieces.original_span(Span::new(2, 3)), Span::new(4, 5));
        pieces.cut(Span::new(1, 3), "-", &[1]);
        assert_eq!(pieces.text(), "a-fgh");
        let edits = pieces.into_edits();
        assert_eq!(
            edits.iter().map(|edit| edit.span).collect::<Vec<_>>(),
            [Span::new(1, 2), Span::new(2, 4), Span::new(4, 5)]
        );
        assert_eq!(apply("abcdefgh", &edits), "a-fgh");
    }

    #[test]
    fn what_took_a_place_can_be_cut_in_turn() {
        let mut pieces = Pieces::new("abcd");
        pieces.cut(Span::new(1, 3), "x", &[0]);
        pieces.cut(Span::new(1, 2), "", &[1]);
        assert_eq!(pieces.text(), "ad");
        assert_eq!(apply("abcd", &pieces.into_edits()), "ad");
    }
}
