//! Whether today can be believed. A clock that is set far ahead, or back, must
//! not delete anything.
//!
//! *File*: `retention.json` in the data directory: the day of the last round, and
//! the first of the days that followed each other without a jump.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use subrosa_tip::Day;

use super::RetentionError;
use crate::install::write_durably;
use crate::transfer::TransferError;

/// Days without a round that may be a holiday, or a server that was repaired. More
/// is a jump.
const GAP_DAYS: i32 = 30;
/// Days for which the clock must go on after a jump: someone has time to notice.
pub(super) const TRUST_DAYS: i32 = 7;

pub(super) struct Clockwork(PathBuf);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    last: Day,
    since: Day,
}

impl Clockwork {
    pub(super) fn beside(directory: &Path) -> Self {
        Self(directory.join("retention.json"))
    }

    /// Notes today. *Returns* since when days have followed each other: a first
    /// round counts as a jump, because it knows of no day before.
    pub(super) fn note(&self, today: Day) -> Result<Day, TransferError> {
        let before = self.read()?;
        let now = before.map_or(Seen { last: today, since: today }, |seen| seen.on(today));
        if before != Some(now) {
            write_durably(&self.0, &serde_json::to_vec(&now).map_err(io::Error::from)?)?;
        }
        Ok(now.since)
    }

    fn read(&self) -> Result<Option<Seen>, TransferError> {
        match std::fs::read(&self.0) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| TransferError::Damaged("retention.json")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether things may expire today, on which something was stored on the newest day.
pub(super) fn judge(since: Day, newest: Day, today: Day) -> Result<(), RetentionError> {
    if today < newest {
        Err(RetentionError::ClockBehind)
    } else if today.number() - since.number() < TRUST_DAYS {
        Err(RetentionError::ClockJumped { since })
    } else {
        Ok(())
    }
}

impl Seen {
    fn on(self, today: Day) -> Self {
        let passed = today.number() - self.last.number();
        let since = if (0..=GAP_DAYS).contains(&passed) { self.since } else { today };
        Self { last: today, since }
    }
}
