use std::io::{Cursor, Write};

use rusqlite::MAIN_DB;
use subrosa_tip::envelope::{Consent, EnvelopeId, Kind};
use subrosa_tip::mailbox::MailboxKeys;
use subrosa_tip::reply::ReplyFile;

use super::consent::{ConsentError, changes, set};
use super::forget::{Forgotten, forget};
use super::*;
use crate::arrive::bag::{Arrival, import};
use crate::case::Case;
use crate::fixture::{self, Bag, Desk, Server, mailbox};
use crate::reply::{Answer, QueueError, queue};

const START: [u8; 32] = [0; 32];
const TIP: (Kind, &str) = (Kind::Tip, "2026-11-18");
const FOLLOW_UP: (Kind, &str) = (Kind::FollowUp, "2026-11-19");
const CORRECTION: (Kind, &str) = (Kind::Correction, "2026-11-20");
const WITHDRAWAL: (Kind, &str) = (Kind::Withdrawal, "2026-11-20");

fn take(case: &mut Case, bag: &Bag) -> Arrival {
    import(case, Cursor::new(&bag.bytes), |_, _| {}).unwrap()
}

fn desk() -> (Desk, Server) {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    (desk, server)
}

/// A case with one tip of this mailbox in it.
fn desk_with_tip(keys: &MailboxKeys) -> (Desk, Server, Bag) {
    let (mut desk, server) = desk();
    let bag = server.bag(1, START, &[(1, server.seal_from(keys, TIP, "the first words", &[("a", b"one")]))]);
    assert_eq!(take(&mut desk.case, &bag).tips, [1]);
    (desk, server, bag)
}

fn found(case: &Case, number: u32) -> Tip {
    tip::find(case, TipRef(number)).unwrap().unwrap()
}

/// The kinds and words of a thread.
fn thread_of(case: &Case, number: u32) -> Vec<(String, String)> {
    let messages = thread::of(case, &found(case, number)).unwrap();
    let words = |message| thread::words(case, message).unwrap().map(|text| text.to_string()).unwrap_or_default();
    messages.iter().map(|message| (message.kind.clone(), words(message))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, words)| ((*kind).to_owned(), (*words).to_owned())).collect()
}

#[test]
fn what_a_source_says_and_what_we_answer_is_one_thread_in_order() {
    let keys = mailbox();
    let (mut desk, server, one) = desk_with_tip(&keys);
    let answer = Answer { text: "a question".to_owned().into(), files: vec![] };
    queue(&mut desk.case, TipRef(1), answer).unwrap();
    let envelopes = [
        (1, server.seal("something else", &[])),
        (2, server.seal_from(&keys, CORRECTION, "the third", &[])),
        (3, server.seal_from(&keys, FOLLOW_UP, "the second", &[("b", b"two")])),
        (4, server.seal_from(&keys, TIP, "another tip", &[])),
        (5, server.seal("from somebody else", &[])),
    ];
    let arrival = take(&mut desk.case, &server.bag(2, one.hash, &envelopes));
    assert_eq!((arrival.tips, arrival.damaged.len()), (vec![2, 3], 1));
    assert_eq!(arrival.messages, [(1, Kind::FollowUp), (1, Kind::Correction)]);
    let expected = [("reply", "a question"), ("follow-up", "the second"), ("correction", "the third")];
    assert_eq!(thread_of(&desk.case, 1), pairs(&expected));
    let sources = [1, 2, 3].map(|number| found(&desk.case, number).source);
    assert_eq!(sources, [1, 1, 2], "one mailbox is one source");
    // Files are numbered through the thread.
    let file = tip::file(&desk.case, "T1/F2".parse().unwrap()).unwrap().unwrap();
    assert_eq!(file.name.as_deref(), Some("b"));
    assert_eq!(found(&desk.case, 1).files.len(), 1);
    assert_eq!(thread::of(&desk.case, &found(&desk.case, 1)).unwrap()[1].files, [file]);
    assert!(desk.case.health().unwrap().damage.is_empty());
}

#[test]
fn the_order_of_a_bags_members_tells_nothing_and_changes_nothing() {
    let keys = mailbox();
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]];
    for order in orders {
        let (mut desk, server) = desk();
        let envelopes = [
            (1, server.seal_from(&keys, TIP, "one", &[])),
            (2, server.seal_from(&keys, FOLLOW_UP, "two", &[])),
            (3, server.seal_from(&keys, CORRECTION, "three", &[])),
            (4, server.seal_from(&keys, WITHDRAWAL, "four", &[])),
        ];
        let bag = server.bag(1, START, &order.map(|at| envelopes[at].clone()));
        assert_eq!(take(&mut desk.case, &bag).tips, [1]);
        let expected = [("follow-up", "two"), ("correction", "three"), ("withdrawal", "four")];
        assert_eq!(thread_of(&desk.case, 1), pairs(&expected), "{order:?}");
        assert_eq!(take(&mut desk.case, &bag).already, 4);
        assert_eq!(thread_of(&desk.case, 1).len(), 3);
    }
}

#[test]
fn what_follows_a_tip_that_never_came_begins_a_thread() {
    let keys = mailbox();
    let (mut desk, server) = desk();
    let late = server.bag(1, START, &[(1, server.seal_from(&keys, TIP, "the first", &[]))]);
    let two = server.bag(2, late.hash, &[(2, server.seal_from(&keys, FOLLOW_UP, "the second", &[]))]);
    assert_eq!(take(&mut desk.case, &two).tips, [1]);
    assert_eq!(found(&desk.case, 1).kind, "follow-up");
    let three = [(3, server.seal_from(&keys, CORRECTION, "the third", &[]))];
    assert_eq!(take(&mut desk.case, &server.bag(3, two.hash, &three)).messages, [(1, Kind::Correction)]);
    assert_eq!(take(&mut desk.case, &late).tips, [2]);
    assert_eq!((found(&desk.case, 2).source, found(&desk.case, 1).source), (1, 1));
}

/// The plaintext of an envelope with another word in its `tip.json`.
fn reseal(desk: &Desk, sealed: &[u8], change: (&str, &str)) -> Vec<u8> {
    let identity = &desk.case.identities().unwrap()[0].identity;
    let mut archive = zip::ZipArchive::new(Cursor::new(age::decrypt(identity, sealed).unwrap())).unwrap();
    let mut copy = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        let name = entry.name().unwrap().into_owned();
        if name == "tip.json" {
            let text = String::from_utf8(content).unwrap();
            let altered = text.replace(change.0, change.1);
            assert_eq!(altered == text, change.0 == change.1);
            content = altered.into_bytes();
        }
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        copy.start_file(name, stored).unwrap();
        copy.write_all(&content).unwrap();
    }
    let plaintext = copy.finish().unwrap().into_inner();
    age::encrypt(&identity.to_public(), &plaintext).unwrap()
}

#[test]
fn nothing_is_taken_back_or_added_without_the_mailboxs_signature() {
    let (keys, thief) = (mailbox(), mailbox());
    let (mut desk, server, one) = desk_with_tip(&keys);
    let follow_up = server.seal_from(&keys, FOLLOW_UP, "real", &[]);
    let key = |keys: &MailboxKeys| hex::encode(keys.public().key);
    let forged = [
        // The control: the same, with nothing changed, is taken up.
        reseal(&desk, &follow_up, ("follow-up", "follow-up")),
        reseal(&desk, &follow_up, ("follow-up", "withdrawal")),
        reseal(&desk, &follow_up, ("\"quote\"", "\"background\"")),
        reseal(&desk, &follow_up, ("2026-11-19", "2026-11-20")),
        reseal(&desk, &server.seal_from(&thief, WITHDRAWAL, "", &[]), (&key(&thief), &key(&keys))),
        server.seal_as("without a mailbox", &[], Kind::Withdrawal, false),
    ];
    let envelopes: Vec<_> = forged.into_iter().zip(2..).map(|(sealed, id)| (id, sealed)).collect();
    let two = server.bag(2, one.hash, &envelopes);
    let arrival = take(&mut desk.case, &two);
    assert_eq!(arrival.messages, [(1, Kind::FollowUp)]);
    assert_eq!((arrival.tips.len(), arrival.damaged.len()), (0, 5), "{:?}", arrival.damaged);
    let reasons: Vec<_> = arrival.damaged.iter().map(|damaged| damaged.reason.as_str()).collect();
    assert!(reasons[..4].iter().all(|reason| reason.contains("signature")), "{reasons:?}");
    assert_eq!(found(&desk.case, 1).state, "new");
    // A thief's own mailbox takes back nothing of another's.
    let own = [(9, server.seal_from(&thief, WITHDRAWAL, "", &[]))];
    take(&mut desk.case, &server.bag(3, two.hash, &own));
    assert_eq!(found(&desk.case, 1).state, "new");
}

#[test]
fn a_server_cannot_put_a_reply_into_a_thread() {
    let keys = mailbox();
    let (mut desk, server, one) = desk_with_tip(&keys);
    let reply = server.seal_from(&keys, (Kind::Reply, "2026-11-19"), "we said so", &[]);
    let arrival = take(&mut desk.case, &server.bag(2, one.hash, &[(2, reply)]));
    assert_eq!((arrival.damaged.len(), thread_of(&desk.case, 1).len()), (1, 0));
}

#[test]
fn a_withdrawal_binds_all_that_was_sent_up_to_its_day_in_whatever_order_it_comes() {
    let keys = mailbox();
    let (mut desk, server, one) = desk_with_tip(&keys);
    let after = (Kind::Tip, "2026-11-21");
    let two = [
        (2, server.seal_from(&keys, WITHDRAWAL, "please forget it", &[])),
        (3, server.seal_from(&keys, TIP, "a second tip", &[])),
        (4, server.seal_from(&keys, after, "sent afterwards", &[])),
        (5, server.seal("of somebody else", &[])),
    ];
    let bag = server.bag(2, one.hash, &two);
    assert_eq!(take(&mut desk.case, &bag).tips, [2, 3, 4]);
    let states = |case: &Case| -> Vec<String> { tip::all(case).unwrap().into_iter().map(|tip| tip.state).collect() };
    assert_eq!(states(&desk.case), ["withdrawn", "withdrawn", "new", "new"]);
    assert_eq!(thread_of(&desk.case, 1), pairs(&[("withdrawal", "please forget it")]));
    // One that was overtaken by its own withdrawal.
    let late = [(6, server.seal_from(&keys, TIP, "late", &[]))];
    assert_eq!(take(&mut desk.case, &server.bag(3, bag.hash, &late)).tips, [5]);
    assert_eq!(states(&desk.case)[4], "withdrawn");
    let withdrawals =
        |case: &Case| case.custody(None).unwrap().iter().filter(|(entry, _)| entry.action == "withdraw").count();
    assert_eq!(withdrawals(&desk.case), 3);
    take(&mut desk.case, &bag);
    assert_eq!((withdrawals(&desk.case), states(&desk.case).len()), (3, 5), "again changes nothing");
    let refused = set(&mut desk.case, TipRef(1), Consent::Quote, "they said so");
    assert!(matches!(refused, Err(ConsentError::Withdrawn(TipRef(1)))));
}

#[test]
fn consent_is_changed_for_a_reason_only_and_the_log_keeps_no_word_of_it() {
    let (mut desk, server) = desk();
    take(&mut desk.case, &server.bag(1, START, &[(1, server.seal("a", &[]))]));
    let mut change = |level, reason: &str| set(&mut desk.case, TipRef(1), level, reason);
    for reason in ["", "  \n", &"x".repeat(4_001)] {
        assert!(matches!(change(Consent::Background, reason), Err(ConsentError::Reason)));
    }
    assert_eq!(change(Consent::Background, "MARKER down").unwrap(), "quote");
    assert_eq!(change(Consent::Paraphrase, "MARKER up").unwrap(), "background");
    assert_eq!(change(Consent::Paraphrase, "again").unwrap(), "paraphrase");
    let tip = found(&desk.case, 1);
    assert_eq!(tip.consent, "paraphrase");
    let all = changes(&desk.case, &tip).unwrap();
    let levels: Vec<_> = all.iter().map(|change| (change.before.as_str(), change.after.as_str())).collect();
    assert_eq!(levels, [("quote", "background"), ("background", "paraphrase")], "what was so already is no change");
    assert_eq!((all[1].reason.as_deref(), all[1].actor.as_str()), (Some("MARKER up"), "editor"));
    let log = format!("{:?}", desk.case.custody(None).unwrap());
    assert!(log.contains("\"consent\"") && !log.contains("MARKER"), "{log}");
    assert!(matches!(set(&mut desk.case, TipRef(2), Consent::Quote, "x"), Err(ConsentError::Unknown(_))));
}

/// Whether a marker stands on any decrypted page of the case, free ones too. The
/// log of the database must be empty, so that there is no page elsewhere.
fn on_any_page(case: &mut Case, marker: &str) -> bool {
    case.settle().unwrap();
    let pages = case.db_mut().serialize(MAIN_DB).unwrap();
    assert!(pages.starts_with(b"SQLite format 3"), "the pages are decrypted");
    pages.windows(marker.len()).any(|window| window == marker.as_bytes())
}

/// Everything that a forgotten tip had, each with a marker of its own.
const MARKERS: [&str; 8] = [
    "MARKER-words",
    "MARKER-file",
    "MARKER-name",
    "MARKER-type",
    "MARKER-later",
    "MARKER-ours",
    "MARKER-form",
    "MARKER-why",
];

fn desk_full_of_markers() -> (Desk, Server, Bag) {
    let keys = mailbox();
    let (mut desk, server) = desk();
    let large = [b"MARKER-file".as_slice(), &vec![7; 3_000_000]].concat();
    let envelopes = [
        (1, server.seal_from(&keys, TIP, "MARKER-words", &[("MARKER-name", &large)])),
        (2, server.seal_from(&keys, FOLLOW_UP, "MARKER-later", &[("MARKER-name 2", b"MARKER-file")])),
        (3, server.seal("kept", &[("kept", b"kept")])),
    ];
    let bag = server.bag(1, START, &envelopes);
    take(&mut desk.case, &bag);
    desk.case.db().execute("UPDATE file SET declared_type = 'MARKER-type' WHERE name LIKE 'MARKER%'", []).unwrap();
    let file = ReplyFile { name: "MARKER-form".into(), content: b"x".to_vec().into() };
    let answer = Answer { text: "MARKER-ours".to_owned().into(), files: vec![file] };
    queue(&mut desk.case, TipRef(1), answer).unwrap();
    set(&mut desk.case, TipRef(1), Consent::Background, "MARKER-why").unwrap();
    (desk, server, bag)
}

#[test]
fn forgetting_leaves_no_word_on_any_page_and_no_sealed_original() {
    let (mut desk, _server, bag) = desk_full_of_markers();
    let originals = [1, 2].map(|id| desk.case.envelope_path(EnvelopeId([id; 16])));
    for marker in MARKERS {
        assert!(on_any_page(&mut desk.case, marker), "the control finds {marker}");
    }
    assert!(originals.iter().all(|path| path.exists()));
    let forgotten = forget(&mut desk.case, TipRef(1)).unwrap().unwrap();
    assert_eq!(forgotten, Forgotten { already: false, envelopes: 2, files: 2, cancelled: 1 });
    for marker in MARKERS {
        assert!(!on_any_page(&mut desk.case, marker), "{marker}");
    }
    assert!(on_any_page(&mut desk.case, "kept"), "the other tip is there");
    assert!(!originals.iter().any(|path| path.exists()));
    let tip = found(&desk.case, 1);
    assert_eq!((tip.state.as_str(), tip.characters, tip.files[0].content), ("forgotten", None, None));
    assert_eq!(thread_of(&desk.case, 1), pairs(&[("follow-up", ""), ("reply", "")]));
    // Idempotent, sound, and the same bag does not bring it back.
    assert!(forget(&mut desk.case, TipRef(1)).unwrap().unwrap().already);
    let again = take(&mut desk.case, &bag);
    assert_eq!((again.already, again.tips.len(), again.messages.len()), (3, 0, 0));
    assert!(!on_any_page(&mut desk.case, "MARKER"));
    let health = desk.case.health().unwrap();
    assert_eq!((health.damage, health.envelopes, health.unclaimed), (vec![], 1, 0));
    desk.case.verify_custody(None).unwrap();
    let answer = Answer { text: "x".to_owned().into(), files: vec![] };
    assert!(matches!(queue(&mut desk.case, TipRef(1), answer), Err(QueueError::Forgotten(_))));
    assert_eq!(forget(&mut desk.case, TipRef(9)).unwrap(), None);
}

#[test]
fn without_overwriting_a_deleted_word_stays_on_a_free_page() {
    // The control of the test above: deleting rows alone does not do it.
    let (mut desk, _server, _bag) = desk_full_of_markers();
    desk.case.db().execute_batch("PRAGMA secure_delete = OFF").unwrap();
    forget(&mut desk.case, TipRef(1)).unwrap();
    assert!(on_any_page(&mut desk.case, "MARKER-file"));
}

#[test]
fn a_forgetting_that_was_killed_is_completed_by_the_next_opening() {
    let (mut desk, _server, _bag) = desk_full_of_markers();
    let originals = [1, 2].map(|id| desk.case.envelope_path(EnvelopeId([id; 16])));
    let sealed = originals.clone().map(|path| std::fs::read(path).unwrap());
    forget(&mut desk.case, TipRef(1)).unwrap();
    // As if it had been killed after the commit and before the files were removed.
    originals.iter().zip(sealed).for_each(|(path, bytes)| std::fs::write(path, bytes).unwrap());
    assert_eq!(desk.case.health().unwrap().unclaimed, 2);
    let folder = desk.closed();
    let case = fixture::open(&folder).unwrap();
    assert!(!originals.iter().any(|path| path.exists()));
    assert_eq!(case.health().unwrap().unclaimed, 0);
}

#[test]
fn a_source_that_writes_again_after_forgetting_is_the_same_source_with_a_new_thread() {
    let keys = mailbox();
    let (mut desk, server, one) = desk_with_tip(&keys);
    forget(&mut desk.case, TipRef(1)).unwrap();
    let later = [(2, server.seal_from(&keys, FOLLOW_UP, "I am still here", &[]))];
    let arrival = take(&mut desk.case, &server.bag(2, one.hash, &later));
    assert_eq!(arrival.tips, [2]);
    assert_eq!((found(&desk.case, 2).source, thread_of(&desk.case, 1).len()), (1, 0));
}
