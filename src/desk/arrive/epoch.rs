//! Taking a server's new epoch, after people compared it.
//!
//! A server's epoch changes when its state was made anew or restored from a
//! backup. Bags of another epoch are refused until an editor has heard the new
//! one from the operator: otherwise a copy of the server could begin a second
//! history of its own.

use subrosa_tip::bag::plain_word;

use super::pairing::{ChoiceError, choose};
use crate::case::{Case, CaseError, Record};
use crate::failure::{Exit, Failure};

/// Why an epoch was not taken.
#[derive(Debug, thiserror::Error)]
pub enum EpochError {
    /// It is no epoch.
    #[error("not an epoch: 1 to 64 letters, digits and hyphens")]
    Malformed,
    /// It was the server's before, and was replaced.
    #[error("this epoch was replaced by a later one before")]
    Replaced,
    /// Which server was meant is not clear.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<EpochError> for Failure {
    fn from(error: EpochError) -> Self {
        let message = error.to_string();
        match error {
            EpochError::Case(error) => error.into(),
            EpochError::Choice(error) => error.into(),
            EpochError::Malformed => Self::new(Exit::Usage, "epoch-malformed", message),
            EpochError::Replaced => Self::new(Exit::Refused, "epoch-replaced", message)
                .hint("a server never goes back to an earlier epoch: ask the operator what they restored"),
        }
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    /// The server.
    pub installation: String,
    /// Whether the epoch was trusted already.
    pub already: bool,
}

/// Trusts an epoch of the named server, or of the only one. Its bags are counted
/// from the first again.
///
/// # Errors
/// [`EpochError`].
pub fn trust(case: &mut Case, installation: Option<&str>, epoch: &str) -> Result<Trusted, EpochError> {
    if !plain_word(epoch) {
        return Err(EpochError::Malformed);
    }
    let paired = choose(case, installation)?;
    let installation = paired.installation;
    if paired.epoch.as_deref() == Some(epoch) {
        return Ok(Trusted { installation, already: true });
    }
    let act = case.begin()?;
    let select = "SELECT count(*) FROM bag WHERE intake = ?1 AND epoch = ?2";
    let bags: u64 = act.db().query_row(select, (paired.id, epoch), |row| row.get(0)).map_err(CaseError::from)?;
    if bags > 0 {
        return Err(EpochError::Replaced);
    }
    let update = "UPDATE intake SET epoch = ?2, last_sequence = 0, last_manifest = NULL WHERE id = ?1";
    act.db().execute(update, (paired.id, epoch)).map_err(CaseError::from)?;
    let before = paired.epoch.unwrap_or_default();
    act.commit(Record::new("trust-epoch", paired.id).with("epoch", epoch).with("before", before))?;
    Ok(Trusted { installation, already: false })
}
