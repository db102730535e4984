//! Dates and names of a document that cannot all be true.
//!
//! A contradiction proves no forgery: clocks go wrong and programs copy. It is named
//! so that somebody asks.

use subrosa_tip::Day;

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
const SAME_DAY: [(&str, &str); 4] = [
    ("exif.date-time-original", "xmp.date-created"),
    ("exif.date-time-original", "xmp.date-time-original"),
    ("exif.date-time-original", "xmp.create-date"),
    ("pdf.created", "xmp.create-date"),
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
    let days = |one: &str, other: &str| Some((day(value(one)?)?, day(value(other)?)?));
    let backward = |one: &str, other: &str| {
        days(one, other).is_some_and(|(first, last)| first > last) || value(one).zip(value(other)).is_some_and(later)
    };
    let order = ORDER.iter().filter(|(one, other)| backward(one, other));
    let order = order.map(|(one, other)| pair("created-after-modified", one, other));
    let same = SAME_DAY.iter().filter(|(one, other)| days(one, other).is_some_and(|(one, other)| one != other));
    let same = same.map(|(one, other)| pair("dates-differ", one, other));
    let past = PAST.iter().filter(|key| value(key).and_then(day).is_some_and(|day| day > came));
    let past = past.map(|key| Contradiction {
        other: ("came".to_owned(), came.to_string()),
        ..pair("after-it-came", key, "came")
    });
    order.chain(same).chain(past).collect()
}

/// `2026-03-02…`, whatever follows.
fn day(text: &str) -> Option<Day> {
    text.get(..10)?.replace(':', "-").parse().ok()
}

/// Two moments of one zone, the first later.
fn later((one, other): (&str, &str)) -> bool {
    let is_moment = |text: &str| text.len() == 20 && text.ends_with('Z');
    is_moment(one) && is_moment(other) && one > other
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
}
