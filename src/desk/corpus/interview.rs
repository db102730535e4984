//! Conversations, and on what terms each passage of one was given.

use std::ops::Range;

use clap::ValueEnum;
use rusqlite::Connection;
use subrosa_tip::Day;

use super::intake::{Draft, Intake, Taken, next_name};
use super::item::{Class, Item, find};
use super::origin::{Origin, check_reason, source};
use super::{CorpusError, Kind};
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::ledger;
use crate::read::Provenance;

/// Longest text of a conversation, in bytes: some days of talking.
pub const TEXT_BYTES: u64 = 16 * 1024 * 1024;

/// What may be done with what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Terms {
    /// It may be quoted with the name
    OnRecord,
    /// It may be quoted with the agreed descriptor only
    OnBackground,
    /// It may be used and attributed to nobody
    DeepBackground,
    /// It may not be used
    OffRecord,
}

impl Terms {
    const ALL: [Self; 4] = [Self::OnRecord, Self::OnBackground, Self::DeepBackground, Self::OffRecord];

    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OnRecord => "on-record",
            Self::OnBackground => "on-background",
            Self::DeepBackground => "deep-background",
            Self::OffRecord => "off-record",
        }
    }

    fn of(word: &str) -> Result<Self, CaseError> {
        Self::ALL.into_iter().find(|terms| terms.word() == word).ok_or(CaseError::Damaged)
    }
}

/// A conversation to be kept.
#[derive(Debug, Clone)]
pub struct Interview {
    /// Number of the source.
    pub source: u32,
    /// The day on which it was held.
    pub day: Day,
    /// What was said.
    pub text: String,
    /// The terms of all of it.
    pub terms: Terms,
    /// How the person may be called.
    pub descriptor: Option<String>,
}

/// Keeps a conversation.
///
/// # Errors
/// [`CorpusError`]: an unknown source, an empty or endless text.
pub fn add(case: &mut Case, interview: Interview) -> Result<Taken, CorpusError> {
    let Interview { source: number, day, text, terms, descriptor } = interview;
    if text.trim().is_empty() || text.len() as u64 > TEXT_BYTES {
        return Err(CorpusError::Text(TEXT_BYTES));
    }
    let source = source(case, number)?;
    let act = case.begin()?;
    let taken = keep(&act, Kept { source: Some(source), day, text, terms, descriptor })?;
    act.commit(taken.record("add-interview").with("terms", terms.word()))?;
    Ok(taken)
}

/// What somebody said, to be kept in an act of several.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// Who said it, when they are a source.
    pub source: Option<RowId>,
    /// The day on which it was said.
    pub day: Day,
    /// What was said.
    pub text: String,
    /// The terms of all of it.
    pub terms: Terms,
    /// How the person may be called.
    pub descriptor: Option<String>,
}

/// Keeps a conversation, or an answer to a letter, in an act of several.
///
/// # Errors
/// [`CorpusError`].
pub(crate) fn keep(act: &Act<'_>, kept: Kept) -> Result<Taken, CorpusError> {
    let Kept { source, day, text, terms, descriptor } = kept;
    let draft = Draft {
        name: next_name(act, "interview", 'I')?,
        class: Class::Interview,
        tip: None,
        row: None,
        container: None,
        path: None,
        content: ledger::put(act, text.as_bytes())?,
        origin: Origin { kind: Some(Kind::Witness), obtained: Some(day), ..Origin::default() },
        source,
        day: act.day(),
        recorded: false,
        claims: Provenance::default(),
    };
    let characters = text.chars().count() as u64;
    let mut intake = Intake::new(act);
    intake.text(&draft, text)?;
    let taken = intake.taken.pop().ok_or(CaseError::Damaged)?;
    act.db().execute("UPDATE item SET descriptor = ?2 WHERE id = ?1", (taken.id, descriptor))?;
    let item = find(act.db(), &taken.name)?;
    insert(act, &item, 0..characters, terms, None)?;
    Ok(taken)
}

/// Changes the terms of a range of characters, or of the whole conversation.
///
/// # Errors
/// [`CorpusError`]: no interview, a range beyond the text, no reason.
pub fn set_terms(
    case: &mut Case,
    name: &str,
    range: Option<Range<u64>>,
    terms: Terms,
    reason: &str,
) -> Result<Vec<Span>, CorpusError> {
    check_reason(reason)?;
    let item = find(case.db(), name)?;
    if item.class != Class::Interview {
        return Err(CorpusError::NoInterview(item.name));
    }
    let characters = item.characters.unwrap_or(0);
    let range = range.unwrap_or(0..characters);
    if range.is_empty() || range.end > characters {
        return Err(CorpusError::Range(characters));
    }
    let act = case.begin()?;
    insert(&act, &item, range.clone(), terms, Some(reason))?;
    let record = Record::new("terms", item.id).with("terms", terms.word());
    act.commit(record.with("start", range.start).with("end", range.end))?;
    Ok(spans(case.db(), &item)?)
}

fn insert(act: &Act<'_>, item: &Item, range: Range<u64>, terms: Terms, reason: Option<&str>) -> Result<(), CaseError> {
    act.db().execute(
        "INSERT INTO terms (id, item, start, until, terms, day, actor, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            RowId::new()?,
            item.ordinal,
            range.start,
            range.end,
            terms.word(),
            act.day().number(),
            act.editor().to_string(),
            reason,
        ),
    )?;
    Ok(())
}

/// A range of characters with the terms that hold for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// In Unicode scalar values of the text.
    pub range: Range<u64>,
    /// What may be done with it.
    pub terms: Terms,
}

/// The terms of a conversation as they hold now, in the order of its text.
///
/// # Errors
/// [`CaseError`].
pub fn spans(db: &Connection, item: &Item) -> Result<Vec<Span>, CaseError> {
    // Rows are only ever added: SQLite numbers them in that order.
    let mut select = db.prepare("SELECT start, until, terms FROM terms WHERE item = ?1 ORDER BY rowid")?;
    let rows: Result<Vec<(u64, u64, String)>, _> =
        select.query_map([item.ordinal], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect();
    let mut spans = Vec::new();
    for (start, until, word) in rows? {
        spans = laid_over(spans, Span { range: start..until, terms: Terms::of(&word)? });
    }
    Ok(spans)
}

/// Lays a later span over earlier ones; neighbours with the same terms become one.
fn laid_over(spans: Vec<Span>, new: Span) -> Vec<Span> {
    let mut pieces = vec![new.clone()];
    for Span { range, terms } in spans {
        for piece in [range.start..range.end.min(new.range.start), range.start.max(new.range.end)..range.end] {
            if !piece.is_empty() {
                pieces.push(Span { range: piece, terms });
            }
        }
    }
    pieces.sort_by_key(|span| span.range.start);
    let mut joined: Vec<Span> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if last.terms == piece.terms && last.range.end == piece.range.start => {
                last.range.end = piece.range.end;
            }
            _ => joined.push(piece),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_terms_hold_for_their_range_and_leave_the_rest() {
        let span = |range, terms| Span { range, terms };
        let whole = vec![span(0..100, Terms::OnRecord)];
        let middle = laid_over(whole.clone(), span(40..60, Terms::OffRecord));
        let expected = [span(0..40, Terms::OnRecord), span(40..60, Terms::OffRecord), span(60..100, Terms::OnRecord)];
        assert_eq!(middle, expected);
        assert_eq!(laid_over(middle.clone(), span(40..60, Terms::OnRecord)), whole, "and neighbours are joined");
        let over = laid_over(middle, span(50..100, Terms::DeepBackground));
        let expected =
            [span(0..40, Terms::OnRecord), span(40..50, Terms::OffRecord), span(50..100, Terms::DeepBackground)];
        assert_eq!(over, expected);
    }
}
