//! "according to X", "citing X", "first reported by X", "X's report": attribution
//! without a verb of its own.

use std::ops::Range;

use super::super::tokens::Token;
use super::hit::Hit;
use super::lexicon::{NEWS, NO_SOURCES, PEOPLE, WRITINGS};
use super::noun::{after, before};

/// "documents obtained by X": the documents stand within so many tokens before.
const WRITING_NEAR: usize = 8;

/// Words after which the source stands.
const GIVEN: &[&[&str]] = &[
    &["according", "to"],
    &["as", "per"],
    &["per"],
    &["laut"],
    &["selon"],
    &["segun"],
    &["d", "apres"],
    &["de", "acuerdo", "con"],
    &["unter", "berufung", "auf"],
    &["nach", "angaben", "von"],
    &["nach", "angaben"],
    &["nach", "informationen"],
    &["nach", "recherchen"],
    &["nach", "berichten"],
    &["in", "the", "words", "of"],
];
/// Words after which a source or a cause may stand: "citing ill health" names nobody.
const CITED: &[&[&str]] = &[&["citing"], &["quoting"], &["citant"], &["citando", "a"]];
/// The passive of what newsrooms do.
const REPORTED_BY: &[&str] =
    &["reported", "revealed", "disclosed", "uncovered", "broken", "exposed", "revele", "revelado"];
/// What is done with papers.
const OBTAINED_BY: &[&str] =
    &["obtained", "seen", "reviewed", "viewed", "published", "broadcast", "released", "leaked"];
/// What hands papers over: "shared with X", "leaked to X".
const HANDED: &[&[&str]] = &[
    &["shared", "with"],
    &["leaked", "to"],
    &["given", "to"],
    &["passed", "to"],
    &["provided", "to"],
    &["shown", "to"],
    &["interview", "with"],
    &["interview", "to"],
    &["available", "to"],
    &["gegenuber"],
];

/// All in one sentence.
pub(super) fn find(tokens: &[Token<'_>], is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    for place in 0..tokens.len() {
        let rest = tokens.get(place..).unwrap_or_default();
        if let Some(length) = opens(rest, GIVEN) {
            given(tokens, place..place + length, hits);
        } else if let Some(length) = opens(rest, CITED) {
            cited(tokens, place..place + length, hits);
        } else if let Some(length) = opens(rest, HANDED) {
            of_outlet(tokens, place..place + length, is_outlet, hits);
        }
        by(tokens, place, is_outlet, hits);
        owned(tokens, place, is_outlet, hits);
        broke(tokens, place, is_outlet, hits);
        zufolge(tokens, place, hits);
    }
}

fn opens(tokens: &[Token<'_>], phrases: &[&[&str]]) -> Option<usize> {
    let opens = |words: &&&[&str]| {
        words.len() <= tokens.len() && words.iter().zip(tokens).all(|(word, token)| token.word == *word)
    };
    phrases.iter().find(opens).map(|words| words.len())
}

fn phrase<'a, 't>(tokens: &'a [Token<'t>], range: &Range<usize>) -> &'a [Token<'t>] {
    tokens.get(range.clone()).unwrap_or_default()
}

fn given(tokens: &[Token<'_>], words: Range<usize>, hits: &mut Vec<Hit>) {
    let Some(who) = after(tokens, past_the_mark(tokens, words.end)) else { return };
    let plain = phrase(tokens, &who);
    // "four crowns per head": what is counted has no name.
    if tokens.get(words.start).is_some_and(|token| token.is(&["per"])) && !plain.iter().any(Token::is_capital) {
        return;
    }
    let rule = plain.iter().any(|token| token.is(NO_SOURCES) && !token.is_capital())
        || plain.last().is_some_and(|last| last.is(NO_SOURCES));
    let loud = tokens.get(words.start).is_some_and(|token| token.is(&["laut"])) && !plain.iter().any(Token::is_capital);
    if !rule && !loud && !is_somebodys(tokens, &who) {
        hits.push(Hit::new(who, words));
    }
}

/// Titles of newspapers stand in marks of quotation in some languages.
fn past_the_mark(tokens: &[Token<'_>], place: usize) -> usize {
    place + usize::from(tokens.get(place).is_some_and(|token| token.word == "\""))
}

/// "a report by X", "documents obtained by X": who is behind the paper follows.
fn is_somebodys(tokens: &[Token<'_>], who: &Range<usize>) -> bool {
    let next = |place: usize, words: &[&str]| tokens.get(place).is_some_and(|token| token.is(words));
    let by = next(who.end, &["by"]) || (next(who.end, OBTAINED_BY) && next(who.end + 1, &["by"]));
    by && phrase(tokens, who).iter().any(|token| token.is(WRITINGS) || token.is(NEWS))
}

/// A cause is written small and has no author; a name, people and writings are sources.
fn cited(tokens: &[Token<'_>], words: Range<usize>, hits: &mut Vec<Hit>) {
    let Some(who) = after(tokens, words.end) else { return };
    let source = |token: &Token<'_>| token.is_capital() || token.is(PEOPLE) || token.is(WRITINGS);
    if phrase(tokens, &who).iter().any(source) && !is_somebodys(tokens, &who) {
        hits.push(Hit::new(who, words));
    }
}

fn of_outlet(tokens: &[Token<'_>], words: Range<usize>, is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    let who = after(tokens, words.end).filter(|who| is_outlet(phrase(tokens, who)));
    hits.extend(who.map(|who| Hit::new(who, words)));
}

/// "reported by", "obtained by", "a report by", "a story in".
fn by(tokens: &[Token<'_>], place: usize, is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    let (Some(word), Some(by)) = (tokens.get(place), tokens.get(place + 1)) else { return };
    if !by.is(&["by", "par", "por", "in", "on"]) {
        return;
    }
    let Some(who) = after(tokens, place + 2) else { return };
    let named = phrase(tokens, &who).iter().any(Token::is_capital);
    let outlet = is_outlet(phrase(tokens, &who));
    let first = tokens
        .get(place.saturating_sub(3)..place)
        .unwrap_or_default()
        .iter()
        .any(|token| token.is(&["first", "originally"]));
    let (holds, certain) = match by.word.as_str() {
        "by" | "par" | "por" if word.is(REPORTED_BY) => (named || first, true),
        "by" if word.is(OBTAINED_BY) => (outlet || (named && writing_before(tokens, place)), true),
        "by" if word.is(NEWS) => (named, outlet || leaned_on(tokens, place, who.end)),
        "in" | "on" if word.is(NEWS) || word.is(&["appeared", "published", "printed"]) => (outlet, true),
        _ => (false, false),
    };
    if holds {
        hits.push(Hit { story: first, certain, ..Hit::new(who, place..place + 2) });
    }
}

fn writing_before(tokens: &[Token<'_>], place: usize) -> bool {
    let near = tokens.get(place.saturating_sub(WRITING_NEAR)..place).unwrap_or_default();
    near.iter().any(|token| token.is(WRITINGS))
}

/// "according to a report by X", "a report by X found": otherwise the report may only
/// be spoken of.
fn leaned_on(tokens: &[Token<'_>], report: usize, end: usize) -> bool {
    let before = tokens.get(report.saturating_sub(5)..report).unwrap_or_default();
    let then = tokens.get(end);
    before.iter().any(|token| token.is(&["to", "citing", "laut", "selon", "in"]))
        || then.is_some_and(|then| then.is(&["said", "says", "found", "shows", "showed", "revealed", "claimed"]))
}

/// "the Gazette's report"; its offices are no source.
fn owned(tokens: &[Token<'_>], place: usize, is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    let made = |token: &Token<'_>| token.is(NEWS);
    if !tokens.get(place).is_some_and(|token| token.owns) || !tokens.iter().skip(place + 1).take(3).any(made) {
        return;
    }
    let who = before(tokens, place + 1).filter(|who| is_outlet(phrase(tokens, who)));
    hits.extend(who.map(|who| Hit::new(who, place..place + 2)));
}

/// "the Gazette, which broke the story"
fn broke(tokens: &[Token<'_>], place: usize, is_outlet: &dyn Fn(&[Token<'_>]) -> bool, hits: &mut Vec<Hit>) {
    let rest = tokens.get(place..).unwrap_or_default();
    if opens(rest, &[&["broke", "the", "story"], &["broke", "the", "news"]]).is_none() {
        return;
    }
    let relative = tokens.get(place.saturating_sub(2)..place).unwrap_or_default();
    let end = if relative.iter().any(|token| token.is(&["which", "who"])) { place.saturating_sub(2) } else { place };
    let who = before(tokens, end).filter(|who| is_outlet(phrase(tokens, who)));
    hits.extend(who.map(|who| Hit { story: true, ..Hit::new(who, place..place + 3) }));
}

/// "dem Bericht zufolge"
fn zufolge(tokens: &[Token<'_>], place: usize, hits: &mut Vec<Hit>) {
    if tokens.get(place).is_some_and(|token| token.is(&["zufolge"])) {
        hits.extend(before(tokens, place).map(|who| Hit::new(who, place..place + 1)));
    }
}
