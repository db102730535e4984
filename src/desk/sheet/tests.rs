use std::fs;
use std::path::PathBuf;

use crate::authenticity::inspection;
use crate::case::Case;
use crate::corpus::{Origin, add, item};
use crate::fixture::{self, Desk};

use super::*;

const HOSTILE: &str = "<script>alert(1)</script>\u{202e}\u{7}\"' &amp;";

fn added(desk: &mut Desk, name: &str, content: &[u8], origin: &Origin) -> String {
    let path: PathBuf = desk.folder.path().join(name);
    fs::write(&path, content).unwrap();
    add::add(&mut desk.case, &[path], origin, |_, _| {}).unwrap().taken.remove(0).name
}

fn made(case: &mut Case, name: &str, metadata: &[(String, String)]) -> Sheet {
    let item = item::find(case.db(), name).unwrap();
    let inspection = inspection::inspect(case, &item).unwrap();
    sheet(&Sources {
        item: &item,
        metadata,
        inspection: &inspection,
        entries: &case.custody_of(&item::subjects(case.db(), name).unwrap()).unwrap(),
        log: case.verify_custody(None).unwrap(),
        made: ("2026-11-23".into(), "Ada".into()),
    })
}

#[test]
fn a_hostile_name_or_value_becomes_neither_markup_nor_a_hidden_character() {
    let mut desk = fixture::case();
    let origin = Origin { publisher: Some(HOSTILE.to_owned()), ..Origin::default() };
    let name = added(&mut desk, "<img src=x onerror=alert(1)>.txt", b"words of fiction", &origin);
    let sheet = made(&mut desk.case, &name, &[(HOSTILE.to_owned(), HOSTILE.to_owned())]);
    let page = sheet.html().unwrap();
    // The control: the words themselves are on the page.
    assert!(page.contains("alert(1)") && page.contains("onerror=alert(1)") && page.contains(r"\u{202e}\u{7}"));
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains(HOSTILE));
    let lines = sheet.lines();
    for text in [&page, &lines.join("\n")] {
        assert!(!text.contains(['\u{202e}', '\u{7}']), "{text}");
    }
    assert!(lines.join("\n").contains("<script>"), "on a terminal it is no markup");
    for forbidden in ["http:", "https:", "url(", "src=\"", "href", "@import"] {
        assert!(!page.contains(forbidden), "{forbidden}: the page asks for nothing");
    }
}

#[test]
fn a_sheet_names_hash_head_and_every_entry_on_the_item_and_no_other() {
    let mut desk = fixture::case();
    let first = added(&mut desk, "one.txt", b"the first paper of fiction", &Origin::default());
    let other = added(&mut desk, "two.txt", b"the second paper of fiction", &Origin::default());
    let text = made(&mut desk.case, &first, &[]).lines().join("\n");
    let sha256 = |name: &str| hex::encode(item::find(desk.case.db(), name).unwrap().sha256.unwrap());
    assert!(text.contains(&sha256(&first)) && !text.contains(&sha256(&other)));
    assert!(text.contains(&hex::encode(desk.case.verify_custody(None).unwrap().head)));
    assert!(text.contains("added it to the case") && text.contains("looked at it; its bytes were whole"));
    assert!(text.contains("No editor has recorded that it counts as genuine."));
}
