//! A phrase of nouns as somebody: named, unnamed, or somebody named before.

use super::super::tokens::Token;
use super::lexicon::{
    DEFINITE, DESCRIBED, DETERMINERS, NEWS, NOBODY, OUTLETS, PEOPLE, PREPOSITIONS, PRONOUNS, SPEAKERS, WRITINGS,
};

/// Whom a text gives as its source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// By the name as it stands, without an article or what he or she is.
    Named(String),
    /// "people familiar with the matter"
    Unnamed(String),
}

/// What a phrase stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// Somebody; `certain` unless any other could be called so ("the report").
    Somebody { who: Who, certain: bool },
    /// "she", "the newspaper": somebody named before, of this kind.
    Before { outlet: bool, words: String },
}

/// Stand for an outlet that was named before.
pub(super) const THE_OUTLET: &[&str] = &[
    "newspaper",
    "paper",
    "outlet",
    "broadcaster",
    "magazine",
    "website",
    "agency",
    "station",
    "zeitung",
    "blatt",
    "journal",
    "periodico",
    "diario",
    "quotidien",
    "newswire",
];

/// Whom a phrase means; two where "and" joins names, none where nobody is meant.
pub(super) fn meant(tokens: &[Token<'_>]) -> Vec<Meant> {
    let Some(first) = tokens.first() else { return Vec::new() };
    if tokens.len() == 1 && first.is(PRONOUNS) {
        return vec![Meant::Before { outlet: first.is(&["it"]), words: text(tokens) }];
    }
    if tokens.len() == 1 && first.is(NOBODY) || is_itself(tokens) {
        return Vec::new();
    }
    let bare = bare(tokens);
    match joined(bare) {
        Some((one, other)) => [one, other].into_iter().filter_map(|part| of_phrase(part, part)).collect(),
        None => of_phrase(tokens, bare).into_iter().collect(),
    }
}

/// "this newspaper", "our reporters"
fn is_itself(tokens: &[Token<'_>]) -> bool {
    tokens.first().is_some_and(|first| first.is(&["this", "our"])) && tokens.len() <= 3
}

fn bare<'a, 't>(tokens: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let articles = tokens.iter().take_while(|token| token.is(DETERMINERS)).count();
    tokens.get(articles.min(tokens.len().saturating_sub(1))..).unwrap_or_default()
}

/// "Tolland and Marsh", but not "the Ministry of Works and Roads".
fn joined<'a, 't>(tokens: &'a [Token<'t>]) -> Option<(&'a [Token<'t>], &'a [Token<'t>])> {
    let place = tokens.iter().position(|token| token.is(&["and", "und", "et", "y"]))?;
    let (one, other) = (tokens.get(..place)?, tokens.get(place + 1..)?);
    let is_name = |part: &[Token<'_>]| {
        part.last().is_some_and(Token::is_capital) && !part.iter().any(|token| token.is(PREPOSITIONS))
    };
    (is_name(one) && is_name(other)).then_some((one, bare(other)))
}

fn of_phrase(whole: &[Token<'_>], bare: &[Token<'_>]) -> Option<Meant> {
    let definite = whole.first().is_some_and(|first| first.is(DEFINITE));
    if let Some(owner) = owner_of_news(bare) {
        return of_phrase(whole, owner);
    }
    let head_at = bare.iter().position(|token| token.is(PREPOSITIONS) && !token.is_capital()).unwrap_or(bare.len());
    let described = bare.iter().take(head_at).rev().take_while(|token| token.is(DESCRIBED)).count();
    let head = bare.get((head_at - described).checked_sub(1)?)?;
    let somebody = |who, certain| Some(Meant::Somebody { who, certain });
    if let Some(place) = bare.iter().take(head_at).position(|token| token.is(SPEAKERS)) {
        return spoken_for(whole, bare, place);
    }
    let capital_before_head = bare.iter().take((head_at - described).saturating_sub(1)).any(Token::is_capital);
    let names = bare.iter().any(Token::is_capital);
    if head.is(PEOPLE) && !(names && head.is_capital() && bare.len() > 1) {
        return somebody(Who::Unnamed(text(whole)), true);
    }
    if head.is(WRITINGS) && !(head.is_capital() && capital_before_head) {
        return match (capital_before_head, definite) {
            (true, _) => somebody(Who::Named(text(bare)), true),
            (false, true) => somebody(Who::Named(text(bare)), names),
            (false, false) => somebody(Who::Unnamed(text(whole)), true),
        };
    }
    if bare.len() == 1 && definite && head.is(THE_OUTLET) && !head.is_capital() {
        return Some(Meant::Before { outlet: true, words: text(whole) });
    }
    somebody(Who::Named(text(name_in(bare, head_at))), true)
}

/// "the Gazette's report": the Gazette.
fn owner_of_news<'a, 't>(tokens: &'a [Token<'t>]) -> Option<&'a [Token<'t>]> {
    let owner = tokens.iter().position(|token| token.owns)?;
    let rest = tokens.get(owner + 1..)?;
    let made = rest.iter().take(4).any(|token| token.is(NEWS) || token.is(WRITINGS));
    made.then(|| tokens.get(..=owner)).flatten()
}

/// "a spokesman for the council", "the council's spokesman", "a council spokesman": the
/// council. Alone: whoever it was.
fn spoken_for(whole: &[Token<'_>], phrase: &[Token<'_>], speaker: usize) -> Option<Meant> {
    let after = phrase.get(speaker + 1..).unwrap_or_default();
    let tied = after.first().is_some_and(|first| first.is(PREPOSITIONS));
    let named_after = !tied && after.iter().any(Token::is_capital);
    let meant = match (tied, phrase.get(..speaker)) {
        (true, _) => bare(after.get(1..)?),
        _ if named_after => after,
        (false, Some(before)) if !before.is_empty() => before,
        _ => return Some(Meant::Somebody { who: Who::Unnamed(text(whole)), certain: true }),
    };
    Some(Meant::Somebody { who: Who::Named(text(meant)), certain: true })
}

/// Of "the council leader Mara Quell" the name; of "the mayor of Orm" all of it.
fn name_in<'a, 't>(tokens: &'a [Token<'t>], head_at: usize) -> &'a [Token<'t>] {
    let plain = tokens.iter().take_while(|token| token.is_word && !token.is_capital()).count();
    let ends_in_name = tokens.last().is_some_and(Token::is_capital);
    let title_only = ends_in_name && plain < head_at && !tokens.iter().take(plain).any(|token| token.owns);
    if title_only { tokens.get(plain..).unwrap_or(tokens) } else { tokens }
}

/// Whether a phrase is written as the name of one who publishes.
pub(super) fn is_outlet(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| token.is_capital() && token.is(OUTLETS))
}

/// The words of a phrase as they stand, with single spaces.
pub(super) fn text(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    let mut before: Option<&Token<'_>> = None;
    for token in tokens {
        match before {
            Some(before) if before.owns => text.push_str("’s "),
            Some(before) if before.at.end < token.at.start => text.push(' '),
            _ => {}
        }
        text.push_str(token.text);
        before = Some(token);
    }
    text
}
