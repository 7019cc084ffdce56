//! A text under successive rounds of cuts: what is left of the original, with its places.

use super::Edit;
use crate::text::Span;

/// What is left of an original text after rounds of cuts, as pieces in order.
#[derive(Debug, Clone)]
pub struct Pieces<'o> {
    original: &'o str,
    /// Each with its first byte in the text that is left.
    left: Vec<(usize, Piece)>,
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
        let pieces = if whole.is_empty() { Vec::new() } else { vec![(0, Piece::Kept(whole))] };
        Self { original, left: pieces, edits: Vec::new() }
    }

    /// The text that is left, with what took the place of cuts.
    pub fn text(&self) -> String {
        self.left.iter().map(|&(_, piece)| self.piece_text(piece)).collect()
    }

    /// Where a stretch of the text that is left stands in the original. Earlier cuts inside it are part of it.
    pub fn original_span(&self, span: Span) -> Span {
        let behind = self.left.partition_point(|&(start, _)| start < span.end);
        let first = self.left.partition_point(|&(start, _)| start <= span.start).saturating_sub(1);
        let parts = [first, behind.saturating_sub(1)].map(|at| {
            let &(start, piece) = self.left.get(at)?;
            let here = self.place(start, piece);
            here.overlaps(span).then(|| match piece {
                Piece::Kept(kept) => part(kept, here, span),
                Piece::With(edit) => self.edits[edit].span,
            })
        });
        let joined = parts.into_iter().flatten().reduce(Span::join);
        joined.unwrap_or_else(|| Span::new(self.original.len(), self.original.len()))
    }

    /// Takes stretches of the text that is left out of it, in the order of their places, each with what takes its place and
    /// for some decisions.
    pub fn cut<'c>(&mut self, cuts: impl IntoIterator<Item = (Span, &'c str, Vec<usize>)>) {
        let mut cuts = cuts.into_iter().peekable();
        for (start, piece) in std::mem::take(&mut self.left) {
            let here = self.place(start, piece);
            // What takes the place of a cut over several pieces stands in the first of them.
            let mut here_cut = Vec::new();
            while cuts.next_if(|(span, ..)| span.end <= here.start).is_some() {}
            while let Some((span, with, decisions)) = cuts.peek_mut().filter(|cut| cut.0.overlaps(here)) {
                let is_whole = span.end <= here.end;
                here_cut.push((*span, std::mem::take(with), decisions.clone()));
                if !is_whole {
                    break;
                }
                cuts.next();
            }
            match piece {
                Piece::Kept(kept) => self.cut_kept(kept, here, here_cut),
                Piece::With(edit) => self.cut_with(edit, here_cut),
            }
        }
        let mut at = 0;
        for index in 0..self.left.len() {
            self.left[index].0 = at;
            at += self.piece_text(self.left[index].1).len();
        }
    }

    /// Puts back what cuts leave of a stretch of the original; places are told later.
    fn cut_kept(&mut self, kept: Span, here: Span, cuts: Vec<(Span, &str, Vec<usize>)>) {
        let side = |start, end| (start < end).then(|| (0, Piece::Kept(Span::new(start, end))));
        let mut at = kept.start;
        for (span, with, decisions) in cuts {
            let gone = part(kept, here, span);
            self.left.extend(side(at, gone.start));
            self.left.extend((!with.is_empty()).then_some((0, Piece::With(self.edits.len()))));
            self.edits.push(Edit { span: gone, with: with.to_owned(), decisions });
            at = gone.end;
        }
        self.left.extend(side(at, kept.end));
    }

    /// What has taken the place of a cut goes as a whole where a part of it is cut.
    fn cut_with(&mut self, edit: usize, cuts: Vec<(Span, &str, Vec<usize>)>) {
        let Edit { with: own, decisions: from, .. } = &mut self.edits[edit];
        if !cuts.is_empty() {
            *own = cuts.iter().map(|(_, with, _)| *with).collect();
        }
        from.extend(cuts.into_iter().flat_map(|(.., decisions)| decisions));
        let stays = !own.is_empty();
        self.left.extend(stays.then_some((0, Piece::With(edit))));
    }

    /// The edits that lead from the original to what is left: in order, disjoint.
    pub fn into_edits(mut self) -> Vec<Edit> {
        self.edits.sort_by_key(|edit| edit.span);
        self.edits
    }

    /// Where a piece that begins at `start` stands in the text that is left.
    fn place(&self, start: usize, piece: Piece) -> Span {
        Span::new(start, start + self.piece_text(piece).len())
    }

    fn piece_text(&self, piece: Piece) -> &str {
        match piece {
            Piece::Kept(span) => span.slice(self.original),
            Piece::With(edit) => &self.edits[edit].with,
        }
    }
}

/// The part of a stretch of the original, which stands `here` in the text that is left, that is in a span of that text.
fn part(kept: Span, here: Span, span: Span) -> Span {
    Span::new(
        kept.start + span.start.saturating_sub(here.start),
        kept.end - here.end.saturating_sub(span.end),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;

    #[test]
    fn later_cuts_are_in_places_of_the_original() {
        let mut pieces = Pieces::new("abcdefgh");
        pieces.cut([(Span::new(2, 4), "", vec![0])]);
        assert_eq!(pieces.text(), "abefgh");
        assert_eq!(pieces.original_span(Span::new(1, 3)), Span::new(1, 5));
        assert_eq!(pieces.original_span(Span::new(2, 3)), Span::new(4, 5));
        pieces.cut([(Span::new(1, 3), "-", vec![1])]);
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
        pieces.cut([(Span::new(1, 3), "x", vec![0])]);
        pieces.cut([(Span::new(1, 2), "", vec![1])]);
        assert_eq!(pieces.text(), "ad");
        assert_eq!(apply("abcd", &pieces.into_edits()), "ad");
    }
    #[test]
    fn a_cut_over_several_pieces_leaves_what_takes_its_place_once() {
        let mut pieces = Pieces::new("abcdefgh");
        pieces.cut([(Span::new(1, 2), "", vec![0]), (Span::new(3, 4), "xy", vec![1])]);
        assert_eq!(pieces.text(), "acxyefgh");
        assert_eq!(pieces.original_span(Span::new(1, 5)), Span::new(2, 5));
        pieces.cut([(Span::new(1, 5), "-", vec![2]), (Span::new(6, 7), "", vec![3])]);
        assert_eq!(pieces.text(), "a-fh");
        assert_eq!(apply("abcdefgh", &pieces.into_edits()), "a-fh");
    }

    #[test]
    fn many_cuts_take_no_longer_than_few() {
        let text = "ab".repeat(200_000);
        let mut pieces = Pieces::new(&text);
        // Each by a look at all pieces would be forty thousand million looks.
        pieces.cut((0..200_000).map(|at| (Span::new(2 * at, 2 * at + 1), "", vec![at])));
        assert_eq!(pieces.text(), "b".repeat(200_000));
        let places = (0..200_000).map(|at| pieces.original_span(Span::new(at, at + 1)).start);
        assert!(places.eq((0..200_000).map(|at| 2 * at + 1)));
    }
}
