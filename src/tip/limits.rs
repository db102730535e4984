//! Every limit that both sides agree on, each with its reason.

use serde::{Deserialize, Serialize};

/// Smallest ciphertext of an envelope, in bytes. Every text of up to
/// [`FLOOR_MESSAGE_BYTES`] has this length, so that an observer of the vault or
/// of a bag cannot tell a line from four pages.
pub const ENVELOPE_FLOOR_BYTES: u64 = 32 * 1024;

/// Longest message, in UTF-8 bytes, that is promised the floor's length. Counted
/// in bytes: counted in characters, the class would tell the language.
pub const FLOOR_MESSAGE_BYTES: u64 = 16_000;

/// Room kept in the floor for `tip.json` of a tip without files, in bytes. The
/// longest such document (hybrid reply recipient, signature, language) is about
/// half of it; a test seals one.
pub const FLOOR_DOCUMENT_BYTES: u64 = 4_096;

/// Largest envelope, in bytes of ciphertext. Above 3,900 MiB of content Padmé
/// adds at most 64 MiB, which keeps every ZIP offset under 4 GiB: no ZIP64.
pub const ENVELOPE_CEILING_BYTES: u64 = 3_968 * 1024 * 1024;

/// Longest `tip.json` that a reader accepts, in bytes: 600 files whose names are
/// each as long as a multipart part header can carry.
pub const DOCUMENT_MAX_BYTES: u64 = 48 * 1024 * 1024;

/// Most bytes of file names and media types in one submission: they all stand in
/// memory until `tip.json` is written, which must stay below its own bound.
pub const NAMES_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Longest language tag kept, in bytes (RFC 5646 section 4.4.1 asks for 35).
pub const LANGUAGE_MAX_BYTES: usize = 35;

/// Largest bag manifest that a reader accepts, in bytes: 65,536 members (the
/// number of key slots of a vault) at under 200 bytes each, and as much again.
pub const MANIFEST_MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Largest signature file that a reader accepts, in bytes; a real one has about 300.
pub const SIGNATURE_MAX_BYTES: u64 = 4 * 1024;

/// Length of every reply, in bytes of ciphertext: the floor of an envelope to one
/// recipient.
pub const REPLY_BYTES: u64 = ENVELOPE_FLOOR_BYTES;

/// Longest text of a reply, in UTF-8 bytes: as long as a tip that has the floor's
/// length.
pub const REPLY_TEXT_BYTES: u64 = FLOOR_MESSAGE_BYTES;

/// Most bytes of text and files in a reply: with one file of a short name they
/// still fit [`REPLY_BYTES`] behind the largest header; a test seals it.
pub const REPLY_CONTENT_BYTES: u64 = 31_000;

/// Longest list of expired envelopes that a reader accepts, in bytes: 65,536
/// (the number of key slots of a vault) at about 90 bytes each.
pub const TOMBSTONES_MAX_BYTES: u64 = 8 * 1024 * 1024;

/// Most recipients in one key ring: keeps the age header far below the floor.
pub const RECIPIENTS_MAX: usize = 64;

const MIB: u64 = 1024 * 1024;

/// What one submission may hold. The operator may lower or raise each in the
/// configuration, but never above [`Limits::ceiling`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Longest message, in UTF-8 bytes.
    pub message_bytes: u64,
    /// Most files in one submission.
    pub files: u32,
    /// Largest single file, in bytes.
    pub file_bytes: u64,
    /// Message and files together, in bytes.
    pub total_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message_bytes: 200_000, files: 500, file_bytes: 2_048 * MIB, total_bytes: 3_900 * MIB }
    }
}

impl Limits {
    /// The most that the stored format can carry, whatever is configured.
    #[must_use]
    pub fn ceiling() -> Self {
        Self { message_bytes: 16 * MIB, files: 590, file_bytes: 3_900 * MIB, total_bytes: 3_900 * MIB }
    }

    /// Names the first limit that is zero or above the format's ceiling.
    ///
    /// # Errors
    /// The key as it is written in the configuration.
    pub fn check(&self) -> Result<(), &'static str> {
        let ceiling = Self::ceiling();
        let within = |value: u64, most: u64| (1..=most).contains(&value);
        for (key, fits) in [
            ("message_bytes", within(self.message_bytes, ceiling.message_bytes)),
            ("files", within(self.files.into(), ceiling.files.into())),
            ("file_bytes", within(self.file_bytes, ceiling.file_bytes)),
            ("total_bytes", within(self.total_bytes, ceiling.total_bytes)),
        ] {
            if !fits {
                return Err(key);
            }
        }
        Ok(())
    }
}
