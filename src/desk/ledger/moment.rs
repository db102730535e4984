//! Moments that editors type: deadlines, embargoes. Pure.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::LedgerError;
use crate::case::CaseError;

/// Which moment of a day is meant where only a day is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayEdge {
    /// Its first second: an embargo until a day ends as the day begins.
    Beginning,
    /// Its last: whoever has until a day has all of it.
    End,
}

/// A moment as the case keeps it, from RFC 3339 or a day in UTC.
///
/// # Errors
/// [`LedgerError::Time`].
pub fn read(text: &str, what: &'static str, edge: DayEdge) -> Result<String, LedgerError> {
    let hour = match edge {
        DayEdge::Beginning => "00:00:00Z",
        DayEdge::End => "23:59:59Z",
    };
    let parsed =
        OffsetDateTime::parse(text, &Rfc3339).or_else(|_| OffsetDateTime::parse(&format!("{text}T{hour}"), &Rfc3339));
    parsed.ok().and_then(|time| time.format(&Rfc3339).ok()).ok_or(LedgerError::Time(what))
}

/// The Unix seconds of a moment that the case keeps.
///
/// # Errors
/// [`CaseError::Damaged`].
pub fn seconds(kept: &str) -> Result<i64, CaseError> {
    OffsetDateTime::parse(kept, &Rfc3339).map(OffsetDateTime::unix_timestamp).map_err(|_| CaseError::Damaged)
}

/// Whether a moment that the case keeps is over.
///
/// # Errors
/// [`CaseError::Damaged`].
pub fn has_passed(kept: &str, now: i64) -> Result<bool, CaseError> {
    Ok(seconds(kept)? <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_alone_begins_an_embargo_and_ends_a_deadline() {
        let read = |text, edge| read(text, "a deadline", edge).unwrap();
        assert_eq!(read("2026-12-01", DayEdge::Beginning), "2026-12-01T00:00:00Z");
        assert_eq!(read("2026-12-01", DayEdge::End), "2026-12-01T23:59:59Z");
        assert_eq!(read("2026-12-01T18:00:00+02:00", DayEdge::End), "2026-12-01T18:00:00+02:00");
        for wrong in ["", "tomorrow", "2026-13-01", "2026-12-01T25:00:00Z", "2026-12-01 18:00"] {
            assert!(matches!(super::read(wrong, "x", DayEdge::End), Err(LedgerError::Time("x"))), "{wrong}");
        }
    }

    #[test]
    fn a_moment_has_passed_in_whatever_zone_it_was_typed() {
        let noon = seconds("2026-12-01T12:00:00Z").unwrap();
        for (moment, passed) in [
            ("2026-12-01T12:00:00Z", true),
            ("2026-12-01T12:00:01Z", false),
            ("2026-12-01T13:59:59+02:00", true),
            ("2026-12-01T11:59:59-02:00", false),
        ] {
            assert_eq!(has_passed(moment, noon).unwrap(), passed, "{moment}");
        }
        assert!(matches!(has_passed("soon", noon), Err(CaseError::Damaged)));
    }
}
