use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use subrosa_tip::envelope::EnvelopeId;
use subrosa_tip::mailbox::MailboxId;

use super::*;
use crate::replies::places;
use crate::vault::{NewReplies, NewReply, SledVault};

const RULES: Retention = Retention { envelopes_days: 30, replies_days: 10 };

struct Server {
    folder: PathBuf,
    installation: Installation,
    vault: SledVault,
}

impl Server {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("subrosa-retention-{}-{name}", std::process::id()));
        let installation = Installation::open(&folder).unwrap();
        let vault = SledVault::open(&folder, &installation.vault_keys(), 1 << 30, 32_768).unwrap();
        Self { folder, installation, vault }
    }

    fn envelope(&self, n: u8, on: i32) {
        let mut spool = self.vault.spool();
        spool.header(b"age-encryption.org/v1\n--- mac\n");
        spool.push(&[n; 1_000]).unwrap();
        let put = self.vault.put(EnvelopeId([n; 16]), day(on), spool.finish()).unwrap();
        put.blocking_recv().unwrap().unwrap();
    }

    fn reply(&self, n: u8, on: i32) {
        let reply = [b"age-encryption.org/v1\n--- mac\n".as_slice(), &[n; 1_000]].concat();
        let places = places(&MailboxId([n; 32])).collect();
        let replies = vec![NewReply { places, reply }];
        self.vault.put_replies(NewReplies { batch: [n; 32], day: day(on), replies }).unwrap();
    }

    fn expire(&self, on: i32) -> Result<Expired, RetentionError> {
        expire(&self.installation, &self.vault, &RULES, day(on))
    }

    /// Rounds on every day of a span.
    fn days(&self, from: i32, until: i32) -> Vec<Expired> {
        (from..=until).map(|on| self.expire(on).unwrap()).collect()
    }

    fn held(&self) -> (usize, usize) {
        (self.vault.list().unwrap().len(), self.vault.replies().unwrap().len())
    }

    fn tombstones(&self) -> Vec<(EnvelopeId, Day)> {
        let list = Tombstones::beside(&self.folder).read().unwrap();
        list.into_iter().map(|one| (one.envelope, one.day)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

/// Days are counted from one in 2026.
fn day(number: i32) -> Day {
    let first: Day = "2026-11-01".parse().unwrap();
    Day::from_number(first.number() + number).unwrap()
}

#[test]
fn what_waited_too_long_expires_on_its_day_and_an_envelope_leaves_a_tombstone() {
    let server = Server::new("expire");
    server.envelope(1, 0);
    server.envelope(2, 5);
    server.reply(3, 0);
    let mut expired = server.days(0, 19);
    server.reply(4, 20);
    expired.extend(server.days(20, 30));
    let replies: Vec<_> = (0..=30).filter(|on| expired[*on as usize].replies > 0).collect();
    assert_eq!(replies, [11], "the day after its tenth");
    assert_eq!((server.held(), server.tombstones()), ((2, 1), vec![]), "the control: nothing early");
    assert_eq!(server.expire(31).unwrap(), Expired { envelopes: 1, replies: 1 });
    assert_eq!(server.held(), (1, 0));
    assert_eq!(server.tombstones(), [(EnvelopeId([1; 16]), day(31))]);
    assert_eq!(server.expire(31).unwrap(), Expired::default());
}

#[test]
fn a_clock_that_jumps_deletes_nothing_before_it_has_gone_on_for_a_week() {
    let server = Server::new("jump");
    server.envelope(1, 0);
    server.days(0, 8);
    let jumped = |on| {
        let refused = matches!(server.expire(on), Err(RetentionError::ClockJumped { since }) if since == day(5_000));
        assert!(refused && server.held() == (1, 0) && server.tombstones().is_empty(), "{on}");
    };
    (5_000..5_007).for_each(jumped);
    // Set right again, it is as before; the control: on its own day it expires.
    server.days(9, 30);
    assert_eq!(server.expire(31).unwrap().envelopes, 1);
    // The control of the wait: a clock that goes on is believed in the end.
    server.envelope(2, 31);
    for on in 5_000..5_007 {
        assert!(server.expire(on).is_err(), "{on}");
    }
    assert_eq!(server.expire(5_007).unwrap().envelopes, 1);
}

#[test]
fn a_clock_behind_what_is_stored_deletes_nothing() {
    let server = Server::new("behind");
    server.envelope(1, 0);
    server.envelope(2, 400);
    for on in 50..70 {
        assert!(matches!(server.expire(on), Err(RetentionError::ClockBehind | RetentionError::ClockJumped { .. })));
    }
    assert!(matches!(server.expire(70), Err(RetentionError::ClockBehind)));
    assert_eq!(server.held(), (2, 0));
    server.vault.forget(&[EnvelopeId([2; 16]).into()]).unwrap();
    assert_eq!(server.expire(71).unwrap().envelopes, 1, "the control");
}

#[test]
fn a_tombstone_that_was_written_before_a_kill_keeps_its_day_and_the_envelope_goes() {
    let server = Server::new("killed");
    server.envelope(1, 0);
    server.days(20, 30);
    // What a kill between tombstone and key leaves.
    tell(&server.installation, &server.vault.list().unwrap(), day(31)).unwrap();
    assert_eq!(server.expire(32).unwrap().envelopes, 1);
    assert_eq!(server.tombstones(), [(EnvelopeId([1; 16]), day(31))]);
}

#[test]
fn all_files_get_one_time_of_one_day() {
    let server = Server::new("times");
    server.envelope(1, 0);
    fn times(path: &std::path::Path, all: &mut Vec<(i64, i64)>) {
        let data = fs::symlink_metadata(path).unwrap();
        all.extend([(data.mtime(), data.mtime_nsec()), (data.atime(), data.atime_nsec())]);
        if data.is_dir() {
            fs::read_dir(path).unwrap().for_each(|entry| times(&entry.unwrap().path(), all));
        }
    }
    let found = || {
        let mut all = Vec::new();
        times(&server.folder, &mut all);
        all.sort_unstable();
        all.dedup();
        all
    };
    assert!(found().len() > 1, "the control: they differ before");
    times::level(&server.folder, day(3)).unwrap();
    // One look: looking into a directory is an access of its own.
    assert_eq!(found(), [(i64::from(day(3).number()) * 86_400, 0)]);
}

#[test]
fn days_without_sense_are_named() {
    assert_eq!(Retention::default().check(), Ok(()));
    assert_eq!(Retention { envelopes_days: 0, ..RULES }.check(), Err("envelopes_days"));
    assert_eq!(Retention { replies_days: 3_651, ..RULES }.check(), Err("replies_days"));
}
