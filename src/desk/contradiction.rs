//! Dates and names of a document that cannot all be true.
//!
//! A contradiction proves no forgery: clocks go wrong and programs copy. It is named
//! so that somebody asks.

use subrosa_tip::Day;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::read::Metadata;

/// Two things that a document says, or that is known of it, that do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What scripts compare.
    pub kind: &'static str,
    /// The first key and its value.
    pub one: (String, String),
    /// The other.
    pub other: (String, String),
}

/// A beginning and an end: what was made cannot have been changed before.
const ORDER: [(&str, &str); 7] = [
    ("docx.created", "docx.modified"),
    ("xlsx.created", "xlsx.modified"),
    ("pptx.created", "pptx.modified"),
    ("odt.creation-date", "odt.date"),
    ("ods.creation-date", "ods.date"),
    ("pdf.created", "pdf.modified"),
    ("xmp.create-date", "xmp.modify-date"),
];
/// The same day, said twice.
const SAME_DAY: [(&str, &str); 5] = [
    ("exif.date-time-original", "xmp.date-created"),
    ("exif.date-time-original", "xmp.date-time-original"),
    ("exif.date-time-original", "xmp.create-date"),
    ("pdf.created", "xmp.create-date"),
    ("pdf.modified", "xmp.modify-date"),
];
/// Days that cannot be later than the day on which the document came.
const PAST: [&str; 14] = [
    "docx.created",
    "docx.modified",
    "xlsx.created",
    "xlsx.modified",
    "pptx.created",
    "pptx.modified",
    "odt.creation-date",
    "odt.date",
    "ods.creation-date",
    "ods.date",
    "pdf.created",
    "pdf.modified",
    "xmp.create-date",
    "exif.date-time-original",
];

/// The contradictions in what a document says of itself, and between that and the
/// day on which it came to the case.
#[must_use]
pub fn find(metadata: &[Metadata], came: Day) -> Vec<Contradiction> {
    let value = |key: &str| metadata.iter().find(|entry| entry.key == key).map(|entry| entry.value.as_str());
    let pair = |kind, one: &str, other: &str| {
        let said = |key: &str| (key.to_owned(), value(key).unwrap_or_default().to_owned());
        Contradiction { kind, one: said(one), other: said(other) }
    };
    let both = |one: &str, other: &str| value(one).zip(value(other));
    let order = ORDER.iter().filter(|(one, other)| both(one, other).is_some_and(|(one, other)| is_later(one, other)));
    let order = order.map(|(one, other)| pair("created-after-modified", one, other));
    let same = SAME_DAY.iter().filter(|(one, other)| both(one, other).is_some_and(|(one, other)| differ(one, other)));
    let same = same.map(|(one, other)| pair("dates-differ", one, other));
    let past = PAST.iter().filter(|key| value(key).is_some_and(|said| is_after(said, came)));
    let past = past.map(|key| Contradiction {
        other: ("came".to_owned(), came.to_string()),
        ..pair("after-it-came", key, "came")
    });
    order.chain(same).chain(past).chain(changes(metadata)).collect()
}

/// Tracked changes of before the document was made, or of after it was last changed.
/// Each tally ends with its first and its last date.
fn changes(metadata: &[Metadata]) -> Vec<Contradiction> {
    let value = |key: &str| metadata.iter().find(|entry| entry.key == key);
    let (created, modified) = (value("docx.created"), value("docx.modified"));
    let mut found = Vec::new();
    for tally in metadata.iter().filter(|entry| entry.key.starts_with("docx.") && entry.key.ends_with("-in-all")) {
        let Some((first, last)) = tally.value.rsplit_once(", ").and_then(|(_, dates)| dates.split_once(" to ")) else {
            continue;
        };
        let said = |entry: &Metadata| (entry.key.clone(), entry.value.clone());
        let is_before = created.is_some_and(|created| is_later(&created.value, first));
        let is_past = modified.is_some_and(|modified| is_later(last, &modified.value));
        for (kind, is, date) in
            [("changed-before-created", is_before, created), ("changed-after-modified", is_past, modified)]
        {
            if let Some(date) = date.filter(|_| is) {
                found.push(Contradiction { kind, one: said(tally), other: said(date) });
            }
        }
    }
    found
}

/// `2026-03-02…`, whatever follows.
fn day(text: &str) -> Option<Day> {
    text.get(..10)?.replace(':', "-").parse().ok()
}

/// A moment, where the zone stands with it.
fn moment(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// Days from the second to the first. Where only one of them has a zone, nobody knows
/// to a day: a day less.
fn days_between(one: &str, other: &str) -> Option<i64> {
    let days = i64::from(day(one)?.number()) - i64::from(day(other)?.number());
    let known = moment(one).is_some() == moment(other).is_some();
    Some(if known { days } else { days.signum() * (days.abs() - 1).max(0) })
}

/// Whether the first is later than the other, whatever their zones.
fn is_later(one: &str, other: &str) -> bool {
    match moment(one).zip(moment(other)) {
        Some((one, other)) => one > other,
        None => days_between(one, other).is_some_and(|days| days > 0),
    }
}

/// Whether two say another day, and not the same moment in two zones.
fn differ(one: &str, other: &str) -> bool {
    match moment(one).zip(moment(other)) {
        Some((one, other)) => (one - other).abs() >= time::Duration::DAY,
        None => days_between(one, other).is_some_and(|days| days != 0),
    }
}

/// Whether a date is of after this day in UTC, in any zone that it may have.
fn is_after(said: &str, came: Day) -> bool {
    let (said, spare) = match moment(said) {
        Some(moment) => (Day::from_unix_seconds(moment.unix_timestamp()).ok(), 0),
        None => (day(said), 1),
    };
    said.is_some_and(|said| i64::from(said.number()) > i64::from(came.number()) + spare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(entries: &[(&str, &str)]) -> Vec<&'static str> {
        let entry = |(key, value): &(&str, &str)| Metadata { key: (*key).to_owned(), value: (*value).to_owned() };
        let entries: Vec<_> = entries.iter().map(entry).collect();
        find(&entries, "2026-11-23".parse().unwrap()).into_iter().map(|found| found.kind).collect()
    }

    #[test]
    fn what_was_changed_before_it_was_made_is_named_and_a_usual_history_is_not() {
        assert_eq!(
            said(&[("docx.created", "2026-05-04T10:00:00Z"), ("docx.modified", "2026-05-04T11:00:00Z")]),
            [""; 0]
        );
        let hours = [("docx.created", "2026-05-04T12:00:00Z"), ("docx.modified", "2026-05-04T11:00:00Z")];
        assert_eq!(said(&hours), ["created-after-modified"]);
        let years = [("pdf.created", "2026-05-04T12:00:00+02:00"), ("pdf.modified", "2019-05-04T12:00:00+02:00")];
        assert_eq!(said(&years), ["created-after-modified"]);
    }

    #[test]
    fn a_pictures_two_dates_and_a_day_that_was_still_to_come_are_named() {
        let two = [("exif.date-time-original", "2024:05:06 07:08:09"), ("xmp.create-date", "2024-05-09T07:08:09")];
        assert_eq!(said(&two), ["dates-differ"]);
        assert_eq!(said(&[two[0], ("xmp.create-date", "2024-05-06T09:00:00")]), [""; 0]);
        assert_eq!(said(&[("odt.date", "2027-01-01T00:00:00")]), ["after-it-came"]);
        assert_eq!(said(&[("odt.date", "the day after")]), [""; 0]);
    }

    #[test]
    fn a_moment_is_the_same_in_every_zone() {
        let zones = [("pdf.created", "2026-05-05T01:00:00+10:00"), ("pdf.modified", "2026-05-04T16:00:00Z")];
        assert_eq!(said(&zones), [""; 0]);
        assert_eq!(said(&[("pdf.created", "2026-05-05T03:00:00+10:00"), zones[1]]), ["created-after-modified"]);
        let twice = [("pdf.created", "2026-05-04T23:30:00-05:00"), ("xmp.create-date", "2026-05-05T04:30:00Z")];
        assert_eq!(said(&twice), [""; 0]);
        assert_eq!(said(&[twice[0], ("xmp.create-date", "2026-05-07T04:30:00Z")]), ["dates-differ"]);
        assert_eq!(said(&[("docx.created", "2026-11-24T09:00:00+14:00")]), [""; 0], "the day before in UTC");
        assert_eq!(said(&[("docx.created", "2026-11-24T00:00:00Z")]), ["after-it-came"]);
    }

    #[test]
    fn changes_of_before_the_making_and_of_after_the_last_change_are_named() {
        let dates = [("docx.created", "2026-02-01T08:00:00Z"), ("docx.modified", "2026-02-05T08:00:00Z")];
        let changes = |first: &str, last: &str| {
            let tally = format!("Marl, Odo: 3, 40 characters, {first} to {last}");
            said(&[dates[0], dates[1], ("docx.inserted-in-all", &tally)])
        };
        assert_eq!(changes("2026-02-02T08:00:00Z", "2026-02-04T08:00:00Z"), [""; 0], "the control");
        assert_eq!(changes("2026-01-02T08:00:00Z", "2026-02-04T08:00:00Z"), ["changed-before-created"]);
        assert_eq!(changes("2026-02-02T08:00:00Z", "2026-03-04T08:00:00Z"), ["changed-after-modified"]);
        assert_eq!(changes("", ""), [""; 0]);
    }
}
