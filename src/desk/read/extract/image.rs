//! Pictures: what a camera, a phone or a program wrote into them. No picture is
//! decoded here; the letters in it are [`crate::read::ocr`]'s.

use std::io::Cursor;

use super::traces::preview;
use super::xml::{Step, kebab, walk};
use super::{Output, Stop};
use crate::read::error::Refusal;
use crate::read::{Format, Provenance};

/// The packet of XMP (ISO 16684-1), wherever a file keeps it.
const PACKET: (&[u8], &[u8]) = (b"<x:xmpmeta", b"</x:xmpmeta>");
/// Most packets of one file: a PDF has one for each of its parts.
const PACKETS: usize = 20;
/// Levels of elements in a packet.
const DEPTH: usize = 100;
/// Most texts of a PNG that are unpacked.
const TEXTS: usize = 100;

/// Tells what is in a picture beside the picture.
pub(super) fn read(document: &[u8], format: Format, output: &mut Output<'_>) -> Result<(), Stop> {
    output.format(format)?;
    let mut provenance = Provenance::default();
    tell_exif(document, &mut provenance, output)?;
    tell_xmp(document, output)?;
    if format == Format::Png {
        tell_png(document, output)?;
    }
    output.provenance(&provenance)?;
    // Nothing here takes a HEIF apart.
    if format == Format::Heic {
        return output.note("the text in the picture was not read: no reader for this kind of picture");
    }
    output.part("picture")?;
    output.scan()
}

fn tell_exif(document: &[u8], provenance: &mut Provenance, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let read = reader.read_from_container(&mut Cursor::new(document));
    let data = match read.or_else(|error| error.distill_partial_result(drop)) {
        Ok(data) => data,
        Err(exif::Error::NotFound(_)) => return Ok(()),
        Err(_) => return output.note("the Exif data is damaged and was not read"),
    };
    for field in data.fields() {
        let value = field.display_value().with_unit(&data).to_string();
        // A preview has the same fields again.
        let of = if field.ifd_num == exif::In::PRIMARY { "exif" } else { "exif.preview" };
        output.metadata(&format!("{of}.{}", kebab(&field.tag.to_string())), &value)?;
        match field.tag {
            exif::Tag::Artist => provenance.author = Some(value.trim_matches('"').to_owned()),
            exif::Tag::ImageDescription => provenance.title = Some(value.trim_matches('"').to_owned()),
            _ => {}
        }
    }
    match preview(document, &data) {
        Some(said) => output.metadata("exif.preview-of-another-shape", &said),
        None => Ok(()),
    }
}

/// Texts of a PNG (W3C PNG, 11.3.3).
fn tell_png(document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut decoder = png::Decoder::new(Cursor::new(document));
    decoder.set_ignore_text_chunk(false);
    let Ok(reader) = decoder.read_info() else { return output.note("the PNG is damaged; its texts were not read") };
    let info = reader.info();
    let mut texts: Vec<(String, String)> = Vec::new();
    texts.extend(info.uncompressed_latin1_text.iter().map(|text| (text.keyword.clone(), text.text.clone())));
    let packed = info.compressed_latin1_text.iter().take(TEXTS);
    texts.extend(packed.map(|text| (text.keyword.clone(), text.get_text().unwrap_or_default())));
    let wide = info.utf8_text.iter().take(TEXTS);
    texts.extend(wide.map(|text| (text.keyword.clone(), text.get_text().unwrap_or_default())));
    for (name, value) in texts {
        output.metadata(&format!("png.{}", kebab(&name)), &value)?;
    }
    Ok(())
}

/// Tells what XMP says, in a picture or a PDF.
pub(super) fn tell_xmp(document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut rest = document;
    for _ in 0..PACKETS {
        let Some(start) = find(rest, PACKET.0) else { return Ok(()) };
        let packet = rest.get(start..).unwrap_or_default();
        let Some(length) = find(packet, PACKET.1).map(|end| end + PACKET.1.len()) else { return Ok(()) };
        // A damaged packet says nothing; what it stands in may be whole.
        match tell_packet(packet.get(..length).unwrap_or_default(), output) {
            Err(Stop::Refused(_)) => output.note("the XMP data is damaged and was read in part")?,
            other => other?,
        }
        rest = packet.get(length..).unwrap_or_default();
    }
    Ok(())
}

/// Leaves and attributes alike: XMP writes the same property either way.
fn tell_packet(packet: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let (mut path, mut text) = (Vec::<String>::new(), String::new());
    walk(packet, |step| {
        match step {
            // XMP is a few levels deep; each level is looked at again for every value.
            Step::Open(..) if path.len() == DEPTH => return Err(Refusal::Bomb.into()),
            Step::Open(name, attributes) => {
                for (key, value) in
                    attributes.iter().filter(|(key, _)| !matches!(*key, "about" | "lang" | "xmptk" | "parseType"))
                {
                    if !value.starts_with("http://ns.") && !value.starts_with("http://www.w3.org/") {
                        output.metadata(&format!("xmp.{}", kebab(key)), value)?;
                    }
                }
                path.push(name.to_owned());
                text.clear();
            }
            Step::Text(piece) => text.push_str(piece),
            Step::Close(_) => {
                let named = path.iter().rev().find(|name| !matches!(name.as_str(), "li" | "Seq" | "Bag" | "Alt"));
                let key = kebab(named.map(String::as_str).unwrap_or_default());
                output.metadata(&format!("xmp.{key}"), &text)?;
                text.clear();
                path.pop();
            }
        }
        Ok(())
    })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}
