//! A reply is sealed at once and waits for the next bag.

use sha2::{Digest, Sha256};
use subrosa_tip::reply::{ReplyError, ReplyFile, ReplyId, ReplyText, seal_reply};
use zeroize::Zeroizing;

use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::failure::{Exit, Failure};
use crate::ledger::mailbox::{self, Mailbox};
use crate::ledger::{Tip, TipRef, put, thread, tip};

/// Why a reply was not queued.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// There is no such tip.
    #[error("{0} names nothing in this case")]
    Unknown(TipRef),
    /// The tip came without a codename: nobody looks for a reply.
    #[error("{0} came without a codename, so nobody can read a reply to it")]
    NoMailbox(TipRef),
    /// The tip was erased.
    #[error("{0} was forgotten")]
    Forgotten(TipRef),
    /// There is nothing to say.
    #[error("the reply is empty")]
    Empty,
    /// It could not be sealed.
    #[error(transparent)]
    Seal(#[from] ReplyError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<QueueError> for Failure {
    fn from(error: QueueError) -> Self {
        let message = error.to_string();
        match error {
            QueueError::Case(error) => error.into(),
            QueueError::Unknown(_) => {
                Self::new(Exit::Usage, "unknown-id", message).hint("`subrosa-desk threads` lists who can be answered")
            }
            QueueError::NoMailbox(_) => {
                Self::new(Exit::Refused, "no-mailbox", message).hint("`subrosa-desk threads` lists who can be answered")
            }
            QueueError::Forgotten(_) => Self::new(Exit::Refused, "forgotten", message),
            QueueError::Empty => Self::new(Exit::Usage, "reply-empty", message),
            QueueError::Seal(ReplyError::TextTooLong { .. } | ReplyError::TooLarge { .. }) => {
                Self::new(Exit::Refused, "reply-too-large", message).hint("send it in several replies")
            }
            QueueError::Seal(_) => Self::new(Exit::Machine, "reply-not-sealed", message),
        }
    }
}

/// What an editor answers.
pub struct Answer {
    /// The words.
    pub text: Zeroizing<String>,
    /// The files that go with them.
    pub files: Vec<ReplyFile>,
}

/// A reply that waits for the next bag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queued {
    /// Its id, as the server will know it.
    pub id: ReplyId,
    /// Length of its text, in bytes.
    pub text_bytes: usize,
    /// Files that go with it.
    pub files: usize,
}

/// Seals a reply to the mailbox of a tip. The case keeps the words for the
/// thread, and of the files their names, lengths and hashes.
///
/// # Errors
/// [`QueueError`].
pub fn queue(case: &mut Case, number: TipRef, answer: Answer) -> Result<Queued, QueueError> {
    let tip = tip::find(case, number)?.ok_or(QueueError::Unknown(number))?;
    if tip.state == "forgotten" {
        return Err(QueueError::Forgotten(number));
    }
    if answer.text.trim().is_empty() && answer.files.is_empty() {
        return Err(QueueError::Empty);
    }
    let mailbox = tip.mailbox.map(|id| mailbox::find(case.db(), id)).transpose()?.flatten();
    let mailbox = mailbox.ok_or(QueueError::NoMailbox(number))?;
    let act = case.begin()?;
    let reply = ReplyText { text: answer.text, files: answer.files, day: act.day() };
    let sealed = seal_reply(&mailbox.recipient, &reply)?;
    let id = ReplyId::generate().map_err(|_| CaseError::Random)?;
    store(&act, (&tip, &mailbox), id, &reply, &sealed)?;
    // Of the sealed bytes: a hash of a short text could be guessed.
    let sha256 = hex::encode(Sha256::digest(&sealed));
    act.commit(Record::new("reply", tip.id).with("reply", id.to_string()).with("sha256", sha256))?;
    Ok(Queued { id, text_bytes: reply.text.len(), files: reply.files.len() })
}

fn store(
    act: &Act<'_>,
    (tip, mailbox): (&Tip, &Mailbox),
    id: ReplyId,
    reply: &ReplyText,
    sealed: &[u8],
) -> Result<(), CaseError> {
    let content = put(act, reply.text.as_bytes())?;
    let message = thread::append_reply(act, tip.id, content, reply.text.chars().count() as u64)?;
    act.db().execute(
        "INSERT INTO reply (id, message, mailbox, sealed) VALUES (?1, ?2, ?3, ?4)",
        (id.0, message, mailbox.id.0, sealed),
    )?;
    reply.files.iter().zip(1_u64..).try_for_each(|(file, number)| store_file(act, message, number, file))
}

fn store_file(act: &Act<'_>, message: RowId, number: u64, file: &ReplyFile) -> Result<(), CaseError> {
    let sha256: [u8; 32] = Sha256::digest(&*file.content).into();
    act.db().execute(
        "INSERT INTO reply_file (message, number, name, bytes, sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
        (message, number, &file.name, file.content.len() as u64, sha256),
    )?;
    Ok(())
}
