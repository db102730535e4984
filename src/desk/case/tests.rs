use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::failure::{Exit, Failure};
use crate::fixture::{self, CHEAP, PASSPHRASE, clock, folder};
use crate::ledger::tip;

fn exit(error: CaseError) -> Exit {
    Failure::from(error).exit
}

/// Opens and reads everything, as the commands do.
fn read_through(folder: &fixture::Folder) -> Result<(), Failure> {
    let case = fixture::open(folder)?;
    for tip in tip::all(&case)? {
        tip::message(&case, &tip)?;
    }
    case.ring()?;
    case.identities()?;
    case.bag_key()?;
    case.verify_custody(None)?;
    let health = case.health()?;
    if health.damage.is_empty() { Ok(()) } else { Err(Failure::new(Exit::Damaged, "damaged", "")) }
}

#[test]
fn a_new_case_opens_again_and_is_whole() {
    let desk = fixture::case();
    let (id, root) = (desk.case.desk_id().unwrap(), desk.case.root_key().unwrap().public().clone());
    let ring = desk.case.ring().unwrap();
    assert_eq!(ring.ring.generation, 1);
    assert_eq!(ring.ring.desks[0].id, id);
    assert!(ring.ring.desks[0].must_acknowledge);
    assert_ne!(root, ring.ring.desks[0].bag_key);
    let folder = desk.closed();
    let case = fixture::open(&folder).unwrap();
    assert_eq!(case.desk_id().unwrap(), id);
    assert_eq!(case.identities().unwrap()[0].identity.to_public().to_string(), ring.recipients()[0].as_str());
    assert_eq!(case.health().unwrap().damage, Vec::<String>::new());
}

#[test]
fn everything_in_a_case_is_for_its_owner_alone() {
    let desk = fixture::case();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let path = desk.case_path();
    assert_eq!(mode(&path), 0o700);
    for entry in fs::read_dir(&path).unwrap() {
        let entry = entry.unwrap();
        let expected = if entry.file_type().unwrap().is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&entry.path()), expected, "{:?}", entry.file_name());
    }
    assert!(path.join("case.db-wal").exists(), "the log was looked at too");
    assert!(!path.join("case.db-shm").exists());
}

#[test]
fn a_wrong_passphrase_is_told_from_damage() {
    let folder = fixture::case().closed();
    fixture::open(&folder).unwrap();
    let wrong = Case::open(&folder.path().join("case"), b"wrong", clock(), Editor::default());
    assert_eq!(wrong.err().map(exit), Some(Exit::WrongKey));
}

#[test]
fn a_header_with_any_byte_flipped_or_cut_is_damage() {
    let folder = fixture::case().closed();
    let path = folder.path().join("case/header");
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut altered = whole.clone();
        altered[at] ^= 0x01;
        fs::write(&path, &altered).unwrap();
        assert_eq!(fixture::open(&folder).err().map(exit), Some(Exit::Damaged), "byte {at}");
        fs::write(&path, &whole[..at]).unwrap();
        assert_eq!(fixture::open(&folder).err().map(exit), Some(Exit::Damaged), "cut to {at}");
    }
    fs::write(&path, [whole.as_slice(), b"x"].concat()).unwrap();
    assert_eq!(fixture::open(&folder).err().map(exit), Some(Exit::Damaged));
    fs::write(&path, &whole).unwrap();
    fixture::open(&folder).unwrap();
}

#[test]
fn a_flip_on_any_page_of_either_database_is_damage() {
    let folder = fixture::case().closed();
    read_through(&folder).unwrap();
    for name in ["case/case.db", "case/keys.db"] {
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        for page in 0..whole.len() / 4096 {
            for offset in [20, 2_000, 4_095] {
                let mut altered = whole.clone();
                altered[page * 4096 + offset] ^= 0x10;
                fs::write(&path, &altered).unwrap();
                let answer = read_through(&folder).expect_err("a flipped byte");
                assert_eq!(answer.exit, Exit::Damaged, "page {page} of {name}: {answer:?}");
            }
        }
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(read_through(&folder).unwrap_err().exit, Exit::Damaged);
        fs::write(&path, &whole).unwrap();
    }
    read_through(&folder).unwrap();
}

#[test]
fn nothing_in_a_case_is_plain() {
    let mut desk = fixture::case();
    let server = fixture::Server::paired(&mut desk.case);
    let marker = "a marker of fiction";
    let bag = server.bag(1, [0; 32], &[(1, server.seal(marker, &[(marker, marker.as_bytes())]))]);
    crate::arrive::bag::import(&mut desk.case, io::Cursor::new(bag.bytes), |_, _| {}).unwrap();
    let holds = |path: &Path, needle: &[u8]| fs::read(path).unwrap().windows(needle.len()).any(|w| w == needle);
    let path = desk.case_path();
    // The control: the search finds what is there.
    fs::write(path.join("planted"), format!("...{marker}...")).unwrap();
    let mut found = Vec::new();
    for entry in fs::read_dir(&path).unwrap().chain(fs::read_dir(path.join("envelopes")).unwrap()) {
        let entry = entry.unwrap();
        let plain = [marker.as_bytes(), b"SQLite format 3", b"CREATE TABLE", b"AGE-SECRET-KEY"];
        if entry.file_type().unwrap().is_file() && plain.iter().any(|needle| holds(&entry.path(), needle)) {
            found.push(entry.file_name());
        }
    }
    assert_eq!(found, ["planted"]);
}

#[test]
fn a_folder_with_anything_in_it_is_refused_untouched() {
    let folder = folder();
    let path = folder.path().join("case");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("something"), b"x").unwrap();
    let init = || Case::init(&path, PASSPHRASE, CHEAP, clock(), Editor::default()).map(drop);
    assert!(matches!(init(), Err(CaseError::NotEmpty)));
    assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
    fs::remove_file(path.join("something")).unwrap();
    init().unwrap();
}

#[test]
fn what_is_no_case_or_an_unfinished_one_is_named() {
    let folder = fixture::case().closed();
    fs::remove_file(folder.path().join("case/header")).unwrap();
    assert!(matches!(fixture::open(&folder), Err(CaseError::Unfinished)));
    let empty = fixture::folder();
    assert!(matches!(fixture::open(&empty), Err(CaseError::Absent)));
}

#[test]
fn a_case_of_a_newer_version_is_refused_untouched() {
    let desk = fixture::case();
    desk.case.db().execute_batch("PRAGMA user_version = 99").unwrap();
    let folder = desk.closed();
    let path = folder.path().join("case/case.db");
    let before = fs::read(&path).unwrap();
    assert!(matches!(fixture::open(&folder), Err(CaseError::Newer)));
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn one_program_at_a_time_has_a_case_open() {
    let desk = fixture::case();
    assert!(matches!(fixture::open(&desk.folder), Err(CaseError::InUse)));
    fixture::open(&desk.closed()).unwrap();
}

#[test]
fn an_editors_name_is_one_line() {
    for wrong in ["", "  ", "a\nb", "\u{1b}[2J", &"x".repeat(101)] {
        assert!(wrong.parse::<Editor>().is_err());
    }
    assert_eq!("Grace Hopper".parse::<Editor>().unwrap().to_string(), "Grace Hopper");
}

#[test]
fn a_statement_keeps_its_plan_whatever_is_bound_to_it() {
    use rusqlite::StatementStatus::RePrepare;
    use rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG as STABLE_PLANS;
    let desk = fixture::case();
    let planned_anew = || {
        let range = "SELECT start FROM passage WHERE item = ?1 AND number BETWEEN ?2 AND ?3 ORDER BY number";
        let mut select = desk.case.db().prepare(range).unwrap();
        for number in 0..10 {
            let starts: Vec<u64> =
                select.query_map((number, number, number + 4), |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            assert!(starts.is_empty());
        }
        select.get_status(RePrepare)
    };
    assert_eq!(planned_anew(), 0);
    desk.case.db().set_db_config(STABLE_PLANS, false).unwrap();
    assert!(planned_anew() > 0, "the control");
}
