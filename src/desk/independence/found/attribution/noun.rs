//! The phrase of nouns that stands before or after a word that attributes.

use std::ops::Range;

use super::super::tokens::Token;
use super::lexicon::{
    BREAKS, CALENDAR, DEFINITE, DETERMINERS, IN_NAMES, PASSED_OVER, PEOPLE, PREPOSITIONS, PRONOUNS, SPEAKERS,
};
use super::lexicon::{DENIED, TIME};

/// Longest phrase, in tokens: "two people with knowledge of the sale of the pumps" has ten.
const PHRASE_MOST: usize = 12;
/// Longest insertion between a name and its verb, in tokens: "Tolland, who ran the
/// works for eleven years until it closed, said".
const INSERTION_MOST: usize = 25;
/// What an insertion begins with; anything else between commas is a clause of its own.
const INSERTED: &[&str] =
    &["a", "an", "the", "who", "whose", "which", "then", "now", "former", "chief", "aged", "head"];

/// The place before adverbs and auxiliaries; `None` if they say that nothing was said.
pub(super) fn back_over_adverbs(tokens: &[Token<'_>], verb: usize) -> Option<usize> {
    let mut end = verb;
    while let Some(token) = end.checked_sub(1).and_then(|place| tokens.get(place)) {
        if token.is(DENIED) && !token.is_capital() {
            return None;
        }
        let adverb = token.is(PASSED_OVER) || (token.word.ends_with("ly") && !token.is_capital());
        if !adverb {
            return Some(end);
        }
        end -= 1;
    }
    None
}

/// The phrase that ends before a verb, also before an insertion between commas.
pub(super) fn before(tokens: &[Token<'_>], verb: usize) -> Option<Range<usize>> {
    let mut end = back_over_time(tokens, back_over_adverbs(tokens, verb)?);
    if tokens.get(end.checked_sub(1)?)?.word == "," {
        end = back_over_insertion(tokens, end - 1)?;
    }
    let start = start_of(tokens, end)?;
    (start < end).then_some(start..end)
}

/// "Tolland on Monday said"
fn back_over_time(tokens: &[Token<'_>], end: usize) -> usize {
    let before = |back: usize| end.checked_sub(back).and_then(|place| tokens.get(place));
    match (before(2), before(1)) {
        (Some(on), Some(day)) if on.is(&["on"]) && day.is(CALENDAR) => end - 2,
        (Some(last), Some(week)) if last.is(&["last", "this"]) && week.is(TIME) => end - 2,
        _ => end,
    }
}

fn back_over_insertion(tokens: &[Token<'_>], comma: usize) -> Option<usize> {
    let floor = comma.saturating_sub(INSERTION_MOST);
    let opened = (floor..comma).rev().find(|&place| tokens.get(place).is_some_and(|token| token.word == ","))?;
    let first = tokens.get(opened + 1)?;
    (first.is(INSERTED) || first.is_figure() || first.is(SPEAKERS)).then_some(opened)
}

fn start_of(tokens: &[Token<'_>], end: usize) -> Option<usize> {
    let last = tokens.get(end.checked_sub(1)?)?;
    if last.is(PRONOUNS) {
        return Some(end - 1);
    }
    if !last.is_word || last.is(BREAKS) && !last.is_capital() {
        return None;
    }
    let mut start = if last.is_capital() { start_of_name(tokens, end) } else { start_of_plain(tokens, end) };
    // "a spokesman for the council": go on while a preposition ties it to what is before.
    while let Some(head) = start.checked_sub(1).filter(|&place| tied(tokens, place) && end - place < PHRASE_MOST) {
        start = start_of_plain(tokens, head);
    }
    Some(start)
}

/// Whether a preposition stands here after a noun that can head the phrase.
fn tied(tokens: &[Token<'_>], place: usize) -> bool {
    let preposition = tokens.get(place).is_some_and(|token| token.is(PREPOSITIONS));
    let head = place.checked_sub(1).and_then(|head| tokens.get(head));
    preposition && head.is_some_and(|head| head.is_word && !head.is(BREAKS) && (!head.is_capital() || head.is(PEOPLE)))
}

/// Capitals in a row, with what joins them, and the article.
fn start_of_name(tokens: &[Token<'_>], end: usize) -> usize {
    let mut start = end - 1;
    let mut place = start;
    while let Some(token) = place.checked_sub(1).and_then(|place| tokens.get(place)) {
        let first_of_all = place == 1;
        let capital = token.is_capital() && !token.is(CALENDAR) && !(first_of_all && is_grammar(token));
        if capital {
            start = place - 1;
        } else if !(token.is(IN_NAMES) || matches!(token.word.as_str(), "." | "-" | "&")) || end - place > PHRASE_MOST {
            break;
        }
        place -= 1;
    }
    start
        - usize::from(
            start.checked_sub(1).and_then(|place| tokens.get(place)).is_some_and(|token| token.is(DETERMINERS)),
        )
}

/// A word that opens a sentence with a capital and is no name.
fn is_grammar(token: &Token<'_>) -> bool {
    token.is(DETERMINERS) || token.is(BREAKS) || token.is(PREPOSITIONS) || token.is(PASSED_OVER) || token.is(&["and"])
}

/// Lower-case nouns back to their article; without one at most three.
fn start_of_plain(tokens: &[Token<'_>], end: usize) -> usize {
    let mut start = end;
    while let Some(token) = start.checked_sub(1).and_then(|place| tokens.get(place)) {
        if !token.is_word || token.is(BREAKS) || end - start > 6 {
            break;
        }
        if token.is(DETERMINERS) {
            return start - 1;
        }
        if token.is(PREPOSITIONS) || token.is(&["and"]) || (token.word.ends_with("ed") && start < end) {
            break;
        }
        start -= 1;
    }
    if end - start > 3 { end - 3 } else { start }
}

/// The phrase that begins after a word; it ends at a mark, a verb or a clause.
pub(super) fn after(tokens: &[Token<'_>], start: usize) -> Option<Range<usize>> {
    let mut end = start;
    while let Some(token) = tokens.get(end).filter(|_| end - start < PHRASE_MOST) {
        let in_name = matches!(token.word.as_str(), "." | "-" | "&") && end > start && end + 1 < tokens.len();
        let breaks = token.is(BREAKS) && !(end == start && token.is(DEFINITE)) && !(token.is_capital() && end > start);
        if (!token.is_word && !in_name) || breaks || (token.is(CALENDAR) && end > start && token.is_capital()) {
            break;
        }
        if end > start && leaves_the_name(tokens, end) {
            break;
        }
        end += 1;
    }
    while end > start
        && tokens.get(end - 1).is_some_and(|last| !last.is_word || last.is(PREPOSITIONS) || last.is(&["and"]))
    {
        end -= 1;
    }
    (start < end).then_some(start..end)
}

/// After a capital, a lower-case word is a verb or a clause, unless it joins names.
fn leaves_the_name(tokens: &[Token<'_>], place: usize) -> bool {
    let (Some(before), Some(token)) = (tokens.get(place - 1), tokens.get(place)) else { return true };
    let next_is_capital = tokens.get(place + 1).is_some_and(Token::is_capital);
    let article_follows = tokens.get(place + 1).is_some_and(|next| next.is(DETERMINERS));
    if before.word == "." {
        return !token.is_capital();
    }
    before.is_capital()
        && !before.owns
        && token.is_word
        && !token.is_capital()
        && !(token.is(IN_NAMES) && (next_is_capital || (article_follows && token.is(PREPOSITIONS))))
        && !token.is(super::lexicon::NEWS)
        && !token.is(super::lexicon::WRITINGS)
        && !(token.is(super::lexicon::OUTLETS)
            || token.is(&["council", "police", "authority", "ministry"])
            || token.is(SPEAKERS))
}
