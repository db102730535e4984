//! Datelines and credits, which speak for a whole item: "ORM (Valley Wire) —".

use std::ops::Range;

use super::super::sentences::Shape;
use super::super::tokens::{Token, within};
use super::who::text;

/// A dateline ends within so many tokens of its paragraph: "ORM, 3 March 2026 (Valley
/// Wire) —" has ten.
const DATELINE_MOST: usize = 16;
/// A heading, a byline, a summary and a dateline: it stands in one of the first paragraphs.
const PARAGRAPHS_FIRST: usize = 5;
/// A credit stands in one of the last paragraphs, before what the site adds.
const PARAGRAPHS_LAST: usize = 3;
/// A credit is a line of its own, and short, in tokens.
const CREDIT_MOST: usize = 8;

/// Names and where they stand, in order.
pub(super) fn find(
    tokens: &[Token<'_>],
    shape: &Shape,
    is_outlet: &dyn Fn(&[Token<'_>]) -> bool,
) -> Vec<(String, Range<usize>)> {
    let paragraphs = shape.paragraphs.as_slice();
    let first = paragraphs.iter().take(PARAGRAPHS_FIRST);
    let last = paragraphs.iter().rev().take(PARAGRAPHS_LAST.min(paragraphs.len()));
    let lines = |range: &Range<usize>| within(tokens, range);
    let datelines = first.clone().filter_map(|range| dateline(lines(range)));
    let credits = first.clone().chain(last).filter_map(|range| credit(lines(range), is_outlet));
    let mut found: Vec<_> = datelines.chain(credits).collect();
    found.sort_by_key(|(_, at)| at.start);
    found.dedup();
    found
}

/// "(Valley Wire) —" behind a place.
fn dateline(tokens: &[Token<'_>]) -> Option<(String, Range<usize>)> {
    let head = tokens.get(..DATELINE_MOST.min(tokens.len()))?;
    let place = |mark: &str| head.iter().position(|token| token.word == mark);
    let (open, close) = (place("(")?, place(")")?);
    let dash = head.get(close + 1).is_some_and(|token| token.is(&["—", "–", "-", ":"]));
    let name = head.get(open + 1..close).filter(|name| !name.is_empty() && name.len() <= 5)?;
    let before = head.get(..open)?;
    let is_place = before.iter().all(|token| !token.is_word || token.is_capital() || token.is_figure());
    let words = name.iter().all(|token| token.is_word && !token.is_figure());
    (dash && words && is_place).then(|| (text(name), range(name)))
}

/// "By Valley Wire", "Source: Valley Wire", "— Valley Wire", "This story first appeared in
/// the Gazette". A person after "By" wrote it and is no attribution.
fn credit(tokens: &[Token<'_>], is_outlet: &dyn Fn(&[Token<'_>]) -> bool) -> Option<(String, Range<usize>)> {
    let line: Vec<&Token<'_>> = tokens.iter().filter(|token| token.is_word).collect();
    let words: Vec<&str> = line.iter().map(|token| token.word.as_str()).collect();
    let opens = tokens.first()?;
    let name_from = match words.as_slice() {
        ["source" | "quelle" | "fuente", ..] if tokens.get(1)?.word == ":" => 1,
        ["by" | "from" | "von" | "par", ..] => 1,
        ["reporting", "by", ..] => 2,
        ["this" | "the", "article" | "story" | "report", rest @ ..] => 2 + appeared(rest)?,
        _ if matches!(opens.word.as_str(), "—" | "–" | "/" | "©") => 0,
        _ => return None,
    };
    if line.len() > CREDIT_MOST + name_from {
        return None;
    }
    let from = line.get(name_from)?.at.start;
    let name = tokens.get(tokens.iter().position(|token| token.at.start == from)?..)?;
    let end = name.iter().position(|token| !token.is_word && !token.is(&["&", "-"])).unwrap_or(name.len());
    let name = name.get(..end).filter(|name| is_outlet(name))?;
    Some((text(name), range(name)))
}

/// "first appeared in", "was originally published by": so many words.
fn appeared(words: &[&str]) -> Option<usize> {
    let at = words.iter().take(5).position(|word| matches!(*word, "in" | "by" | "on"))?;
    let verb = words.get(..at)?.iter().any(|word| matches!(*word, "appeared" | "published" | "printed" | "reported"));
    verb.then_some(at + 1)
}

fn range(tokens: &[Token<'_>]) -> Range<usize> {
    let start = tokens.first().map_or(0, |token| token.at.start);
    start..tokens.last().map_or(start, |token| token.at.end)
}
