//! Embargoes and deadlines against now, or against a day of the past.
//!
//! The log holds days and nothing finer, so a moment of the past is a whole day: what
//! ends within that day is not over yet, and the answer says so.

use subrosa_tip::Day;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::case::{Case, CaseError};
use crate::clock::SECONDS_OF_A_DAY;

/// When the gate is asked, or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Seconds since 1970.
    Second(i64),
    /// Some time on this day.
    Within(Day),
}

/// Where a time lies, seen from a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// It is over.
    Past,
    /// It comes.
    Future,
    /// It falls into the day, and nobody knows whether before or after.
    Within,
}

impl Moment {
    /// By the clock of the case.
    ///
    /// # Errors
    /// [`CaseError`] when the clock is unusable.
    pub fn now(case: &Case) -> Result<Self, CaseError> {
        Ok(Self::Second(case.seconds()?))
    }

    /// Its day, in UTC.
    #[must_use]
    pub fn day(self) -> Day {
        match self {
            Self::Second(seconds) => Day::from_unix_seconds(seconds).unwrap_or(Day::EPOCH),
            Self::Within(day) => day,
        }
    }

    /// Where an RFC 3339 time lies; one that cannot be read has not come.
    #[must_use]
    pub fn sees(self, time: &str) -> Is {
        let Some(time) = seconds(time) else { return Is::Future };
        let (first, last) = match self {
            Self::Second(second) => (second, second),
            Self::Within(day) => {
                let begin = i64::from(day.number()) * SECONDS_OF_A_DAY;
                // Before its first second it is over in any case.
                (begin, begin + SECONDS_OF_A_DAY - 1)
            }
        };
        if time <= first {
            Is::Past
        } else if time > last {
            Is::Future
        } else {
            Is::Within
        }
    }
}

/// An RFC 3339 time in seconds since 1970.
#[must_use]
pub fn seconds(time: &str) -> Option<i64> {
    OffsetDateTime::parse(time, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_lies_before_or_after_a_moment_and_within_a_day_nobody_knows() {
        let second = |time: &str| Moment::Second(seconds(time).unwrap());
        let at = second("2026-11-24T18:00:00Z");
        assert_eq!(at.sees("2026-11-24T18:00:00Z"), Is::Past, "it ends at that second");
        assert_eq!(at.sees("2026-11-24T18:00:01Z"), Is::Future);
        assert_eq!(at.sees("2026-11-24T19:30:00+02:00"), Is::Past, "another zone");
        let day = Moment::Within("2026-11-24".parse().unwrap());
        assert_eq!(day.sees("2026-11-24T00:00:00Z"), Is::Past);
        assert_eq!(day.sees("2026-11-24T18:00:00Z"), Is::Within);
        assert_eq!(day.sees("2026-11-25T00:00:00Z"), Is::Future);
        assert_eq!((day.day(), at.day()), (at.day(), day.day()));
        assert_eq!(at.sees("no time"), Is::Future, "what cannot be read holds");
    }
}
