//! WACZ (Webrecorder): web archives in a ZIP, with a list of their pages.

use serde_json::Value;

use super::office::Package;
use super::{Output, Stop, archive};
use crate::read::{Format, Provenance};

/// The description that every such file has.
const PACKAGE: &str = "datapackage.json";
/// Most lines of a list of pages.
const PAGES: usize = 20_000;

/// Whether a ZIP is one.
pub(super) fn is_one(package: &Package<'_>) -> bool {
    package.has(PACKAGE) && package.names().iter().any(|name| is_archive(name))
}

fn is_archive(name: &str) -> bool {
    name.starts_with("archive/") && (name.ends_with(".warc") || name.ends_with(".warc.gz"))
}

/// Tells of the collection, lists its pages, and gives its web archives away.
pub(super) fn read(package: &mut Package<'_>, document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    output.format(Format::Wacz)?;
    let description = package.entry(PACKAGE)?.unwrap_or_default();
    tell(&description, output)?;
    for name in package.names().iter().filter(|name| name.starts_with("pages/") && name.ends_with(".jsonl")) {
        output.part(name)?;
        let pages = package.entry(name)?.unwrap_or_default();
        list(&String::from_utf8_lossy(&pages), output)?;
    }
    archive::members(document, is_archive, output)
}

fn tell(description: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let description: Value = serde_json::from_slice(description).unwrap_or_default();
    let mut provenance = Provenance::default();
    for key in
        ["title", "description", "software", "created", "modified", "wacz_version", "mainPageUrl", "mainPageDate"]
    {
        let value = description.get(key).and_then(Value::as_str).unwrap_or_default();
        output.metadata(&format!("wacz.{}", super::xml::kebab(key)), value)?;
        match key {
            "title" => provenance.title = Some(value.to_owned()),
            "mainPageUrl" => provenance.url = Some(value.to_owned()),
            _ => {}
        }
    }
    output.provenance(&provenance)
}

/// A line a page: when, where, what it is called.
fn list(pages: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    for line in pages.lines().take(PAGES) {
        let page: Value = serde_json::from_str(line).unwrap_or_default();
        let field = |key: &str| page.get(key).and_then(Value::as_str).unwrap_or_default();
        if !field("url").is_empty() {
            output.text(&format!("{} {} {}\n", field("ts"), field("url"), field("title")))?;
        }
    }
    Ok(())
}
