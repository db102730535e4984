//! What supports and contradicts a claim, and the terms on which each was given.

use std::ops::Range;

use rusqlite::{Connection, Row};
use serde_json::{Value, json};

use super::{Part, Piece};
use crate::case::{CaseError, RowId};
use crate::corpus::interview::{self, Span};
use crate::corpus::item;
use crate::ledger::ClaimRef;

/// A link as far as it is signed.
struct Link {
    id: RowId,
    number: u32,
    ordinal: u64,
    range: Option<Range<u64>>,
    content: Value,
    entry: u64,
    /// What the source of a tip allows.
    consent: Option<Value>,
}

const LINKS: &str = "SELECT e.id, e.number, e.item, e.start, e.stop, e.relation, e.basis, e.source, e.heard_from,
        e.heard_from_unknown, e.present_at, e.interest, e.competent, e.sha256, item.id, item.sha256,
        why.words, answer.verdict, answered.words, max(e.since, coalesce(answer.since, 0)),
        tip.consent, message.consent, tip.state = 'withdrawn'
    FROM evidence e JOIN item ON item.ordinal = e.item
    LEFT JOIN tip ON tip.id = item.tip LEFT JOIN message ON message.id = item.origin
    LEFT JOIN reason why ON why.entry = e.since
    LEFT JOIN answer ON answer.evidence = e.number AND answer.until IS NULL
    LEFT JOIN reason answered ON answered.entry = answer.since
    WHERE e.claim = ?1 AND e.until IS NULL AND e.relation != 'mentions' ORDER BY e.number";

/// The evidence of a claim, and of each piece the terms.
pub(super) fn of_claim(db: &Connection, claim: ClaimRef) -> Result<Vec<Piece>, CaseError> {
    let mut select = db.prepare_cached(LINKS)?;
    let links: Result<Vec<Link>, _> = select.query_map([claim.0], read)?.collect();
    let mut pieces = Vec::new();
    for link in links? {
        pieces.extend(terms(db, &link)?);
        pieces.push(Piece {
            part: Part::Evidence,
            id: link.id.to_string(),
            called: format!("E{}", link.number),
            content: link.content,
            entry: link.entry,
        });
    }
    Ok(pieces)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Link> {
    let (start, stop): (Option<u64>, Option<u64>) = (row.get(3)?, row.get(4)?);
    let text = |column| row.get::<_, Option<String>>(column);
    let number = |column| row.get::<_, Option<u32>>(column);
    let hash = |column| row.get::<_, Option<[u8; 32]>>(column).map(|hash| hash.map(hex::encode));
    let verdict = text(17)?;
    let answer = verdict.map(|verdict| Ok::<_, rusqlite::Error>(json!({ "verdict": verdict, "reason": text(18)? })));
    let consent = text(20)?;
    let allowed = consent.map(|tip| {
        Ok::<_, rusqlite::Error>(json!({ "tip": tip, "message": text(21)?, "withdrawn": row.get::<_, bool>(22)? }))
    });
    Ok(Link {
        id: row.get(0)?,
        number: row.get(1)?,
        ordinal: row.get(2)?,
        range: start.zip(stop).map(|(start, stop)| start..stop),
        content: json!({
            "item": row.get::<_, RowId>(14)?.to_string(),
            "item_sha256": hash(15)?,
            "start": start,
            "end": stop,
            "sha256": hash(13)?,
            "relation": text(5)?,
            "basis": text(6)?,
            "source": number(7)?,
            "heard_from": number(8)?,
            "heard_from_unknown": row.get::<_, bool>(9)?,
            "present_at": number(10)?,
            "interest": text(11)?,
            "competent": row.get::<_, bool>(12)?,
            "reason": text(16)?,
            "answer": answer.transpose()?,
        }),
        entry: row.get(19)?,
        consent: allowed.transpose()?,
    })
}

/// What may be done with the passage: of a conversation its terms and how the person may be
/// called, of a tip what its source allows. Of anything else there are none.
fn terms(db: &Connection, link: &Link) -> Result<Option<Piece>, CaseError> {
    let item = item::of_ordinal(db, link.ordinal)?.ok_or(CaseError::Damaged)?;
    let spans = interview::spans(db, &item)?;
    let content = match (&link.consent, spans.is_empty()) {
        (Some(consent), _) => json!({ "consent": consent }),
        (None, false) => json!({ "spans": spans_of(&spans, link.range.as_ref()), "descriptor": item.descriptor }),
        (None, true) => return Ok(None),
    };
    let (part, id, entry) = (Part::Terms, link.id.to_string(), link.entry);
    Ok(Some(Piece { part, id, called: item.name, content, entry }))
}

/// The terms of the passage only: those of the next paragraph are another's business.
fn spans_of(spans: &[Span], range: Option<&Range<u64>>) -> Vec<Value> {
    let cut = |span: &Span| match range {
        Some(range) => span.range.start.max(range.start)..span.range.end.min(range.end),
        None => span.range.clone(),
    };
    let within = spans.iter().map(|span| (cut(span), span.terms)).filter(|(range, _)| !range.is_empty());
    within.map(|(range, terms)| json!({ "start": range.start, "end": range.end, "terms": terms.word() })).collect()
}
