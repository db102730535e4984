//! The only reader of the system's time. What is kept gets its day, nothing finer; the
//! second is for comparing with an embargo or a deadline, and is kept nowhere.

use std::time::{SystemTime, UNIX_EPOCH};

use subrosa_tip::Day;

/// Says which day it is.
#[derive(Debug, Clone, Copy)]
pub struct Clock(Source);

#[derive(Debug, Clone, Copy)]
enum Source {
    System,
    Fixed(Day),
}

/// The system's clock shows a moment that no calendar day holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system's clock shows no usable day")]
pub struct ClockError;

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that always shows this day, for tests.
    #[must_use]
    pub fn fixed(day: Day) -> Self {
        Self(Source::Fixed(day))
    }

    /// Today, in UTC.
    ///
    /// # Errors
    /// [`ClockError`] when the clock stands before 1970 or after 9999.
    pub fn today(&self) -> Result<Day, ClockError> {
        match self.0 {
            Source::Fixed(day) => Ok(day),
            Source::System => system_day(),
        }
    }

    /// Seconds since 1970 in UTC, to compare with and never to keep. A fixed clock stands
    /// at the beginning of its day.
    ///
    /// # Errors
    /// As [`today`](Self::today).
    pub fn seconds(&self) -> Result<i64, ClockError> {
        match self.0 {
            Source::Fixed(day) => Ok(i64::from(day.number()) * SECONDS_OF_A_DAY),
            Source::System => system_seconds(),
        }
    }
}

/// In UTC, as Unix counts them.
pub const SECONDS_OF_A_DAY: i64 = 86_400;

fn system_day() -> Result<Day, ClockError> {
    Day::from_unix_seconds(system_seconds()?).map_err(|_| ClockError)
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system's time")]
fn system_seconds() -> Result<i64, ClockError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| ClockError)?;
    i64::try_from(since.as_secs()).map_err(|_| ClockError)
}
