use rusqlite::Connection;

use super::*;
use crate::fixture;

/// A log of four entries whose rows may be tampered with.
fn log() -> fixture::Desk {
    let mut desk = fixture::case();
    for count in 1..=3_u64 {
        let record = Record::new("test", "subject").with("count", count).with("word", "ü\"\\");
        desk.case.begin().unwrap().commit(record).unwrap();
    }
    desk
}

fn let_it_be_tampered_with(db: &Connection) {
    db.execute_batch("DROP TRIGGER custody_is_not_rewritten; DROP TRIGGER custody_is_not_cut").unwrap();
}

fn broken_at(db: &Connection) -> u64 {
    match verify(db, None) {
        Err(CustodyError::Broken(seq)) => seq,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_log_as_it_was_written_holds() {
    let desk = log();
    let verified = desk.case.verify_custody(None).unwrap();
    assert_eq!(verified.entries, 4);
    let all = desk.case.custody(None).unwrap();
    assert_eq!(all[0].0.prev, BEGINNING);
    assert_eq!(all[3].1, verified.head);
    assert_eq!(desk.case.custody(Some("subject")).unwrap().len(), 3);
    for (_, hash) in &all {
        assert_eq!(desk.case.verify_custody(Some(*hash)).unwrap(), verified, "an older head holds too");
    }
}

#[test]
fn every_single_byte_of_an_entry_and_of_its_hash_is_covered() {
    let desk = log();
    let db = desk.case.db();
    let_it_be_tampered_with(db);
    for (seq, length) in [(1_u64, 400_usize), (3, 400), (4, 400)] {
        let (entry, hash): (String, Vec<u8>) = db
            .query_row("SELECT entry, hash FROM custody WHERE seq = ?1", [seq], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        let put = |entry: &[u8], hash: &[u8]| {
            let update = "UPDATE custody SET entry = CAST(?2 AS TEXT), hash = ?3 WHERE seq = ?1";
            db.execute(update, (seq, entry, hash)).unwrap();
        };
        assert!(entry.len() <= length);
        for at in 0..entry.len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut altered = entry.clone().into_bytes();
                altered[at] ^= flip;
                put(&altered, &hash);
                assert_eq!(broken_at(db), seq, "byte {at} of entry {seq}");
            }
        }
        for at in 0..hash.len() {
            let mut altered = hash.clone();
            altered[at] ^= 1;
            put(entry.as_bytes(), &altered);
            assert_eq!(broken_at(db), seq);
        }
        put(entry.as_bytes(), &hash);
        verify(db, None).unwrap();
    }
}

#[test]
fn an_entry_rewritten_with_its_own_hash_breaks_the_next() {
    let desk = log();
    let db = desk.case.db();
    let_it_be_tampered_with(db);
    let entry: String = db.query_row("SELECT entry FROM custody WHERE seq = 2", [], |row| row.get(0)).unwrap();
    let forged = entry.replace("\"editor\"", "\"editoR\"");
    assert_ne!(forged, entry);
    let hash: Hash = Sha256::digest(&forged).into();
    db.execute("UPDATE custody SET entry = ?1, hash = ?2 WHERE seq = 2", (forged, hash)).unwrap();
    assert_eq!(broken_at(db), 3);
}

#[test]
fn a_missing_entry_is_named_and_a_cut_tail_is_found_with_the_head() {
    let desk = log();
    let db = desk.case.db();
    let head = verify(db, None).unwrap().head;
    let_it_be_tampered_with(db);
    db.execute("DELETE FROM custody WHERE seq = 4", []).unwrap();
    // The control: without the head a cut tail cannot be seen.
    assert_eq!(verify(db, None).unwrap().entries, 3);
    assert!(matches!(verify(db, Some(head)), Err(CustodyError::HeadMissing)));
    db.execute("DELETE FROM custody WHERE seq = 2", []).unwrap();
    assert_eq!(broken_at(db), 2);
    db.execute("UPDATE custody SET seq = 2 WHERE seq = 3", []).unwrap();
    assert_eq!(broken_at(db), 2);
}

#[test]
fn the_database_itself_refuses_to_rewrite_the_log() {
    let desk = log();
    for statement in ["UPDATE custody SET entry = '{}'", "DELETE FROM custody"] {
        assert!(desk.case.db().execute(statement, []).is_err());
    }
    assert_eq!(verify(desk.case.db(), None).unwrap().entries, 4);
}

#[test]
fn an_act_that_is_not_committed_leaves_neither_trace_nor_entry() {
    let mut desk = log();
    let act = desk.case.begin().unwrap();
    act.next_number("tip").unwrap();
    act.note(Record::new("test", "never")).unwrap();
    drop(act);
    assert_eq!(verify(desk.case.db(), None).unwrap().entries, 4);
    assert_eq!(desk.case.begin().unwrap().next_number("tip").unwrap(), 1);
}

/// The log as it lies in the table.
fn exported(desk: &fixture::Desk) -> Vec<Link> {
    let mut links = Vec::new();
    walk(desk.case.db(), ALL, None, |link| {
        links.push(link);
        Ok(())
    })
    .unwrap();
    links
}

#[test]
fn each_change_of_each_byte_of_the_whole_log_is_found_where_it_is() {
    let desk = log();
    let mut chain = Chain::default();
    let mut tried = 0_u64;
    for link in exported(&desk) {
        let broken = |altered: &Link| match chain.clone().take(altered) {
            Err(CustodyError::Broken(seq)) => assert_eq!(seq, link.seq),
            other => panic!("{other:?}"),
        };
        for at in 0..link.text.len() {
            for value in (0..=u8::MAX).filter(|value| *value != link.text[at]) {
                let mut altered = Link { seq: link.seq, text: link.text.clone(), hash: link.hash.clone() };
                altered.text[at] = value;
                broken(&altered);
                // Nor does it help to put the hash right: the spelling or the next link shows it.
                tried += 1;
            }
        }
        for at in 0..link.hash.len() {
            let mut altered = Link { seq: link.seq, text: link.text.clone(), hash: link.hash.clone() };
            altered.hash[at] ^= 1;
            broken(&altered);
        }
        // The control.
        chain.take(&link).unwrap();
    }
    assert!(tried > 100_000, "{tried}");
}

#[test]
fn a_log_or_an_entry_of_another_case_is_found() {
    let (desk, other) = (log(), log());
    let_it_be_tampered_with(desk.case.db());
    let put = |link: &Link| {
        let text = std::str::from_utf8(&link.text).unwrap();
        let update = "UPDATE custody SET entry = ?2, hash = ?3 WHERE seq = ?1";
        desk.case.db().execute(update, (link.seq, text, &link.hash)).unwrap();
    };
    let (own, foreign) = (exported(&desk), exported(&other));
    put(&foreign[2]);
    assert_eq!(broken_at(desk.case.db()), 3, "one entry of another case");
    foreign.iter().for_each(put);
    assert!(matches!(verify(desk.case.db(), None), Err(CustodyError::AnotherCase)), "its whole log");
    own.iter().for_each(put);
    verify(desk.case.db(), None).unwrap();
    let head = other.case.verify_custody(None).unwrap().head;
    assert!(matches!(verify(desk.case.db(), Some(head)), Err(CustodyError::HeadMissing)), "its head");
}
