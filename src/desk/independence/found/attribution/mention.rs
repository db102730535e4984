//! An outlet that is named where only its reporting can be meant, whatever the verb.
//!
//! | Form | As in |
//! |---|---|
//! | as, and the outlet | "as the Gazette puts it" |
//! | the outlet, and a clause with "that" | "the Gazette has found out that" |
//! | what is read, and the outlet | "an item in the Gazette", "we saw in the Gazette" |
//! | a condition | "unless the Gazette is mistaken" |
//! | "and", after an outlet that is cited | "according to the Gazette and the Courier" |
//! | a list between commas before a verb | "two papers, the Gazette and the Courier, say" |
//!
//! An outlet that is named in any other form may be cited in a way that no list foresees, so
//! it is taken as possible. On texts that nobody had seen the forms alone found half of what
//! was cited, and a missed citation counts one report twice.
//!
//! A name that is not known as an outlet's is taken only where the form leaves no other
//! reading, so that a board or a valley becomes none.

use super::super::tokens::Token;
use super::hit::Hit;
use super::lexicon::{DENIED, DETERMINERS, IN_NAMES, NEWS, PREPOSITIONS, SAYS, STATES};
use super::noun::after;
use super::who::THE_OUTLET;
use std::ops::Range;

/// Between an outlet and its "that" stand so many words at most.
const THAT_NEAR: usize = 7;
/// Between what is read and "in" stand so many words at most.
const READ_NEAR: usize = 3;
/// Open a comparison with what somebody writes.
const AS: &[&str] = &["as", "wie", "comme", "como"];
/// Open a condition or a reservation.
const IF: &[&str] = &["if", "unless", "should", "falls", "wenn", "sollte", "si", "sofern"];
/// Before what is read, heard or shown.
const IN: &[&str] = &["in", "from", "on", "by", "via", "von", "aus", "dans", "en"];
/// What is done with a newspaper.
const READ: &[&str] = &[
    "read",
    "reads",
    "reading",
    "learn",
    "learned",
    "learnt",
    "saw",
    "see",
    "heard",
    "gelesen",
    "lesen",
    "steht",
    "stand",
    "lit",
    "leido",
    "appeared",
    "printed",
    "published",
    "erschien",
];
/// What a newspaper holds.
const HOLDS: &[&str] = &["item", "piece", "page", "column", "artikel", "beitrag", "meldung", "articulo"];

/// Adds what is cited so and was not found by a verb or a phrase.
pub(super) fn find(tokens: &[Token<'_>], is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    let mut place = 0;
    while place < tokens.len() {
        let Some(name) = name_at(tokens, place) else {
            place += 1;
            continue;
        };
        let outlet = is_outlet(tokens.get(name.clone()).unwrap_or_default());
        if !is_hit(hits, &name) {
            match cited(tokens, &name, outlet, hits) {
                Some(by) => {
                    drop_the_kind(tokens, &name, hits);
                    hits.push(Hit::new(name.clone(), by));
                }
                None if outlet && !is_kind(tokens, &name) => hits.push(Hit::perhaps(name.clone())),
                None => {}
            }
        }
        place = name.end.max(place + 1);
    }
}

/// "das Blatt": a kind of outlet, in a language that writes nouns with capitals.
fn is_kind(tokens: &[Token<'_>], name: &Range<usize>) -> bool {
    tokens.get(name.clone()).is_some_and(|words| words.len() == 1 && words.iter().all(|word| word.is(THE_OUTLET)))
}

/// A name in capitals, in marks of quotation or not.
fn name_at(tokens: &[Token<'_>], place: usize) -> Option<Range<usize>> {
    let first = tokens.get(place).filter(|first| first.is_capital() && !first.is(DETERMINERS))?;
    if place == 0 && (first.is(IF) || first.is(AS) || first.is(PREPOSITIONS)) {
        return None;
    }
    let name = after(tokens, place)?;
    let last = name.clone().rev().find(|at| tokens.get(*at).is_some_and(Token::is_capital))?;
    // "the Gazette and the Courier": two names, each with its own article.
    let parts = tokens.get(place..=last)?;
    let two = parts.windows(2).position(|two| {
        let [one, other] = two else { return false };
        one.is(&["and", "und"]) && (other.is(DETERMINERS) || !other.is_capital()) && !one.is_capital()
    });
    let end = two.map_or(last + 1, |at| place + at);
    (place < end).then_some(place..end)
}

fn is_hit(hits: &[Hit], name: &Range<usize>) -> bool {
    hits.iter().any(|hit| !hit.unnamed && hit.who.start < name.end && name.start < hit.who.end)
}

/// The words that cite, if any do.
fn cited(tokens: &[Token<'_>], name: &Range<usize>, outlet: bool, hits: &[Hit]) -> Option<Range<usize>> {
    let open = before_article(tokens, name.start);
    let word = |back: usize| open.checked_sub(back).and_then(|at| tokens.get(at));
    let own = tokens.get(name.end.saturating_sub(1)).is_some_and(|last| last.owns);
    if own && !outlet {
        return None;
    }
    // A name of two words with its article: a person and a place have none.
    let titled = open < name.start && name.len() >= 2;
    let opens = |words: &[&str]| word(1).is_some_and(|before| before.is(words));
    let known = outlet || titled;
    let comes_first = open == 1 || word(2).is_some_and(|before| !before.is_word);
    if known && !own && ((opens(AS) && comes_first && goes_on(tokens, name.end)) || (opens(IF) && open == 1)) {
        return Some(open - 1..open);
    }
    if known && opens(IN) && is_read(tokens, open - 1, outlet) {
        return Some(open - 1..open);
    }
    let says = known && says_that(tokens, name.end);
    if says || (outlet && (joined(tokens, open, hits) || in_a_list(tokens, name))) {
        return Some(name.end.saturating_sub(1)..name.end);
    }
    None
}

/// The place before an article and an opening mark of quotation.
fn before_article(tokens: &[Token<'_>], start: usize) -> usize {
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is(words));
    let mark = start.checked_sub(1).filter(|at| is(*at, &["\""])).unwrap_or(start);
    mark.checked_sub(1).filter(|at| is(*at, DETERMINERS)).unwrap_or(mark)
}

/// A verb follows: "as the Gazette puts it", and not "as the Gazette, the Courier".
fn goes_on(tokens: &[Token<'_>], end: usize) -> bool {
    let next = tokens.iter().skip(end).find(|token| token.word != "\"");
    next.is_some_and(|next| next.is_word && !next.is(PREPOSITIONS) && !next.is(IN_NAMES) && !next.is_capital())
}

/// "we read in", "an item from the desk of": what is read stands close before.
fn is_read(tokens: &[Token<'_>], preposition: usize, outlet: bool) -> bool {
    let near = tokens.get(preposition.saturating_sub(READ_NEAR)..preposition).unwrap_or_default();
    near.iter().any(|token| token.is(READ) || token.is(NEWS) || (outlet && token.is(HOLDS)))
}

/// A clause with "that" follows, before any other mark and without a denial.
fn says_that(tokens: &[Token<'_>], end: usize) -> bool {
    let next = tokens.iter().skip(end).skip_while(|token| token.word == "\"").take(THAT_NEAR);
    let before: Vec<&Token<'_>> =
        next.take_while(|token| token.is_word && !token.is(&["that", "dass", "que"])).collect();
    let that = tokens.iter().skip(end + before.len()).find(|token| token.word != "\"");
    let that = that.is_some_and(|that| that.is(&["that", "dass", "que", ":"]));
    that && !before.is_empty() && !before.iter().any(|token| token.is(DENIED) && !token.is(&["to", "was", "is"]))
}

/// "and the Courier", where what stands before "and" is cited.
fn joined(tokens: &[Token<'_>], open: usize, hits: &[Hit]) -> bool {
    let then = usize::from(open.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|token| token.is(&["then"])));
    let and =
        open.checked_sub(1 + then).filter(|at| tokens.get(*at).is_some_and(|token| token.is(&["and", "und", "or"])));
    and.is_some_and(|and| hits.iter().any(|hit| hit.who.end == and || hit.who.contains(&and)))
        || hits.iter().any(|hit| precedes(tokens, open, hit))
}

/// "first the Courier and then the Gazette wrote": the other stands after the "and".
fn precedes(tokens: &[Token<'_>], open: usize, hit: &Hit) -> bool {
    let between = tokens.get(open..hit.who.start).unwrap_or_default();
    let words = between.iter().filter(|token| token.is_word && !token.is_capital() && !token.is(DETERMINERS));
    let words: Vec<&Token<'_>> = words.collect();
    !words.is_empty() && words.iter().all(|token| token.is(&["and", "und", "then"]))
}

/// "two papers, the Gazette and the Courier, say"
fn in_a_list(tokens: &[Token<'_>], name: &Range<usize>) -> bool {
    let close = (name.end..tokens.len()).find(|at| tokens.get(*at).is_some_and(|token| token.word == ","));
    let Some(close) = close else { return false };
    let inside = tokens.get(name.end..close).unwrap_or_default();
    let listed = inside.iter().all(|token| token.is_capital() || token.is(DETERMINERS) || token.is(&["and", "und"]));
    let opened = tokens.get(..name.start).unwrap_or_default().iter().any(|token| token.word == ",");
    let verb =
        tokens.get(close + 1).is_some_and(|verb| verb.is(SAYS) || verb.is(STATES) || verb.is(&["report", "write"]));
    listed && opened && verb
}

/// "Two newspapers": once they are named, the kind names nobody.
fn drop_the_kind(tokens: &[Token<'_>], name: &Range<usize>, hits: &mut Vec<Hit>) {
    if !in_a_list(tokens, name) {
        return;
    }
    let is_kind = |hit: &Hit| {
        let who = tokens.get(hit.who.clone()).unwrap_or_default();
        hit.who.end <= name.start && !who.iter().skip(1).any(Token::is_capital)
    };
    hits.retain(|hit| !is_kind(hit));
}
