//! Who signs a submission: nobody, the codename of the form, or a mailbox that
//! somebody is signed in to.

use subrosa_tip::codename::Codename;
use subrosa_tip::mailbox::MailboxKeys;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::Intake;
use crate::form::{Refusal, Typed, WayBack};
use crate::mailbox::{Busy, Carried, Mailboxes};
use crate::replies::Visit;

impl From<Busy> for Refusal {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

/// The mailbox that signs, and how its source comes back.
pub(super) enum Signer {
    /// A tip without a mailbox.
    Nobody,
    /// The form's own codename.
    Codename(Codename, Box<MailboxKeys>),
    /// A mailbox that was signed in to.
    Visit(Box<Visit>),
}

impl Signer {
    /// Of a tip: whoever sends a codename must have written it down.
    pub(super) async fn of_tip(intake: &Intake, typed: &Typed) -> Result<Self, Refusal> {
        let Some(codename) = &typed.codename else { return Ok(Self::Nobody) };
        if !typed.saved {
            return Err(Refusal::NotSaved);
        }
        let keys = intake.mailboxes.sign_tip(codename).await?;
        Ok(Self::Codename(codename.clone(), Box::new(keys)))
    }

    pub(super) fn keys(&self) -> Option<&MailboxKeys> {
        match self {
            Self::Nobody => None,
            Self::Codename(_, keys) => Some(keys),
            Self::Visit(visit) => Some(visit.thread()),
        }
    }

    pub(super) fn way_back(self, mailboxes: &Mailboxes) -> Result<WayBack, Refusal> {
        match self {
            Self::Nobody => Ok(WayBack::None),
            Self::Codename(codename, _) => Ok(WayBack::Codename(codename)),
            Self::Visit(visit) => {
                let carried = Carried { roots: visit.roots().clone(), shown: 0 };
                mailboxes.carry(&carried).map(WayBack::Visit).map_err(|_| Refusal::Unavailable)
            }
        }
    }
}

/// What a follow-up brings to show whose it is.
pub(super) struct Proof {
    /// When the request's head came in.
    arrived: Instant,
    codename: Zeroizing<String>,
    state: Zeroizing<String>,
}

impl Proof {
    pub(super) fn new(arrived: Instant) -> Self {
        Self { arrived, codename: Zeroizing::default(), state: Zeroizing::default() }
    }

    pub(super) fn type_codename(&mut self, text: Zeroizing<String>) {
        self.codename = text;
    }

    pub(super) fn bring(&mut self, state: Zeroizing<String>) {
        self.state = state;
    }

    /// The codename as it was typed, to be corrected.
    pub(super) fn typed(&self) -> &str {
        &self.codename
    }

    /// The page's state once more, if it holds.
    pub(super) fn carry_on(&self, mailboxes: &Mailboxes) -> std::io::Result<Option<String>> {
        mailboxes.take_up(&self.state, self.arrived).map(|carried| mailboxes.carry(&carried)).transpose()
    }

    /// The page's state, or the codename when there is one.
    pub(super) async fn signer(&self, intake: &Intake) -> Result<Signer, Refusal> {
        let roots = match (self.codename.is_empty(), intake.mailboxes.take_up(&self.state, self.arrived)) {
            (_, Some(carried)) => carried.roots,
            (true, None) => return Err(Refusal::SignIn),
            (false, None) => {
                let codename = Codename::parse(&self.codename).map_err(Refusal::Slip)?;
                intake.mailboxes.sign_in(codename).await?
            }
        };
        let visit = Visit::open(intake.vault.clone(), roots).await.map_err(|_| Refusal::Unavailable)?;
        Ok(Signer::Visit(Box::new(visit)))
    }
}
