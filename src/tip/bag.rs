//! A bag: what travels between server and desk on a stick, in one tar file.
//!
//! *Format*: `manifest.json` (RFC 8785), its minisign signature
//! `manifest.json.minisig`, then the members in the manifest's order; ustar with
//! every field fixed, so that the whole file is determined by the manifest, the
//! signature and the members. `tar -x` and `minisign -V` read it too.
//!
//! *Trust*: [`UntrustedBag`] can only be asked whom it claims to come from;
//! [`UntrustedBag::verify`] checks signature, layout and every member and gives a
//! [`VerifiedBag`], and only that hands out members.

pub mod chain;
mod manifest;
mod tar_layout;
#[cfg(test)]
mod tests;
mod verify;
mod write;

pub use manifest::{Manifest, ManifestHash, Member, SignedManifest, plain_word};
pub use verify::{UntrustedBag, VerifiedBag};
pub use write::write_bag;

use crate::envelope::EnvelopeId;
use crate::sign::SignatureError;

/// Name of the member that carries this envelope.
#[must_use]
pub fn envelope_member(id: EnvelopeId) -> String {
    format!("envelopes/{id}.age")
}

/// The envelope that a member's name speaks of, if it does.
#[must_use]
pub fn member_envelope(name: &str) -> Option<EnvelopeId> {
    name.strip_prefix("envelopes/")?.strip_suffix(".age")?.parse().ok()
}

/// Why a bag was refused.
#[derive(Debug, thiserror::Error)]
pub enum BagError {
    /// The file does not begin as a bag does.
    #[error("this file is not a bag")]
    NotABag,
    /// The file ends before the manifest says it does.
    #[error("the bag is cut short")]
    Truncated,
    /// Bytes follow the end of the bag.
    #[error("the bag goes on after its end")]
    Trailing,
    /// A tar header or padding is not what the manifest determines.
    #[error("the bag's tar layout was altered at byte {0}")]
    Layout(u64),
    /// The manifest is not one that this version reads.
    #[error("the bag's manifest is malformed: {0}")]
    Manifest(&'static str),
    /// The signature does not hold.
    #[error("the bag's signature: {0}")]
    Signature(#[from] SignatureError),
    /// The bag is from or for someone else.
    #[error("the bag is from or for another installation or desk")]
    WrongParties,
    /// A member's bytes are not those that were signed. Counted from 1.
    #[error("member {0} of the bag was altered")]
    Member(usize),
    /// The reader or writer failed.
    #[error("reading or writing the bag failed")]
    Io(#[source] std::io::Error),
}

impl From<std::io::Error> for BagError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Truncated,
            _ => Self::Io(error),
        }
    }
}
