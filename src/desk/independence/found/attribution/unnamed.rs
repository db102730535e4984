//! Sources of whom nobody is named.

use super::super::tokens::Token;
use super::hit::Hit;
use super::lexicon::PEOPLE;

/// The people stand within so many tokens before what they know.
const PEOPLE_NEAR: usize = 5;

/// Mean people wherever they stand.
const ALWAYS: &[&[&str]] = &[
    &["condition", "of", "anonymity"],
    &["not", "to", "be", "named"],
    &["not", "to", "be", "identified"],
    &["declined", "to", "be", "named"],
    &["declined", "to", "be", "identified"],
    &["not", "want", "to", "be", "named"],
    &["spoke", "anonymously"],
    &["speaking", "anonymously"],
    &["requested", "anonymity"],
    &["has", "learned", "that"],
    &["has", "learnt", "that"],
    &["it", "is", "understood"],
    &["it", "is", "said"],
    &["newspaper", "understands"],
    &["paper", "understands"],
    &["we", "understand"],
    &["told", "by", "somebody"],
    &["told", "by", "someone"],
    &["told", "by", "sources"],
    &["heisst", "es"],
    &["es", "heisst"],
    &["umfeld"],
    &["dem", "vernehmen", "nach"],
    &["is", "said", "to"],
    &["are", "said", "to"],
    &["was", "said", "to"],
    &["were", "said", "to"],
    &["couvert", "d", "anonymat"],
    &["condicion", "de", "anonimato"],
    &["namentlich", "nicht", "genannt"],
    &["aus", "kreisen"],
    &["source", "proche"],
    &["sources", "proches"],
    &["fuentes", "cercanas"],
    &["bedingung", "der", "anonymitat"],
];
/// Mean people only after people: the mill stands close to the river.
const OF_PEOPLE: &[&[&str]] = &[
    &["familiar", "with"],
    &["close", "to"],
    &["knowledge", "of"],
    &["briefed", "on"],
    &["aware", "of"],
    &["involved", "in"],
    &["with", "access", "to"],
    &["informed", "of"],
];
/// Say that somebody says so, and not who.
const PERHAPS: &[&[&str]] = &[
    &["reportedly"],
    &["allegedly"],
    &["angeblich"],
    &["supposedly"],
    &["it", "is", "alleged"],
    &["it", "is", "claimed"],
    &["rumoured"],
    &["rumored"],
];

/// At most one in a sentence: who is familiar and who is anonymous are the same.
pub(super) fn find(tokens: &[Token<'_>], hits: &mut Vec<Hit>) {
    let places = 0..tokens.len();
    let sure = places.clone().find_map(|place| surely(tokens, place));
    let perhaps = || places.clone().find_map(|place| matches(tokens, place, PERHAPS).map(|length| (place, length)));
    match (sure, hits.iter().any(|hit| is_of_people(tokens, hit))) {
        (Some(hit), false) => hits.push(hit),
        (None, false) => {
            let hit = perhaps().map(|(place, length)| Hit { certain: false, ..Hit::unnamed(place..place + length) });
            hits.extend(hit);
        }
        _ => {}
    }
}

/// Whether these people were found by their verb already.
fn is_of_people(tokens: &[Token<'_>], hit: &Hit) -> bool {
    tokens.get(hit.who.clone()).unwrap_or_default().iter().any(|token| token.is(PEOPLE) && !token.is_capital())
}

/// "someone who was there", "one of those involved", "insiders": whatever the verb.
fn of_somebody(tokens: &[Token<'_>], place: usize) -> Option<Hit> {
    let (word, next) = (tokens.get(place)?, tokens.get(place + 1));
    let next_is = |words: &[&str]| next.is_some_and(|next| next.is(words));
    let somebody =
        word.is(&["someone", "somebody", "jemand"]) && next_is(&["who", "in", "at", "from", "with", "close", "aus"]);
    let one =
        word.is(&["one"]) && next_is(&["of"]) && tokens.get(place + 2).is_some_and(|of| of.is(&["those", "them"]));
    if somebody || one {
        return Some(Hit::unnamed(place..place + 2 + usize::from(one)));
    }
    word.is(&["insider", "insiders", "eingeweihte", "eingeweihten", "insidern"]).then(|| Hit::unnamed(place..place + 1))
}

/// "aus gut unterrichteten Kreisen": adjectives stand between.
fn of_circles(tokens: &[Token<'_>], place: usize) -> Option<Hit> {
    let from = tokens.get(place).filter(|from| from.is(&["aus", "in"]))?;
    let ahead = tokens.get(place + 1..(place + 5).min(tokens.len()))?;
    let at = ahead.iter().position(|token| token.is(&["kreisen"]) || token.word.ends_with("kreisen"))?;
    from.is_word.then(|| Hit::unnamed(place..place + at + 2))
}

fn surely(tokens: &[Token<'_>], place: usize) -> Option<Hit> {
    if let Some(hit) = of_circles(tokens, place).or_else(|| of_somebody(tokens, place)) {
        return Some(hit);
    }
    if let Some(length) = matches(tokens, place, ALWAYS) {
        return Some(Hit::unnamed(place..place + length));
    }
    let length = matches(tokens, place, OF_PEOPLE)?;
    let floor = place.saturating_sub(PEOPLE_NEAR);
    let people = (floor..place).rev().find(|&near| tokens.get(near).is_some_and(|token| token.is(PEOPLE)))?;
    let between = tokens.get(people..place).unwrap_or_default();
    // The verb between them ("officials were close to") makes it no description.
    let verb = between.iter().any(|token| token.is(&["was", "were", "is", "are", "came", "live", "lived", "got"]));
    let end = (place + length + 3).min(tokens.len());
    let stops = tokens.get(place..end).unwrap_or_default().iter().position(|token| !token.is_word);
    (!verb).then(|| Hit::unnamed(people..stops.map_or(end, |stop| place + stop)))
}

fn matches(tokens: &[Token<'_>], place: usize, phrases: &[&[&str]]) -> Option<usize> {
    let rest = tokens.get(place..)?;
    let opens =
        |words: &&&[&str]| words.len() <= rest.len() && words.iter().zip(rest).all(|(word, token)| token.word == *word);
    phrases.iter().find(opens).map(|words| words.len())
}
