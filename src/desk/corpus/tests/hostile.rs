//! Folders and tables that somebody made to do harm, or that were only made badly.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use super::*;

#[test]
fn a_folder_of_links_pipes_holes_and_odd_names_is_walked_once_and_stops_nothing() {
    let mut desk = fixture::case();
    let folder = desk.folder.path().join("folder");
    let deep: PathBuf = std::iter::repeat_n("d", 70).collect();
    fs::create_dir_all(folder.join(deep)).unwrap();
    symlink(&folder, folder.join("loop")).unwrap();
    symlink("nowhere", folder.join("broken")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.join("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .unwrap();
    // Seventeen GiB of nothing: as long as it says, on no disk.
    fs::File::create(folder.join("holes")).unwrap().set_len(17 * 1024 * 1024 * 1024).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"odd\xff name")), "An odd name.").unwrap();
    fs::write(folder.join("zz"), "The last paper.").unwrap();
    let added = add::add(&mut desk.case, std::slice::from_ref(&folder), &Origin::default(), |_, _| {}).unwrap();
    assert_eq!(added.taken.len(), 2, "{added:?}");
    let passed: Vec<_> = added.passed.iter().map(|(path, _)| path.rsplit_once('/').unwrap().1).collect();
    assert_eq!(passed, ["broken", "loop", "pipe"]);
    let failed: Vec<_> =
        added.failed.iter().map(|(_, reason)| reason.contains("longer") || reason.contains("deep")).collect();
    assert_eq!(failed, [true, true], "{added:?}");
    let again = add::add(&mut desk.case, &[folder], &Origin::default(), |_, _| {}).unwrap();
    assert_eq!((again.taken.len(), again.already.len()), (0, 2), "an odd name is known again");
}

#[test]
fn copies_of_copies_cost_no_square_of_their_number() {
    let look = |tips: u32, documents: u32| {
        let mut desk = fixture::case();
        let act = desk.case.begin().unwrap();
        act.db()
            .execute_batch("PRAGMA defer_foreign_keys = ON; INSERT INTO source (id, number, protected, day) VALUES (randomblob(16), 1, 1, 1)")
            .unwrap();
        let rows = "WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < ?1)
            INSERT INTO item (id, name, class, bytes, sha256, text_sha256, root, source, standing, because, day)
            SELECT randomblob(16), ?2 || n, 'document', 1, zeroblob(32), zeroblob(32), ?3,
                CASE ?3 WHEN 1 THEN (SELECT id FROM source) END, 'protected', 'unread', 1 FROM n";
        act.db().execute(rows, (tips, "R", 1)).unwrap();
        act.db().execute(rows, (documents, "D", 0)).unwrap();
        let began = std::time::Instant::now();
        for ordinal in 2..=tips {
            let (_, changes) = twins::judge_all(&act, u64::from(ordinal)).unwrap();
            assert!(changes.is_empty(), "the first did it");
        }
        began.elapsed()
    };
    let (few, many) = (look(300, 300), look(1_200, 1_200));
    // Linear is four times; the square would be sixteen.
    assert!(many < few * 10 + std::time::Duration::from_millis(200), "{few:?}, then {many:?}");
}

#[test]
fn tables_as_spreadsheets_write_them_are_understood_and_bad_rows_are_named() {
    let mut desk = fixture::case();
    for name in ["one", "two", "three", "four", "five"] {
        file(&desk, name, format!("Paper {name} of the quay.").as_bytes());
    }
    fs::create_dir(desk.folder.path().join("folder")).unwrap();
    // With a mark before the first column, as some write UTF-8; quoted; with tabs.
    let rows = "\u{feff}path\tpublisher\tsource\n\"one\"\t\"Quay, and \"\"Lamps\"\"\"\t\ntwo\t\tS01\nthree\t\tS+1\nfour\t\tS9\nfolder\t\t\n";
    let table = file(&desk, "table.csv", rows.as_bytes());
    let added = table::add(&mut desk.case, &table, |_, _| {}).unwrap();
    assert_eq!((added.taken.len(), added.failed.len()), (1, 4), "{added:?}");
    let item = item::find(desk.case.db(), "D1").unwrap();
    assert_eq!(item.publisher.as_deref(), Some("Quay, and \"Lamps\""));
    let reasons: Vec<_> = added.failed.iter().map(|(_, reason)| reason.as_str()).collect();
    assert!(reasons[0].contains("source") && reasons[1].contains("source") && reasons[2].contains("S9"), "{reasons:?}");
    assert!(reasons[3].contains("folder"), "{reasons:?}");
    // The control: a row without fault among others with one.
    let table = file(&desk, "more.csv", b"path,published\nfive,2026-03-02\nfive,2026-02-31\n");
    let added = table::add(&mut desk.case, &table, |_, _| {}).unwrap();
    assert_eq!((added.taken.len(), added.failed.len()), (1, 1), "{added:?}");
}
