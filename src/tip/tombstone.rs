//! What expired before a desk confirmed it: a name and a day, no content.
//!
//! *Format*: the optional member `tombstones/list.json` of the server's bag:
//! RFC 8785 JSON, `[{"day", "envelope", "reason"}]`, sorted by envelope.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::envelope::EnvelopeId;
use crate::limits::TOMBSTONES_MAX_BYTES;

/// Name of the member that carries the list.
pub const TOMBSTONES_MEMBER: &str = "tombstones/list.json";

/// Why an envelope is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TombstoneReason {
    /// No desk confirmed it within the configured days.
    Expired,
}

/// An envelope that the server no longer has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// Its id.
    pub envelope: EnvelopeId,
    /// The day on which it was deleted.
    pub day: Day,
    /// Why.
    pub reason: TombstoneReason,
}

/// The member is not a list of tombstones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the list of expired envelopes is malformed")]
pub struct TombstoneError;

/// The member's bytes.
///
/// # Errors
/// [`TombstoneError`] when one envelope is named twice or the list is too long.
pub fn write_tombstones(list: &[Tombstone]) -> Result<Vec<u8>, TombstoneError> {
    let mut sorted = list.to_vec();
    sorted.sort_by_key(|tombstone| tombstone.envelope);
    check(&sorted)?;
    let bytes = serde_json_canonicalizer::to_vec(&sorted).map_err(|_| TombstoneError)?;
    if bytes.len() as u64 > TOMBSTONES_MAX_BYTES { Err(TombstoneError) } else { Ok(bytes) }
}

/// Reads the member's bytes.
///
/// # Errors
/// [`TombstoneError`] for anything but the one spelling of a list.
pub fn read_tombstones(bytes: &[u8]) -> Result<Vec<Tombstone>, TombstoneError> {
    if bytes.len() as u64 > TOMBSTONES_MAX_BYTES {
        return Err(TombstoneError);
    }
    let list: Vec<Tombstone> = serde_json::from_slice(bytes).map_err(|_| TombstoneError)?;
    check(&list)?;
    let canonical = serde_json_canonicalizer::to_vec(&list).map_err(|_| TombstoneError)?;
    if canonical == bytes { Ok(list) } else { Err(TombstoneError) }
}

fn check(list: &[Tombstone]) -> Result<(), TombstoneError> {
    let ordered = list.is_sorted_by(|a, b| a.envelope < b.envelope);
    if ordered { Ok(()) } else { Err(TombstoneError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tombstone(id: u8) -> Tombstone {
        let day = "2026-11-23".parse().unwrap();
        Tombstone { envelope: EnvelopeId([id; 16]), day, reason: TombstoneReason::Expired }
    }

    #[test]
    fn a_list_has_one_spelling() {
        let bytes = write_tombstones(&[tombstone(2), tombstone(1)]).unwrap();
        assert_eq!(read_tombstones(&bytes), Ok(vec![tombstone(1), tombstone(2)]));
        assert_eq!(read_tombstones(&write_tombstones(&[]).unwrap()), Ok(vec![]));
        assert_eq!(write_tombstones(&[tombstone(1), tombstone(1)]), Err(TombstoneError));
        let text = String::from_utf8(bytes).unwrap();
        for other in [
            text.replace(',', ", "),
            text.replace("expired", "lost"),
            text.replace("2026", "x"),
            format!("{text}\n"),
            text.replace("}]", ",\"message\":\"x\"}]"),
            "{}".into(),
        ] {
            assert_eq!(read_tombstones(other.as_bytes()), Err(TombstoneError), "{other}");
        }
    }
}
