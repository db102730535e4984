//! `inspect`

use clap::Args;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::corpus::equal_object;
use super::dkim;
use super::findings::Findings;
use super::interview::span;
use crate::authenticity::decision::Decision;
use crate::authenticity::inspection::{self, Inspection};
use crate::authenticity::integrity::Integrity;
use crate::case::{Case, CaseError};
use crate::corpus::item::{self, Class};
use crate::corpus::{Item, again, interview, twins};
use crate::failure::{Exit, Failure};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk inspect D1";

/// What an editor can do about pictures that were not read for want of a program.
const NOT_READ: &str = "not read: no tesseract; once it is installed, add the same file again (what came with a tip \
                        is then read by itself)";

#[derive(Args)]
pub(super) struct Inspect {
    /// The item, such as D1, T1 or T1/F1
    item: String,
}

pub(super) fn run(case: &mut Case, Inspect { item: name }: Inspect) -> Result<Output, Failure> {
    let item = item::find(case.db(), &name)?;
    let inspection = inspection::inspect(case, &item)?;
    let db = case.db();
    let metadata = pairs(db, "SELECT key, value FROM item_metadata WHERE item = ?1 ORDER BY rowid", &item)?;
    let parts = pairs(db, "SELECT label, '' FROM item_part WHERE item = ?1 ORDER BY start", &item)?;
    let notes = pairs(db, "SELECT note, '' FROM item_note WHERE item = ?1 ORDER BY rowid", &item)?;
    let spans = if item.class == Class::Interview { interview::spans(db, &item)? } else { Vec::new() };
    let unread = again::is_unread(db, item.ordinal)?;
    let mut object = known(&item);
    let more = json!({
        "members": item::members(db, &item)?,
        "equal": twins::equal_to_protected(db, item.ordinal)?.as_ref().map(equal_object),
        "metadata": metadata.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect::<Vec<_>>(),
        "parts": first(&parts),
        "notes": first(&notes),
        "not_read": unread.then_some("no-tesseract"),
        "terms": spans.iter().map(span).collect::<Vec<_>>(),
    });
    let findings = Findings::of(db, &item, &metadata)?;
    findings.tell(&mut object);
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    if let Some(object) = object.as_object_mut() {
        object.extend(seen(&inspection));
    }
    let output = findings.lines(lines(&item, &metadata, &notes, object));
    let output = if unread { output.notice(NOT_READ) } else { output };
    Ok(with_inspection(output, &item, inspection))
}

/// What the inspection saw, for scripts.
fn seen(inspection: &Inspection) -> Map<String, Value> {
    let decision =
        |decision: &Decision| json!({ "day": decision.day, "by": decision.actor, "reason": decision.reason });
    let dkim = match &inspection.dkim {
        Ok(verdict) => verdict.as_ref().map(dkim::object),
        Err(error) => Some(json!({ "state": "not-judged", "signatures": [], "reason": error.to_string() })),
    };
    let mut seen = Map::new();
    seen.insert("integrity".into(), inspection.integrity.word().into());
    seen.insert("dkim".into(), dkim.into());
    seen.insert("authenticated".into(), inspection.decisions.iter().map(decision).collect());
    seen
}

/// What the inspection saw, for people; damage and a failed look are problems.
fn with_inspection(output: Output, item: &Item, inspection: Inspection) -> Output {
    let Inspection { integrity, dkim, decisions } = inspection;
    let output = match integrity {
        Integrity::Whole => output.line("bytes: as they came, by their SHA-256"),
        Integrity::Erased => output.line("bytes: erased"),
        Integrity::Damaged => output.problem(damaged(&item.name)),
    };
    let output = match dkim {
        Ok(verdict) => verdict.iter().flat_map(dkim::lines).fold(output, Output::line),
        Err(error) => output.problem(error.into()),
    };
    decisions.iter().map(counted).fold(output, Output::line)
}

fn counted(Decision { day, actor, reason }: &Decision) -> String {
    let reason = reason.as_deref().unwrap_or("the reason was erased");
    format!("counts as genuine by the word of {actor} on {day}: {reason}")
}

/// The bytes of an item are not those that came.
pub(super) fn damaged(name: &str) -> Failure {
    let message = format!("{name} is damaged: its bytes do not have the SHA-256 that they came with");
    Failure::new(Exit::Damaged, "content-altered", message).hint("put the case back from a backup")
}

type Pairs = Vec<(String, String)>;

fn pairs(db: &Connection, select: &str, item: &Item) -> Result<Pairs, CaseError> {
    let mut select = db.prepare(select)?;
    let pairs: Result<Pairs, _> = select.query_map([item.ordinal], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    Ok(pairs?)
}

fn first(pairs: &Pairs) -> Vec<&str> {
    pairs.iter().map(|(first, _)| first.as_str()).collect()
}

fn known(item: &Item) -> Value {
    json!({
        "id": item.name,
        "class": item.class.word(),
        "state": if item.forgotten { "forgotten" } else { "kept" },
        "type": item.format,
        "path": item.path,
        "container": item.container,
        "bytes": item.bytes,
        "sha256": item.sha256.map(hex::encode),
        "characters": item.characters,
        "language": item.language,
        "failure": item.failure,
        "standing": item.standing.word(),
        "because": item.because,
        "source": item.source.map(|number| format!("S{number}")),
        "kind": item.kind,
        "publisher": item.publisher,
        "url": item.url,
        "published": item.published,
        "obtained": item.obtained,
        "added": item.day,
        "descriptor": item.descriptor,
        "claims": {
            "title": item.title,
            "author": item.author,
            "publisher": item.claimed_publisher,
            "url": item.claimed_url,
            "published": item.claimed_published,
        },
    })
}

fn lines(item: &Item, metadata: &Pairs, notes: &Pairs, object: Value) -> Output {
    let what = item.format.as_deref().or(item.failure.as_deref()).unwrap_or("forgotten");
    let head = format!("{}  {what}, {} bytes, {} ({})", item.name, item.bytes, item.standing, item.because);
    let output = Output::new(object).line(head);
    let stated = [
        ("path", item.path.clone()),
        ("kind", item.kind.clone()),
        ("publisher", item.publisher.clone()),
        ("url", item.url.clone()),
        ("published", item.published.map(|day| day.to_string())),
        ("obtained", item.obtained.map(|day| day.to_string())),
        ("says: title", item.title.clone()),
        ("says: author", item.author.clone()),
        ("says: publisher", item.claimed_publisher.clone()),
        ("says: url", item.claimed_url.clone()),
        ("says: published", item.claimed_published.map(|day| day.to_string())),
    ];
    let stated = stated.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}", value?)));
    let output = stated.fold(output, Output::line);
    let output = metadata.iter().fold(output, |output, (key, value)| output.line(format!("  {key}: {value}")));
    notes.iter().fold(output, |output, (note, _)| output.notice(note.clone()))
}
