//! The last step: a sealed envelope becomes durable, once for each submission.

use actix_web::web;
use subrosa_tip::Day;
use subrosa_tip::envelope::{Basis, Consent, EnvelopeId, Form, Kind};
use subrosa_tip::mailbox::MailboxKeys;

use super::Intake;
use super::sealing::Sealing;
use crate::form::{Refusal, Submission};
use crate::install::Installation;
use crate::vault::{Put, Spooled, VaultError};

/// What makes two submissions one: the number that the page carried *and* what
/// was said, under whose name. The number alone would throw away what somebody
/// changed before sending once more.
pub(super) struct Said<'a> {
    /// Random when the client sent none.
    pub(super) submission: Option<&'a Submission>,
    /// Hash of message and files.
    pub(super) contents: [u8; 32],
    /// Kind, basis, consent, language, as they were sent.
    pub(super) choices: [&'a str; 4],
    /// Who signs it.
    pub(super) mailbox: Option<&'a MailboxKeys>,
}

impl Said<'_> {
    /// The envelope's id: a repeat has the same one.
    pub(super) fn envelope_id(&self, installation: &Installation) -> Result<EnvelopeId, Refusal> {
        let random = || Submission::random().map_err(|_| Refusal::Unavailable);
        let submission = self.submission.cloned().map_or_else(random, Ok)?;
        let choices = self.choices.join("\n");
        let mailbox = self.mailbox.map_or(&[][..], |keys| &keys.public().key);
        let said = [submission.as_str().as_bytes(), &self.contents, mailbox, choices.as_bytes()].concat();
        Ok(installation.envelope_id(&said))
    }
}

/// Puts an envelope into the vault and waits until it is durable.
///
/// # Errors
/// [`Refusal::Unavailable`], or [`Refusal::Uncertain`] after a failed sync.
pub(crate) async fn put(intake: &Intake, id: EnvelopeId, day: Day, spooled: Spooled) -> Result<Put, Refusal> {
    let vault = intake.vault.clone();
    let put = if spooled.is_large() {
        web::block(move || vault.put(id, day, spooled)).await.map_err(|_| Refusal::Unavailable)?
    } else {
        vault.put(id, day, spooled)
    };
    match put.map_err(|_| Refusal::Unavailable)?.await {
        Ok(Ok(put)) => Ok(put),
        // The sync failed, or the thread is gone: nobody can say.
        Ok(Err(VaultError::Poisoned)) | Err(_) => Err(Refusal::Uncertain),
        Ok(Err(_)) => Err(Refusal::Unavailable),
    }
}

/// Seals a mailbox's withdrawal, which binds the desk, and makes it durable.
///
/// # Errors
/// [`Refusal::Unavailable`], or [`Refusal::Uncertain`] after a failed sync.
pub(crate) async fn withdraw(
    intake: &Intake,
    keys: &MailboxKeys,
    submission: Option<&Submission>,
) -> Result<(), Refusal> {
    let day = (intake.today)();
    let to = intake.recipients.seal_to(day).map_err(|_| Refusal::Unavailable)?;
    let sealing = Sealing::begin(&to, intake.vault.spool())?;
    let said = Said {
        submission,
        contents: sealing.sealer.contents(),
        choices: ["withdrawal", "", "", ""],
        mailbox: Some(keys),
    };
    let id = said.envelope_id(&intake.installation)?;
    let form = Form {
        kind: Kind::Withdrawal,
        basis: Basis::Unstated,
        consent: Consent::Background,
        language: None,
        day,
        decoy: false,
    };
    let spooled = sealing.finish(form, Some(keys)).await?;
    put(intake, id, day, spooled).await.map(drop)
}
