//! Whether a signature still covers its claim, and what changed where it does not.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row};

use super::blame::{self, Look};
use super::editor::Keyed;
use super::key::verifies;
use super::part::{self, Part, Piece};
use super::statement::{PURPOSE, Parts, Statement};
use crate::case::{CaseError, RowId};
use crate::ledger::ClaimRef;
use crate::ledger::doer::{self, Doer};

/// A sign-off, and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who signed, with the key that they had.
    pub editor: Keyed,
    /// The entry by which it was kept, and its day.
    pub by: Doer,
    /// RFC 8785 JSON, as it was signed.
    pub statement: String,
    /// Ed25519 over the bytes of the statement.
    pub signature: [u8; 64],
    /// What voids it; nothing while it holds.
    pub voided: Vec<Voided>,
}

impl Signed {
    /// Whether it holds.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.voided.is_empty()
    }
}

/// Why a sign-off holds no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voided {
    /// A part is no longer what was signed.
    Changed {
        /// The part.
        part: Part,
        /// What people call the piece: `C1`, `E3`, `I1`, `offer 2`.
        what: String,
        /// Who changed it.
        by: Option<Doer>,
    },
    /// The editor's key was taken away.
    Key(Option<Doer>),
    /// Something of what was signed was forgotten, so that it cannot be compared.
    Forgotten(Option<Doer>),
    /// The signature is not over this statement, or the statement is of something else.
    Signature,
}

impl Voided {
    /// What scripts compare: a part's word, `key`, `forgotten`, `signature`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Changed { part, .. } => part.word(),
            Self::Key(_) => "key",
            Self::Forgotten(_) => "forgotten",
            Self::Signature => "signature",
        }
    }

    /// What people call the piece that changed.
    #[must_use]
    pub fn what(&self) -> Option<&str> {
        match self {
            Self::Changed { what, .. } => Some(what),
            _ => None,
        }
    }

    /// Who did it, where the log says so.
    #[must_use]
    pub fn by(&self) -> Option<&Doer> {
        match self {
            Self::Changed { by, .. } | Self::Key(by) | Self::Forgotten(by) => by.as_ref(),
            Self::Signature => None,
        }
    }

    /// In a sentence without its end.
    #[must_use]
    pub fn sentence(&self) -> String {
        let what = match self {
            Self::Changed { part, what, .. } => format!("the {part} changed: {what}"),
            Self::Key(_) => "the key of whoever signed was taken away".to_owned(),
            Self::Forgotten(_) => "something of what was signed was forgotten".to_owned(),
            Self::Signature => "the signature is not over this claim".to_owned(),
        };
        match self.by() {
            Some(Doer { entry, name, day }) => format!("{what}, entry {entry} by {name} on {day}"),
            None => what,
        }
    }
}

/// A row as it lies.
struct Raw {
    editor: Keyed,
    gone: Option<u64>,
    statement: String,
    signature: [u8; 64],
    salt: Option<[u8; 16]>,
    since: u64,
}

/// The sign-offs of a claim, oldest first: the newest of each editor.
///
/// # Errors
/// [`CaseError`].
pub fn of_claim(db: &Connection, claim: ClaimRef) -> Result<Vec<Signed>, CaseError> {
    let select = "SELECT e.number, e.id, e.name, e.key, e.until, statement, signature, salt, s.since
        FROM signoff s JOIN editor e ON e.number = s.editor WHERE s.claim = ?1 AND s.until IS NULL ORDER BY s.since";
    let read = |row: &Row<'_>| {
        Ok(Raw {
            editor: Keyed { number: row.get(0)?, id: row.get(1)?, name: row.get(2)?, key: row.get(3)? },
            gone: row.get(4)?,
            statement: row.get(5)?,
            signature: row.get(6)?,
            salt: row.get(7)?,
            since: row.get(8)?,
        })
    };
    let mut select = db.prepare_cached(select)?;
    let rows: Result<Vec<Raw>, _> = select.query_map([claim.0], read)?.collect();
    let rows = rows?;
    // Most claims of a large case are signed by nobody.
    let pieces = if rows.is_empty() { Vec::new() } else { part::pieces(db, claim)? };
    rows.into_iter().map(|raw| judge(db, claim, raw, &pieces)).collect()
}

fn judge(db: &Connection, claim: ClaimRef, raw: Raw, pieces: &[Piece]) -> Result<Signed, CaseError> {
    let mut voided = Vec::new();
    if let Some(entry) = raw.gone {
        voided.push(Voided::Key(Some(doer::of(db, entry)?)));
    }
    match (sound(db, claim, &raw)?, raw.salt) {
        (None, _) => voided.push(Voided::Signature),
        (Some(_), None) => voided.push(Voided::Forgotten(blame::forgetting(db, claim, raw.since)?)),
        (Some(statement), Some(salt)) => {
            let look = Look { db, claim, salt, since: raw.since };
            for (part, id) in changes(&statement.parts, pieces, &salt)? {
                let piece = pieces.iter().find(|piece| piece.part == part && piece.id == id);
                let stated = statement.parts.get(part.word()).and_then(|pieces| pieces.get(&id));
                let (what, by) = look.who(part, &id, piece, stated.map(String::as_str))?;
                voided.push(Voided::Changed { part, what, by });
            }
        }
    }
    let Raw { editor, statement, signature, since, .. } = raw;
    Ok(Signed { editor, by: doer::of(db, since)?, statement, signature, voided })
}

/// The statement, when it is this editor's, of this claim in this case, and signed.
fn sound(db: &Connection, claim: ClaimRef, raw: &Raw) -> Result<Option<Statement>, CaseError> {
    let Some(statement) = Statement::read(&raw.statement) else { return Ok(None) };
    let desk: String = db.query_row("SELECT value FROM meta WHERE name = 'desk'", [], |row| row.get(0))?;
    let id: RowId = db.query_row("SELECT id FROM claim WHERE number = ?1", [claim.0], |row| row.get(0))?;
    let is_of_it = statement.purpose == PURPOSE
        && statement.case == desk
        && statement.claim == id.to_string()
        && statement.editor == raw.editor.id.to_string()
        && statement.key == hex::encode(raw.editor.key)
        && verifies(&raw.editor.key, raw.statement.as_bytes(), &raw.signature);
    Ok(is_of_it.then_some(statement))
}

/// The pieces that are not what was signed: altered, added or gone. Of evidence that came or
/// went the terms came or went with it, and are not told apart.
fn changes(signed: &Parts, pieces: &[Piece], salt: &[u8; 16]) -> Result<Vec<(Part, String)>, CaseError> {
    let now = super::statement::hashes(pieces, salt).map_err(|_| CaseError::Damaged)?;
    let mut changed = BTreeSet::new();
    for part in Part::ALL {
        let (was, is) = (of_part(signed, part), of_part(&now, part));
        let ids: BTreeSet<_> = was.keys().chain(is.keys()).collect();
        changed.extend(ids.into_iter().filter(|id| was.get(*id) != is.get(*id)).map(|id| (part, id.clone())));
    }
    let evidence = (of_part(signed, Part::Evidence), of_part(&now, Part::Evidence));
    let stayed = |id: &String| evidence.0.contains_key(id) && evidence.1.contains_key(id);
    changed.retain(|(part, id)| *part != Part::Terms || stayed(id));
    Ok(changed.into_iter().collect())
}

fn of_part(parts: &Parts, part: Part) -> BTreeMap<String, String> {
    parts.get(part.word()).cloned().unwrap_or_default()
}
