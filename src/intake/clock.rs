//! The only place in the server that reads the time of day.

use std::time::{SystemTime, UNIX_EPOCH};

use subrosa_tip::Day;

/// Today, in UTC. No finer time exists in this program.
///
/// A clock outside the years 0 to 9999 counts as 1970-01-01; `check` names it.
#[must_use]
pub fn today() -> Day {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(seconds).ok().and_then(|seconds| Day::from_unix_seconds(seconds).ok()).unwrap_or(Day::EPOCH)
}
