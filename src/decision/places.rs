//! Stretches of a text in order: which of them touch another is known without a look at all of them.

use crate::text::Span;

/// Spans in the order of their places, each with something that is known of it.
#[derive(Debug, Clone)]
pub(super) struct Places<T> {
    spans: Vec<(Span, T)>,
    /// For each span the furthest end of it and those before it.
    reach: Vec<usize>,
}

impl<T: Copy + Ord> Places<T> {
    /// Some spans in any order.
    pub(super) fn new(spans: impl IntoIterator<Item = (Span, T)>) -> Self {
        let mut spans: Vec<(Span, T)> = spans.into_iter().collect();
        spans.sort_unstable();
        let mut furthest = 0;
        let furthest_at = |(span, _): &(Span, T)| {
            furthest = furthest.max(span.end);
            furthest
        };
        let reach = spans.iter().map(furthest_at).collect();
        Self { spans, reach }
    }

    /// What is known of the first span that overlaps another.
    pub(super) fn first_over(&self, other: Span) -> Option<T> {
        // The first that reaches so far: those behind it begin no earlier.
        let at = self.reach.partition_point(|&reach| reach <= other.start);
        self.spans.get(at).filter(|(span, _)| span.overlaps(other)).map(|&(_, known)| known)
    }

    /// Whether any of them overlaps another.
    pub(super) fn overlap(&self, other: Span) -> bool {
        self.first_over(other).is_some()
    }

    /// What is known of those that lie in another.
    pub(super) fn inside(&self, other: Span) -> impl Iterator<Item = T> {
        let from = self.spans.partition_point(|(span, _)| span.start < other.start);
        let behind = self.spans.iter().skip(from).take_while(move |(span, _)| span.start <= other.end);
        behind.filter(move |(span, _)| other.contains(*span)).map(|&(_, known)| known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_look_at_all_of_them_finds() {
        // All sets of spans of a small text would be many; these have nested, equal and touching ones.
        let all: Vec<Span> =
            (0..7).flat_map(|start| (start + 1..8).map(move |end| Span::new(start, end))).collect();
        for seed in 0..400_usize {
            let known: Vec<(Span, usize)> =
                (0..seed % 9).map(|n| (all[(seed * 31 + n * n * 17) % all.len()], n)).collect();
            let places = Places::new(known.clone());
            for &other in &all {
                let over = known.iter().filter(|(span, _)| span.overlaps(other)).min();
                assert_eq!(places.first_over(other), over.map(|&(_, n)| n), "{known:?} {other:?}");
                let mut inside: Vec<usize> = places.inside(other).collect();
                inside.sort_unstable();
                let is_inside = |(span, n): &(Span, usize)| other.contains(*span).then_some(*n);
                assert_eq!(inside, known.iter().filter_map(is_inside).collect::<Vec<_>>());
            }
        }
    }
}
