//! Whom a text gives as its source, and for which of its sentences.
//!
//! *Grammar, not meaning*: words that attribute and the phrase beside them, by lists and
//! by the form of the sentence. English; German, French and Spanish where a phrase
//! ("laut", "selon", "según") or a verb with a name is enough. A link names its host.
//!
//! A sentence that holds the words is governed *surely*, and so is the quotation that it
//! introduces or closes. The rest of its paragraph is governed *perhaps*, and "first
//! reported by" anywhere governs the whole item *perhaps*: the writer named who had the
//! story, and not for which sentence.

mod antecedent;
mod credit;
mod hit;
// Words by the line, not a line a word.
#[rustfmt::skip]
mod lexicon;
mod link;
mod mention;
mod noun;
mod phrases;
#[cfg(test)]
mod tests;
mod unnamed;
mod verbs;
mod who;

use std::collections::BTreeSet;
use std::ops::Range;

pub(super) use lexicon::CALENDAR;
pub use who::Who;

use super::names::{Names, key};
use super::sentences::{Shape, overlap};
use super::tokens::{Token, tokens, within};
use antecedent::Antecedents;
use hit::Hit;
use who::{Meant, meant};

/// The languages of which the words are known (ISO 639-3).
pub const LANGUAGES: [&str; 4] = ["eng", "deu", "fra", "spa"];
/// Longest sentence that is looked at, in tokens: a table without full stops is none, and
/// the phrases of a sentence are sought back and forth.
const SENTENCE_MOST: usize = 400;

/// Between a quotation and the sentence that names who speaks there are so many bytes.
const GAP_MOST: usize = 8;
/// Open a sentence about the one before.
const POINTING: &[&str] = &["that", "this", "so", "das", "dies", "so"];

/// A place where somebody is given as the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Whom.
    pub who: Who,
    /// The words that say so.
    pub at: Range<usize>,
    /// What surely rests on them; in order.
    pub governs: Vec<Range<usize>>,
    /// What perhaps does.
    pub perhaps: Range<usize>,
    /// How far it goes.
    pub reach: Reach,
    /// Whether the words can only mean this. "The report" may be any.
    pub certain: bool,
}

/// How far an attribution goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// To its sentence, and perhaps its paragraph.
    Sentence,
    /// To its sentence, and perhaps to the whole item: "first reported by".
    Story,
    /// To the whole item: a dateline, a credit.
    Item,
}

/// Every attribution of a text in order. `names` says which names are outlets'.
#[must_use]
pub fn find(text: &str, names: &Names) -> Vec<Attribution> {
    let (all, shape) = (tokens(text), Shape::of(text));
    let is_outlet = |phrase: &[Token<'_>]| who::is_outlet(phrase) || names.is_outlet(&who::text(phrase));
    let mut antecedents = Antecedents::of(&all);
    let mut found: Vec<Attribution> =
        credit::find(&all, &shape, &is_outlet).into_iter().map(|(name, at)| of_item(name, at, text.len())).collect();
    for sentence in &shape.sentences {
        let words = within(&all, sentence);
        let hits = in_sentence(words.get(..SENTENCE_MOST.min(words.len())).unwrap_or_default(), &is_outlet);
        for hit in hits {
            found.extend(attributions(words, &hit, sentence, &shape, text.len(), &mut antecedents));
        }
        govern_what_is_pointed_at(&mut found, words, sentence, &shape);
    }
    found.extend(linked(text, &shape));
    found.sort_by_key(|attribution| attribution.at.start);
    found.dedup_by(|b, a| a.who == b.who && a.governs == b.governs && a.reach == b.reach);
    add_quotations(&mut found, &shape, text);
    found
}

fn of_item(name: String, at: Range<usize>, length: usize) -> Attribution {
    let (whole, reach, certain) = (0..length, Reach::Item, true);
    Attribution { who: Who::Named(name), at, governs: vec![whole.clone()], perhaps: whole, reach, certain }
}

/// A link stands for the sentence that it closes.
fn linked(text: &str, shape: &Shape) -> Vec<Attribution> {
    let links = link::find(text).into_iter().filter_map(|(host, at)| {
        let (sentence, paragraph) = (shape.sentence(at.start)?, shape.paragraph(at.start)?);
        let (governs, reach) = (vec![sentence], Reach::Sentence);
        Some(Attribution { who: Who::Named(host), at, governs, perhaps: paragraph, reach, certain: true })
    });
    links.collect()
}

/// "That is what the Gazette found": the sentence before is meant.
fn govern_what_is_pointed_at(found: &mut [Attribution], words: &[Token<'_>], sentence: &Range<usize>, shape: &Shape) {
    let points = words.first().is_some_and(|first| first.is(POINTING))
        && words.get(1).is_some_and(|second| second.is(&["is", "was", "much", "berichtet", "schreibt", "hat", "ist"]));
    let before = shape.sentences.iter().rfind(|before| before.end <= sentence.start);
    let Some(before) =
        before.filter(|before| points && shape.paragraph(before.start) == shape.paragraph(sentence.start))
    else {
        return;
    };
    for one in found.iter_mut().filter(|one| sentence.start <= one.at.start && one.at.end <= sentence.end) {
        one.governs.insert(0, before.clone());
    }
}

fn in_sentence(words: &[Token<'_>], is_outlet: &dyn Fn(&[Token<'_>]) -> bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    phrases::find(words, is_outlet, &mut hits);
    verbs::find(words, is_outlet, &mut hits);
    mention::find(words, is_outlet, &mut hits);
    unnamed::find(words, &mut hits);
    hits.sort_by_key(|hit| hit.who.start);
    hits
}

fn attributions(
    words: &[Token<'_>],
    hit: &Hit,
    sentence: &Range<usize>,
    shape: &Shape,
    length: usize,
    antecedents: &mut Antecedents,
) -> Vec<Attribution> {
    let phrase = words.get(hit.who.clone()).unwrap_or_default();
    let by = words.get(hit.by.clone()).unwrap_or_default();
    let (Some(first), Some(last)) = (by.first(), by.last()) else { return Vec::new() };
    let paragraph = shape.paragraph(first.at.start).unwrap_or_else(|| sentence.clone());
    let meant = if hit.unnamed { vec![nobody(phrase)] } else { meant(phrase) };
    let somebody = meant.into_iter().filter_map(|meant| antecedents.somebody(meant, first.at.start, &paragraph));
    somebody
        .map(|(who, certain)| Attribution {
            who,
            at: first.at.start..last.at.end,
            governs: vec![sentence.clone()],
            perhaps: if hit.story { 0..length } else { paragraph.clone() },
            reach: if hit.story { Reach::Story } else { Reach::Sentence },
            certain: certain && hit.certain,
        })
        .collect()
}

fn nobody(phrase: &[Token<'_>]) -> Meant {
    Meant::Somebody { who: Who::Unnamed(who::text(phrase)), certain: true }
}

/// Speech belongs to whoever is named beside it, also when it began sentences before,
/// and what goes on in the same paragraph until somebody else is named.
fn add_quotations(found: &mut [Attribution], shape: &Shape, text: &str) {
    let mut starts: Vec<usize> = found.iter().filter_map(|one| one.governs.first().map(|first| first.start)).collect();
    starts.sort_unstable();
    for one in found.iter_mut().filter(|one| one.reach != Reach::Item) {
        let (Some(sentence), Some(paragraph)) = (one.governs.first().cloned(), shape.paragraph(one.at.start)) else {
            continue;
        };
        let next = starts.get(starts.partition_point(|start| *start <= sentence.start)).copied();
        let next = next.unwrap_or(usize::MAX).min(paragraph.end).max(sentence.end);
        let first = shape.quotations.partition_point(|quotation| quotation.end + GAP_MOST <= sentence.start);
        let here = shape.quotations.iter().skip(first).take_while(|quotation| quotation.start < next);
        let mut spoken = false;
        for quotation in here {
            let touches = overlap(quotation, &sentence) || is_blank(text, quotation.end..sentence.start);
            if touches || (spoken && quotation.start >= sentence.end) {
                spoken = true;
                one.governs.push(quotation.clone());
            }
        }
    }
}

fn is_blank(text: &str, range: Range<usize>) -> bool {
    text.get(range).is_some_and(|between| between.trim().is_empty())
}

/// What one piece of evidence rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Whom.
    pub who: Who,
    /// The words that say so.
    pub at: Range<usize>,
    /// Where they stand, in words.
    pub place: &'static str,
    /// Whether it holds, or only may.
    pub sure: bool,
}

/// The attributions on which a piece of evidence rests. One that covers less than half
/// of it does so perhaps: the sentence that bears on the claim may be another.
#[must_use]
pub fn governing(attributions: &[Attribution], evidence: &Range<usize>) -> Vec<Citation> {
    let covers = |one: &Attribution| covered(&one.governs, evidence);
    let cite = |one: &Attribution, place, sure| Citation { who: one.who.clone(), at: one.at.clone(), place, sure };
    let direct = attributions.iter().filter(|one| covers(one) > 0).map(|one| {
        let place = if one.reach == Reach::Item { "for the whole item" } else { "in the same sentence" };
        cite(one, place, one.certain && covers(one) * 2 >= evidence.len())
    });
    let mut found: Vec<Citation> = direct.collect();
    let settled = found.iter().any(|citation| citation.sure);
    let known: BTreeSet<Vec<String>> = found.iter().map(|citation| identity(&citation.who)).collect();
    for one in attributions.iter().filter(|one| covers(one) == 0 && !known.contains(&identity(&one.who))) {
        match one.reach {
            Reach::Story => found.push(cite(one, "as the first to report it", false)),
            Reach::Sentence if !settled && overlap(&one.perhaps, evidence) => {
                found.push(cite(one, "in the same paragraph", false));
            }
            _ => {}
        }
    }
    found
}

/// What two names of one have in common.
fn identity(who: &Who) -> Vec<String> {
    match who {
        Who::Named(name) => key(name),
        Who::Unnamed(words) => vec![String::new(), words.clone()],
    }
}

/// How many bytes of the evidence lie in these ranges, which may overlap.
fn covered(ranges: &[Range<usize>], evidence: &Range<usize>) -> usize {
    let mut ranges = ranges.to_vec();
    ranges.sort_by_key(|range| range.start);
    let (mut bytes, mut until) = (0, evidence.start);
    for range in ranges {
        let end = range.end.min(evidence.end);
        bytes += end.saturating_sub(range.start.max(until));
        until = until.max(end);
    }
    bytes
}
