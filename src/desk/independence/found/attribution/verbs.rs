//! "X said", "told X", "reported X": verbs that attribute, and the same verbs where
//! they do not ("the council reported a deficit of its own").

use std::ops::Range;

use super::super::tokens::Token;
use super::hit::Hit;
use super::lexicon::{CALENDAR, FOREIGN, NOUNS_TOO, PASSED_OVER, PRONOUNS, SAYS, SAYS_NOTHING, STATES, TELLS, TIME};
use super::noun::{after, before};

/// A bare clause shows its verb within so many tokens: "claimed the pumps of the old
/// harbour works were sold".
const CLAUSE_MOST: usize = 12;
/// Verbs of which a clause has one.
const FINITE: &[&str] = &[
    "was", "were", "is", "are", "had", "has", "have", "would", "will", "did", "could", "knew", "sold", "paid", "took",
];
/// What is told without saying anything.
const TALES: &[&str] = &["joke", "jokes", "story", "stories", "tale", "truth", "lie", "lies", "apart", "time", "off"];
/// What an outlet reports of itself.
const OWN: &[&str] = &["its", "own", "their"];

/// All in one sentence.
pub(super) fn find(tokens: &[Token<'_>], is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    for (place, token) in tokens.iter().enumerate().filter(|(_, token)| token.is_word) {
        if token.is(SAYS) {
            said(tokens, place, hits);
        } else if token.is(TELLS) {
            told(tokens, place, is_outlet, hits);
        } else if token.is(STATES) {
            stated(tokens, place, is_outlet, hits);
        } else if token.is(FOREIGN) && !token.text.eq_ignore_ascii_case("declare") {
            foreign(tokens, place, hits);
        } else if token.is(&["saying", "claiming", "alleging", "adding"]) {
            saying(tokens, place, hits);
        }
    }
}

fn said(tokens: &[Token<'_>], verb: usize, hits: &mut Vec<Hit>) {
    if tokens.get(verb + 1).is_some_and(|next| next.is(SAYS_NOTHING)) {
        return;
    }
    if let Some(who) = before(tokens, verb).or_else(|| inverted(tokens, verb)) {
        hits.push(Hit::new(who, verb..verb + 1));
    }
}

/// The one who tells, and the outlet that was told: its interview is where it is from.
fn told(tokens: &[Token<'_>], verb: usize, is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    let Some(hearer) = after(tokens, verb + 1) else { return };
    let heard = tokens.get(hearer.clone()).unwrap_or_default();
    let ordered =
        heard.iter().any(|token| token.is(&["to"])) || tokens.get(hearer.end).is_some_and(|next| next.is(&["to"]));
    if ordered || heard.iter().any(|token| token.is(TALES)) {
        return;
    }
    let Some(who) = before(tokens, verb).or_else(|| inverted(tokens, verb)) else { return };
    hits.push(Hit::new(who, verb..hearer.end));
    if is_outlet(heard) {
        hits.push(Hit::new(hearer.clone(), verb..hearer.end));
    }
}

fn stated(tokens: &[Token<'_>], verb: usize, is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    let next = over_time(tokens, verb + 1);
    let follows = tokens.get(next);
    let says_that = follows.is_some_and(|token| token.is(&["that", "how", "\"", ":"]));
    let ends = follows.is_none_or(|token| matches!(token.word.as_str(), "," | "." | "\"" | "—" | "–" | ";"));
    let Some(who) = before(tokens, verb) else {
        let turned = inverted(tokens, verb)
            .filter(|who| tokens.get(who.clone()).unwrap_or_default().iter().any(Token::is_capital));
        hits.extend(turned.map(|who| Hit::new(who, verb..verb + 1)));
        return;
    };
    let last = tokens.get(who.end.saturating_sub(1));
    let plain = last.is_some_and(|last| !last.is_capital() && !last.is(PRONOUNS));
    if tokens.get(verb).is_some_and(|verb| verb.is(NOUNS_TOO)) && plain {
        return;
    }
    let set_off = who.start.checked_sub(1).and_then(|place| tokens.get(place));
    let set_off = set_off.is_some_and(|token| token.is(&[",", "\"", "as", "—", "–", "wie"]));
    let phrase = tokens.get(who.clone()).unwrap_or_default();
    let publishes = is_outlet(phrase) && !speaks_of_itself(tokens, next);
    if says_that || (set_off && ends) || publishes || is_clause(tokens, next) {
        let first = tokens.get(who.end..verb).unwrap_or_default().iter().any(|token| token.is(&["first"]));
        hits.push(Hit { story: first && is_outlet(phrase), ..Hit::new(who, verb..verb + 1) });
    }
}

/// The subject comes before or after; without grammar only a name is taken.
fn foreign(tokens: &[Token<'_>], verb: usize, hits: &mut Vec<Hit>) {
    let named = |who: &Range<usize>| tokens.get(who.clone()).unwrap_or_default().iter().any(Token::is_capital);
    let subject = before(tokens, verb).filter(named).or_else(|| after(tokens, verb + 1).filter(named));
    hits.extend(subject.map(|who| Hit::new(who, verb..verb + 1)));
}

/// "Tolland resigned, saying the pumps were sold": probably who opens the sentence.
fn saying(tokens: &[Token<'_>], verb: usize, hits: &mut Vec<Hit>) {
    let set_off = verb.checked_sub(1).and_then(|place| tokens.get(place)).is_some_and(|token| token.word == ",");
    let says = tokens.get(verb + 1).is_some_and(|next| next.is(&["that", "\""])) || is_clause(tokens, verb + 1);
    if let Some(who) = after(tokens, 0).filter(|_| set_off && says) {
        hits.push(Hit { certain: false, ..Hit::new(who, verb..verb + 1) });
    }
}

/// ", said X"
fn inverted(tokens: &[Token<'_>], verb: usize) -> Option<Range<usize>> {
    let mark = tokens.get(verb.checked_sub(1)?)?;
    if !matches!(mark.word.as_str(), "," | "\"" | "?" | "!" | "—" | "–") {
        return None;
    }
    after(tokens, verb + 1)
}

/// "reported on Monday that": past the time.
fn over_time(tokens: &[Token<'_>], start: usize) -> usize {
    let is_time =
        |token: &&Token<'_>| token.is(CALENDAR) || token.is(TIME) || token.is(PASSED_OVER) || token.is_figure();
    start + tokens.iter().skip(start).take(4).take_while(is_time).count()
}

fn speaks_of_itself(tokens: &[Token<'_>], start: usize) -> bool {
    tokens.iter().skip(start).take(8).take_while(|token| !token.is(&["that"])).any(|token| token.is(OWN))
}

/// Whether a clause begins here: a noun and its verb, and no relative between them.
fn is_clause(tokens: &[Token<'_>], start: usize) -> bool {
    let clause = tokens.iter().skip(start).take(CLAUSE_MOST);
    let until =
        |token: &&Token<'_>| token.is_word && !token.is(&["that", "which", "who", "whose", "as", "when", "after"]);
    clause.take_while(until).skip(1).any(|token| token.is(FINITE))
}
