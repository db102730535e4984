//! The index as files and pages: forgetting, damage, completing.

use std::collections::BTreeSet;

use rusqlite::MAIN_DB;

use super::*;

/// Every decrypted page of the index, free ones too; its log is empty then.
fn pages(case: &mut Case) -> Vec<u8> {
    let mut db = case.open_index().unwrap().unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let pages = db.serialize(MAIN_DB).unwrap().to_vec();
    assert!(pages.starts_with(b"SQLite format 3"), "the pages are decrypted");
    pages
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The beginning of every file that tells of words. Dictionaries are automata: no
/// word stands in them letter by letter, so their own bytes are what is looked for.
fn beginnings(case: &mut Case) -> Vec<Vec<u8>> {
    let db = case.open_index().unwrap().unwrap();
    let select = "SELECT substr(chunk.bytes, 1, 64) FROM chunk JOIN file ON file.id = chunk.file
        WHERE name LIKE '%.term' OR name LIKE '%.idx' OR name LIKE '%.pos'";
    let mut select = db.prepare(select).unwrap();
    select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn open(case: &mut Case) -> tantivy::Index {
    let db = case.open_index().unwrap().unwrap();
    tantivy::Index::open(directory::IndexDirectory::new(chunks::Chunks::new(db))).unwrap()
}

/// Every word in every dictionary of the index, of deleted passages too.
fn dictionary(case: &mut Case) -> BTreeSet<String> {
    let index = open(case);
    let mut all = BTreeSet::new();
    for segment in index.reader().unwrap().searcher().segment_readers() {
        for field in ["word", "stem"] {
            let field = index.schema().get_field(field).unwrap();
            let inverted = segment.inverted_index(field).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while let Some((term, _)) = terms.next() {
                all.insert(String::from_utf8(term.to_vec()).unwrap());
            }
        }
    }
    all
}

#[test]
fn what_was_forgotten_is_in_no_page_of_the_index_and_the_rest_is_still_found() {
    let mut desk = read_desk("zanzibarwords were said", "xylophonefile was sent");
    document(&mut desk, "kept", "quicksilverkept stays here", &Origin::default());
    bring_up(&mut desk.case, |_, _| {}).unwrap();
    let (words, old) = (dictionary(&mut desk.case), beginnings(&mut desk.case));
    let markers = ["zanzibarwords", "xylophonefile", "quicksilverkept"];
    assert!(markers.iter().all(|word| words.contains(*word)), "the control finds each: {words:?}");
    let before = pages(&mut desk.case);
    assert!(!old.is_empty() && old.iter().all(|part| holds(&before, part)), "the control finds the files");
    assert_eq!(found(&mut desk.case, &asked("xylophonefile")), ["T1/F1"]);
    forget::forget(&mut desk.case, TipRef(1)).unwrap().unwrap();
    assert_eq!(dictionary(&mut desk.case), ["here", "quicksilverkept", "stays"].map(str::to_owned).into());
    let after = pages(&mut desk.case);
    assert!(!old.iter().any(|part| holds(&after, part)), "an old file is still on a page");
    assert!(beginnings(&mut desk.case).iter().all(|part| holds(&after, part)), "the control: the new ones are found");
    assert_eq!(found(&mut desk.case, &asked("xylophonefile zanzibarwords")), Vec::<String>::new());
    assert_eq!(found(&mut desk.case, &asked("quicksilverkept")), ["D1"]);
    let debts = "SELECT count(*) FROM index_debt";
    assert_eq!(desk.case.db().query_row(debts, [], |row| row.get::<_, u64>(0)).unwrap(), 0);
}

#[test]
fn without_writing_segments_anew_a_forgotten_word_stays_in_the_index() {
    // The control of the test above: taking the passages out alone does not do it.
    let mut desk = read_desk("zanzibarwords were said", "kept");
    bring_up(&mut desk.case, |_, _| {}).unwrap();
    let index = open(&mut desk.case);
    let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
    writer.set_merge_policy(Box::new(tantivy::indexer::NoMergePolicy));
    writer.delete_term(fields::Fields::schema().1.item(1));
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
    drop(index);
    assert!(dictionary(&mut desk.case).contains("zanzibarwords"));
}

#[test]
fn an_index_that_lost_its_tail_is_completed_and_not_made_anew() {
    let mut desk = fixture::case();
    document(&mut desk, "one", ENGLISH, &Origin::default());
    assert_eq!(bring_up(&mut desk.case, |_, _| {}).unwrap(), Fresh::Made(1));
    desk.case.take_index();
    let index = fs::read(desk.case_path().join("index.db")).unwrap();
    document(&mut desk, "two", GERMAN, &Origin::default());
    assert_eq!(bring_up(&mut desk.case, |_, _| {}).unwrap(), Fresh::Completed(1));
    assert_eq!(bring_up(&mut desk.case, |_, _| {}).unwrap(), Fresh::Completed(0), "nothing is done twice");
    desk.case.take_index();
    // As if the power had gone before the last commits reached the disk.
    fs::write(desk.case_path().join("index.db"), index).unwrap();
    let _ = fs::remove_file(desk.case_path().join("index.db-wal"));
    let (hits, fresh) = search(&mut desk.case, &asked("gesperrt"), |_, _| {}).unwrap();
    assert_eq!((hits[0].item.name.as_str(), fresh), ("D2", Fresh::Completed(1)));
}

#[test]
fn a_damaged_or_foreign_index_is_made_anew_and_named() {
    let mut desk = three();
    bring_up(&mut desk.case, |_, _| {}).unwrap();
    let path = desk.case_path().join("index.db");
    desk.case.take_index();
    let whole = fs::read(&path).unwrap();
    let pages = whole.len() / 4096;
    let mut rebuilt = 0;
    for page in 0..pages {
        desk.case.take_index();
        let mut altered = fs::read(&path).unwrap();
        if altered.len() <= page * 4096 + 2_000 {
            continue;
        }
        altered[page * 4096 + 2_000] ^= 0x10;
        fs::write(&path, altered).unwrap();
        let (hits, fresh) = search(&mut desk.case, &asked("bridges"), |_, _| {}).unwrap();
        assert_eq!(hits[0].item.name, "D1", "page {page}");
        rebuilt += usize::from(matches!(fresh, Fresh::Rebuilt(3)));
        // What was not asked for is not found damaged: put it back.
        if !matches!(fresh, Fresh::Rebuilt(_)) {
            desk.case.take_index();
            fs::remove_file(&path).unwrap();
            assert!(matches!(bring_up(&mut desk.case, |_, _| {}), Ok(Fresh::Made(3))));
        }
    }
    assert!(rebuilt > 0, "some page of {pages} was asked for");
    let mut other = three();
    bring_up(&mut other.case, |_, _| {}).unwrap();
    other.case.take_index();
    desk.case.take_index();
    fs::copy(other.case_path().join("index.db"), &path).unwrap();
    let (hits, fresh) = search(&mut desk.case, &asked("bridges"), |_, _| {}).unwrap();
    assert_eq!((hits.len(), fresh), (1, Fresh::Rebuilt(3)));
    let (_, fresh) = search(&mut desk.case, &asked("bridges"), |_, _| {}).unwrap();
    assert_eq!(fresh, Fresh::Completed(0), "the control: the new one is believed");
}

#[test]
fn nothing_of_the_index_is_plain_on_the_disk() {
    let mut desk = desk_with_tip("zanzibarwords were said", "kept");
    let (decrypted, parts) = (pages(&mut desk.case), beginnings(&mut desk.case));
    let encrypted = fs::read(desk.case_path().join("index.db")).unwrap();
    for part in parts.iter().map(Vec::as_slice).chain([b"SQLite format 3".as_slice(), b"meta.json"]) {
        assert!(holds(&decrypted, part), "the control: decrypted it is there");
        assert!(!holds(&encrypted, part));
    }
}

#[test]
fn an_index_that_is_kept_open_finds_what_came_and_loses_what_went() {
    let mut desk = desk_with_tip("The lighthouse keeper left.", "A lighthouse plan.");
    let finds = |desk: &mut Desk| found(&mut desk.case, &asked("lighthouse"));
    assert_eq!(finds(&mut desk), ["T1", "T1/F1"]);
    assert!(desk.case.take_index().map(|index| desk.case.keep_index(index)).is_some(), "it is open");
    document(&mut desk, "late", "Another lighthouse.", &Origin::default());
    assert_eq!(finds(&mut desk), ["D1", "T1", "T1/F1"]);
    forget::forget(&mut desk.case, TipRef(1)).unwrap().unwrap();
    assert_eq!(finds(&mut desk), ["D1"]);
}

#[test]
fn an_index_that_holds_other_passages_than_the_case_is_made_anew_when_that_is_looked_at() {
    let mut desk = three();
    bring_up(&mut desk.case, |_, _| {}).unwrap();
    assert_eq!(verify(&mut desk.case, |_, _| {}).unwrap(), Fresh::Completed(0), "the control");
    let index = open(&mut desk.case);
    let payload = index.load_metas().unwrap().payload.unwrap();
    let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
    writer.delete_term(fields::Fields::schema().1.item(2));
    let mut commit = writer.prepare_commit().unwrap();
    commit.set_payload(&payload);
    commit.commit().unwrap();
    writer.wait_merging_threads().unwrap();
    drop(index);
    assert!(found(&mut desk.case, &asked("gesperrt")).is_empty(), "it believes that it is complete");
    assert_eq!(verify(&mut desk.case, |_, _| {}).unwrap(), Fresh::Rebuilt(3));
    assert_eq!(found(&mut desk.case, &asked("gesperrt")), ["D2"]);
}

#[test]
fn a_full_disk_is_told_from_damage_and_leaves_the_index_where_it_is() {
    let mut desk = three();
    bring_up(&mut desk.case, |_, _| {}).unwrap();
    let full = desk.case.open_index().unwrap().unwrap();
    let pages: u64 = full.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    full.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    let directory = directory::IndexDirectory::new(chunks::Chunks::new(full));
    assert!(directory.machine_failure().is_none(), "the control");
    use tantivy::Directory;
    let large = vec![7; 10_000_000];
    assert!(directory.atomic_write(std::path::Path::new("large"), &large).is_err());
    assert!(matches!(directory.machine_failure(), Some(CaseError::Database(_))));
    let missing = directory.get_file_handle(std::path::Path::new("nothing"));
    assert!(
        missing.is_err() && directory.machine_failure().is_none(),
        "and what is not there is no failure of the machine"
    );
}
