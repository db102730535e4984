//! A calendar day: the finest time that anything about a source carries.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::format_description::BorrowedFormatItem;
use time::macros::{date, format_description};
use time::{Date, OffsetDateTime};

const FORM: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");

/// A day in UTC, written `YYYY-MM-DD` (RFC 3339 full-date).
///
/// This crate has no clock: days come in from whoever has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

/// A text is not a day of the form `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the form YYYY-MM-DD")]
pub struct DayError;

impl Day {
    /// 1970-01-01, for whoever has no clock that can be believed.
    pub const EPOCH: Self = Self(date!(1970 - 01 - 01));

    /// The UTC day that holds this moment, given in seconds since 1970.
    ///
    /// # Errors
    /// [`DayError`] when the moment lies outside the years 0 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self, DayError> {
        let moment = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| DayError)?;
        if moment.year() < 0 { Err(DayError) } else { Ok(Self(moment.date())) }
    }

    /// Days since 1970-01-01; negative before it. The vault stores this number.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0.to_julian_day() - UNIX_EPOCH_JULIAN_DAY
    }

    /// The inverse of [`Day::number`].
    ///
    /// # Errors
    /// [`DayError`] when the number lies outside the years 0 to 9999.
    pub fn from_number(number: i32) -> Result<Self, DayError> {
        let julian = number.checked_add(UNIX_EPOCH_JULIAN_DAY).ok_or(DayError)?;
        let date = Date::from_julian_day(julian).map_err(|_| DayError)?;
        if date.year() < 0 { Err(DayError) } else { Ok(Self(date)) }
    }
}

const UNIX_EPOCH_JULIAN_DAY: i32 = 2_440_588;

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.format(FORM).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        Date::parse(text, FORM).map(Self).map_err(|_| DayError)
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_survives_its_number_and_its_text() {
        for text in ["1969-12-31", "1970-01-01", "2024-02-29", "2026-11-23", "9999-12-31"] {
            let day: Day = text.parse().unwrap();
            assert_eq!(day.to_string(), text);
            assert_eq!(Day::from_number(day.number()), Ok(day));
        }
        assert_eq!("1970-01-02".parse::<Day>().unwrap().number(), 1);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2026-13-01", "2026-02-30", "23.11.2026", "2026-11-23T00:00:00Z"] {
            assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
        }
    }
}
