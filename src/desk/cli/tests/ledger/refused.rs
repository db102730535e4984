//! What is wrong is refused by name, and nothing changes.

use std::fs;

use super::super::path;
use super::{PAPER, ledger, line, place, wrong};
use crate::failure::Exit;

#[test]
fn what_is_wrong_is_refused_by_name_and_the_ledger_is_unchanged() {
    let (mut desk, _server, folder) = ledger();
    line(&mut desk, "circle add office --people 2 --member 'Ines Vale'");
    line(&mut desk, "source set S3 --derives-from S2");
    line(&mut desk, &format!("link C1 {} supports", place("The clerk said")));
    line(&mut desk, "claim add 'The closing was reckless.' --kind opinion --rests-on C1");
    let length = PAPER.chars().count();
    fs::write(path(&folder, "bad.csv"), "text,kind\nA sound row.,fact\nA row of no kind.,rumour\n").unwrap();
    fs::write(path(&folder, "head.csv"), "text,weather\nA row.,rain\n").unwrap();
    let before = desk.case.verify_custody(None).unwrap();
    let long = format!("claim add '{}'", "x".repeat(5_000));
    for (given, exit, code) in [
        (&*format!("link C1 D1:0-{} supports", length + 1), Exit::Refused, "passage-outside"),
        ("link C1 D1:9-3 supports", Exit::Usage, "usage"),
        ("link C9 D1 supports", Exit::Usage, "unknown-id"),
        ("link C1 D9 supports", Exit::Usage, "unknown-id"),
        ("link C1 D1 supports --source S9", Exit::Usage, "unknown-id"),
        ("link C1 D1 supports --present-at K9", Exit::Usage, "unknown-id"),
        ("link C1 D1 proves", Exit::Usage, "usage"),
        ("link C1 D1 supports --basis guess", Exit::Usage, "usage"),
        ("link C1 D1 supports --source S3 --heard-from S3", Exit::Refused, "heard-from-itself"),
        (&*format!("link C1 {} contradicts", place("The clerk said")), Exit::Refused, "linked-already"),
        ("circle add gate --people 1 --member a --member b", Exit::Refused, "circle-too-small"),
        ("circle set K1 --member b --member c", Exit::Refused, "circle-too-small"),
        ("circle add part --people 3 --within K1", Exit::Refused, "circle-too-large"),
        ("circle set K1 --within K1", Exit::Refused, "circle-within-itself"),
        ("circle universe 1", Exit::Refused, "circle-too-large"),
        ("circle overlap K1 K9 --at-least 1", Exit::Usage, "unknown-id"),
        ("circle add late --people 3 --from 2026-02-02 --until 2026-02-01", Exit::Usage, "days"),
        ("source set S3 --derives-from S3", Exit::Refused, "own-ancestor"),
        ("source set S2 --derives-from S3", Exit::Refused, "own-ancestor"),
        ("source add 'harbour  GAZETTE'", Exit::Usage, "usage"),
        ("source add 'harbour  GAZETTE' --kind outlet", Exit::Refused, "name-taken"),
        ("source merge S1 S3 --reason x", Exit::Refused, "not-merged"),
        ("source merge S1 S1 --reason x", Exit::Refused, "one-source"),
        ("source merge S1 S2 --reason ' '", Exit::Usage, "reason"),
        ("claim add 'two\nlines'", Exit::Usage, "words"),
        (&*long, Exit::Usage, "words"),
        ("claim add ''", Exit::Usage, "words"),
        ("claim add x --from T9", Exit::Usage, "unknown-id"),
        ("claim add x --rests-on C1", Exit::Refused, "rests-on"),
        ("claim add x --kind opinion --rests-on C2", Exit::Refused, "rests-on"),
        ("claim set C1 --kind opinion", Exit::Refused, "rests-on"),
        ("claim set C1", Exit::Usage, "nothing-to-change"),
        ("claim set C1 --embargo tomorrow", Exit::Usage, "time"),
        ("claim set C1 --without 'Nobody'", Exit::Usage, "unknown-id"),
        ("unlink E9 --reason x", Exit::Usage, "unknown-id"),
        ("answer E1 printed", Exit::Refused, "no-contradiction"),
        ("assess C1 --credibility 7 --label probable", Exit::Usage, "usage"),
        ("assess C9 --credibility 1 --label confirmed", Exit::Usage, "unknown-id"),
        ("told S9 C1 --day 2026-11-01", Exit::Usage, "unknown-id"),
        ("note C9 x", Exit::Usage, "unknown-id"),
        ("todo done 4", Exit::Usage, "unknown-id"),
        ("todo add x --claim C9", Exit::Usage, "unknown-id"),
        (&*format!("claims import '{}'", path(&folder, "bad.csv")), Exit::Refused, "row-refused"),
        (&*format!("claims import '{}'", path(&folder, "head.csv")), Exit::Usage, "table"),
        (&*format!("claims export '{}'", path(&folder, "bad.csv")), Exit::Refused, "file-exists"),
        (&*format!("claims export '{}'", path(&folder, "new.doc")), Exit::Usage, "table"),
    ] {
        assert_eq!(wrong(&mut desk, given), (exit, code), "{given}");
        assert_eq!(desk.case.verify_custody(None).unwrap(), before, "{given}");
    }
    assert_eq!(line(&mut desk, "claims")["claims"].as_array().unwrap().len(), 2, "no row of the bad table is in");
    // The controls: what was wrong, made right, is taken.
    for right in [
        &*format!("link C1 D1:0-{length} supports"),
        "circle set K1 --people 3 --member b --member c",
        "source set S3 --derives-from S1",
        "claim set C1 --embargo 2026-12-01",
    ] {
        line(&mut desk, right);
    }
}
