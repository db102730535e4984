//! Files inside a PDF (ISO 32000-2, 7.11.4): given away as the members of any other
//! container are, under the same bounds.
//!
//! They are looked for in every object, and not from the catalogue down: so what hangs
//! on a page, and what a program took off the list and left in the file, is found too,
//! and no loop of names has an end to be looked for.

use std::collections::BTreeSet;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as Words};

use super::super::{Output, Stop};
use crate::read::Provenance;

/// Gives every attached file away once, those with a name first.
pub(super) fn give(pdf: &Pdf, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut given = BTreeSet::new();
    for object in pdf.objects() {
        for (name, file) in specified(&object) {
            one(&name, &file, &mut given, output)?;
        }
    }
    for object in pdf.objects() {
        if let Object::Stream(file) = object
            && file.dict().get::<Name<'_>>(b"Type").is_some_and(|name| name.as_ref() == b"EmbeddedFile")
        {
            one(&format!("attachment {}", given.len() + 1), &file, &mut given, output)?;
        }
    }
    Ok(())
}

fn one(
    name: &str,
    file: &Stream<'_>,
    given: &mut BTreeSet<ObjectIdentifier>,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    if !given.insert(file.obj_id()) {
        return Ok(());
    }
    match file.decoded() {
        Ok(bytes) => output.member(name, &Provenance::default(), &mut &*bytes).map(drop),
        Err(_) => output.note("an attached file is damaged, or compressed in a way that is not known here"),
    }
}

/// Files that an object names: it is a file specification, or holds some.
fn specified<'a>(object: &Object<'a>) -> Vec<(String, Stream<'a>)> {
    let dict = match object {
        Object::Dict(dict) => dict.clone(),
        Object::Stream(stream) => stream.dict().clone(),
        _ => return Vec::new(),
    };
    let attached = dict.get::<Dict<'_>>(b"FS");
    let listed = dict.get::<Array<'_>>(b"Names").map(|names| names.iter::<Object<'_>>().collect::<Vec<_>>());
    let listed = listed.unwrap_or_default().into_iter().filter_map(Object::into_dict);
    [dict].into_iter().chain(attached).chain(listed).filter_map(|specification| file(&specification)).collect()
}

fn file<'a>(specification: &Dict<'a>) -> Option<(String, Stream<'a>)> {
    let files = specification.get::<Dict<'_>>(b"EF")?;
    let file = files.get::<Stream<'_>>(b"UF").or_else(|| files.get::<Stream<'_>>(b"F"))?;
    let name = specification.get::<Words<'_>>(b"UF").or_else(|| specification.get::<Words<'_>>(b"F"));
    let name = name.and_then(|name| super::words(Some(name.as_bytes()))).unwrap_or_default();
    Some((if name.is_empty() { "attachment".to_owned() } else { name }, file))
}
