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
