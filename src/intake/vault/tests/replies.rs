//! The shelf of replies.

use subrosa_tip::mailbox::MailboxId;

use super::*;
use crate::replies::{PLACES_A_MAILBOX, places};

fn of(mailbox: u8) -> Vec<ReplyPlace> {
    places(&MailboxId([mailbox; 32])).collect()
}

/// A reply to this mailbox that is told from others by a number.
fn reply(mailbox: u8, n: u8) -> NewReply {
    NewReply { places: of(mailbox), reply: whole(n, 32_000) }
}

fn batch(n: u8, replies: Vec<NewReply>) -> NewReplies {
    NewReplies { batch: [n; 32], day: day(), replies }
}

/// What a mailbox holds, oldest first.
fn held(vault: &SledVault, mailbox: u8) -> Vec<Vec<u8>> {
    let found = vault.find(&of(mailbox)).unwrap();
    let read = |place: ReplyPlace| {
        let mut bytes = Vec::new();
        vault.read(place.into()).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    found.into_iter().map(|reply| read(reply.place)).collect()
}

#[test]
fn replies_are_found_by_their_mailbox_oldest_first_and_by_no_other() {
    let folder = Folder::new("replies");
    {
        let vault = open(&folder);
        put(&vault, 9, 1_000).unwrap();
        assert_eq!(vault.put_replies(batch(1, vec![reply(1, 1), reply(2, 2), reply(1, 3)])).unwrap(), 3);
        assert_eq!(vault.put_replies(batch(2, vec![reply(1, 4)])).unwrap(), 1);
    }
    let vault = open(&folder);
    assert_eq!(held(&vault, 1), [1, 3, 4].map(|n| whole(n, 32_000)));
    assert_eq!(held(&vault, 2), [whole(2, 32_000)]);
    assert_eq!(held(&vault, 3), Vec::<Vec<u8>>::new());
    // Each shelf is a list of its own.
    assert_eq!((vault.list().unwrap().len(), vault.replies().unwrap().len()), (1, 4));
    let [first, ..] = vault.find(&of(1)).unwrap()[..] else { panic!("three are there") };
    assert_eq!((first.day, first.bytes), (day(), whole(1, 32_000).len() as u64));
    assert!(matches!(vault.read(Item::Envelope(EnvelopeId(first.place.0))), Err(VaultError::Unknown)));
}

#[test]
fn nothing_on_the_disk_names_a_mailbox() {
    let folder = Folder::new("replies-mailbox");
    let vault = open(&folder);
    vault.put_replies(batch(1, vec![reply(77, 1)])).unwrap();
    let place = vault.find(&of(77)).unwrap()[0].place;
    assert!(stands_on_disk(&folder.0, &place.0), "the control: its place is there");
    assert!(!stands_on_disk(&folder.0, &[77; 32]));
    assert!(!stands_on_disk(&folder.0, b"marked-header-1"), "nor does a reply's header lie open");
}

#[test]
fn a_batch_is_put_once_even_after_its_replies_were_forgotten() {
    let folder = Folder::new("replies-once");
    let vault = open(&folder);
    let both = || batch(1, vec![reply(1, 1), reply(2, 2)]);
    assert_eq!(vault.put_replies(both()).unwrap(), 2);
    let deleted = vault.find(&of(1)).unwrap()[0].place;
    assert_eq!(vault.forget(&[deleted.into(), deleted.into()]).unwrap(), 1);
    assert_eq!(vault.put_replies(both()).unwrap(), 0);
    assert!(held(&vault, 1).is_empty(), "what a source deleted does not come back");
    // The control: without the mark it does, and what is there is still not doubled.
    vault.settle_batches(&[[1; 32]]).unwrap();
    assert_eq!(vault.put_replies(both()).unwrap(), 1);
    assert_eq!((held(&vault, 1).len(), held(&vault, 2).len()), (1, 1));
}

#[test]
fn the_same_reply_in_one_batch_or_two_is_stored_once() {
    let folder = Folder::new("replies-same");
    let vault = open(&folder);
    assert_eq!(vault.put_replies(batch(1, vec![reply(1, 1), reply(1, 1), reply(1, 2)])).unwrap(), 2);
    assert_eq!(vault.put_replies(batch(2, vec![reply(1, 2), reply(1, 3)])).unwrap(), 1);
    assert_eq!(held(&vault, 1), [1, 2, 3].map(|n| whole(n, 32_000)));
}

#[test]
fn in_a_full_mailbox_the_oldest_reply_makes_room_and_its_key_goes() {
    let folder = Folder::new("replies-full");
    let vault = open(&folder);
    let places_a_mailbox = PLACES_A_MAILBOX as u8;
    for n in 0..places_a_mailbox {
        vault.put_replies(batch(n, vec![reply(1, n)])).unwrap();
    }
    let oldest = vault.store.lookup(vault.find(&of(1)).unwrap()[0].place.into()).unwrap().unwrap();
    let key = vault.store.slots.read(oldest.slot, oldest.sequence).unwrap();
    assert!(stands_on_disk(&folder.0, key.as_slice()), "the control: the key is there before");
    assert_eq!(vault.put_replies(batch(100, vec![reply(1, 100), reply(2, 101), reply(1, 102)])).unwrap(), 3);
    assert!(!stands_on_disk(&folder.0, key.as_slice()));
    let expected: Vec<_> = (2..places_a_mailbox).chain([100, 102]).map(|n| whole(n, 32_000)).collect();
    assert!(held(&vault, 1) == expected, "the two oldest are gone, the rest is in order");
    assert_eq!(vault.store.slots.occupied().unwrap(), vault.replies().unwrap().len());
}

#[test]
fn a_batch_with_something_else_or_without_room_is_refused_whole() {
    let folder = Folder::new("replies-refused");
    let vault = SledVault::open(&folder.0, &keys(), 100_000, FLOOR).unwrap();
    let no_age = NewReply { places: of(1), reply: vec![b'x'; 32_768] };
    let refused = vault.put_replies(batch(1, vec![reply(2, 2), no_age]));
    assert!(matches!(refused, Err(VaultError::NotAge)));
    let refused = vault.put_replies(batch(2, (0..16).map(|n| reply(n, n)).collect()));
    assert!(matches!(refused, Err(VaultError::Full)));
    assert_eq!((vault.replies().unwrap().len(), vault.store.slots.occupied().unwrap()), (0, 0));
    // The control, with the same marks: nothing of a refusal was kept.
    assert_eq!(vault.put_replies(batch(1, vec![reply(2, 2)])).unwrap(), 1);
    assert_eq!(vault.put_replies(batch(2, vec![reply(3, 3)])).unwrap(), 1);
}

#[test]
fn a_rebuild_puts_each_on_its_shelf_again() {
    let folder = Folder::new("replies-rebuild");
    {
        let vault = open(&folder);
        put(&vault, 1, 20_000).unwrap();
        vault.put_replies(batch(1, (0..16).map(|n| reply(n % 3, n)).collect())).unwrap();
        let oldest = vault.find(&of(0)).unwrap()[0].place;
        vault.forget(&[oldest.into()]).unwrap();
    }
    fs::write(folder.0.join("sled").join("conf"), [b'x'; 63]).unwrap();
    let rebuilt = rebuild(&folder.0, &keys()).unwrap();
    assert_eq!((rebuilt.envelopes, rebuilt.replies, rebuilt.damaged), (1, 15, 0));
    let vault = open(&folder);
    assert!(read(&vault, 1).unwrap() == whole(1, 20_000));
    let expected: Vec<_> = (0..16).filter(|n| n % 3 == 0).skip(1).map(|n| whole(n, 32_000)).collect();
    assert!(held(&vault, 0) == expected, "in order, and without what was forgotten");
}
