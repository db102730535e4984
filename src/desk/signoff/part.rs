//! What is signed of a claim, piece by piece, as it holds now.
//!
//! Exactly five parts: the text; what supports and contradicts it, with how each source
//! knows and how a contradiction was answered; the assessment; the terms on which its
//! evidence was given; the responses. Mentions, notes, things to do and whatever else a
//! claim is tied to are none.

mod evidence;
mod rest;

use std::fmt;

use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub(super) use rest::text_piece;

use super::SignoffError;
use crate::case::CaseError;
use crate::ledger::ClaimRef;

/// A part of what is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The sentence.
    Text,
    /// What supports and contradicts it.
    Evidence,
    /// How far it is so.
    Assessment,
    /// On what terms its evidence was given.
    Terms,
    /// Who was asked, and what they answered.
    Responses,
}

impl Part {
    /// Every part, in the order in which people are told.
    pub const ALL: [Self; 5] = [Self::Text, Self::Evidence, Self::Assessment, Self::Terms, Self::Responses];

    /// As the statement and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Evidence => "evidence",
            Self::Assessment => "assessment",
            Self::Terms => "terms",
            Self::Responses => "responses",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One piece of a part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub part: Part,
    /// The permanent id of what it is of, in hexadecimal.
    pub id: String,
    /// What people call that.
    pub called: String,
    /// All that is signed of it.
    pub content: Value,
    /// The newest entry that one of its rows names.
    pub entry: u64,
}

impl Piece {
    /// What a statement says of it: SHA-256 of the salt and the RFC 8785 form of part, id
    /// and content.
    ///
    /// *Security*: words of an assessment or a text can be guessed; without the salt,
    /// which no statement holds, nobody can try them.
    pub fn hash(&self, salt: &[u8; 16]) -> Result<String, SignoffError> {
        let form = serde_json::json!({ "part": self.part.word(), "id": self.id, "content": self.content });
        let form = serde_json_canonicalizer::to_vec(&form).map_err(|_| SignoffError::Signing)?;
        Ok(hex::encode(Sha256::new().chain_update(salt).chain_update(form).finalize()))
    }
}

/// Every piece of a claim that a sign-off covers.
pub(super) fn pieces(db: &Connection, claim: ClaimRef) -> Result<Vec<Piece>, CaseError> {
    let mut pieces = rest::text(db, claim)?;
    pieces.extend(evidence::of_claim(db, claim)?);
    pieces.extend(rest::assessment(db, claim)?);
    pieces.extend(rest::responses(db, claim)?);
    Ok(pieces)
}
