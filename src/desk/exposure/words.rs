//! Could the words of what is printed lead to the source?
//!
//! *What enters*: texts that leave the desk: claims, letters, drafts ([`Leaving`]).
//! *What leaves*: findings at ranges of these texts, each with a sentence and a remedy;
//! words that describe the source, for the circles; and a list of what was not looked at.
//! A finding holds words of the text that leaves and never those of a protected item.
//!
//! In the order of work:
//!
//! | Module | Holds |
//! |---|---|
//! | [`draft`] | a file of the newsroom's own → text, by the worker |
//! | [`leaving`] | a text with what it rests on |
//! | [`known`] | which items are protected, and which may clear |
//! | `prepared`, `text`, `common` | a text taken apart |
//! | `look` | the index → passages → what is shared; the edge for wording |
//! | `runs`, [`likeness`], `wording` | words in a row, sentences that are close: pure |
//! | `details` | names, figures, dates, coordinates, codes of a text: pure |
//! | `pairing` | those of them that only protected items pair with the subject |
//! | `trap` | places where copies differ |
//! | `attributed` | words that say who told it, or that it is new: pure |
//! | `marked`, `timing` | characters and days that point back |
//! | `told`, [`finding`] | what is told an editor |
//! | `unchecked` | what was not looked at |
//!
//! Rarity, rows and details are looked up in the index of the case ([`crate::search`]), so
//! that a draft is compared with a million passages without reading them.

mod attributed;
mod common;
mod details;
pub mod draft;
pub mod finding;
pub mod known;
pub mod leaving;
pub mod likeness;
mod look;
mod marked;
mod pairing;
mod prepared;
mod reading;
mod runs;
#[cfg(test)]
mod tests;
mod text;
mod timing;
mod told;
mod trap;
mod unchecked;
mod wording;

use std::collections::BTreeSet;
use std::ops::Range;

use rusqlite::Connection;
use serde_json::Value;
use subrosa_tip::Day;

pub use finding::{Finding, Kind, Level};
pub use known::Known;
pub use leaving::Leaving;
pub use likeness::Likeness;

use crate::case::{Case, CaseError};
use crate::corpus;
use crate::fingerprint::store;
use crate::search::SearchError;
use likeness::Weights;
use prepared::Prepared;
use reading::Reading;
use runs::Seeds;
use text::Words;
use trap::Traps;
use wording::{Read, closest, in_a_row};

/// What the policy says of words and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// So many words in a row are a leak; at least three.
    pub words: u32,
    /// Days from a tip to print.
    pub after_tip_days: u32,
    /// Days from an event to print.
    pub after_event_days: u32,
    /// The day on which it would be printed.
    pub today: Day,
}

impl Default for Limits {
    fn default() -> Self {
        Self { words: 5, after_tip_days: 3, after_event_days: 1, today: Day::EPOCH }
    }
}

/// Words that describe the source: a circle of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Which of the texts.
    pub text: usize,
    /// Where, in Unicode scalar values.
    pub at: Range<usize>,
    /// What stands there.
    pub words: String,
    /// The circle whose name says the same.
    pub circle: Option<u32>,
    /// The claims that are marked beside it; of none, any of the text's.
    pub claims: Vec<u32>,
}

/// What was found in all texts.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// By text and place.
    pub findings: Vec<Finding>,
    /// Words that are circles.
    pub attributions: Vec<Attribution>,
    /// What was not looked at, in sentences.
    pub unchecked: Vec<String>,
}

/// The lists of `exposure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Words, names, details, attributions without a circle, novelty.
    Wording,
    /// Places where copies differ.
    Copies,
    /// Characters and metadata.
    Marks,
    /// Days.
    Time,
}

impl List {
    fn holds(self, kind: Kind) -> bool {
        match kind {
            Kind::Copy => self == Self::Copies,
            Kind::Mark => self == Self::Marks,
            Kind::Time => self == Self::Time,
            _ => self == Self::Wording,
        }
    }
}

impl Report {
    /// Whether nothing that was looked at stops printing. It never means "clean".
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Block)
    }

    /// What was found in one text.
    pub fn of(&self, text: usize) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.text == text)
    }

    /// One of the lists, as scripts read it.
    #[must_use]
    pub fn list(&self, list: List, leaving: &[Leaving]) -> Vec<Value> {
        let name = |text: usize| leaving.get(text).map_or("", |leaving| leaving.name.as_str());
        let listed = self.findings.iter().filter(|finding| list.holds(finding.kind));
        listed.map(|finding| finding.to_json(name(finding.text))).collect()
    }
}

/// Looks at everything that leaves, all texts at once: the index is opened for all of them.
///
/// # Errors
/// [`SearchError`]; a damaged index is none: it is made anew.
pub fn examine(
    case: &mut Case,
    known: &Known,
    leaving: &[Leaving],
    limits: &Limits,
    mut progress: impl FnMut(usize, usize),
) -> Result<Report, SearchError> {
    let texts: Vec<Prepared<'_>> = leaving.iter().map(Prepared::of).collect();
    let mut reading = Reading::new(known);
    let least = limits.words.max(3) as usize;
    let matches = look::find(case, &texts, least, &mut reading, &mut progress)?;
    let leaks = pairing::find(case, &texts, &mut reading, &mut progress)?;
    let mut items: BTreeSet<u64> = leaving.iter().flat_map(|text| text.items.iter().copied()).collect();
    items.extend(matches.iter().flatten().map(|found| found.item).chain(leaks.iter().map(|leak| leak.item)));
    items.retain(|item| known.is_protected(*item));
    let traps = Traps::read(case.db(), &items, known)?;

    let mut found: Vec<(Finding, u64)> = Vec::new();
    for (number, (text, matches)) in texts.iter().zip(&matches).enumerate() {
        found.extend(matches.iter().map(|found| (told::wording(number, text, found, known, limits), found.item)));
    }
    found.extend(leaks.iter().filter_map(|leak| Some((told::leak(texts.get(leak.text)?, leak, known), leak.item))));
    let (findings, of_items): (Vec<Finding>, Vec<u64>) = found.into_iter().unzip();
    let mut report = Report { findings: told::traps(&findings, &of_items, &traps), ..Report::default() };
    report.findings.extend(findings);
    let (circles, agreed) = (circles(case.db())?, descriptors(case.db())?);
    for (number, text) in texts.iter().enumerate() {
        report.of_one(number, text, (&circles, &agreed), known, limits);
    }
    report.findings.sort_by(|a, b| (a.text, a.at.start, b.level).cmp(&(b.text, b.at.start, a.level)));
    report.unchecked = unchecked::list(&texts, known, &traps, store::is_complete(case.db())?);
    Ok(report)
}

impl Report {
    /// What needs no other text.
    fn of_one(
        &mut self,
        number: usize,
        text: &Prepared<'_>,
        (circles, agreed): (&[(u32, String)], &[String]),
        known: &Known,
        limits: &Limits,
    ) {
        let shared: Vec<Range<usize>> = self.of(number).map(|finding| finding.at.clone()).collect();
        let is_shared = |at: usize| shared.iter().any(|range| range.contains(&at));
        self.findings.extend(marked::find(number, text.leaving, &is_shared));
        self.findings.extend(timing::find(number, text.leaving, known, limits));
        let (attributions, findings) = told::attributions(number, text, circles, agreed);
        self.attributions.extend(attributions);
        self.findings.extend(findings);
    }
}

fn circles(db: &Connection) -> Result<Vec<(u32, String)>, CaseError> {
    let mut select = db.prepare_cached("SELECT circle, name FROM circle_state WHERE until IS NULL")?;
    let rows: Result<Vec<_>, _> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    Ok(rows?)
}

/// How people whom we may describe agreed to be called.
fn descriptors(db: &Connection) -> Result<Vec<String>, CaseError> {
    let select =
        "SELECT descriptor FROM item WHERE descriptor IS NOT NULL AND forgotten = 0 AND standing != 'protected'";
    let mut select = db.prepare_cached(select)?;
    let rows: Result<Vec<_>, _> = select.query_map([], |row| row.get(0))?.collect();
    Ok(rows?)
}

/// Longer protected texts are compared so far, in bytes, with one sentence.
const TEXT_MOST: usize = 2 * 1024 * 1024;

/// How close a text is to anything of a tip: its messages and files. A quotation is
/// [`Likeness::Verbatim`], a close paraphrase [`Likeness::Near`] or [`Likeness::Close`].
///
/// # Errors
/// [`CaseError`].
pub fn likeness_to_tip(db: &Connection, text: &str, tip: u32) -> Result<Option<Likeness>, CaseError> {
    let select = "SELECT item.ordinal FROM item JOIN tip ON tip.id = item.tip
        WHERE tip.number = ?1 AND item.standing = 'protected' AND item.characters IS NOT NULL AND item.forgotten = 0";
    let mut select = db.prepare_cached(select)?;
    let items: Result<Vec<u64>, _> = select.query_map([tip], |row| row.get(0))?.collect();
    let mut closest = None;
    for item in items? {
        let mut theirs = corpus::text(db, item)?;
        theirs.truncate(theirs.floor_char_boundary(TEXT_MOST));
        closest = closest.max(likeness(text, &theirs));
    }
    Ok(closest)
}

/// How close a text is to another: the closest of its sentences. Pure.
#[must_use]
pub fn likeness(text: &str, other: &str) -> Option<Likeness> {
    let leaving = Leaving { text: text.to_owned(), claims: draft::marks(text), ..Leaving::default() };
    let ours = Prepared::of(&leaving);
    let words = Words::of(other, ours.language);
    let read = Read { item: 0, start: 0, text: String::new(), words };
    let weights = Weights::default();
    let least = Limits::default().words as usize;
    let rows = in_a_row(&ours, &Seeds::of(&ours.words), &read, least, &weights);
    if rows.iter().any(|row| text::count(ours.words.all.get(row.ours.clone()).unwrap_or_default()) >= least) {
        return Some(Likeness::Verbatim);
    }
    let sentences = 0..ours.words.sentences.len();
    sentences
        .filter_map(|sentence| closest(ours.words.sentence(sentence), &read, &weights))
        .map(|(found, ..)| found)
        .max()
}
