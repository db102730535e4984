//! Codenames derived beforehand, so that deriving never stands between "send"
//! and "received".
//!
//! Until a codename is shown, its words are here. Once it is shown only a
//! *ticket* stays: the root, sealed under a key that follows from the words
//! themselves, which now only the source has.
//!
//! *Security*: whoever reads this memory gets the codenames that nobody has been
//! given yet, for the ten minutes that they live, and of those that were given
//! away nothing without their 90 bits.
//!
//! *Source*: HKDF-SHA256 (RFC 5869) and XChaCha20-Poly1305
//! (draft-irtf-cfrg-xchacha), under a key of its own for each codename.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use subrosa_tip::codename::Codename;
use subrosa_tip::mailbox::MailboxRoot;
use tokio::time::Instant;
use zeroize::Zeroizing;

/// Codenames that wait: as many forms can be opened and sent in one burst without
/// a derivation. They cost one core about 9 s in ten minutes.
const READY: usize = 256;
/// With fewer than this the pool is filled without a pause; with more there is
/// no hurry, and the machine has other things to do.
const HURRY: usize = 32;
/// Least time between two codenames while there is no hurry.
const PAUSE: Duration = Duration::from_millis(100);
/// Longest that a codename waits: whoever copies this memory unseen may learn
/// codenames that are given away within this time.
const READY_LIFE: Duration = Duration::from_secs(10 * 60);
/// Longest that a ticket is kept: people take their time over a form.
const TICKET_LIFE: Duration = Duration::from_secs(60 * 60);
/// Most tickets; the oldest make room. Without its ticket a codename is derived.
const TICKETS: usize = 4_096;

const LOOKUP_LABEL: &[u8] = b"subrosa ticket lookup 1";
const KEY_LABEL: &[u8] = b"subrosa ticket key 1";
const NONCE_BYTES: usize = 24;

/// A root that only its codename opens.
struct Ticket {
    lookup: [u8; 32],
    nonce: [u8; NONCE_BYTES],
    sealed: Vec<u8>,
    since: Instant,
}

struct Ready {
    codename: Codename,
    ticket: Ticket,
}

#[derive(Default)]
struct Shelves {
    ready: VecDeque<Ready>,
    given: VecDeque<Ticket>,
    last_put: Option<Instant>,
}

#[derive(Default)]
pub(super) struct Pool(Mutex<Shelves>);

impl Pool {
    /// Whether another codename should be derived now.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        let shelves = self.shelves();
        let rested = shelves.last_put.is_none_or(|last| now.saturating_duration_since(last) >= PAUSE);
        shelves.ready.len() < if rested { READY } else { HURRY }
    }

    /// Puts a codename in whose root was derived.
    pub(super) fn put(&self, codename: Codename, root: &MailboxRoot) {
        // Without random numbers the pool stays empty, and forms go without it.
        if let Some(ticket) = Ticket::seal(&codename, root) {
            let mut shelves = self.shelves();
            shelves.last_put = Some(ticket.since);
            shelves.ready.push_back(Ready { codename, ticket });
        }
    }

    /// Gives a codename away: from here on its words are the source's alone.
    pub(super) fn take(&self) -> Option<Codename> {
        let mut shelves = self.shelves();
        let Ready { codename, ticket } = shelves.ready.pop_front()?;
        if shelves.given.len() >= TICKETS {
            shelves.given.pop_front();
        }
        shelves.given.push_back(Ticket { since: Instant::now(), ..ticket });
        Some(codename)
    }

    /// The root of a codename that was given away not long ago. The ticket stays:
    /// a form that is refused is sent again.
    pub(super) fn redeem(&self, codename: &Codename) -> Option<MailboxRoot> {
        let lookup = expand(codename, LOOKUP_LABEL)?;
        let shelves = self.shelves();
        shelves.given.iter().find(|ticket| ticket.lookup == *lookup)?.open(codename)
    }

    /// Removes what has lived too long.
    pub(super) fn sweep(&self, now: Instant) {
        let age = |ticket: &Ticket| now.saturating_duration_since(ticket.since);
        let mut shelves = self.shelves();
        shelves.ready.retain(|one| age(&one.ticket) < READY_LIFE);
        shelves.given.retain(|one| age(one) < TICKET_LIFE);
    }

    #[cfg(test)]
    pub(super) fn has_one(&self) -> bool {
        !self.shelves().ready.is_empty()
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        // A panic in between leaves both shelves whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    fn seal(codename: &Codename, root: &MailboxRoot) -> Option<Self> {
        let lookup = *expand(codename, LOOKUP_LABEL)?;
        let nonce = subrosa_tip::random().ok()?;
        let sealed = cipher(codename)?.encrypt(XNonce::from_slice(&nonce), root.as_bytes().as_slice()).ok()?;
        Some(Self { lookup, nonce, sealed, since: Instant::now() })
    }

    fn open(&self, codename: &Codename) -> Option<MailboxRoot> {
        let opened = cipher(codename)?.decrypt(XNonce::from_slice(&self.nonce), self.sealed.as_slice());
        let opened = Zeroizing::new(opened.ok()?);
        Some(MailboxRoot::from_bytes(opened.first_chunk()?))
    }
}

fn cipher(codename: &Codename) -> Option<XChaCha20Poly1305> {
    Some(XChaCha20Poly1305::new((&*expand(codename, KEY_LABEL)?).into()))
}

fn expand(codename: &Codename, label: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(None, codename.text().as_bytes()).expand(label, key.as_mut_slice());
    expanded.ok().map(|()| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pool: &Pool) -> (Codename, MailboxRoot) {
        let (codename, root) = (Codename::generate().unwrap(), MailboxRoot::from_bytes(&[7; 32]));
        pool.put(codename.clone(), &root);
        (codename, root)
    }

    #[test]
    fn what_was_given_away_is_opened_by_its_codename_alone() {
        let pool = Pool::default();
        let (codename, root) = filled(&pool);
        assert_eq!(pool.redeem(&codename), None, "nothing was given away yet");
        assert_eq!(pool.take().as_ref(), Some(&codename));
        assert_eq!(pool.redeem(&codename).as_ref(), Some(&root));
        assert_eq!(pool.redeem(&codename), Some(root), "a form may be sent again");
        assert_eq!(pool.redeem(&Codename::generate().unwrap()), None);
        assert_eq!(pool.take(), None);
    }

    #[test]
    fn a_ticket_of_another_codename_does_not_open() {
        let (one, other) = (Codename::generate().unwrap(), Codename::generate().unwrap());
        let ticket = Ticket::seal(&one, &MailboxRoot::from_bytes(&[7; 32])).unwrap();
        assert!(ticket.open(&one).is_some() && ticket.open(&other).is_none());
        assert!(!ticket.sealed.windows(32).any(|bytes| bytes == [7; 32]));
    }

    #[test]
    fn codenames_live_ten_minutes_and_tickets_an_hour() {
        let (pool, second) = (Pool::default(), Duration::from_secs(1));
        let (codename, _) = filled(&pool);
        assert!(pool.take().is_some());
        filled(&pool);
        pool.sweep(Instant::now() + READY_LIFE - second);
        assert!(pool.take().is_some(), "the control: it was still there");
        filled(&pool);
        pool.sweep(Instant::now() + READY_LIFE);
        assert!(pool.take().is_none() && pool.redeem(&codename).is_some());
        pool.sweep(Instant::now() + TICKET_LIFE - second);
        assert!(pool.redeem(&codename).is_some());
        pool.sweep(Instant::now() + TICKET_LIFE);
        assert_eq!(pool.redeem(&codename), None);
    }

    #[test]
    fn the_pool_and_its_tickets_are_bounded() {
        let pool = Pool::default();
        let (first, _) = filled(&pool);
        let (now, later) = (Instant::now(), Instant::now() + 2 * PAUSE);
        (1..HURRY).for_each(|_| drop(filled(&pool)));
        assert!(!pool.is_due(now) && pool.is_due(later), "there is no hurry any more");
        (HURRY..READY).for_each(|_| drop(filled(&pool)));
        assert!(!pool.is_due(later) && pool.take().as_ref() == Some(&first) && pool.is_due(later));
        let spare = |pool: &Pool| (0..TICKETS).for_each(|_| drop((filled(pool), pool.take())));
        assert!(pool.redeem(&first).is_some());
        spare(&pool);
        assert_eq!(pool.redeem(&first), None, "the oldest made room");
    }
}
