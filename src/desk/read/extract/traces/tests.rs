//! What nobody sees, in documents that LibreOffice wrote (`tests/fixtures/marks.sh`).

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use crate::corpus::{self, Origin, add};
use crate::fixture;

fn bytes(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    std::fs::read(folder.join(name)).unwrap()
}

/// What a document says of what is in it, as `key value`, its text, and its notes.
fn told(name: &str, content: &[u8]) -> (Vec<String>, String, Vec<String>) {
    let mut desk = fixture::case();
    let path = desk.folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let mut added = add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
    let mut select = desk.case.db().prepare("SELECT key || ' ' || value FROM item_metadata WHERE item = 1").unwrap();
    let said = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    (said, corpus::text(desk.case.db(), 1).unwrap(), added.taken.remove(0).notes)
}

/// Of what is told, that which is about unseen content.
fn unseen(name: &str) -> Vec<String> {
    let (mut said, ..) = told(name, &bytes(name));
    said.retain(|line| ["hidden", "white", "tiny"].iter().any(|word| line.contains(word)));
    said.sort();
    said
}

/// An entry of a ZIP with this changed in it.
fn changed(document: &[u8], entry: &str, from: &str, to: &str) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(document)).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut file = old.by_index(at).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        if name == entry {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "{from}");
            bytes = text.replacen(from, to, 1).into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(&bytes).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn text_that_is_styled_away_white_or_tiny_is_counted_and_white_on_black_is_not() {
    for kind in ["docx", "odt"] {
        let expected = [("hidden", "styled away"), ("tiny", "tiny"), ("white", "white words")];
        let expected = expected.map(|(what, text)| format!("{kind}.{what}-characters {}", text.len()));
        assert_eq!(unseen(&format!("hidden.{kind}")), expected);
        assert_eq!(unseen(&format!("minutes.{kind}")), [""; 0], "the control");
    }
}

#[test]
fn hidden_rows_columns_sheets_and_cells_of_a_sheet_are_counted() {
    let sheet = "xl/worksheets/sheet1.xml";
    let excel = [
        format!("xlsx.hidden-columns {sheet}: 1"),
        format!("xlsx.hidden-rows {sheet}: 3"),
        "xlsx.hidden-sheet Unseen".to_owned(),
        format!("xlsx.tiny-cells {sheet}: 1"),
        format!("xlsx.white-cells {sheet}: 1"),
    ];
    assert_eq!(unseen("hidden.xlsx"), excel);
    let open = [
        "ods.hidden-columns 1",
        "ods.hidden-rows 3",
        "ods.hidden-sheet Unseen",
        "ods.tiny-characters 10",
        "ods.white-characters 11",
    ];
    assert_eq!(unseen("hidden.ods"), open);
    for control in ["budget.xlsx", "budget.ods"] {
        assert_eq!(unseen(control), [""; 0], "the control");
    }
}

#[test]
fn what_a_style_or_a_number_format_hides_is_counted_and_what_a_change_replaced_is_not() {
    let said = |name: &str, content: &[u8], line: &str| told(name, content).0.iter().any(|said| said == line);
    let (docx, xlsx) = (bytes("hidden.docx"), bytes("hidden.xlsx"));
    let style = "<w:style w:styleId=\"Ghost\"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId=\"Child\">\
                 <w:basedOn w:val=\"Ghost\"/></w:style></w:styles>";
    let styled = changed(&docx, "word/styles.xml", "</w:styles>", style);
    let styled = changed(&styled, "word/document.xml", "<w:vanish/>", "<w:rStyle w:val=\"Child\"/>");
    assert!(said("a.docx", &styled, "docx.hidden-characters 11"));
    let replaced = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>";
    let replaced = changed(&docx, "word/document.xml", "<w:vanish/>", replaced);
    assert!(!told("a.docx", &replaced).0.iter().any(|line| line.starts_with("docx.hidden")));
    let format = changed(&xlsx, "xl/styles.xml", "formatCode=\"General\"", "formatCode=\";;;\"");
    assert!(told("a.xlsx", &format).0.iter().any(|line| line.starts_with("xlsx.format-hidden-cells ")));
    let wide = changed(&xlsx, "xl/worksheets/sheet1.xml", "max=\"2\" min=\"2\"", "max=\"6\" min=\"2\"");
    assert!(said("a.xlsx", &wide, "xlsx.hidden-columns xl/worksheets/sheet1.xml: 5"));
}

#[test]
fn damaged_formats_leave_the_text_to_be_read() {
    let broken = changed(&bytes("hidden.docx"), "word/styles.xml", "</w:styles>", "</w:broken>");
    let (_, text, _) = told("a.docx", &broken);
    assert!(text.contains("The weir held."), "{text}");
}

#[test]
fn a_page_tells_what_its_styles_hide() {
    let page = "<!doctype html><p>Seen.</p><p style='color: #FFF'>white</p><p style='font-size:1px'>dust</p>\
        <div style='background:#000'><p style='color:white'>read</p></div><p style='opacity: 0'>ghost</p>";
    let (mut said, ..) = told("a.html", page.as_bytes());
    said.sort();
    assert_eq!(said, ["html.hidden-characters 5", "html.tiny-characters 4", "html.white-characters 5"]);
}

#[test]
fn comments_of_a_sheet_and_hidden_slides_are_told() {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes("hidden.xlsx"))).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        new.raw_copy_file(zip.by_index(at).unwrap()).unwrap();
    }
    new.start_file("xl/comments1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let comments = "<comments><authors><author>Odo Marl</author></authors><commentList><comment ref=\"B2\" \
        authorId=\"0\"><text><r><t>ask the </t></r><r><t>warden</t></r></text></comment></commentList></comments>";
    new.write_all(comments.as_bytes()).unwrap();
    let (said, text, _) = told("a.xlsx", &new.finish().unwrap().into_inner());
    assert!(said.contains(&"xlsx.comments 1".to_owned()) && text.ends_with("B2 Odo Marl: ask the warden\n"), "{text}");
    let talk = bytes("talk.pptx");
    assert!(!told("a.pptx", &talk).0.iter().any(|line| line.starts_with("pptx.hidden")), "the control");
    let hidden = changed(&talk, "ppt/slides/slide1.xml", "<p:sld ", "<p:sld show=\"0\" ");
    assert!(told("a.pptx", &hidden).0.contains(&"pptx.hidden-slide 1".to_owned()));
}
