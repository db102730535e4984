//! What forgetting a tip leaves of its standing elsewhere, and what it leaves nowhere.

use sha2::{Digest, Sha256};

use super::*;

fn with_reason(origin: Origin) -> Origin {
    Origin { reason: Some("seen on the page".into()), ..origin }
}

#[test]
fn a_copy_of_something_forgotten_stays_protected_whatever_is_corrected() {
    let mut desk = fixture::case();
    add_one(&mut desk, "copy", MINUTES, &Origin::default());
    add_one(&mut desk, "other", "Something else altogether.", &Origin::default());
    let early = published(Some("https://a.example"), Some("2026-01-01"));
    add_one(&mut desk, "published", &MINUTES.replace(' ', "  "), &early);
    tip(&mut desk, "words", MINUTES.as_bytes());
    forget::forget(&mut desk.case, TipRef(1)).unwrap().unwrap();
    let mut set = |name: &str, origin: &Origin| change::set(&mut desk.case, name, origin);
    let publisher = Origin { publisher: Some("Harbour Office".into()), ..Origin::default() };
    let corrected = set("D1", &publisher).unwrap();
    assert_eq!((corrected.item.standing, corrected.item.because.as_str()), (Standing::Protected, "equal-to-protected"));
    let public = with_reason(Origin { stated: Some(Standing::Public), ..early.clone() });
    assert!(matches!(set("D1", &public), Err(CorpusError::EqualToForgotten(_))));
    assert!(matches!(set("D1", &with_reason(early)), Err(CorpusError::EqualToForgotten(_))), "nor by the side door");
    assert_eq!(set("D2", &public).unwrap().item.standing, Standing::Public, "the control: what equals nothing is free");
    // What had been published before and elsewhere stays so.
    assert_eq!(set("D3", &publisher).unwrap().item.standing, Standing::Public);
}

#[test]
fn what_an_editor_no_longer_protects_protects_its_copies_no_longer() {
    let mut desk = fixture::case();
    let stated = Origin { stated: Some(Standing::Protected), ..Origin::default() };
    add_one(&mut desk, "ours", MINUTES, &stated);
    assert_eq!(add_one(&mut desk, "copy", MINUTES, &Origin::default()).because, Because::Equal, "the control");
    let lower = with_reason(Origin { stated: Some(Standing::Internal), ..Origin::default() });
    let changes = change::set(&mut desk.case, "D1", &lower).unwrap().changes;
    let said: Vec<_> = changes.iter().map(|change| (change.name.as_str(), change.before, change.after)).collect();
    assert_eq!(said, [("D2", Standing::Protected, Standing::Internal)]);
}

#[test]
fn the_custody_log_has_no_hash_by_which_a_forgotten_file_is_known() {
    let mut desk = fixture::case();
    add_one(&mut desk, "ours", "A document of the newsroom's own.", &Origin::default());
    tip(&mut desk, "words", MINUTES.as_bytes());
    forget::forget(&mut desk.case, TipRef(1)).unwrap().unwrap();
    let log: String = {
        let mut select = desk.case.db().prepare("SELECT entry FROM custody").unwrap();
        select.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap).collect()
    };
    let has = |text: &str| log.contains(&hex::encode(Sha256::digest(text)));
    assert!(has("A document of the newsroom's own."), "the control: a document's is there");
    assert!(!has(MINUTES) && !has("words"));
}
