//! Text, assessment and responses of a claim.

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::json;

use super::{Part, Piece};
use crate::case::{CaseError, RowId};
use crate::ledger::ClaimRef;
use crate::ledger::response::{self, Offer};

/// The sentence, as it holds now.
pub(super) fn text(db: &Connection, claim: ClaimRef) -> Result<Vec<Piece>, CaseError> {
    let select = "SELECT claim.id, text, since FROM claim_state JOIN claim ON number = claim
        WHERE claim = ?1 AND until IS NULL";
    let read = |row: &Row<'_>| Ok(text_piece(claim, row.get(0)?, &row.get::<_, String>(1)?, row.get(2)?));
    Ok(db.prepare_cached(select)?.query_row([claim.0], read).optional()?.into_iter().collect())
}

/// A sentence that the claim has or had.
pub(in crate::signoff) fn text_piece(claim: ClaimRef, id: RowId, text: &str, entry: u64) -> Piece {
    let content = json!({ "text": text });
    Piece { part: Part::Text, id: id.to_string(), called: claim.to_string(), content, entry }
}

pub(super) fn assessment(db: &Connection, claim: ClaimRef) -> Result<Vec<Piece>, CaseError> {
    let select = "SELECT claim.id, credibility, label, words, since FROM assessment JOIN claim ON number = claim
        LEFT JOIN reason ON entry = since WHERE claim = ?1 AND until IS NULL";
    let read = |row: &Row<'_>| {
        let (credibility, label): (u8, String) = (row.get(1)?, row.get(2)?);
        let reason: Option<String> = row.get(3)?;
        Ok(Piece {
            part: Part::Assessment,
            id: row.get::<_, RowId>(0)?.to_string(),
            called: claim.to_string(),
            content: json!({ "credibility": credibility, "label": label, "reason": reason }),
            entry: row.get(4)?,
        })
    };
    Ok(db.prepare_cached(select)?.query_row([claim.0], read).optional()?.into_iter().collect())
}

pub(super) fn responses(db: &Connection, claim: ClaimRef) -> Result<Vec<Piece>, CaseError> {
    Ok(response::of_claim(db, claim)?.iter().map(response_piece).collect())
}

fn response_piece(offer: &Offer) -> Piece {
    let answer = offer.answer.as_ref();
    Piece {
        part: Part::Responses,
        id: offer.id.to_string(),
        called: format!("offer {}", offer.number),
        content: json!({
            "name": offer.name,
            "sent": offer.sent,
            "deadline": offer.deadline,
            "letter": offer.letter,
            "answer": answer.map(|answer| json!({ "kind": answer.kind.word(), "words": answer.words })),
        }),
        entry: answer.map_or(offer.by.entry, |answer| answer.by.entry),
    }
}
