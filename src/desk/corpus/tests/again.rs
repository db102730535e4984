//! What is read again, and what a second reading may not cost.

use super::*;
use crate::read::ocr::scanner;

#[test]
fn a_picture_that_cannot_be_read_again_keeps_its_text_and_is_not_tried_for_ever() {
    let mut desk = fixture::case();
    add_one(&mut desk, "page", MINUTES, &Origin::default());
    let path = file(&desk, "program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
    let program = add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
    assert!(program.taken[0].failed.is_some(), "the control: nobody can read that");
    // A page that had a picture, and can be read no more.
    let db = desk.case.db();
    let content = "UPDATE item SET content = (SELECT content FROM item WHERE name = 'D2') WHERE name = 'D1'";
    assert_eq!(db.execute(content, []).unwrap(), 1);
    db.execute("INSERT INTO item_note VALUES (1, 'page 1 was not read: ' || ?1)", [scanner::MISSING]).unwrap();
    assert!(crate::corpus::again::is_unread(db, 1).unwrap(), "the control: it waits");
    let (taken, _) = crate::corpus::again::read(&mut desk.case, 1).unwrap();
    assert_eq!(taken[0].failed.as_ref().map(|failed| failed.code), Some("unsupported"));
    assert_eq!(text(desk.case.db(), 1).unwrap(), MINUTES);
    assert_eq!(item::find(desk.case.db(), "D1").unwrap().failure, None, "it is read, if not whole");
    assert!(!crate::corpus::again::is_unread(desk.case.db(), 1).unwrap(), "it waits no longer");
}
