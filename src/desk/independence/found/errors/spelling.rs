//! A name or a word that is spelt one letter off, by several.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::tokens::Token;
use super::{Mistake, Voices};

/// Shorter names are too often one letter apart and two people.
const NAME_LEAST: usize = 5;
/// Shorter words are too often one letter apart and two words.
const WORD_LEAST: usize = 7;

/// A spelling, and what is known of it.
#[derive(Debug, Clone, Default)]
struct Spelling {
    holders: BTreeSet<usize>,
    /// Words that stand before or after it.
    beside: BTreeSet<String>,
    /// Whether it is written with a small letter anywhere.
    small: bool,
}

type Spellings = BTreeMap<String, Spelling>;

pub(super) fn find(texts: &[Vec<Token<'_>>], claim: &[Token<'_>], voices: Voices<'_>) -> Vec<Mistake> {
    let all = spellings(texts);
    let right: BTreeSet<&str> = claim.iter().map(|token| token.word.as_str()).collect();
    let near = by_deletion(&all);
    let mut found = BTreeSet::new();
    for (wrong, spelling) in all.iter().filter(|(_, spelling)| spelling.holders.len() >= 2) {
        let others = deletions(wrong).into_iter().filter_map(|deletion| near.get(&deletion)).flatten();
        for other in others.filter(|other| is_one_apart(wrong, other)) {
            let Some(usual) = all.get(*other) else { continue };
            let (these, those) = (voices.count(&spelling.holders), voices.count(&usual.holders));
            let settled = those > these || right.contains(*other);
            let wrong_here = those >= these && these >= 2 || settled;
            if wrong_here && !right.contains(wrong.as_str()) && is_mistake((wrong, spelling), (other, usual)) {
                let what = format!("\u{201c}{wrong}\u{201d} where others write \u{201c}{other}\u{201d}");
                found.insert(Mistake { what, holders: spelling.holders.clone(), settled });
            }
        }
    }
    found.into_iter().collect()
}

fn is_mistake((wrong, spelling): (&str, &Spelling), (other, usual): (&str, &Spelling)) -> bool {
    // Whoever writes both means two.
    if usual.holders.len() < 2 || !spelling.holders.is_disjoint(&usual.holders) || is_form(wrong, other) {
        return false;
    }
    let is_name = !spelling.small && !usual.small;
    let length = wrong.chars().count().min(other.chars().count());
    let in_place = !spelling.beside.is_disjoint(&usual.beside);
    if is_name { length >= NAME_LEAST } else { length >= WORD_LEAST && in_place }
}

/// Two right spellings of one word: its endings, and what two countries write.
fn is_form(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let ending = long.strip_prefix(short).is_some_and(|rest| matches!(rest, "s" | "n" | "e" | "r" | "d" | "y" | "t"));
    let swapped = |a: &str, b: &str| one.replace(a, b) == other || other.replace(a, b) == one;
    let countries =
        [("iz", "is"), ("yz", "ys"), ("our", "or"), ("tre", "ter"), ("ll", "l"), ("ence", "ense"), ("gray", "grey")];
    ending || countries.into_iter().any(|(a, b)| swapped(a, b))
}

fn spellings(texts: &[Vec<Token<'_>>]) -> Spellings {
    let mut all = Spellings::new();
    for (item, text) in texts.iter().enumerate() {
        for (place, token) in text.iter().enumerate() {
            if token.word.chars().count() < NAME_LEAST || !token.word.chars().all(char::is_alphabetic) {
                continue;
            }
            let spelling = all.entry(token.word.clone()).or_default();
            spelling.holders.insert(item);
            spelling.small |= !token.is_capital();
            let sides = [place.checked_sub(1), Some(place + 1)].into_iter().flatten().filter_map(|at| text.get(at));
            let telling = sides.filter(|beside| beside.is_word && beside.word.len() > 3);
            spelling.beside.extend(telling.map(|beside| beside.word.clone()));
        }
    }
    all
}

/// Words by what is left of them without one letter: those that are one letter apart
/// meet there (the deletions of SymSpell, Garbe 2012).
fn by_deletion(all: &Spellings) -> HashMap<String, Vec<&str>> {
    let mut near: HashMap<String, Vec<&str>> = HashMap::new();
    for (word, _) in all.iter().filter(|(_, spelling)| spelling.holders.len() >= 2) {
        deletions(word).into_iter().for_each(|deletion| near.entry(deletion).or_default().push(word));
    }
    near
}

/// The word, and the word without each of its letters.
fn deletions(word: &str) -> BTreeSet<String> {
    let without = |skip: usize| word.chars().enumerate().filter(|(at, _)| *at != skip).map(|(_, c)| c).collect();
    (0..word.chars().count()).map(without).chain([word.to_owned()]).collect()
}

/// One letter changed, left out or put in, or two neighbours swapped.
fn is_one_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let before = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - before;
    let after = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    match (a.get(before..a.len() - after), b.get(before..b.len() - after)) {
        (Some([_]), Some([_] | [])) | (Some([]), Some([_])) => true,
        (Some([one, two]), Some([three, four])) => one == four && two == three,
        _ => false,
    }
}
