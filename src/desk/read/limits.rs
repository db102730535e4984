//! What one reading may cost. Each number has its reason beside it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One mebibyte.
const MIB: u64 = 1024 * 1024;

/// Most bytes of the name of a member or the label of a part.
pub const NAME_BYTES: usize = 1024;
/// Most bytes of one metadata value or note: a paragraph.
pub const VALUE_BYTES: usize = 8 * 1024;
/// Most metadata entries of one document; real files have under 300.
pub const METADATA: usize = 5_000;
/// Most parts: a document of 10,000 pages fits, one of a million lines does not pretend.
pub const PARTS: usize = 50_000;
/// Most notes of one document.
pub const NOTES: usize = 100;

/// What one reading may cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Time that the desk waits for the worker in all; what the caller does with
    /// members does not count. A second more is given for every 4 MiB of the document.
    pub time: Duration,
    /// Address space of the worker in bytes, its program included.
    pub memory_bytes: u64,
    /// Most bytes of a document that must be held whole to be read (all but tar,
    /// gzip, mailboxes and web archives, which pass through).
    pub held_bytes: u64,
    /// Most bytes of text; beyond it the reading ends and a note says so.
    pub text_bytes: usize,
    /// Most members of one container.
    pub members: u64,
    /// Most bytes of all members together.
    pub member_bytes: u64,
    /// Most bytes of members for each byte of the container, once they are more
    /// than [`Limits::FREE_BYTES`]. Deflate makes at most 1,032 bytes of one;
    /// honest archives stay under 100.
    pub ratio: u64,
}

impl Limits {
    /// Bytes that any container may give, whatever its ratio: small archives of
    /// empty tables are honest.
    pub const FREE_BYTES: u64 = 32 * MIB;

    /// The time for a document of this length.
    #[must_use]
    pub fn time_for(&self, bytes: u64) -> Duration {
        self.time.saturating_add(Duration::from_secs(bytes / (4 * MIB)))
    }

    /// Whether so many bytes of members from so many bytes of container are a bomb.
    #[must_use]
    pub fn is_bomb(&self, container: u64, members: u64) -> bool {
        members > self.member_bytes || (members > Self::FREE_BYTES && members / self.ratio.max(1) > container)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(60),
            memory_bytes: 1024 * MIB,
            held_bytes: 256 * MIB,
            text_bytes: 64 * MIB as usize,
            members: 100_000,
            member_bytes: 16 * 1024 * MIB,
            ratio: 200,
        }
    }
}
