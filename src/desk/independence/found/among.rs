//! All that the texts of one claim give away about each other, taken together.
//!
//! *Order*: copies first. Then mistakes, for which a text and its copies speak with one
//! voice, as whoever copies a mistake has not made it (Dong, Berti-Équille, Srivastava,
//! VLDB 2009, section 3). Where both a rewrite and a mistake tie the same two, each perhaps,
//! the two together tie them surely: they are found in different ways.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Tie;
use super::errors::{self, Errors};
use super::reuse::{Aside, Item, compare};

/// A tie between two items, by their places.
pub type Found = (usize, usize, Tie);

/// Compares the given pairs closely, and looks for mistakes in all. `aside` says for two
/// items what they share for other reasons.
pub fn among<'a>(
    items: &[(Item<'_>, &str)],
    claim: &str,
    pairs: impl IntoIterator<Item = (usize, usize)>,
    aside: impl Fn(usize, usize) -> Cow<'a, Aside>,
) -> Vec<Found> {
    let compared = pairs.into_iter().filter_map(|(a, b)| {
        let ((first, _), (second, _)) = (items.get(a)?, items.get(b)?);
        Some((a, b, compare(first, second, &aside(a, b))?))
    });
    let mut copies: Vec<Found> = compared.collect();
    let texts: Vec<&str> = items.iter().map(|(_, text)| *text).collect();
    let Errors { ties, open } = errors::shared(&texts, claim, &voices(items.len(), &copies));
    strengthen(&mut copies, &ties, &open);
    copies.extend(ties);
    copies
}

/// For each item the first of those that are surely one text with it.
fn voices(items: usize, copies: &[Found]) -> Vec<usize> {
    let mut voices: Vec<usize> = (0..items).collect();
    for (a, b, _) in copies.iter().filter(|(.., tie)| tie.sure) {
        let (Some(&one), Some(&other)) = (voices.get(*a), voices.get(*b)) else { continue };
        let (first, last) = (one.min(other), one.max(other));
        voices.iter_mut().filter(|voice| **voice == last).for_each(|voice| *voice = first);
    }
    voices
}

/// A mistake that both made turns what may be a copy into one.
fn strengthen(copies: &mut [Found], ties: &[Found], open: &BTreeMap<(usize, usize), String>) {
    let mut mistakes: BTreeMap<(usize, usize), &str> = open.iter().map(|(pair, what)| (*pair, what.as_str())).collect();
    mistakes.extend(ties.iter().map(|(a, b, tie)| ((*a, *b), tie.detail.as_str())));
    for (a, b, tie) in copies.iter_mut().filter(|(.., tie)| !tie.sure) {
        if let Some(mistake) = mistakes.get(&(*a.min(b), *a.max(b))) {
            tie.sure = true;
            tie.detail = format!("{}; {mistake}", tie.detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::independence::Reason;

    fn copy(a: usize, b: usize, sure: bool) -> Found {
        (a, b, Tie::between(Reason::SharedText, "retold".to_owned(), sure))
    }

    #[test]
    fn copies_speak_with_one_voice_and_what_may_be_one_with_its_own() {
        assert_eq!(voices(5, &[copy(3, 1, true), copy(3, 4, true), copy(0, 2, false)]), [0, 1, 2, 1, 1]);
    }

    #[test]
    fn a_mistake_and_a_possible_rewrite_together_are_sure() {
        let mut copies = vec![copy(0, 1, false), copy(1, 2, false)];
        let mistake = (1, 2, Tie::between(Reason::RareError, "“tollend”".to_owned(), false));
        strengthen(&mut copies, std::slice::from_ref(&mistake), &BTreeMap::new());
        assert_eq!(copies.iter().map(|(.., tie)| tie.sure).collect::<Vec<_>>(), [false, true]);
        assert_eq!(copies[1].2.detail, "retold; “tollend”");
        strengthen(&mut copies, &[], &BTreeMap::from([((0, 1), "“tollend”".to_owned())]));
        assert!(copies[0].2.sure, "an open one too");
    }
}
