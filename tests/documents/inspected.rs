//! `inspect`: marks, hidden content, metadata, contradictions.

use super::*;

#[test]
fn marks_of_a_pdf_a_docx_a_page_and_a_text_are_listed_with_offset_code_point_and_part() {
    let folder = Folder::new();
    let desk = desk_in(&folder, "case");
    for name in ["marks.txt", "marks.docx", "marks.html", "marks-fpdf2.pdf"] {
        let item = add(&desk, &fixture("fixtures").join(name), &[]);
        let seen = inspect(&desk, &item);
        assert_eq!(seen["marks_total"], 22, "{name}");
        let marks = seen["marks"].as_array().unwrap();
        let first = &marks[0];
        assert_eq!(
            (&first["kind"], &first["code_points"][0]),
            (&"zero-width-space".into(), &"U+200B".into()),
            "{name}"
        );
        assert_eq!(first["end"].as_u64().unwrap() - first["start"].as_u64().unwrap(), 1);
        // In each of them the first line is the same, so the mark stands at the same place.
        assert_eq!(first["start"], "zero-width-space Tilda".len(), "{name}");
        if name.ends_with("pdf") {
            assert_eq!(first["part"], "page 1");
        }
    }
    let plain = folder.write("plain.txt", "Tildamar rowed home, and nobody marked it.\n");
    let item = add(&desk, &plain, &[]);
    assert_eq!(inspect(&desk, &item)["marks_total"], 0, "the control");
    let said = desk.say(&["inspect", "D1"]);
    assert!(said.stdout.contains("U+200B") && !said.stdout.contains('\u{200b}'), "{}", said.stdout);
}

#[test]
fn hidden_text_rows_columns_and_sheets_are_named() {
    let folder = Folder::new();
    let desk = desk_in(&folder, "case");
    let seen = |name: &str| {
        let item = add(&desk, &fixture("fixtures").join(name), &[]);
        inspect(&desk, &item)
    };
    let (docx, odt, xlsx, ods) = (seen("hidden.docx"), seen("hidden.odt"), seen("hidden.xlsx"), seen("hidden.ods"));
    for (inspected, kind) in [(&docx, "docx"), (&odt, "odt")] {
        for (what, count) in [("hidden", "11"), ("white", "11"), ("tiny", "4")] {
            assert_eq!(values(inspected, &format!("{kind}.{what}-characters")), [count], "{kind} {what}");
        }
    }
    assert_eq!(values(&ods, "ods.hidden-rows"), ["3"]);
    assert_eq!(values(&ods, "ods.hidden-columns"), ["1"]);
    assert_eq!(values(&xlsx, "xlsx.white-cells"), ["xl/worksheets/sheet1.xml: 1"]);
    for (inspected, kind) in [(&xlsx, "xlsx"), (&ods, "ods")] {
        assert_eq!(values(inspected, &format!("{kind}.hidden-sheet")), ["Unseen"]);
    }
    let plain = seen("minutes.docx");
    assert_eq!(values(&plain, "docx.hidden-characters"), [""; 0], "the control");
}

#[test]
fn ten_thousand_revisions_and_dates_that_cannot_be_true_are_told_in_lines() {
    let folder = Folder::new();
    let desk = desk_in(&folder, "case");
    let item = add(&desk, &fixture("fixtures/revisions.docx"), &[]);
    let seen = inspect(&desk, &item);
    let in_all = |key: &str, who: &str| {
        let said = values(&seen, key).into_iter().find(|said| said.starts_with(who)).map(str::to_owned);
        said.unwrap_or_else(|| panic!("{key} {who}: {seen:#}"))
    };
    assert!(in_all("docx.inserted-in-all", "Odo Marl").starts_with("Odo Marl: 5001, 5006 characters"));
    assert!(in_all("docx.deleted-in-all", "Ina Quell").starts_with("Ina Quell: 5001, 5008 characters"));
    assert!(values(&seen, "docx.inserted").len() < 200, "listed in part");
    assert_eq!(seen["notes"][0], "changes and comments beyond 200 are only counted");
    assert_eq!(seen["contradictions"][0]["kind"], "created-after-modified");
    assert_eq!(seen["contradictions"][0]["one"]["value"], "2026-05-04T12:00:00Z");
    let plain = add(&desk, &fixture("fixtures/changes.docx"), &[]);
    assert_eq!(inspect(&desk, &plain)["contradictions"], serde_json::json!([]), "the control");
}
