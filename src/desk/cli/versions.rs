//! `versions` and `diff`

use clap::Args;
use serde_json::{Value, json};

use crate::case::Case;
use crate::corpus::item;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::versions::changes::Quoted;
use crate::versions::{self, Change, Changes, Page, Version, What, compare};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk versions https://council.example/minutes";
pub(super) const DIFF_EXAMPLE: &str = "Example:\n  subrosa-desk diff D1 D2";

/// Most changes that are listed; the counts count on.
const CHANGES: usize = 2_000;

#[derive(Args)]
pub(super) struct Versions {
    /// The address of the page
    url: String,
}

#[derive(Args)]
pub(super) struct Diff {
    /// The older version, such as D1
    older: String,
    /// The newer version, such as D2
    newer: String,
}

pub(super) fn run(case: &Case, Versions { url }: &Versions) -> Result<Output, Failure> {
    let history = versions::history(case.db(), url)?;
    if history.is_empty() {
        return Err(Failure::new(Exit::Usage, "unknown-url", "no item of this case is from that address")
            .hint("`corpus add --url` and the records of a web archive say where an item is from"));
    }
    let output = Output::new(json!({
        "url": versions::address(url),
        "versions": history.iter().map(version).collect::<Vec<_>>(),
    }));
    Ok(history.iter().map(version_line).fold(output, Output::line))
}

fn version(version: &Version) -> Value {
    json!({
        "item": version.item.name,
        "url": version.item.url,
        "day": versions::day(&version.item),
        "characters": version.item.characters,
        "changes": version.since.as_ref().map(counts),
    })
}

fn counts(changes: &Changes) -> Value {
    json!({
        "removed": changes.count(What::Removed),
        "weakened": changes.count(What::Weakened),
        "reworded": changes.count(What::Reworded),
        "added": changes.count(What::Added),
        "moved": changes.moved,
        "furniture": changes.furniture,
        "unmentioned": changes.silent(),
    })
}

fn version_line(version: &Version) -> String {
    let (day, name) = (versions::day(&version.item), &version.item.name);
    match &version.since {
        None => format!("{day}  {name}  first version"),
        Some(changes) => format!("{day}  {name}  {}", said(changes)),
    }
}

fn said(changes: &Changes) -> String {
    if changes.changes.is_empty() {
        return "nothing changed".to_owned();
    }
    let each = [What::Removed, What::Weakened, What::Reworded, What::Added];
    let each = each.map(|what| (changes.count(what), what.word()));
    let each = each.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let said = each.collect::<Vec<_>>().join(", ");
    match changes.silent() {
        0 => said,
        silent => format!("{said}; {silent} without a note"),
    }
}

pub(super) fn diff(case: &Case, Diff { older, newer }: &Diff) -> Result<Output, Failure> {
    let (one, other) = (item::find(case.db(), older)?, item::find(case.db(), newer)?);
    let changes = compare(&Page::of(case.db(), &one)?, &Page::of(case.db(), &other)?);
    let output = Output::new(json!({
        "a": one.name,
        "b": other.name,
        "counts": counts(&changes),
        "changes": changes.changes.iter().take(CHANGES).map(object).collect::<Vec<_>>(),
        "notes": changes.notes.iter().map(quoted).collect::<Vec<_>>(),
    }));
    let output = output.line(format!("{} to {}: {}", one.name, other.name, said(&changes)));
    let output = changes.changes.iter().take(CHANGES).flat_map(lines).fold(output, Output::line);
    Ok(changes.notes.iter().fold(output, |output, note| output.line(format!("note: {}", note.text))))
}

fn object(change: &Change) -> Value {
    json!({
        "kind": change.what.word(),
        "rules": change.rules.iter().map(|rule| rule.word()).collect::<Vec<_>>(),
        "mentioned": change.mentioned,
        "old": change.old.as_ref().map(quoted),
        "new": change.new.as_ref().map(quoted),
        "words": words(change).into_iter().map(|(op, text)| json!({ "op": op, "text": text })).collect::<Vec<_>>(),
    })
}

fn quoted(quoted: &Quoted) -> Value {
    json!({ "start": quoted.place.start, "end": quoted.place.end, "text": quoted.text })
}

/// A changed sentence, word by word.
fn words(change: &Change) -> Vec<(&'static str, String)> {
    let (Some(old), Some(new)) = (&change.old, &change.new) else { return Vec::new() };
    versions::changes::words(&old.text, &new.text)
}

fn lines(change: &Change) -> Vec<String> {
    let rules: Vec<_> = change.rules.iter().map(|rule| rule.word()).collect();
    let why = if rules.is_empty() { String::new() } else { format!(" ({})", rules.join(", ")) };
    let silent = if change.is_silent() { ", without a note" } else { "" };
    let mut lines = vec![format!("{}{why}{silent}", change.what.word())];
    lines.extend(change.old.as_ref().map(|old| format!("  - {}", old.text)));
    lines.extend(change.new.as_ref().map(|new| format!("  + {}", new.text)));
    lines
}
