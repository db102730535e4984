//! What was found → sentences for an editor, with what to do.

use std::collections::BTreeSet;

use super::attributed::{self, Phrase};
use super::finding::{Finding, Kind, Level};
use super::known::Known;
use super::likeness::Likeness;
use super::pairing::Leak;
use super::prepared::Prepared;
use super::trap::{Trap, Traps, in_words};
use super::wording::Match;
use super::{Attribution, Limits};

/// An item as people call it.
fn name(known: &Known, item: u64) -> String {
    known.name(item).unwrap_or("a protected item").to_owned()
}

fn before(known: &Known, item: u64) -> String {
    known.protected.get(&item).map(|item| format!(" from before {}", item.day)).unwrap_or_default()
}

/// Shared wording.
pub(super) fn wording(number: usize, text: &Prepared<'_>, found: &Match, known: &Known, limits: &Limits) -> Finding {
    let (item, since) = (name(known, found.item), before(known, found.item));
    let short = (found.words as u64) < u64::from(limits.words);
    let (level, message) = match found.likeness {
        Likeness::Verbatim if short => (
            Level::Warn,
            format!(
                "These {} rare words also stand in this order in {item}, and in no public document{since}.",
                found.words
            ),
        ),
        Likeness::Verbatim => (
            Level::Block,
            format!("These {} words also stand in a row in {item}, and in no public document{since}.", found.words),
        ),
        Likeness::Near => {
            (Level::Block, format!("This sentence has most of its words, in the same order, from {item}."))
        }
        Likeness::Close => (
            Level::Block,
            format!(
                "This sentence is a close paraphrase of one in {item}: half of what it tells, it tells with the same words."
            ),
        ),
        Likeness::Loose => {
            (Level::Warn, format!("This sentence says what one in {item} says, and partly with its words."))
        }
    };
    let remedy = match found.likeness {
        Likeness::Loose => {
            "Read both side by side, and change the words that only a reader of the original would use.".to_owned()
        }
        _ => format!("Say it in words and an order of your own, or cite a public document{since} that has it."),
    };
    Finding {
        kind: Kind::Wording,
        level,
        text: number,
        at: found.at.clone(),
        words: text.cut(&found.at),
        item: Some(item),
        place: Some(found.place.clone()),
        likeness: Some(found.likeness),
        message,
        remedy,
    }
}

/// A name or a detail.
pub(super) fn leak(text: &Prepared<'_>, leak: &Leak, known: &Known) -> Finding {
    let (item, since) = (name(known, leak.item), before(known, leak.item));
    let sort = leak.detail.sort;
    let elsewhere = leak.elsewhere.and_then(|public| known.name(public));
    let message = match elsewhere {
        Some(public) => format!(
            "This {} stands in {item} with this subject; {public} has it, but not with this subject.",
            sort.word()
        ),
        None => format!("This {} stands in {item}, and in no public document{since}.", sort.word()),
    };
    let kind = if sort == super::details::Sort::Name { Kind::Name } else { Kind::Detail };
    Finding {
        kind,
        level: Level::Block,
        text: leak.text,
        at: leak.detail.at.clone(),
        words: text.cut(&leak.detail.at),
        item: Some(item),
        place: leak.place.clone(),
        likeness: None,
        message,
        remedy: format!("Either {}, or cite a public document{since} that has it with this subject.", sort.remedy()),
    }
}

/// A place in which copies differ, in words that were found to be shared.
pub(super) fn trap(of: &Finding, trap: &Trap) -> Finding {
    let item = of.item.clone().unwrap_or_default();
    Finding {
        kind: Kind::Copy,
        level: Level::Block,
        message: format!("These words come from a place where {item} and {} differ ({}): it may tell which copy was passed on.", trap.copy, in_words(trap.kind)),
        remedy: "Leave this passage out, or report it without its words, figures and order; places where all copies agree are safer.".to_owned(),
        ..of.clone()
    }
}

/// Findings of copies beside the wordings and details that touch their places.
pub(super) fn traps(findings: &[Finding], items: &[u64], traps: &Traps) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut told = Vec::new();
    for (finding, item) in findings.iter().zip(items) {
        let close = finding.likeness.is_none_or(|likeness| likeness >= Likeness::Close);
        let Some(place) = finding.place.as_ref().filter(|_| close) else { continue };
        if let Some(found) = traps.touched(*item, place)
            && seen.insert((finding.text, finding.at.start, finding.at.end))
        {
            told.push(trap(finding, found));
        }
    }
    told
}

/// Words that describe who told it, with the circle that they name.
pub(super) fn attributions(
    number: usize,
    text: &Prepared<'_>,
    circles: &[(u32, String)],
    agreed: &[String],
) -> (Vec<Attribution>, Vec<Finding>) {
    let (mut attributions, mut findings) = (Vec::new(), Vec::new());
    for phrase in attributed::descriptions(text) {
        let words = text.cut(&phrase.at);
        // A descriptor that an on-record source agreed to is no description of ours.
        if agreed.iter().any(|descriptor| says_the_same(&words, descriptor)) {
            continue;
        }
        let circle = attributed::circle(&words, circles);
        if circle.is_none() {
            findings.push(unknown(number, &phrase, &words));
        }
        attributions.push(Attribution { text: number, claims: claims(text, &phrase), at: phrase.at, words, circle });
    }
    findings.extend(attributed::novelties(text).into_iter().map(|at| novel(number, text, at)));
    (attributions, findings)
}

fn says_the_same(words: &str, descriptor: &str) -> bool {
    let folded = |text: &str| crate::search::raw_words(text).map(crate::search::fold).collect::<Vec<_>>();
    let (words, descriptor) = (folded(words), folded(descriptor));
    !descriptor.is_empty() && words.windows(descriptor.len()).any(|window| window == descriptor.as_slice())
}

/// Claims that are marked in the sentence, or right after it; of none, every claim of the text.
fn claims(text: &Prepared<'_>, phrase: &Phrase) -> Vec<u32> {
    let until = text.words.all.iter().map(|word| word.place.start).find(|start| *start >= phrase.sentence.end);
    let until = until.unwrap_or(usize::MAX);
    let within = |start: usize| phrase.sentence.start <= start && start < until;
    text.leaving.claims.iter().filter(|marked| within(marked.range.start)).map(|marked| marked.claim).collect()
}

fn unknown(number: usize, phrase: &Phrase, words: &str) -> Finding {
    // What is typed into a shell stands in quotation marks.
    let typed: String = words.chars().filter(|letter| letter.is_alphanumeric() || *letter == ' ').collect();
    Finding {
        kind: Kind::Attribution,
        level: Level::Block,
        text: number,
        at: phrase.at.clone(),
        words: words.to_owned(),
        item: None,
        place: None,
        likeness: None,
        message: "These words say who the source is, and how many people they fit is not known.".to_owned(),
        remedy: format!("Count them: circle add \"{typed}\" --people N. Or write what fits more people."),
    }
}

fn novel(number: usize, text: &Prepared<'_>, at: std::ops::Range<usize>) -> Finding {
    Finding {
        kind: Kind::Novelty,
        level: Level::Note,
        text: number,
        words: text.cut(&at),
        at,
        item: None,
        place: None,
        likeness: None,
        message: "These words tell the reader which part came from a source.".to_owned(),
        remedy: "Leave them out where the part is small; a recorded search must stand behind them in any case."
            .to_owned(),
    }
}
