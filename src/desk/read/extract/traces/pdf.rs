//! What a PDF carries beside its pages.

use std::collections::BTreeMap;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object};
use memchr::memmem;

use super::LISTED;
use crate::read::extract::{Output, Stop};

/// What a PDF carries: earlier states of itself, scripts, files, annotations, ids.
pub(in crate::read::extract) fn pdf(pdf: &Pdf, document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for object in pdf.objects() {
        let dict = match &object {
            Object::Dict(dict) => dict.clone(),
            Object::Stream(stream) => stream.dict().clone(),
            _ => continue,
        };
        for key in kinds(&dict) {
            *counts.entry(key).or_default() += 1;
        }
        *counts.entry("hidden-layers").or_default() += hidden_layers(&dict);
    }
    // A file that was saved by adding to it ends more than once (ISO 32000-2, 7.5.6).
    let ends = memmem::find_iter(document, b"%%EOF").count();
    counts.insert("saved-states", if ends > 1 { ends } else { 0 });
    for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        output.metadata(&format!("pdf.{key}"), &count.to_string())?;
        if key == "hidden-layers" {
            output.note("what stands on layers that are switched off was not read")?;
        }
    }
    for id in ids(document) {
        output.metadata("pdf.id", &id)?;
    }
    Ok(())
}

/// Layers that are switched off when the file is opened (ISO 32000-2, 8.11.4.3).
fn hidden_layers(catalog: &Dict<'_>) -> usize {
    let layers = catalog.get::<Dict<'_>>(b"OCProperties".as_slice());
    let shown = layers.and_then(|layers| layers.get::<Dict<'_>>(b"D".as_slice()));
    let off = shown.and_then(|shown| shown.get::<Array<'_>>(b"OFF".as_slice()));
    off.map_or(0, |off| off.raw_iter().count())
}

fn kinds(dict: &Dict<'_>) -> Vec<&'static str> {
    let named = |key: &[u8], value: &[u8]| dict.get::<Name<'_>>(key).is_some_and(|name| name.as_ref() == value);
    let checks = [
        ("scripts", named(b"S", b"JavaScript")),
        ("attached-files", named(b"Type", b"EmbeddedFile")),
        ("launches", named(b"S", b"Launch")),
        ("annotations", named(b"Type", b"Annot") && !named(b"Subtype", b"Link")),
        ("form-fields", dict.contains_key(b"FT")),
        ("signatures", named(b"Type", b"Sig")),
        ("thumbnails", dict.contains_key(b"Thumb")),
    ];
    checks.into_iter().filter(|(_, is)| *is).map(|(key, _)| key).collect()
}

/// The two ids of each trailer (ISO 32000-2, 14.4), where they are written in
/// hexadecimal, as all programs do.
fn ids(document: &[u8]) -> Vec<String> {
    let mut ids = Vec::new();
    for at in memmem::find_iter(document, b"/ID") {
        let after = document.get(at + 3..).unwrap_or_default();
        let after = String::from_utf8_lossy(after.get(..200.min(after.len())).unwrap_or_default()).into_owned();
        let Some(list) = after.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else { continue };
        let hex: String = list.0.chars().filter(|letter| letter.is_ascii_hexdigit() || *letter == '>').collect();
        let id = hex.trim_end_matches('>').replace('>', " ").to_ascii_lowercase();
        if !id.is_empty() && !ids.contains(&id) && ids.len() < LISTED {
            ids.push(id);
        }
    }
    ids
}
