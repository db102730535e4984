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

/// The lines as they were planted: kind, place in the line, character.
fn planted() -> Vec<(String, usize, char)> {
    let text = std::fs::read_to_string(fixture("marks.txt")).unwrap();
    let line = |line: &str| {
        let (place, letter) = line.chars().enumerate().find(|(_, letter)| !letter.is_ascii()).unwrap();
        (line.split(' ').next().unwrap().to_owned(), place, letter)
    };
    // One of them is a line break to some, and none here.
    let lines: Vec<_> = text.split_terminator('\n').map(line).collect();
    assert_eq!(lines.len(), LINES, "the control");
    lines
}

/// The kinds that are not found in a document at the place of the line where they were
/// planted, or not alone there; and how many marks there are in all.
fn missed(name: &str) -> (Vec<String>, usize) {
    let mut desk = fixture::case();
    add::add(&mut desk.case, &[fixture(name)], &Origin::default(), |_, _| {}).unwrap();
    let text = corpus::text(desk.case.db(), 1).unwrap();
    let marks = find(&text, &corpus::parts(desk.case.db(), 1).unwrap());
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.chars().enumerate().filter(|(_, letter)| *letter == '\n').map(|(at, _)| at + 1))
        .collect();
    let line = |kind: &str| {
        starts
            .iter()
            .copied()
            .find(|start| text.chars().skip(*start).take(kind.len() + 1).collect::<String>() == format!("{kind} "))
    };
    let is_found = |(kind, place, letter): &(String, usize, char)| {
        let start = line(kind).unwrap_or_else(|| panic!("{name} has no line {kind}"));
        let end = starts.iter().copied().find(|next| *next > start).unwrap_or(usize::MAX);
        let here: Vec<_> = marks.listed.iter().filter(|mark| (start..end).contains(&mark.place.start)).collect();
        let [only] = here.as_slice() else { return false };
        (only.kind.word(), only.place.start, only.characters.as_slice()) == (kind, start + place, &[*letter])
    };
    (planted().iter().filter(|planted| !is_found(planted)).map(|(kind, ..)| kind.clone()).collect(), marks.total)
}

#[test]
fn twenty_two_kinds_planted_in_a_text_a_docx_a_page_and_a_pdf_are_all_found_at_their_offsets() {
    for name in ["marks.txt", "marks.docx", "marks.html", "marks-fpdf2.pdf"] {
        assert_eq!(missed(name), (Vec::new(), LINES), "{name}");
    }
}

/// Every stream of a PDF as it is before it was packed, in one run.
fn streams(name: &str) -> String {
    use hayro_interpret::hayro_syntax::{Pdf, object::Object};
    let pdf = Pdf::new(std::fs::read(fixture(name)).unwrap()).unwrap();
    let mut all = String::new();
    for object in pdf.objects() {
        if let Object::Stream(stream) = object
            && let Ok(bytes) = stream.decoded()
        {
            all.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    all
}

/// The code point as a PDF writes it: in a map of a font, or as the text of a stretch.
fn holds(streams: &str, letter: char) -> bool {
    let hex: String = letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04X}")).collect();
    let (map, stretch) = (format!("> <{hex}>"), format!("{hex}>"));
    streams.contains(&map)
        || streams
            .split("ActualText")
            .skip(1)
            .any(|text| text.split_once('>').is_some_and(|(text, _)| format!("{text}>").ends_with(&stretch)))
}

/// What a program that prints does not write into the PDF cannot be found there, and
/// everything else is. That it is not there is read from the file itself.
#[test]
fn of_a_printed_page_everything_that_the_program_wrote_into_the_pdf_is_found() {
    let dropped = |name: &str| {
        let streams = streams(name);
        let dropped = planted().into_iter().filter(|(_, _, letter)| !holds(&streams, *letter));
        dropped.map(|(kind, ..)| kind).collect::<Vec<_>>()
    };
    // Chromium draws U+3164 as the glyph of nothing, and says nowhere what it was.
    assert_eq!(dropped("marks.pdf"), ["hangul-filler"]);
    let none = ["zero-width-space", "word-joiner", "byte-order-mark", "soft-hyphen", "bidi-control"];
    let none: Vec<_> = none.into_iter().chain(["deprecated-format", "line-separator"]).collect();
    assert_eq!(dropped("marks-libreoffice.pdf"), none);
    assert_eq!(missed("marks.pdf"), (dropped("marks.pdf"), LINES - 1));
    // LibreOffice sets what its font has not apart from the word, so that it is read as
    // one of its own: found a place later, or no more a letter inside a word.
    let (missed, total) = missed("marks-libreoffice.pdf");
    let apart: Vec<_> = missed.into_iter().filter(|kind| !none.contains(&kind.as_str())).collect();
    assert_eq!(apart, ["hangul-filler", "compatibility-letter", "mixed-digits"]);
    assert_eq!(total, LINES - none.len() - 2);
    assert_eq!(dropped("marks-fpdf2.pdf"), [""; 0], "the control: fpdf2 writes all of them");
}

/// Programs write their own invisible characters; those that typography needs are none.
#[test]
fn documents_that_nobody_marked_raise_no_mark_whatever_program_wrote_them() {
    for name in [
        "minutes.docx",
        "minutes.odt",
        "minutes-libreoffice.pdf",
        "minutes-chromium.pdf",
        "right-to-left-libreoffice.pdf",
        "right-to-left-chromium.pdf",
        "page.html",
        "talk.pptx",
        "talk.odp",
        "budget.xlsx",
        "budget.ods",
    ] {
        let mut desk = fixture::case();
        add::add(&mut desk.case, &[fixture(name)], &Origin::default(), |_, _| {}).unwrap();
        let text = corpus::text(desk.case.db(), 1).unwrap();
        assert_eq!(find(&text, &[]).listed, [], "{name}: {text}");
    }
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
