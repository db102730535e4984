//! Pages that are written by hand: a font of the standard, and what the test needs.

use std::collections::BTreeMap;

use crate::corpus::{self, Origin, add};
use crate::fixture;

/// A PDF of one page with this content; `catalog` is added to its root.
fn page(content: &str, catalog: &str) -> Vec<u8> {
    let objects = [
        format!("<</Type/Catalog/Pages 2 0 R {catalog}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>\
         /Properties<</L 6 0 R>>>>>>"
            .to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/OCG/Name(L)>>".to_owned(),
    ];
    let (mut file, mut places) = ("%PDF-1.7\n".to_owned(), Vec::new());
    for (object, number) in objects.iter().zip(1..) {
        places.push(file.len());
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let xref = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    file.push_str(&format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1));
    file.into_bytes()
}

/// The text of such a page, what it says of itself, and its notes.
fn read(content: &str, catalog: &str) -> (String, BTreeMap<String, String>, Vec<String>) {
    let mut desk = fixture::case();
    let path = desk.folder.path().join("page.pdf");
    std::fs::write(&path, page(content, catalog)).unwrap();
    let mut added = add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
    let mut select = desk.case.db().prepare("SELECT key, value FROM item_metadata").unwrap();
    let said = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    (corpus::text(desk.case.db(), 1).unwrap(), said, added.taken.remove(0).notes)
}

fn text(content: &str) -> String {
    read(content, "").0
}

#[test]
fn the_text_that_stands_for_a_stretch_is_read_in_its_place() {
    let said = |hex: &str, drawn: &str| {
        text(&format!("BT /F 12 Tf 20 200 Td (light) Tj /Span<</ActualText<{hex}>>>BDC ({drawn}) Tj EMC (house) Tj ET"))
    };
    assert_eq!(said("FEFF00AD", "-"), "light\u{ad}house\n");
    assert_eq!(said("FEFF", "-"), "lighthouse\n", "said to be nothing");
    assert_eq!(text("BT /F 12 Tf 20 200 Td (light) Tj (-) Tj (house) Tj ET"), "light-house\n", "the control");
    let nested = "BT /F 12 Tf 20 200 Td /P<</ActualText(ab)>>BDC (a) Tj /Span<</ActualText(x)>>BDC (b) Tj EMC EMC ET";
    assert_eq!(text(nested), "ab\n", "the outer one holds");
    assert_eq!(
        text("EMC BT /F 12 Tf 20 200 Td /S<</ActualText(-)>>BDC (.) Tj ET"),
        "-\n",
        "stretches that do not match"
    );
}

#[test]
fn letters_that_are_drawn_are_not_replaced_by_others_and_both_are_told() {
    let page = "BT /F 12 Tf 20 200 Td (He is ) Tj /Span<</ActualText(innocent)>>BDC (guilty) Tj EMC ET";
    let (text, said, _) = read(page, "");
    assert_eq!(text, "He is guilty\n");
    assert_eq!(said["pdf.other-text-behind"], "page 1: \"guilty\", behind it \"innocent\"");
    let same = page.replace("(innocent)", "(GUILTY)");
    assert_eq!(read(&same, "").1.get("pdf.other-text-behind"), None, "the control");
}

#[test]
fn white_tiny_and_invisible_characters_are_counted() {
    let page = "BT /F 12 Tf 20 200 Td (seen) Tj 1 g (white) Tj 0 g 3 Tr (unseen) Tj 0 Tr /F 1 Tf (dust) Tj ET";
    let (_, said, _) = read(page, "");
    let count = |key: &str| said.get(&format!("pdf.{key}-characters")).map(String::as_str);
    assert_eq!((count("white"), count("invisible"), count("tiny")), (Some("5"), Some("6"), Some("4")));
    assert!(read("BT /F 12 Tf 20 200 Td (seen) Tj ET", "").1.keys().all(|key| !key.ends_with("-characters")));
}

#[test]
fn a_layer_that_is_switched_off_is_named() {
    let page = "BT /F 12 Tf 20 200 Td (seen) Tj /OC/L BDC ( layered) Tj EMC ET";
    let on = "/OCProperties<</OCGs[6 0 R]/D<</ON[6 0 R]>>>>";
    let (text, said, notes) = read(page, &on.replace("/ON", "/OFF"));
    assert_eq!((text.as_str(), said["pdf.hidden-layers"].as_str()), ("seen\n", "1"));
    assert!(notes.iter().any(|note| note.contains("layers that are switched off")), "{notes:?}");
    let (text, said, _) = read(page, on);
    assert_eq!((text.as_str(), said.get("pdf.hidden-layers")), ("seen layered\n", None), "the control");
}
