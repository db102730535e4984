//! A source's mailbox, as far as the server has to do with it.
//!
//! *What enters*: a codename, or what a page carried on from one. *What leaves*:
//! keys that sign a thread and open its replies, for as long as one request.
//! *What it never keeps*: a codename that somebody was shown, a root, a key.
//!
//! | Module | Holds |
//! |---|---|
//! | `generations` | salt and cost with which mailboxes are derived |
//! | `pool` | codenames derived beforehand, and tickets for those that were shown |
//! | `derive` | two threads that derive, behind bounded queues |
//! | `page_state` | what a page carries on, sealed to a key in memory |
//! | `stand_in` | a reply that is opened where there is none |
//!
//! The server has no list of mailboxes: one exists only as the replies that a
//! desk delivered to it.

mod derive;
mod generations;
mod page_state;
mod pool;
mod stand_in;

use std::io;
use std::sync::Arc;

use subrosa_tip::codename::Codename;
use subrosa_tip::mailbox::{MailboxError, MailboxKeys, MailboxRoot};
use tokio::time::Instant;

pub use derive::Busy;
use derive::Derivation;
pub use generations::{GENERATIONS_FILE, Generations};
pub use page_state::Carried;
use page_state::PageKey;
pub use stand_in::StandIn;

/// What a codename becomes under the current generation and the one before.
///
/// Both are derived always: where there was none before, a salt that nobody has
/// stands in for it, so that a sign-in costs the same from the first day on.
#[derive(Clone, PartialEq, Eq)]
pub struct Roots {
    /// Of the current generation.
    pub current: MailboxRoot,
    /// Of the one before.
    pub previous: MailboxRoot,
}

impl Roots {
    /// The keys of both.
    ///
    /// # Errors
    /// Never for roots that were derived.
    pub fn keys(&self) -> Result<[MailboxKeys; 2], MailboxError> {
        Ok([self.current.keys()?, self.previous.keys()?])
    }
}

/// Derives mailboxes, and lets pages carry them on.
pub struct Mailboxes {
    derivation: Arc<Derivation>,
    pages: PageKey,
    stand_in: StandIn,
}

impl Mailboxes {
    /// With these generations; nothing is derived before [`Mailboxes::start`].
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn new(generations: Generations) -> io::Result<Self> {
        let derivation = Arc::new(Derivation::new(generations));
        Ok(Self { derivation, pages: PageKey::random()?, stand_in: StandIn::make()? })
    }

    /// Starts the threads that derive.
    ///
    /// # Errors
    /// When the system has no thread.
    pub fn start(&self) -> io::Result<()> {
        self.derivation.start()
    }

    /// A codename for a new form: from the pool, or a fresh one when it is empty,
    /// whose keys are then derived once it is sent.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn codename(&self) -> io::Result<Codename> {
        self.derivation.codename()
    }

    /// The keys that sign a tip sent with this codename.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn sign_tip(&self, codename: &Codename) -> Result<MailboxKeys, Busy> {
        self.derivation.tip(codename).await?.keys().map_err(|_| Busy)
    }

    /// Both roots of a codename that somebody signs in with.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn sign_in(&self, codename: Codename) -> Result<Roots, Busy> {
        self.derivation.visit(codename).await
    }

    /// What is opened where there is no reply.
    #[must_use]
    pub fn stand_in(&self) -> &StandIn {
        &self.stand_in
    }

    /// What a page takes along, as the text of a hidden field.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn carry(&self, carried: &Carried) -> io::Result<String> {
        self.pages.seal(carried, Instant::now())
    }

    /// What a page brings back; nothing when it is of another process, was
    /// altered, or had outlived its time when the request came in.
    #[must_use]
    pub fn take_up(&self, text: &str, arrived: Instant) -> Option<Carried> {
        self.pages.open(text, arrived)
    }
}
