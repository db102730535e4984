//! Another person or place.
//!
//! A name is a row of words with capitals. Two are one when what the shorter has
//! stands in the longer, whole or as an initial, without titles, accents and the
//! commonest differences of transliteration; or when one is made of the other's
//! initials. They differ when they share a part and not the rest (Hanna Veld, Hanna
//! Voss), or stand in the same place of nearly the same sentence. German is left out:
//! every noun has a capital there.

use std::ops::Range;

use super::date::dates;
use super::list::Words;
use super::pair::Pair;
use super::text::{Text, Token};
use super::{Difference, Kind};

/// Share of the claim's words that the passage's sentence must have for two names
/// with nothing in common to be compared.
const ALIKE: f64 = 0.5;

static TITLES: Words = Words::of(
    " mr mrs ms miss dr prof professor sir lady lord dame minister president mayor senator judge justice general \
    colonel major captain lieutenant sergeant inspector commissioner governor king queen prince princess chief director \
    chairman chairwoman chancellor secretary ambassador deputy father sister brother bishop m mme mlle monsieur madame \
    senor senora sr sra don dona herr frau dott ing rep hon rev saint st ",
);
/// Inside a name, without a capital.
static PARTICLES: Words =
    Words::of(" van von der den de del della di da dos du la le al el bin ibn ben of the y e zu ter ten ");
/// Capitals that begin a sentence far more often than a name.
static COMMON: Words = Words::of(
    " a an the this that these those he she it they we you i his her its their our my in on at by for from with \
    as to of if when while where who what which how why after before since although though because there here some many most \
    all any each every no not never nobody none only also but and or so yet then thus however meanwhile according both \
    several records documents minutes letters people officials prosecutors police two three four five six seven eight nine \
    ten le la les un une des el los las una ",
);

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    tokens: Range<usize>,
    /// Its words as [`skeleton`]s, without titles and particles.
    parts: Vec<String>,
    /// Not only the capital of a sentence.
    is_certain: bool,
    before: String,
    after: String,
}

pub(super) fn differences(pair: &Pair) -> Vec<Difference> {
    if pair.claim.language == "deu" || pair.passage.language == "deu" {
        return Vec::new();
    }
    let (claimed, stated) = (names(&pair.claim), names(&pair.passage));
    let in_focus = |name: &&Name| pair.passage.token(name.tokens.start).is_some_and(|token| pair.in_focus(token));
    let open: Vec<&Name> = unmatched(&claimed, &stated, &pair.passage).collect();
    let mut new: Vec<&Name> = unmatched(&stated, &claimed, &pair.claim).filter(in_focus).collect();
    let mut differences = Vec::new();
    for one in &open {
        let only = open.len() == 1 && new.len() == 1 && (pair.overlap >= ALIKE || pair.is_about_names());
        let best = (0..new.len())
            .max_by_key(|index| (new.get(*index).map_or(0, |other| closeness(one, other, only)), usize::MAX - index));
        if let Some(index) = best.filter(|index| new.get(*index).is_some_and(|other| closeness(one, other, only) > 0)) {
            let other = new.remove(index);
            differences.push(Difference {
                kind: Kind::Name,
                claim: Some(pair.claim.span(one.tokens.clone())),
                passage: Some(pair.passage.span(other.tokens.clone())),
            });
        }
    }
    differences
}

/// Whether every name of the claim stands in the passage.
pub(super) fn states_all(pair: &Pair) -> bool {
    let is_german = pair.claim.language == "deu" || pair.passage.language == "deu";
    is_german || unmatched(&names(&pair.claim), &names(&pair.passage), &pair.passage).next().is_none()
}

/// Names that the other text does not have.
fn unmatched<'n>(names: &'n [Name], others: &'n [Name], text: &'n Text) -> impl Iterator<Item = &'n Name> {
    names.iter().filter(move |name| {
        let stands = |part: &String| text.tokens.iter().any(|token| alike(part, &skeleton(&token.text)));
        let is_word_there = name.parts.len() == 1 && name.parts.iter().all(stands);
        !is_word_there && !others.iter().any(|other| same(name, other))
    })
}

/// How much speaks for two names standing for one thing with another name.
fn closeness(one: &Name, other: &Name, only: bool) -> u32 {
    let shares = |part: &String| part.chars().count() > 1 && other.parts.iter().any(|name| alike(part, name));
    let long = one.parts.len() > 1 && other.parts.len() > 1;
    let shared = 3 * u32::from(long && one.parts.iter().any(shares));
    let place = |one: &str, other: &str| u32::from(!one.is_empty() && one == other);
    let same_place = place(&one.before, &other.before) + place(&one.after, &other.after) + u32::from(only);
    shared + if one.is_certain && other.is_certain { same_place } else { 0 }
}

fn same(one: &Name, other: &Name) -> bool {
    let (short, long) = if one.parts.len() <= other.parts.len() { (one, other) } else { (other, one) };
    let fits = |part: &String| long.parts.iter().any(|name| alike(part, name) || initial(part, name));
    // "Bruno Abel" is not "Bruno A. Eskola": the last part is never an initial's.
    let last = short.parts.last().filter(|_| short.parts.len() > 1);
    let last_stands = last.is_none_or(|last| long.parts.iter().any(|name| alike(last, name)));
    short.parts.iter().all(fits) && last_stands || acronym(short, long)
}

fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    // "Velds" and "Veld", "Lenzer" and "Lenz".
    short == long || (short.len() >= 4 && long.starts_with(short) && long.len() <= short.len() + 2)
}

fn initial(one: &str, other: &str) -> bool {
    let is_initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    is_initial(one, other) || is_initial(other, one)
}

fn acronym(short: &Name, long: &Name) -> bool {
    let initials: String = long.parts.iter().filter_map(|part| part.chars().next()).collect();
    long.parts.len() > 1
        && short.parts.first().is_some_and(|part| short.parts.len() == 1 && *part == skeleton(&initials))
}

/// A word without case, accents, possessive, and what transliterations commonly
/// differ in (ue, oe, ae; y, i, j; w, v; ph, f; kh, ch, h; ks, x; double letters).
fn skeleton(word: &str) -> String {
    let word = word.replace('’', "'");
    let word = word.strip_suffix("'s").unwrap_or(&word).trim_end_matches('\'');
    let mut folded = crate::search::fold(word);
    for (from, to) in [
        ("sch", "s"),
        ("tsch", "c"),
        ("sh", "s"),
        ("ue", "u"),
        ("oe", "o"),
        ("ae", "a"),
        ("ph", "f"),
        ("kh", "h"),
        ("ch", "h"),
        ("gh", "g"),
        ("ks", "x"),
        ("ck", "k"),
        ("ou", "u"),
        ("w", "v"),
        ("y", "i"),
        ("j", "i"),
    ] {
        folded = folded.replace(from, to);
    }
    let mut letters: Vec<char> = folded.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

fn names(text: &Text) -> Vec<Name> {
    let taken: Vec<_> = dates(text).into_iter().map(|date| date.tokens).collect();
    let is_taken = |at: usize| taken.iter().any(|range| range.contains(&at));
    let mut names = Vec::new();
    let mut at = 0;
    while at < text.tokens.len() {
        let end = if is_taken(at) { at } else { run(text, at, &is_taken) };
        names.extend((end > at).then(|| name(text, at..end)).flatten());
        at = end.max(at + 1);
    }
    names
}

/// Where the row of words with capitals that begins here ends.
fn run(text: &Text, start: usize, is_taken: &dyn Fn(usize) -> bool) -> usize {
    let capital = |at: usize| text.token(at).is_some_and(|token| token.is_capital() && !is_taken(at));
    let first = begins_sentence(text, start) && COMMON.has(text.lower(start));
    if !capital(start) || first {
        return start;
    }
    let mut end = start + 1;
    loop {
        let stop = usize::from(text.lower(end) == "." && may_be_short(text.token(end - 1)));
        let hyphen = usize::from(stop == 0 && text.lower(end) == "-");
        let mut next = end + stop + hyphen;
        while PARTICLES.has(text.lower(next)) && !capital(next) && next < end + 3 {
            next += 1;
        }
        let same = text.token(next).map(|token| token.sentence) == text.token(start).map(|token| token.sentence);
        if !(capital(next) && same) {
            return end;
        }
        end = next + 1;
    }
}

fn may_be_short(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.text.chars().count() == 1 || TITLES.has(&token.lower))
}

fn begins_sentence(text: &Text, at: usize) -> bool {
    let sentence = |at: usize| text.token(at).map(|token| token.sentence);
    at.checked_sub(1)
        .is_none_or(|before| sentence(before) != sentence(at) || matches!(text.lower(before), "\"" | "“" | "‘"))
}

fn name(text: &Text, tokens: Range<usize>) -> Option<Name> {
    let is_part = |at: &usize| {
        text.token(*at)
            .is_some_and(|token| token.is_word() && !TITLES.has(&token.lower) && !PARTICLES.has(&token.lower))
    };
    let kept: Vec<usize> = tokens.clone().filter(is_part).collect();
    let parts: Vec<String> = kept.iter().filter_map(|at| text.token(*at)).map(|token| skeleton(&token.text)).collect();
    let led = kept.first().is_some_and(|first| !begins_sentence(text, *first));
    let is_certain = led || parts.len() > 1;
    let (before, after) = (text.before(tokens.start).to_owned(), text.after(tokens.end, tokens.start).to_owned());
    (!parts.is_empty()).then_some(Name { tokens, parts, is_certain, before, after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_whatever_its_title_accents_and_spelling() {
        let parts = |text: &str| names(&Text::of(&format!("It was {text} who came."), "eng")).remove(0);
        for (one, other) in [
            ("Hanna Veld", "Ms Veld"),
            ("Hanna Veld", "H. Veld"),
            ("Jiří Müller", "Jiri Mueller"),
            ("Dmitry Khodin", "Dmitrij Chodin"),
            ("National Water Board", "NWB"),
            ("Jan van der Meer", "Van der Meer"),
        ] {
            assert!(same(&parts(one), &parts(other)), "{one} {other} {:?} {:?}", parts(one), parts(other));
        }
        for (one, other) in
            [("Hanna Veld", "Hanna Voss"), ("Hanna Veld", "P. Veld"), ("Hanna Marn", "Hanna M. Veld"), ("Lenz", "Marn")]
        {
            assert!(!same(&parts(one), &parts(other)), "{one} {other}");
        }
    }
}
