//! `exposure` with tips: what rests on a mailbox, what was seen already, what is accepted.

use serde_json::json;

use super::desk;
use super::ledger::{line, wrong};
use crate::case::Record;
use crate::exposure::gather::Ledger;
use crate::exposure::{Row, Verdict, circles, of_claim};
use crate::fixture::{Desk, Folder, Server};
use crate::ledger::{ClaimRef, SourceRef};

/// C1 and C2 from T1 of S1, with 40 and 30 people; C3 from T2 of S2, with 6.
fn three() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    for text in [
        "circle add 'brick works' --people 40",
        "circle add 'late shift' --people 30",
        "circle add 'keys of the safe' --people 6",
        "claim add 'Deliveries were counted twice.' --from T1 --circle K1",
        "claim add 'Ovens ran without filters.' --from T1 --circle K2",
        "claim add 'Ledgers lay in a safe.' --from T2 --circle K3",
    ] {
        line(&mut desk, text);
    }
    (desk, server, folder)
}

fn rows(desk: &Desk, claims: &[u32]) -> Vec<Row> {
    let claims: Vec<ClaimRef> = claims.iter().copied().map(ClaimRef::new).collect();
    circles(&Ledger::read(desk.case.db()).unwrap(), &claims, &[], 20)
}

fn bounds(row: &Row) -> (Option<u32>, Option<u32>, Verdict) {
    (row.people, row.people_at_most, row.verdict)
}

/// What the commands of the gate will do.
fn put(desk: &mut Desk, statement: &str) {
    let id = desk.case.desk_id().unwrap();
    let act = desk.case.begin().unwrap();
    act.db().execute(statement, [act.next_entry().unwrap()]).unwrap();
    act.commit(Record::new("test", id)).unwrap();
}

#[test]
fn each_protected_source_has_its_row_and_what_was_seen_counts_with_what_is_asked() {
    let (mut desk, _server, _folder) = three();
    let apart = rows(&desk, &[1, 3]);
    assert_eq!(apart.iter().map(|row| row.source.0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(bounds(&apart[0]), (Some(40), Some(40), Verdict::Clear));
    assert_eq!(bounds(&apart[1]), (Some(6), Some(6), Verdict::Blocked));
    put(&mut desk, "INSERT INTO publication (claim, since) VALUES (2, ?1)");
    let seen = rows(&desk, &[1]);
    assert_eq!(bounds(&seen[0]), (Some(1), Some(30), Verdict::Held));
    assert_eq!(seen[0].leave_out, [ClaimRef::new(1)], "what readers have seen cannot be left out");
    let ledger = Ledger::read(desk.case.db()).unwrap();
    assert_eq!(of_claim(&ledger, ClaimRef::new(3), 20).iter().map(|row| row.source.0).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_letter_to_the_accused_counts_as_seen_and_a_merged_source_is_one() {
    let (mut desk, _server, _folder) = three();
    put(
        &mut desk,
        "INSERT INTO offer (number, id, name, folded, sent, deadline, words, since)
        VALUES (1, x'000102030405060708090a0b0c0d0e0f', 'Odd', 'odd', 20000, '2026-11-25T00:00:00Z', 'x', ?1)",
    );
    put(&mut desk, "INSERT INTO offer_claim (offer, claim, since) VALUES (1, 2, ?1)");
    assert_eq!(bounds(&rows(&desk, &[1])[0]), (Some(1), Some(30), Verdict::Held));
    line(&mut desk, "source merge S1 S2 --reason 'one hand'");
    let merged = rows(&desk, &[1, 3]);
    assert_eq!(merged.len(), 1);
    assert_eq!(bounds(&merged[0]), (Some(1), Some(6), Verdict::Blocked));
    assert_eq!(merged[0].claims, [1, 2, 3].map(ClaimRef::new));
}

#[test]
fn a_claim_that_is_held_back_is_not_asked_about_and_one_without_a_circle_holds() {
    let (mut desk, _server, _folder) = three();
    line(&mut desk, "claim add 'Lamps were never hung.' --from T1");
    let ledger = Ledger::read(desk.case.db()).unwrap();
    assert_eq!(ledger.not_held(), [1, 2, 3, 4].map(ClaimRef::new));
    let without = &rows(&desk, &[1, 4])[0];
    assert_eq!(bounds(without), (Some(1), Some(40), Verdict::Held));
    assert_eq!(
        (without.without_circle.clone(), without.leave_out.clone()),
        (vec![ClaimRef::new(4)], vec![ClaimRef::new(4)])
    );
    put(&mut desk, "INSERT INTO hold (number, subject, since) SELECT 1, id, ?1 FROM claim WHERE number = 4");
    assert_eq!(Ledger::read(desk.case.db()).unwrap().not_held(), [1, 2, 3].map(ClaimRef::new));
}

#[test]
fn two_editors_and_the_source_take_a_smaller_circle_and_nobody_else_does() {
    let (mut desk, _server, _folder) = three();
    let accept =
        |rest: &str| format!("exposure accept S2 {rest} --reason 'told what six people means' --as Ada --and Bertil");
    for (rest, code) in [
        ("--k 1 --consented T2", "k"),
        ("--k 20 --consented T2", "k"),
        ("--k 6 --consented T1", "not-its-tip"),
        ("--k 6 --consented T9", "unknown-id"),
    ] {
        assert_eq!(wrong(&mut desk, &accept(rest)).1, code, "{rest}");
    }
    let alone = accept("--k 6 --consented T2").replace("Bertil", "ADA");
    assert_eq!(wrong(&mut desk, &alone).1, "one-editor");
    line(&mut desk, "source add 'Harbour Gazette' --kind outlet");
    assert_eq!(wrong(&mut desk, &accept("--k 6 --consented T2").replace("S2", "S3")).1, "not-protected");
    assert_eq!(rows(&desk, &[3])[1].verdict, Verdict::Blocked, "nothing was changed");

    assert_eq!(line(&mut desk, &accept("--k 6 --consented T2"))["k"], json!(6));
    let row = &rows(&desk, &[3])[1];
    assert_eq!((row.k, row.accepted, row.verdict), (6, true, Verdict::Clear));
    assert_eq!(rows(&desk, &[3])[0].k, 20, "of another source nothing was accepted");
    line(&mut desk, "forget T2");
    assert_eq!(
        rows(&desk, &[3]).iter().find(|row| row.source == SourceRef::new(2)).unwrap().k,
        20,
        "consent goes with the tip"
    );
    assert_eq!(wrong(&mut desk, &accept("--k 5 --consented T2")).1, "consent-gone");
}
