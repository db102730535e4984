//! What a publisher changed in a page, and whether it said so.
//!
//! Items of one address are the versions of a page, in the order of their days;
//! captures of one web archive among them. Two versions are compared sentence by
//! sentence and then word by word; what was removed or weakened and is not named by
//! the newer version's own note of correction comes first.
//!
//! | Module | Holds |
//! |---|---|
//! | `sentences` | a page → its sentences, and what is only furniture |
//! | `aligned` | which sentence became which |
//! | [`changes`] | two versions → what changed: pure |
//! | [`weakened`] | rules, by which a changed sentence claims less |
//! | `notes` | notes of correction, and whether one names a change |
//!
//! The rules know the words of English and German. In other languages removals,
//! changed figures and names are found, hedges and notes are not.

mod aligned;
pub mod changes;
#[cfg(test)]
mod generated;
mod notes;
mod sentences;
#[cfg(test)]
mod tests;
pub mod weakened;

use std::ops::Range;

use rusqlite::Connection;
use subrosa_tip::Day;

use crate::case::CaseError;
use crate::corpus::{self, Item, item};
use crate::read::Part;
pub use changes::{Change, Changes, What, compare};

/// A version of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The item.
    pub item: Item,
    /// What changed since the version before; nothing for the first.
    pub since: Option<Changes>,
}

/// What day a version is from: of publication or capture, else the first day on
/// which the newsroom had it.
#[must_use]
pub fn day(item: &Item) -> Day {
    item.published.or(item.obtained).unwrap_or(item.day)
}

/// An address without what does not tell two pages apart: the scheme of the web, the
/// default port, the fragment, one slash at the end, the case of the host.
///
/// `url` would bring the tables of IDNA into the desk for this.
#[must_use]
pub fn address(url: &str) -> String {
    let url = url.trim();
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.to_ascii_lowercase();
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https") {
        return format!("{scheme}://{host}{path}");
    }
    let port = if scheme == "http" { ":80" } else { ":443" };
    let host = host.strip_suffix(port).unwrap_or(&host);
    format!("{host}{}", path.strip_suffix('/').unwrap_or(path))
}

/// The versions of a page, the oldest first. Those of one day stand in the order in
/// which they came: in a web archive that of their capture.
///
/// # Errors
/// [`CaseError`].
pub fn history(db: &Connection, url: &str) -> Result<Vec<Version>, CaseError> {
    let mut items = of_address(db, &address(url))?;
    items.sort_by_key(|item| (day(item), item.ordinal));
    let mut versions: Vec<Version> = Vec::with_capacity(items.len());
    let mut before: Option<Page> = None;
    for item in items {
        let page = Page::of(db, &item)?;
        let since = before.as_ref().map(|before| compare(before, &page));
        versions.push(Version { item, since });
        before = Some(page);
    }
    Ok(versions)
}

fn of_address(db: &Connection, address: &str) -> Result<Vec<Item>, CaseError> {
    let select = "SELECT ordinal, url FROM item WHERE url IS NOT NULL AND characters IS NOT NULL";
    let mut select = db.prepare(select)?;
    let rows = select.query_map([], |row| Ok((row.get::<_, u64>(0)?, row.get::<_, String>(1)?)))?;
    let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
    let of = rows.into_iter().filter(|(_, url)| self::address(url) == address);
    let items = of.map(|(ordinal, _)| item::of_ordinal(db, ordinal));
    Ok(items.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// A page's text, and where its article lies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The whole text.
    pub text: String,
    /// The article, in bytes; the whole text where none is set apart.
    pub article: Range<usize>,
}

impl Page {
    /// Of an item.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn of(db: &Connection, item: &Item) -> Result<Self, CaseError> {
        Ok(Self::new(corpus::text(db, item.ordinal)?, &corpus::parts(db, item.ordinal)?))
    }

    /// Of a text with its parts: the one that is called `article` is the article.
    #[must_use]
    pub fn new(text: String, parts: &[Part]) -> Self {
        let whole = 0..text.len();
        let article = parts.iter().position(|part| part.label == "article").and_then(|at| {
            let start = parts.get(at)?.start;
            let end = parts.get(at + 1).map_or(text.len(), |part| part.start);
            text.get(start..end).map(|_| start..end)
        });
        Self { text, article: article.unwrap_or(whole) }
    }
}
