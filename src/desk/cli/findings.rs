//! What `inspect` adds to what is known of an item: marks, copies, contradictions.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::copies::count;
use crate::case::CaseError;
use crate::contradiction::{self, Contradiction};
use crate::copies::{self, Copy};
use crate::corpus::{self, Item};
use crate::fingerprint::store;
use crate::marks::{self, Mark, Marks};
use crate::output::Output;
use crate::read::Metadata;

/// Most marks that are shown to people; scripts get them all that are listed.
const SHOWN: usize = 20;

/// What was found in one item.
pub(super) struct Findings {
    marks: Marks,
    copies: Vec<Copy>,
    is_compared: bool,
    contradictions: Vec<Contradiction>,
}

impl Findings {
    pub(super) fn of(db: &Connection, item: &Item, metadata: &[(String, String)]) -> Result<Self, CaseError> {
        let text = corpus::text(db, item.ordinal)?;
        let marks = marks::find(&text, &corpus::parts(db, item.ordinal)?);
        let entry = |(key, value): &(String, String)| Metadata { key: key.clone(), value: value.clone() };
        let metadata: Vec<_> = metadata.iter().map(entry).collect();
        let came = item.obtained.unwrap_or(item.day);
        let contradictions = contradiction::find(&metadata, came);
        Ok(Self { marks, copies: copies::of(db, item)?, is_compared: store::is_complete(db)?, contradictions })
    }

    /// Adds what was found to the object for scripts.
    pub(super) fn tell(&self, object: &mut Value) {
        let Some(object) = object.as_object_mut() else { return };
        let copies = self.copies.iter().map(|copy| json!({ "item": copy.item.name, "places": copy.places.len() }));
        let contradictions = self.contradictions.iter().map(|found| {
            let said = |(key, value): &(String, String)| json!({ "key": key, "value": value });
            json!({ "kind": found.kind, "one": said(&found.one), "other": said(&found.other) })
        });
        object.insert("marks".into(), self.marks.listed.iter().map(mark).collect());
        object.insert("marks_total".into(), self.marks.total.into());
        object.insert("copies".into(), copies.collect());
        object.insert("copies_compared".into(), self.is_compared.into());
        object.insert("contradictions".into(), contradictions.collect());
    }

    /// Adds what was found to what people read.
    pub(super) fn lines(&self, output: Output) -> Output {
        let contradictions = self.contradictions.iter().map(|found| {
            format!("{}: {} {}, {} {}", found.kind, found.one.0, found.one.1, found.other.0, found.other.1)
        });
        let output = contradictions.fold(output, Output::line);
        let copies = self.copies.iter().map(|copy| match copy.places.len() {
            0 => format!("{} is a copy that does not differ", copy.item.name),
            places => format!("{} is a copy that differs in {}", copy.item.name, count(places, "place")),
        });
        let output = copies.fold(output, Output::line);
        // "No copy" must not be read where nobody looked.
        let output = match self.is_compared {
            true => output,
            false => output.notice("copies: not every item of this case was compared; run `copies` first".to_owned()),
        };
        let output = self.marks.listed.iter().take(SHOWN).map(line).fold(output, Output::line);
        match self.marks.total {
            total if total > SHOWN => output.line(format!("{} in all; --json lists more", count(total, "mark"))),
            _ => output,
        }
    }
}

fn mark(mark: &Mark) -> Value {
    json!({
        "kind": mark.kind.word(),
        "start": mark.place.start,
        "end": mark.place.end,
        "part": mark.part,
        "code_points": mark.code_points().collect::<Vec<_>>(),
        "note": mark.kind.note(),
    })
}

fn line(mark: &Mark) -> String {
    let part = mark.part.as_deref().map(|part| format!(", {part}")).unwrap_or_default();
    let points: Vec<_> = mark.code_points().collect();
    format!("mark at {}-{}{part}: {} ({})", mark.place.start, mark.place.end, mark.kind.note(), points.join(" "))
}
