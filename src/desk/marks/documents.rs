//! Marks planted in documents that real programs made (`tests/fixtures/marks.sh`).

use std::path::PathBuf;

use super::*;
use crate::contradiction;
use crate::corpus::{self, Origin, add, item};
use crate::fixture;

/// A line a mark, each beginning with the name of its kind.
const LINES: usize = 22;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
}

/// The kinds that stand in the lines of a document, and those of them that were found
/// there, each with its line.
fn found(name: &str) -> (Vec<String>, usize) {
    let mut desk = fixture::case();
    add::add(&mut desk.case, &[fixture(name)], &Origin::default(), |_, _| {}).unwrap();
    let text = corpus::text(desk.case.db(), 1).unwrap();
    let parts = corpus::parts(desk.case.db(), 1).unwrap();
    let mut missed = Vec::new();
    let marks = find(&text, &parts);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.chars().count();
        let kind = line.split_whitespace().next().unwrap_or_default();
        let here = marks.listed.iter().filter(|mark| (start..end).contains(&mark.place.start));
        let named: Vec<_> = here.map(|mark| mark.kind.word()).collect();
        if Kind::ALL.iter().any(|known| known.word() == kind) && named != [kind] {
            missed.push(format!("{kind}: {named:?} in {line:?}"));
        }
        start = end;
    }
    (missed, marks.total)
}

#[test]
fn twenty_two_kinds_planted_in_a_text_a_docx_and_a_page_are_all_found_in_their_lines() {
    for name in ["marks.txt", "marks.docx", "marks.html"] {
        let (missed, total) = found(name);
        assert_eq!((missed, total), (Vec::new(), LINES), "{name}");
    }
}

/// What a browser prints: a character without a glyph does not reach a PDF, so what
/// is not there cannot be found. Those that reach it are.
#[test]
#[expect(clippy::print_stdout, reason = "says which characters a browser drops")]
fn of_a_printed_page_the_marks_that_reached_the_pdf_are_found() {
    let (missed, total) = found("marks.pdf");
    println!("marks.pdf: {total} marks; of {LINES} kinds these are not there: {missed:#?}");
    assert!(total >= 5, "{missed:#?}");
}

#[test]
fn changes_comments_and_hidden_text_of_a_docx_are_told_with_who_and_how_much() {
    let mut desk = fixture::case();
    add::add(&mut desk.case, &[fixture("changes.docx")], &Origin::default(), |_, _| {}).unwrap();
    let mut select = desk.case.db().prepare("SELECT key || ' ' || value FROM item_metadata").unwrap();
    let said: Vec<String> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let expected = [
        "docx.inserted-in-all Odo Marl: 1, 6 characters, 2026-02-03T10:00:00Z to 2026-02-03T10:00:00Z",
        "docx.deleted-in-all Ina Quell: 1, 8 characters, 2026-02-04T11:00:00Z to 2026-02-04T11:00:00Z",
        "docx.hidden-characters 20",
    ];
    for line in expected {
        assert!(said.iter().any(|there| there == line), "{line} in {said:#?}");
    }
    assert!(said.iter().any(|there| there.starts_with("docx.comment-in-all Odo Marl: 1, 15 characters")), "{said:#?}");
    let day = item::find(desk.case.db(), "D1").unwrap().day;
    assert_eq!(contradiction::find(&[], day), [], "the control: what says nothing contradicts nothing");
}

#[test]
fn a_page_tells_its_comments_and_what_it_styles_away() {
    let mut desk = fixture::case();
    add::add(&mut desk.case, &[fixture("marks.html")], &Origin::default(), |_, _| {}).unwrap();
    let count = |key: &str| -> String {
        let select = "SELECT value FROM item_metadata WHERE key = ?1";
        desk.case.db().query_row(select, [key], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("html.comments"), count("html.hidden-characters")), ("1".into(), "6".into()));
}

/// The document's own part is made by hand here, inside a DOCX of LibreOffice.
#[test]
fn ten_thousand_revisions_are_counted_in_a_line_and_listed_in_part() {
    use std::io::{Read, Write};
    let mut from = zip::ZipArchive::new(std::fs::File::open(fixture("changes.docx")).unwrap()).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut entry = from.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == "word/document.xml" {
            let change = "<w:ins w:author=\"Odo Marl\" w:date=\"2026-02-03T10:00:00Z\"><w:r><w:t>x</w:t></w:r></w:ins>";
            let text = String::from_utf8(bytes).unwrap();
            bytes = text.replacen("</w:p>", &format!("{}</w:p>", change.repeat(10_000)), 1).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    let mut desk = fixture::case();
    let path = desk.folder.path().join("many.docx");
    std::fs::write(&path, to.finish().unwrap().into_inner()).unwrap();
    let added = add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
    assert_eq!(added.taken[0].notes, ["changes and comments beyond 200 are only counted"]);
    let select = "SELECT value FROM item_metadata WHERE key = 'docx.inserted-in-all'";
    let said: String = desk.case.db().query_row(select, [], |row| row.get(0)).unwrap();
    assert!(said.starts_with("Odo Marl: 10001, 10006 characters"), "{said}");
    let select = "SELECT count(*) FROM item_metadata WHERE key = 'docx.inserted'";
    let listed: usize = desk.case.db().query_row(select, [], |row| row.get(0)).unwrap();
    assert!(listed < 200, "{listed}");
}
