//! Local alignment of words (Smith and Waterman, J. Mol. Biol. 1981).

/// So many words of each side are aligned: 160,000 cells.
pub const WINDOW_MOST: usize = 400;
/// A shared word; what is changed or left out costs one. With these an alignment goes on
/// through a rewrite in which every second word was changed, and stops beyond it.
const SHARED: i32 = 2;
/// A changed or missing word.
const CHANGED: i32 = -1;

/// The best local alignment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alignment {
    /// Twice the shared words less the others.
    pub score: i32,
    /// Words that both have, in the same order.
    pub shared: usize,
}

/// Aligns two sequences of words, given by their hashes; at most [`WINDOW_MOST`] of each.
#[must_use]
pub fn align(a: &[u64], b: &[u64]) -> Alignment {
    let b = b.get(..b.len().min(WINDOW_MOST)).unwrap_or_default();
    let mut row = vec![Alignment::default(); b.len() + 1];
    let mut best = Alignment::default();
    for word in a.iter().take(WINDOW_MOST) {
        let (mut diagonal, mut left) = (Alignment::default(), Alignment::default());
        for (cell, other) in row.iter_mut().skip(1).zip(b) {
            let step = if word == other { after(diagonal, SHARED, 1) } else { after(diagonal, CHANGED, 0) };
            let here = [step, after(*cell, CHANGED, 0), after(left, CHANGED, 0)].into_iter();
            let here =
                here.max_by_key(|cell| (cell.score, cell.shared)).filter(|cell| cell.score > 0).unwrap_or_default();
            diagonal = std::mem::replace(cell, here);
            left = here;
            if here.score > best.score {
                best = here;
            }
        }
    }
    best
}

fn after(before: Alignment, score: i32, shared: usize) -> Alignment {
    Alignment { score: before.score + score, shared: before.shared + shared }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alignment_goes_through_changed_words_and_stops_where_nothing_is_shared() {
        let found = |a: &[u64], b: &[u64]| align(a, b).shared;
        assert_eq!(found(&[1, 2, 3, 4], &[1, 2, 3, 4]), 4);
        assert_eq!(found(&[9, 1, 2, 8, 3, 4, 7], &[1, 2, 3, 4]), 4, "one was put between");
        assert_eq!(found(&[1, 2, 3, 4], &[4, 3, 2, 1]), 1, "the order counts");
        assert_eq!(found(&[1, 5, 6, 7, 8, 9, 2], &[1, 2]), 1, "too far apart");
        assert_eq!(align(&[], &[1]), Alignment::default());
        let long: Vec<u64> = (0..5_000).collect();
        assert_eq!(found(&long, &long), WINDOW_MOST);
    }
}
