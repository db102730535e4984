//! Which evidence readers may see, and what of it.
//!
//! An item that is public or on the record, said by nobody who is protected, and nothing
//! was found against it. Of a conversation only the passage itself, and only with the name
//! or the descriptor that its terms allow.

use std::ops::Range;

use crate::case::{Case, CaseError};
use crate::corpus::excerpt::Excerpt;
use crate::corpus::interview::{self, Terms};
use crate::corpus::item::{self, Class};
use crate::corpus::{Item, Standing};
use crate::independence::gather::people::People;
use crate::ledger::LedgerError;
use crate::ledger::evidence::read::Evidence;

use super::dossier::Shown;

/// So much of what stands around a passage is shown on either side, in characters.
const AROUND: usize = 280;

/// What readers may see of a passage; nothing where it must not be seen.
///
/// # Errors
/// [`LedgerError`].
pub fn shown(case: &Case, evidence: &Evidence, people: &People) -> Result<Option<Shown>, LedgerError> {
    let item = item::of_ordinal(case.db(), evidence.ordinal)?.ok_or(CaseError::Damaged)?;
    let denies = evidence.relation == "contradicts";
    let answered = evidence.answer.as_ref().is_some_and(|answer| answer.verdict == "printed");
    let bears = evidence.relation == "supports" || (denies && answered);
    let Some(excerpt) = evidence.excerpt.as_ref().filter(|_| bears) else { return Ok(None) };
    if !is_open(&item, evidence, people) {
        return Ok(None);
    }
    let shown = match item.class {
        Class::Interview => spoken(case, &item, (evidence, excerpt), people)?,
        _ => Some(published(&item, excerpt, who(&item, evidence, people))),
    };
    Ok(shown.map(|shown| Shown { denies, ..shown }))
}

/// Whether nothing about it is protected.
#[must_use]
pub fn is_open(item: &Item, evidence: &Evidence, people: &People) -> bool {
    let stands = matches!(item.standing, Standing::Public | Standing::OnRecord);
    let said = evidence.source.map(|source| source.0).into_iter().chain(item.source).chain(people.publisher(item));
    stands && evidence.flags.is_empty() && !said.map(|source| people.root(source)).any(|said| people.is_protected(said))
}

fn who(item: &Item, evidence: &Evidence, people: &People) -> Option<String> {
    let source = evidence.source.map(|source| people.root(source.0));
    let named = source.and_then(|source| people.get(source)).and_then(|source| source.name.clone());
    named.or_else(|| item.publisher.clone())
}

fn published(item: &Item, excerpt: &Excerpt, who: Option<String>) -> Shown {
    Shown {
        denies: false,
        who,
        title: item.title.clone(),
        url: item.url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        published: item.published,
        before: end_of(&excerpt.before),
        words: excerpt.text.clone(),
        after: beginning_of(&excerpt.after),
        archive: item.sha256.map(hex::encode),
    }
}

/// What was said, without what was said around it: that may be under other terms.
fn spoken(
    case: &Case,
    item: &Item,
    (evidence, excerpt): (&Evidence, &Excerpt),
    people: &People,
) -> Result<Option<Shown>, CaseError> {
    let all = 0..item.characters.unwrap_or(0);
    let range = evidence.range.clone().unwrap_or(all.clone());
    let who = match strictest(case, item, &range)? {
        Some(Terms::OnRecord) => who(item, evidence, people),
        Some(Terms::OnBackground) => item.descriptor.clone(),
        _ => return Ok(None),
    };
    // A hash lets anybody try what else was said.
    let open = strictest(case, item, &all)? == Some(Terms::OnRecord);
    let archive = item.sha256.map(hex::encode).filter(|_| open);
    let (before, after) = (String::new(), String::new());
    Ok(Some(Shown { title: None, url: None, published: None, before, after, archive, ..published(item, excerpt, who) }))
}

/// The strictest terms of all that a range touches.
fn strictest(case: &Case, item: &Item, range: &Range<u64>) -> Result<Option<Terms>, CaseError> {
    let spans = interview::spans(case.db(), item)?;
    let here = spans.into_iter().filter(|span| span.range.start < range.end && range.start < span.range.end);
    Ok(here.map(|span| span.terms).max_by_key(|terms| match terms {
        Terms::OnRecord => 0,
        Terms::OnBackground => 1,
        Terms::DeepBackground => 2,
        Terms::OffRecord => 3,
    }))
}

/// The last so many characters, from the beginning of a word.
fn end_of(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(AROUND);
    if skipped == 0 {
        return text.trim_start().to_owned();
    }
    let rest: String = text.chars().skip(skipped).collect();
    let rest = rest.split_once(char::is_whitespace).map_or(rest.as_str(), |(_, rest)| rest);
    format!("… {rest}")
}

fn beginning_of(text: &str) -> String {
    if text.chars().count() <= AROUND {
        return text.trim_end().to_owned();
    }
    let first: String = text.chars().take(AROUND).collect();
    let first = first.rsplit_once(char::is_whitespace).map_or(first.as_str(), |(first, _)| first);
    format!("{first} …")
}
