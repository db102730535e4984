//! What an editor signs: each part by its hash, and what the signature is for.
//!
//! *Format*: one RFC 8785 object, `{case, claim, day, editor, key, parts, purpose}`. `case`
//! is the desk's id, `claim` and `editor` are permanent ids, `key` is the public half in
//! hexadecimal; `parts` has for each part an object from the permanent id of a piece to the
//! hash of [`super::part`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use subrosa_tip::Day;

use super::SignoffError;
use super::part::{Part, Piece};

/// What a signature is for; one for anything else is none.
pub const PURPOSE: &str = "subrosa sign-off of a claim, version 1";

/// Part → permanent id of a piece → hash.
pub type Parts = BTreeMap<String, BTreeMap<String, String>>;

/// What an editor signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// [`PURPOSE`].
    pub purpose: String,
    /// The id of the desk.
    pub case: String,
    /// The permanent id of the claim.
    pub claim: String,
    /// The permanent id of the editor.
    pub editor: String,
    /// The editor's public key, in hexadecimal.
    pub key: String,
    /// The day of the signature.
    pub day: Day,
    /// What is signed, by its hashes.
    pub parts: Parts,
}

impl Statement {
    /// The bytes that are signed.
    ///
    /// # Errors
    /// [`SignoffError::Signing`].
    pub fn canonical(&self) -> Result<String, SignoffError> {
        serde_json_canonicalizer::to_string(self).map_err(|_| SignoffError::Signing)
    }

    /// Reads what was signed, when it is in its one spelling.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let statement: Self = serde_json::from_str(text).ok()?;
        (statement.canonical().ok()? == text).then_some(statement)
    }
}

/// The hashes of these pieces. Every part has its place, whether it has pieces or not.
pub(super) fn hashes(pieces: &[Piece], salt: &[u8; 16]) -> Result<Parts, SignoffError> {
    let mut parts: Parts = Part::ALL.into_iter().map(|part| (part.word().to_owned(), BTreeMap::new())).collect();
    for piece in pieces {
        parts.entry(piece.part.word().to_owned()).or_default().insert(piece.id.clone(), piece.hash(salt)?);
    }
    Ok(parts)
}
