//! A mailbox that somebody is signed in to, and the replies that lie in it.

use std::io::Read;
use std::sync::Arc;

use actix_web::web;
use subrosa_tip::limits::REPLY_BYTES;
use subrosa_tip::mailbox::MailboxKeys;
use subrosa_tip::reply::{ReplyText, open_reply};
use subrosa_tip::stack;

use super::place::places;
use crate::mailbox::{Roots, StandIn};
use crate::vault::{StoredReply, Vault, VaultError};

/// A mailbox under both generations, and what lies in it, the oldest first.
pub struct Visit {
    vault: Arc<dyn Vault>,
    roots: Roots,
    keys: [MailboxKeys; 2],
    found: Vec<Found>,
}

struct Found {
    stored: StoredReply,
    /// Index of the keys that open it.
    generation: usize,
}

/// One reply of a mailbox.
pub(super) struct Opened {
    /// What it says; nothing when it cannot be opened.
    pub(super) text: Option<ReplyText>,
    /// The vault's number of it; later ones are higher.
    pub(super) sequence: u64,
    /// Its place, counted from 1.
    pub(super) number: usize,
}

/// Which reply is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// The oldest.
    First,
    /// The first after this one, or else the last.
    After(u64),
}

/// Works in a thread that may wait, and leaves nothing on its stack.
pub(super) async fn in_pool<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    let done = web::block(move || {
        let done = work();
        stack::wipe();
        done
    });
    done.await.unwrap_or(Err(VaultError::Busy))
}

impl Visit {
    /// Looks into a mailbox.
    ///
    /// # Errors
    /// [`VaultError`].
    pub async fn open(vault: Arc<dyn Vault>, roots: Roots) -> Result<Self, VaultError> {
        in_pool(move || Self::look(vault, roots)).await
    }

    /// The same number of look-ups whatever lies there.
    fn look(vault: Arc<dyn Vault>, roots: Roots) -> Result<Self, VaultError> {
        let keys = roots.keys().map_err(|_| VaultError::Damaged)?;
        let mut found = Vec::new();
        for (generation, keys) in keys.iter().enumerate() {
            let places: Vec<_> = places(&keys.public().id()).collect();
            found.extend(vault.find(&places)?.into_iter().map(|stored| Found { stored, generation }));
        }
        found.sort_by_key(|one| one.stored.sequence);
        Ok(Self { vault, roots, keys, found })
    }

    /// What a page takes along.
    #[must_use]
    pub fn roots(&self) -> &Roots {
        &self.roots
    }

    /// The keys that sign what follows: of the generation that was answered, and
    /// of the current one as long as there is no answer.
    #[must_use]
    pub fn thread(&self) -> &MailboxKeys {
        let [current, previous] = &self.keys;
        let is_older = self.found.first().is_some_and(|first| first.generation == 1);
        if is_older { previous } else { current }
    }

    /// How many replies lie here.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Reads and decrypts one reply, or a stand-in where there is none.
    pub(super) fn read(&self, which: Which, stand_in: &StandIn) -> Result<Option<Opened>, VaultError> {
        let Some(at) = self.position(which) else {
            stand_in.open();
            return Ok(None);
        };
        let Some(Found { stored, generation }) = self.found.get(at) else { return Ok(None) };
        let mut bytes = Vec::with_capacity(REPLY_BYTES as usize);
        self.vault.read(stored.place.into())?.take(REPLY_BYTES).read_to_end(&mut bytes)?;
        let identity = self.keys.get(*generation).map(MailboxKeys::reply_identity);
        let text = identity.and_then(|identity| open_reply(&bytes, identity).ok());
        Ok(Some(Opened { text, sequence: stored.sequence, number: at + 1 }))
    }

    fn position(&self, which: Which) -> Option<usize> {
        let last = self.found.len().checked_sub(1)?;
        Some(match which {
            Which::First => 0,
            Which::After(shown) => self.found.iter().position(|one| one.stored.sequence > shown).unwrap_or(last),
        })
    }

    /// Deletes the reply with this number. *Returns* whether it lay here.
    pub(super) fn delete(&mut self, sequence: u64) -> Result<bool, VaultError> {
        self.forget(|one| one.stored.sequence == sequence)
    }

    /// Deletes every reply. *Returns* whether there was one.
    pub(super) fn burn(&mut self) -> Result<bool, VaultError> {
        self.forget(|_| true)
    }

    fn forget(&mut self, which: impl Fn(&Found) -> bool) -> Result<bool, VaultError> {
        let replies: Vec<_> = self.found.iter().filter(|one| which(one)).map(|one| one.stored).collect();
        let forgotten = self.vault.forget_replies(&replies)?;
        self.found.retain(|one| !which(one));
        Ok(forgotten > 0)
    }
}
