//! Entries in the ZIP of an office document that tell of something.

use std::collections::BTreeMap;

use crate::read::extract::office::Package;
use crate::read::extract::{Output, Stop};

/// Entries of an office document that tell of something, and their keys.
const ENTRIES: [(&str, &str); 9] = [
    ("docProps/thumbnail", "thumbnail"),
    ("Thumbnails/", "thumbnail"),
    ("/embeddings/", "embedded"),
    ("Object ", "embedded"),
    ("vbaProject.bin", "macros"),
    ("Basic/", "macros"),
    ("/printerSettings/", "printer-settings"),
    ("customXml/item", "custom-data"),
    ("ppt/comments", "comment-parts"),
];

/// Counts the telling entries of an office document.
pub(in crate::read::extract) fn package(
    package: &Package<'_>,
    kind: &str,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for name in package.names() {
        if let Some((_, key)) = ENTRIES.iter().find(|(part, _)| name.contains(part)) {
            *found.entry(key).or_default() += 1;
        }
    }
    for (key, count) in found {
        output.metadata(&format!("{kind}.{key}"), &count.to_string())?;
    }
    Ok(())
}
