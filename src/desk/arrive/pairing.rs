//! Which servers the desk listens to.

use rusqlite::OptionalExtension;
use subrosa_tip::pairing::IntakeCard;
use subrosa_tip::sign::VerifyingKey;
use subrosa_tip::words::same_fingerprint;

use crate::case::{Case, CaseError, Record, RowId};
use crate::failure::{Exit, Failure};

/// Why a server was not paired.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    /// The card's fingerprint does not belong to its key.
    #[error("the file's fingerprint does not belong to its key")]
    Inconsistent,
    /// The words that a person gave are others.
    #[error("the words are not those of this server's key")]
    OtherWords,
    /// This installation is paired with another key.
    #[error("this installation is paired already, with another key")]
    OtherKey,
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<PairError> for Failure {
    fn from(error: PairError) -> Self {
        let message = error.to_string();
        match error {
            PairError::Case(error) => error.into(),
            PairError::Inconsistent => Self::new(Exit::Damaged, "card-inconsistent", message)
                .hint("let the server write it again with `subrosa-intake key --json`"),
            PairError::OtherWords => Self::new(Exit::Refused, "fingerprint-differs", message)
                .hint("ask the operator to read the words again; if they still differ, someone changed the file"),
            PairError::OtherKey => Self::new(Exit::Refused, "paired-with-another-key", message)
                .hint("ask the operator, in person, why the key changed; no bag under the new key is taken"),
        }
    }
}

/// A server whose key was pinned.
pub(super) struct Paired {
    pub id: RowId,
    pub bag_key: VerifyingKey,
    pub epoch: Option<String>,
    pub last_sequence: u64,
}

/// Pins a server's key, if a person read the same words from the server.
///
/// *Returns* whether it was pinned already.
///
/// # Errors
/// [`PairError`].
pub fn pair(case: &mut Case, card: &IntakeCard, words: &str) -> Result<bool, PairError> {
    if !card.is_consistent() {
        return Err(PairError::Inconsistent);
    }
    if !same_fingerprint(&card.fingerprint, words) {
        return Err(PairError::OtherWords);
    }
    if let Some(paired) = find(case, &card.installation)? {
        return if paired.bag_key == card.bag_key { Ok(true) } else { Err(PairError::OtherKey) };
    }
    let id = RowId::new()?;
    let act = case.begin()?;
    act.db()
        .execute(
            "INSERT INTO intake (id, installation, bag_key, fingerprint, paired) VALUES (?1, ?2, ?3, ?4, ?5)",
            (id, &card.installation, card.bag_key.as_str(), &card.fingerprint, act.day().number()),
        )
        .map_err(CaseError::from)?;
    act.commit(
        Record::new("pair", id).with("installation", card.installation.as_str()).with("bag_key", card.bag_key.as_str()),
    )?;
    Ok(false)
}

/// The paired server with this name.
pub(super) fn find(case: &Case, installation: &str) -> Result<Option<Paired>, CaseError> {
    let row = case
        .db()
        .query_row(
            "SELECT id, bag_key, epoch, last_sequence FROM intake WHERE installation = ?1",
            [installation],
            |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    let Some((id, bag_key, epoch, last_sequence)) = row else { return Ok(None) };
    let bag_key = VerifyingKey::parse(&bag_key).map_err(|_| CaseError::Damaged)?;
    Ok(Some(Paired { id, bag_key, epoch, last_sequence }))
}
