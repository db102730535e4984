//! Mistakes that two hardly make alike (Dong, Berti-Équille, Srivastava, VLDB 2009):
//! who shares what is true need not know of the other; who shares what is wrong does.
//!
//! What is wrong is not known here. A spelling or a figure counts as wrong when more voices
//! have another in its place and the claim does not have it itself; where as many have the
//! one as the other it stays open. A text and its copies are one voice. One mistake ties
//! two items *perhaps*, two surely: the second is not a coincidence. Which of the two
//! made it first is not known, or whether both have it from a third.

mod figures;
mod spelling;

use std::collections::{BTreeMap, BTreeSet};

use super::Tie;
use super::tokens::{Token, tokens};
use crate::independence::Reason;

/// So many words of an item are looked at. Hand in the part that tells of the claim.
pub const WORDS_MOST: usize = 10_000;
/// So many mistakes are named.
const NAMED_MOST: usize = 3;
/// A word doubled by mistake and not for emphasis or by grammar.
const DOUBLED_RIGHTLY: &[&str] = &["had", "that", "very", "so", "no", "is", "der", "die", "das", "nous", "vous", "bye"];

/// The same mistake in several items.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mistake {
    /// What stands there, and what stands elsewhere.
    what: String,
    /// The items, by their place.
    holders: BTreeSet<usize>,
    /// Whether more have it otherwise. If as many have it so, either may be the mistake.
    settled: bool,
}

/// What items share that is wrong.
#[derive(Debug, Clone, Default)]
pub struct Errors {
    /// Pairs of items by their places, the lower first.
    pub ties: Vec<(usize, usize, Tie)>,
    /// Pairs that share what as many others have otherwise, and what it is: no reason by
    /// itself.
    pub open: BTreeMap<(usize, usize), String>,
}

/// The items of one claim, by their places, that share mistakes. `claim` is the claim's
/// own text: what stands there is not taken for a mistake. `voices` says for each item with
/// which it speaks: itself, or the text that it copies.
#[must_use]
pub fn shared(items: &[&str], claim: &str, voices: &[usize]) -> Errors {
    let texts: Vec<Vec<Token<'_>>> = items.iter().map(|text| first_words(text)).collect();
    let (claim, voices) = (tokens(claim), Voices(voices));
    let mut mistakes = spelling::find(&texts, &claim, voices);
    mistakes.extend(figures::find(&texts, &claim, voices));
    mistakes.extend(doubled(&texts));
    let mut pairs: BTreeMap<(usize, usize), BTreeSet<&str>> = BTreeMap::new();
    let mut open = BTreeMap::new();
    for Mistake { what, holders, settled } in &mistakes {
        for (place, a) in holders.iter().enumerate() {
            for b in holders.iter().skip(place + 1) {
                if *settled {
                    pairs.entry((*a, *b)).or_default().insert(what);
                } else {
                    open.entry((*a, *b)).or_insert_with(|| what.clone());
                }
            }
        }
    }
    Errors { ties: pairs.into_iter().map(|((a, b), whats)| (a, b, tie(&whats))).collect(), open }
}

/// Which items speak with one voice.
#[derive(Clone, Copy)]
struct Voices<'v>(&'v [usize]);

impl Voices<'_> {
    /// How many voices these items are.
    fn count<'i>(self, items: impl IntoIterator<Item = &'i usize>) -> usize {
        let of = |item: &usize| self.0.get(*item).copied().unwrap_or(*item);
        items.into_iter().map(of).collect::<BTreeSet<_>>().len()
    }
}

fn first_words(text: &str) -> Vec<Token<'_>> {
    // A word has some eight bytes; what lies beyond is not worth the tokens.
    let part = text.get(..text.floor_char_boundary(WORDS_MOST * 10)).unwrap_or_default();
    let mut words = tokens(part);
    words.truncate(WORDS_MOST);
    words
}

fn tie(whats: &BTreeSet<&str>) -> Tie {
    let named: Vec<&str> = whats.iter().copied().take(NAMED_MOST).collect();
    let more = whats.len().saturating_sub(NAMED_MOST);
    let more = if more > 0 { format!("; {more} more") } else { String::new() };
    Tie::between(Reason::RareError, format!("{}{more}", named.join("; ")), whats.len() >= 2)
}

/// "the the station": a word twice by mistake, before the same word.
fn doubled(texts: &[Vec<Token<'_>>]) -> Vec<Mistake> {
    let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (item, text) in texts.iter().enumerate() {
        for three in text.windows(3) {
            let [one, two, next] = three else { continue };
            let plain = one.is_word && !one.is_figure() && !two.is_capital() && next.is_word;
            if plain && one.word == two.word && !one.is(DOUBLED_RIGHTLY) {
                let what = format!("\u{201c}{} {} {}\u{201d}", one.word, two.word, next.word);
                found.entry(what).or_default().insert(item);
            }
        }
    }
    let shared = found.into_iter().filter(|(_, holders)| holders.len() >= 2);
    shared.map(|(what, holders)| Mistake { what, holders, settled: true }).collect()
}

#[cfg(test)]
mod tests;
