use std::io::Cursor;

use subrosa_tip::bag::{UntrustedBag, VerifiedBag};
use subrosa_tip::envelope::Kind;
use subrosa_tip::limits::{REPLY_CONTENT_BYTES, REPLY_TEXT_BYTES};
use subrosa_tip::mailbox::MailboxKeys;
use subrosa_tip::reply::{BATCH_BYTES, BATCH_SLOTS, ReplyFile, ReplySlot, open_batch, open_reply};
use subrosa_tip::tombstone::{TOMBSTONES_MEMBER, Tombstone, TombstoneReason, write_tombstones};

use super::outgoing::{Outgoing, OutgoingError, again, next};
use super::*;
use crate::arrive::bag::{Arrival, import};
use crate::arrive::pairing::{self, Paired, pair};
use crate::arrive::tombstones;
use crate::case::Case;
use crate::failure::{Exit, Failure};
use crate::fixture::{self, Bag, Desk, Server, mailbox};
use crate::ledger::thread::ReplyState;
use crate::ledger::{TipRef, thread, tip};

const START: [u8; 32] = [0; 32];
const TIP: (Kind, &str) = (Kind::Tip, "2026-11-18");

fn take(case: &mut Case, bag: &Bag) -> Arrival {
    import(case, Cursor::new(&bag.bytes), |_, _| {}).unwrap()
}

/// A case with a tip of this mailbox, and the hash of the bag that brought it.
fn desk_with_tip(keys: &MailboxKeys) -> (Desk, Server, [u8; 32]) {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let bag = server.bag(1, START, &[(1, server.seal_from(keys, TIP, "a tip", &[]))]);
    take(&mut desk.case, &bag);
    (desk, server, bag.hash)
}

fn answer(text: &str) -> Answer {
    Answer { text: text.to_owned().into(), files: vec![] }
}

fn paired(case: &Case) -> Paired {
    pairing::choose(case, None).unwrap()
}

fn export(case: &mut Case) -> Outgoing {
    let paired = paired(case);
    next(case, &paired).unwrap()
}

fn bytes(case: &Case, bag: &Outgoing) -> Vec<u8> {
    let mut bytes = Vec::new();
    bag.write(case, &mut bytes).unwrap();
    bytes
}

/// As the server reads it.
fn received(case: &Case, bytes: &[u8]) -> VerifiedBag<Cursor<Vec<u8>>> {
    let key = case.bag_key().unwrap();
    let bag = UntrustedBag::read(Cursor::new(bytes.to_vec())).unwrap();
    bag.verify(key.public(), &case.desk_id().unwrap(), "intake").unwrap()
}

fn slots(server: &Server, bag: &mut VerifiedBag<Cursor<Vec<u8>>>) -> Vec<ReplySlot> {
    let mut all = Vec::new();
    for index in 0..bag.manifest().members.len() {
        let mut batch = Vec::new();
        bag.copy_member(index, &mut batch).unwrap();
        all.extend(open_batch(&batch, &server.transport).unwrap());
    }
    all
}

/// What this mailbox's source would read, oldest first as far as anyone can tell.
fn read(keys: &MailboxKeys, slots: &[ReplySlot]) -> Vec<String> {
    let mine = slots.iter().filter(|slot| slot.mailbox == keys.public().id());
    let mut texts: Vec<_> =
        mine.map(|slot| open_reply(&slot.reply, keys.reply_identity()).unwrap().text.to_string()).collect();
    texts.sort();
    texts
}

fn states(case: &Case, number: u32) -> Vec<ReplyState> {
    let tip = tip::find(case, TipRef(number)).unwrap().unwrap();
    thread::of(case, &tip).unwrap().into_iter().filter_map(|message| message.reply).collect()
}

#[test]
fn a_reply_goes_from_the_desk_to_the_one_source_that_can_read_it() {
    let (keys, other) = (mailbox(), mailbox());
    let (mut desk, server, _) = desk_with_tip(&keys);
    let file = ReplyFile { name: "form.txt".into(), content: b"to fill in".to_vec().into() };
    let answer = Answer { text: "Danke – 橋".to_owned().into(), files: vec![file.clone()] };
    let queued = queue(&mut desk.case, TipRef(1), answer).unwrap();
    assert_eq!(states(&desk.case, 1), [ReplyState::Waiting]);
    let bag = export(&mut desk.case);
    assert_eq!((bag.replies, bag.manifest().received), (1, 1));
    let mut bag = received(&desk.case, &bytes(&desk.case, &bag));
    assert_eq!(bag.manifest().installation, server.installation);
    let slots = slots(&server, &mut bag);
    let slot = slots.iter().find(|slot| slot.mailbox == keys.public().id()).unwrap();
    assert_eq!(slot.id, queued.id);
    let read = open_reply(&slot.reply, keys.reply_identity()).unwrap();
    assert_eq!((read.text.as_str(), read.day.to_string().as_str()), ("Danke – 橋", "2026-11-23"));
    assert!(read.files == [file]);
    assert!(open_reply(&slot.reply, other.reply_identity()).is_err());
    assert_eq!(states(&desk.case, 1), [ReplyState::Sent]);
}

#[test]
fn a_bag_has_one_size_whatever_it_says_and_a_batch_more_for_each_sixteen() {
    let mut sizes = Vec::new();
    for count in [0, 1, BATCH_SLOTS, BATCH_SLOTS + 1] {
        let keys = mailbox();
        let (mut desk, server, _) = desk_with_tip(&keys);
        for number in 0..count {
            queue(&mut desk.case, TipRef(1), answer(&format!("{number:03} {}", "x".repeat(number * 900)))).unwrap();
        }
        let bag = export(&mut desk.case);
        assert_eq!(bag.replies, count as u64);
        let bytes = bytes(&desk.case, &bag);
        let mut bag = received(&desk.case, &bytes);
        assert!(bag.manifest().members.iter().all(|member| member.bytes == BATCH_BYTES));
        assert_eq!(read(&keys, &slots(&server, &mut bag)).len(), count);
        sizes.push(bytes.len());
    }
    assert_eq!(sizes[0], sizes[1]);
    assert_eq!(sizes[0], sizes[2]);
    assert!(sizes[3] > sizes[2] + BATCH_BYTES as usize, "the control: the size can differ");
}

#[test]
fn a_lost_bag_is_made_good_by_the_next_until_one_is_confirmed() {
    let keys = mailbox();
    let (mut desk, server, hash) = desk_with_tip(&keys);
    queue(&mut desk.case, TipRef(1), answer("one")).unwrap();
    let first = export(&mut desk.case);
    let first = (first.manifest().clone(), bytes(&desk.case, &first));
    queue(&mut desk.case, TipRef(1), answer("two")).unwrap();
    let second = export(&mut desk.case);
    assert_eq!((second.manifest().sequence, second.replies), (2, 2));
    assert_eq!(second.manifest().members[0], first.0.members[0], "the same bytes, with the same decoys");
    let mut bag = received(&desk.case, &bytes(&desk.case, &second));
    assert_eq!(bag.manifest().previous, received(&desk.case, &first.1).manifest_hash());
    assert_eq!(read(&keys, &slots(&server, &mut bag)), ["one", "two"]);
    // The server confirms the first only.
    let first_hash = received(&desk.case, &first.1).manifest_hash();
    // A number alone, or with another bag's hash, confirms nothing.
    let second_hash = bag.manifest_hash();
    let other = take(&mut desk.case, &server.bag_of_members(("e1", 2, hash, Some((1, second_hash))), &[]));
    assert_eq!(other.confirmed, Confirmed { replies: 0, ahead: true });
    let bag = server.bag_of_members(("e1", 3, other.hash, Some((1, first_hash))), &[]);
    let arrival = take(&mut desk.case, &bag);
    assert_eq!(arrival.confirmed, Confirmed { replies: 1, ahead: false });
    assert_eq!(states(&desk.case, 1), [ReplyState::Delivered, ReplyState::Sent]);
    assert_eq!(take(&mut desk.case, &bag).confirmed.replies, 0, "once");
    let third = export(&mut desk.case);
    assert_eq!((third.replies, third.manifest().received, third.manifest().members.len()), (1, 3, 2));
    assert_eq!(read(&keys, &slots(&server, &mut received(&desk.case, &bytes(&desk.case, &third)))), ["two"]);
    // An older word confirms nothing more.
    let stale = take(&mut desk.case, &server.bag_of_members(("e1", 4, bag.hash, None), &[]));
    assert_eq!(stale.confirmed, Confirmed::default());
    assert_eq!(states(&desk.case, 1), [ReplyState::Delivered, ReplyState::Sent]);
}

#[test]
fn a_server_that_claims_a_bag_that_was_never_written_is_named() {
    let keys = mailbox();
    let (mut desk, server, hash) = desk_with_tip(&keys);
    let two = server.bag_of_members(("e1", 2, hash, Some((3, [3; 32]))), &[]);
    assert!(take(&mut desk.case, &two).confirmed.ahead);
    let ours = export(&mut desk.case);
    let ours = received(&desk.case, &bytes(&desk.case, &ours)).manifest_hash();
    let three = server.bag_of_members(("e1", 3, two.hash, Some((1, ours))), &[]);
    assert!(!take(&mut desk.case, &three).confirmed.ahead);
}

#[test]
fn a_bag_is_written_again_byte_for_byte_and_not_after_it_was_confirmed() {
    let keys = mailbox();
    let (mut desk, server, hash) = desk_with_tip(&keys);
    queue(&mut desk.case, TipRef(1), answer("one")).unwrap();
    // Killed between the record and the first byte: nothing of it was written.
    let first = export(&mut desk.case);
    let paired = paired(&desk.case);
    let repeated = again(&desk.case, &paired, 1).unwrap();
    assert_eq!((repeated.manifest(), repeated.replies), (first.manifest(), 1));
    assert_eq!(bytes(&desk.case, &repeated), bytes(&desk.case, &first));
    for unknown in [0, 2] {
        assert!(matches!(again(&desk.case, &paired, unknown), Err(OutgoingError::NoSuchBag(_))));
    }
    let ours = received(&desk.case, &bytes(&desk.case, &first)).manifest_hash();
    take(&mut desk.case, &server.bag_of_members(("e1", 2, hash, Some((1, ours))), &[]));
    let answer = again(&desk.case, &paired, 1).unwrap().write(&desk.case, &mut Vec::new());
    assert!(matches!(answer, Err(OutgoingError::Confirmed(1))));
}

#[test]
fn only_bags_without_damage_are_confirmed_and_a_gap_is_no_obstacle() {
    let keys = mailbox();
    let (mut desk, server, hash) = desk_with_tip(&keys);
    let received = |desk: &mut Desk| export(&mut desk.case).manifest().received;
    assert_eq!(received(&mut desk), 1);
    let damaged = [(2, b"no age file".to_vec()), (3, server.seal("a", &[]))];
    let two = server.bag(2, hash, &damaged);
    take(&mut desk.case, &two);
    assert_eq!(received(&mut desk), 1, "what was damaged must come again");
    let four = server.bag(4, [4; 32], &[(3, server.seal("b", &[]))]);
    assert_eq!(take(&mut desk.case, &four).damaged.len(), 1, "an id with other bytes");
    assert_eq!(received(&mut desk), 1);
    let five = server.bag(5, four.hash, &[(4, server.seal("c", &[]))]);
    take(&mut desk.case, &five);
    assert_eq!(received(&mut desk), 5, "bags are cumulative");
    // A bag whose damage was the stick's, or an older version's, is confirmed once it reads.
    desk.case.db().execute("UPDATE bag SET damaged = 1 WHERE sequence = 5", []).unwrap();
    assert_eq!(received(&mut desk), 1);
    take(&mut desk.case, &five);
    assert_eq!(received(&mut desk), 5);
}

#[test]
fn a_reply_that_cannot_be_read_or_does_not_fit_is_refused_with_the_limit() {
    let keys = mailbox();
    let (mut desk, server, hash) = desk_with_tip(&keys);
    take(&mut desk.case, &server.bag(2, hash, &[(2, server.seal("without a codename", &[]))]));
    let entries = desk.case.verify_custody(None).unwrap().entries;
    let mut refused = |tip, answer| Failure::from(queue(&mut desk.case, TipRef(tip), answer).unwrap_err());
    let failure = refused(2, answer("x"));
    assert_eq!((failure.exit, failure.code, failure.hint.is_some()), (Exit::Refused, "no-mailbox", true));
    assert_eq!(refused(3, answer("x")).exit, Exit::Usage);
    assert_eq!(refused(1, answer(" \n")).exit, Exit::Usage);
    let long = refused(1, answer(&"x".repeat(REPLY_TEXT_BYTES as usize + 1)));
    assert_eq!((long.exit, long.code), (Exit::Refused, "reply-too-large"));
    assert!(long.message.contains("16000"), "{}", long.message);
    let file = ReplyFile { name: "x".into(), content: vec![0; REPLY_CONTENT_BYTES as usize].into() };
    let large = refused(1, Answer { text: "x".to_owned().into(), files: vec![file] });
    assert!(large.exit == Exit::Refused && large.message.contains("31000"), "{}", large.message);
    assert_eq!(desk.case.verify_custody(None).unwrap().entries, entries);
    // The control.
    queue(&mut desk.case, TipRef(1), answer(&"x".repeat(REPLY_TEXT_BYTES as usize))).unwrap();
}

#[test]
fn the_log_says_that_a_reply_was_written_and_not_what() {
    let keys = mailbox();
    let (mut desk, _, _) = desk_with_tip(&keys);
    let file = ReplyFile { name: "MARKER".into(), content: b"MARKER".to_vec().into() };
    let queued =
        queue(&mut desk.case, TipRef(1), Answer { text: "MARKER".to_owned().into(), files: vec![file] }).unwrap();
    let log = format!("{:?}", desk.case.custody(None).unwrap());
    assert!(log.contains(&queued.id.to_string()) && !log.contains("MARKER"));
}

#[test]
fn each_server_gets_the_replies_of_its_own_mailboxes() {
    let keys = mailbox();
    let (mut desk, server, _) = desk_with_tip(&keys);
    let mut other = Server::of(&desk.case);
    other.installation = "beefbeefbeefbeef".into();
    let card = other.card();
    pair(&mut desk.case, &card, &card.fingerprint).unwrap();
    queue(&mut desk.case, TipRef(1), answer("one")).unwrap();
    for (name, replies) in [(&other.installation, 0), (&server.installation, 1)] {
        let paired = pairing::choose(&desk.case, Some(name)).unwrap();
        let bag = next(&mut desk.case, &paired).unwrap();
        assert_eq!((bag.replies, bag.manifest().sequence, bag.manifest().members.len()), (replies, 1, 1));
    }
    assert!(matches!(pairing::choose(&desk.case, None), Err(pairing::ChoiceError::Several)));
}

#[test]
fn a_server_of_before_replies_is_paired_again_with_its_new_card() {
    let keys = mailbox();
    let (mut desk, server, _) = desk_with_tip(&keys);
    let old = "UPDATE intake SET recipient = NULL";
    desk.case.db().execute(old, []).unwrap();
    let before = paired(&desk.case);
    assert!(matches!(next(&mut desk.case, &before), Err(OutgoingError::NoRecipient)));
    let card = server.card();
    assert!(!pair(&mut desk.case, &card, &card.fingerprint).unwrap());
    assert!(pair(&mut desk.case, &card, &card.fingerprint).unwrap());
    export(&mut desk.case);
    // Another recipient under the same name is another key.
    let mut thief = Server::of(&desk.case);
    std::mem::swap(&mut thief.key, &mut { server }.key);
    let card = thief.card();
    assert!(matches!(pair(&mut desk.case, &card, &card.fingerprint), Err(pairing::PairError::OtherKey)));
}

#[test]
fn what_expired_at_the_server_is_noted_once_and_told_from_what_arrived() {
    let keys = mailbox();
    let (mut desk, server, hash) = desk_with_tip(&keys);
    let tombstone = |id: u8| Tombstone {
        envelope: subrosa_tip::envelope::EnvelopeId([id; 16]),
        day: "2026-11-22".parse().unwrap(),
        reason: TombstoneReason::Expired,
    };
    let list = |ids: &[u8]| {
        let list: Vec<_> = ids.iter().map(|id| tombstone(*id)).collect();
        [(TOMBSTONES_MEMBER.to_owned(), write_tombstones(&list).unwrap())]
    };
    let two = server.bag_of_members(("e1", 2, hash, None), &list(&[1, 7]));
    assert_eq!(take(&mut desk.case, &two).expired, [tombstone(1), tombstone(7)]);
    assert_eq!(take(&mut desk.case, &two).expired, []);
    let three = server.bag_of_members(("e1", 3, two.hash, None), &list(&[1, 7, 8]));
    let arrival = take(&mut desk.case, &three);
    assert_eq!((arrival.envelopes(), arrival.expired, arrival.damaged), (0, vec![tombstone(8)], vec![]));
    let all = tombstones::all(&desk.case).unwrap();
    let arrived: Vec<_> = all.iter().map(|expired| (expired.envelope.0[0], expired.arrived)).collect();
    assert_eq!(arrived, [(1, true), (7, false), (8, false)]);
    let log = desk.case.custody(None).unwrap();
    assert_eq!(log.iter().filter(|(entry, _)| entry.action == "expired-at-server").count(), 2);
    let wrong = [(TOMBSTONES_MEMBER.to_owned(), b"[ ]".to_vec())];
    let four = server.bag_of_members(("e1", 4, three.hash, None), &wrong);
    assert_eq!(take(&mut desk.case, &four).damaged.len(), 1);
}
