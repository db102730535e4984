//! What happened when, as far as claims and their evidence say.

use std::fmt::Write;

use rusqlite::Connection;
use subrosa_tip::Day;

use super::claim;
use super::claim::list::each;
use crate::case::CaseError;

/// Something on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day.
    pub day: Day,
    /// `claim`, `published`, `tip`, `interview`, `told`, `access`.
    pub kind: &'static str,
    /// What it is of.
    pub id: String,
    /// In a few words.
    pub words: String,
}

/// Every day that is known, oldest first: events that claims tell of, the publication
/// of evidence, tips, conversations, whom we told, and when circles had access.
///
/// # Errors
/// [`CaseError`].
pub fn events(db: &Connection) -> Result<Vec<Event>, CaseError> {
    let mut events = Vec::new();
    for claim in claim::all(db)? {
        if let Some(day) = claim.day {
            events.push(Event { day, kind: "claim", id: claim.number.to_string(), words: claim.text });
        }
    }
    for (kind, select) in SELECTS {
        let mut rows: Vec<(i32, String, String)> = Vec::new();
        each(db, select, |row| {
            rows.push((row.get(0)?, row.get(1)?, row.get(2)?));
            Ok(())
        })?;
        for (day, id, words) in rows {
            let day = Day::from_number(day).map_err(|_| CaseError::Damaged)?;
            events.push(Event { day, kind, id, words });
        }
    }
    events.sort();
    Ok(events)
}

/// Of what a source sent there are no words: a timeline is shown around.
const SELECTS: [(&str, &str); 5] = [
    (
        "published",
        "SELECT DISTINCT item.published, item.name, coalesce(item.publisher, item.title, '') FROM item
         JOIN evidence e ON e.item = item.ordinal AND e.until IS NULL
         WHERE item.published IS NOT NULL AND item.forgotten = 0",
    ),
    ("tip", "SELECT day, 'T' || number, 'received' FROM tip WHERE state != 'forgotten'"),
    ("interview", "SELECT obtained, name, 'held' FROM item WHERE class = 'interview' AND obtained IS NOT NULL"),
    ("told", "SELECT day, 'S' || source, 'told of C' || claim FROM told WHERE until IS NULL"),
    (
        "access",
        "SELECT first, 'K' || circle, name || ': access begins' FROM circle_state
            WHERE until IS NULL AND first IS NOT NULL
         UNION ALL SELECT last, 'K' || circle, name || ': access ends' FROM circle_state
            WHERE until IS NULL AND last IS NOT NULL",
    ),
];

/// The timeline as a page without scripts.
#[must_use]
pub fn html(events: &[Event]) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Timeline</title>\n\
         <style>table{border-collapse:collapse}td,th{border-bottom:1px solid #999;padding:.3em .8em;\
         text-align:left;vertical-align:top}</style>\n<h1>Timeline</h1>\n<table>\n\
         <tr><th>Day</th><th>What</th><th>Id</th><th></th></tr>\n",
    );
    for Event { day, kind, id, words } in events {
        // Writing to a string does not fail.
        let _ = writeln!(page, "<tr><td>{day}</td><td>{kind}</td><td>{}</td><td>{}</td></tr>", text(id), text(words));
    }
    page.push_str("</table>\n</html>\n");
    page
}

fn text(raw: &str) -> String {
    let shown = crate::escape::escape(raw);
    shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
