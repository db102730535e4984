use std::collections::HashSet;

use super::*;
use crate::mailbox::MailboxId;

type Identity = age::x25519::Identity;

fn reader() -> (Identity, Recipient) {
    let identity = Identity::generate();
    let recipient = identity.to_public().to_string().parse().unwrap();
    (identity, recipient)
}

fn day() -> Day {
    "2026-11-23".parse().unwrap()
}

fn reply(text: &str, files: &[(&str, &[u8])]) -> ReplyText {
    let file = |(name, content): &(&str, &[u8])| ReplyFile { name: (*name).into(), content: content.to_vec().into() };
    ReplyText { text: text.to_owned().into(), files: files.iter().map(file).collect(), day: day() }
}

fn slot(number: u8, recipient: &Recipient) -> ReplySlot {
    let reply = seal_reply(recipient, &reply("an answer", &[])).unwrap();
    ReplySlot { mailbox: MailboxId([number; 32]), id: ReplyId([number; 16]), reply }
}

#[test]
fn a_reply_is_read_back_and_has_one_length_whatever_it_says() {
    let (identity, recipient) = reader();
    let longest = "ж".repeat(REPLY_TEXT_BYTES as usize / 2);
    let file = vec![7; (REPLY_CONTENT_BYTES - REPLY_TEXT_BYTES) as usize];
    for (text, files) in [
        ("", vec![]),
        ("Danke – 橋", vec![("../../a name", b"content".as_slice()), ("same", b""), ("same", b"x")]),
        (longest.as_str(), vec![]),
        (longest.as_str(), vec![("a scan.pdf", file.as_slice())]),
    ] {
        let reply = reply(text, &files);
        for _ in 0..20 {
            let sealed = seal_reply(&recipient, &reply).unwrap();
            assert_eq!(sealed.len() as u64, REPLY_BYTES);
            assert!(open_reply(&sealed, &identity).unwrap() == reply);
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_with_the_limit_and_not_by_chance() {
    let (_, recipient) = reader();
    let refusal = |reply: &ReplyText| seal_reply(&recipient, reply).unwrap_err();
    let long = reply(&"a".repeat(REPLY_TEXT_BYTES as usize + 1), &[]);
    assert!(matches!(refusal(&long), ReplyError::TextTooLong { limit: REPLY_TEXT_BYTES }));
    let large = vec![0; REPLY_CONTENT_BYTES as usize + 1];
    assert!(matches!(refusal(&reply("", &[("x", &large)])), ReplyError::TooLarge { limit: REPLY_CONTENT_BYTES }));
    // Near the edge the answer is the same however long this header's grease is.
    let most = vec![0; REPLY_CONTENT_BYTES as usize];
    let fits = |name_bytes: usize| {
        let reply = reply("", &[(&"n".repeat(name_bytes), &most)]);
        let answers: HashSet<_> = (0..15).map(|_| seal_reply(&recipient, &reply).is_ok()).collect();
        assert_eq!(answers.len(), 1, "{name_bytes}");
        answers.contains(&true)
    };
    let fitting = (0..800).step_by(10).filter(|length| fits(*length)).count();
    assert!((10..80).contains(&fitting), "the edge was seen: {fitting}");
    let many: Vec<(&str, &[u8])> = vec![("x", b""); 500];
    assert!(matches!(refusal(&reply("", &many)), ReplyError::TooLarge { .. }));
}

#[test]
fn a_reply_flipped_cut_or_for_another_is_refused() {
    let (identity, recipient) = reader();
    let sealed = seal_reply(&recipient, &reply("an answer", &[])).unwrap();
    open_reply(&sealed, &identity).unwrap_or_else(|error| panic!("{error}"));
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert!(open_reply(&altered, &identity).is_err(), "byte {at}");
    }
    for altered in [&sealed[..sealed.len() - 1], &[], &[sealed.as_slice(), b"x"].concat()] {
        assert!(open_reply(altered, &identity).is_err());
    }
    assert!(matches!(open_reply(&sealed, &reader().0), Err(OpenError::NoIdentity)));
}

#[test]
fn a_tip_is_not_taken_for_a_reply() {
    let (identity, recipient) = reader();
    let mut sealer = SealTo::new(&[recipient]).unwrap().envelope(Vec::new()).unwrap();
    sealer.message("x").unwrap();
    let (sealed, _) = sealer.finish(Form { kind: Kind::Tip, ..form(day()) }).unwrap();
    assert!(matches!(open_reply(&sealed, &identity), Err(OpenError::Document)));
}

#[test]
fn a_batch_has_one_length_and_sixteen_slots_whatever_is_in_it() {
    let ((transport, to), (identity, recipient)) = (reader(), reader());
    for count in [0, 1, 5, BATCH_SLOTS] {
        let real: Vec<_> = (0..count).map(|number| slot(number as u8, &recipient)).collect();
        let sealed = seal_batch(&real, day(), &to).unwrap();
        assert_eq!(sealed.len() as u64, BATCH_BYTES);
        let slots = open_batch(&sealed, &transport).unwrap();
        assert_eq!(slots.len(), BATCH_SLOTS);
        assert!(real.iter().all(|slot| slots.contains(slot)));
        let readable = slots.iter().filter(|slot| open_reply(&slot.reply, &identity).is_ok()).count();
        assert_eq!(readable, count);
        assert!(slots.iter().all(|slot| slot.reply.len() as u64 == REPLY_BYTES));
        assert_eq!(slots.iter().map(|slot| slot.mailbox).collect::<HashSet<_>>().len(), BATCH_SLOTS);
    }
    let most: Vec<_> = (0..=BATCH_SLOTS).map(|number| slot(number as u8, &recipient)).collect();
    assert!(matches!(seal_batch(&most, day(), &to), Err(BatchError::TooMany)));
    let mut short = slot(1, &recipient);
    short.reply.pop();
    assert!(matches!(seal_batch(&[short], day(), &to), Err(BatchError::Length)));
}

#[test]
fn the_place_in_a_batch_tells_nothing() {
    let ((transport, to), (_, recipient)) = (reader(), reader());
    let real = slot(1, &recipient);
    let place = |_| {
        let sealed = seal_batch(std::slice::from_ref(&real), day(), &to).unwrap();
        open_batch(&sealed, &transport).unwrap().iter().position(|slot| *slot == real).unwrap()
    };
    // Sixteen places in 300 draws: fewer than twelve, less than once in 10^20 runs.
    let places: HashSet<_> = (0..300).map(place).collect();
    assert!(places.len() >= 12, "{places:?}");
}

#[test]
fn replies_of_one_batch_keep_their_order_among_the_decoys() {
    let ((transport, to), (_, recipient)) = (reader(), reader());
    let real: Vec<_> = (0..5).map(|number| slot(number, &recipient)).collect();
    let reversed: Vec<_> = real.iter().rev().cloned().collect();
    let order_of = |replies: &[ReplySlot]| -> Vec<usize> {
        let slots = open_batch(&seal_batch(replies, day(), &to).unwrap(), &transport).unwrap();
        let place = |slot: &ReplySlot| slots.iter().position(|found| found == slot).unwrap();
        real.iter().map(place).collect()
    };
    let mut apart = 0;
    for _ in 0..20 {
        let places = order_of(&real);
        assert!(places.is_sorted(), "{places:?}");
        apart += usize::from(places[4] - places[0] > 4);
        // The control: queued the other way round, they come the other way round.
        assert!(order_of(&reversed).is_sorted_by(|a, b| a > b));
    }
    assert!(apart > 0, "decoys lie between them");
}

#[test]
fn a_batch_flipped_anywhere_cut_or_for_another_server_is_refused() {
    let (transport, to) = reader();
    let sealed = seal_batch(&[], day(), &to).unwrap();
    open_batch(&sealed, &transport).unwrap();
    let header = sealed.windows(5).position(|window| window == b"\n--- ").unwrap() + 100;
    for at in (0..header).chain((header..sealed.len()).step_by(509)).chain([sealed.len() - 1]) {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert!(open_batch(&altered, &transport).is_err(), "byte {at}");
    }
    assert!(open_batch(&sealed[..sealed.len() - 1], &transport).is_err());
    assert!(open_batch(&[], &transport).is_err());
    assert!(matches!(open_batch(&sealed, &reader().0), Err(BatchError::Open(OpenError::NoIdentity))));
}

#[test]
fn what_is_sealed_to_the_server_and_is_no_batch_is_refused() {
    let (transport, to) = reader();
    let mut plain = vec![0; 540_000];
    for _ in 0..8 {
        let sealed = age::encrypt(&to.to_age().unwrap(), &plain).unwrap();
        assert!(open_batch(&sealed, &transport).is_err());
        let missing = BATCH_BYTES as usize - sealed.len();
        plain.resize(plain.len() + missing, 0);
        if let Ok(sealed) = age::encrypt(&to.to_age().unwrap(), &plain)
            && sealed.len() as u64 == BATCH_BYTES
        {
            assert!(matches!(open_batch(&sealed, &transport), Err(BatchError::Content)));
        }
        plain.truncate(540_000);
    }
}

#[test]
fn a_batch_and_its_members_name_belong_together() {
    for number in [0, 1, 999_999, 1_000_000] {
        assert_eq!(member_reply(&reply_member(number)), Some(number));
    }
    for name in ["replies/1.age", "replies/+00001.age", "envelopes/000001.age", "replies/000001.tar", "replies/.age"] {
        assert_eq!(member_reply(name), None, "{name}");
    }
}
