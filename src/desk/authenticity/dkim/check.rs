//! An item of the case → the verdict on its signatures.

use std::io;

use subrosa_tip::Day;

use super::archive::sightings;
use super::examine::{Answer, SIGNATURES};
use super::judge::judge;
use super::verdict::Verdict;
use crate::case::content::ContentReader;
use crate::case::{Case, CaseError};
use crate::corpus::Item;
use crate::failure::{Exit, Failure};
use crate::read::protocol::Task;
use crate::read::{self, Format, Limits, Members, Provenance, ReadError};

/// Most bytes of a worker's answer: [`SIGNATURES`] with all their names.
const ANSWER_BYTES: usize = 2 * 1024 * 1024;

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The worker failed on the message.
    #[error("the signatures could not be looked at: {0}")]
    Read(#[from] ReadError),
    /// The worker answered what none may.
    #[error("the signatures could not be looked at: the worker's answer breaks the rules")]
    Answer,
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        let message = error.to_string();
        match error {
            CheckError::Case(error) => error.into(),
            CheckError::Read(error) if error.is_the_machines() => Self::new(Exit::Machine, error.code(), message),
            CheckError::Read(error) => Self::new(Exit::Damaged, error.code(), message),
            CheckError::Answer => Self::new(Exit::Damaged, "worker-output", message),
        }
    }
}

/// The verdict on an e-mail; nothing for another item, or one that was erased.
///
/// # Errors
/// [`CheckError`].
pub fn of_item(case: &Case, item: &Item, today: Day) -> Result<Option<Verdict>, CheckError> {
    let (true, Some(content)) = (item.format.as_deref() == Some(Format::Eml.as_str()), item.content) else {
        return Ok(None);
    };
    let limits = Limits { text_bytes: ANSWER_BYTES, members: 0, ..Limits::default() };
    let mut input = ContentReader::new(case.db(), content);
    let reading = read::read_as(Task::Signatures, &mut input, item.bytes, &limits, &mut NoMembers)?;
    let answer: Answer = serde_json::from_str(&reading.text).map_err(|_| CheckError::Answer)?;
    if answer.as_ref().is_ok_and(|examination| examination.signatures.len() > SIGNATURES) {
        return Err(CheckError::Answer);
    }
    Ok(Some(judge(&answer, today, |selector, domain| sightings(case.db(), selector, domain))?))
}

/// Looking at signatures gives no members.
struct NoMembers;

impl Members for NoMembers {
    fn begin(&mut self, _: &str, _: &Provenance) -> io::Result<()> {
        Err(io::ErrorKind::InvalidData.into())
    }

    fn bytes(&mut self, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::InvalidData.into())
    }

    fn end(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::InvalidData.into())
    }

    fn abandon(&mut self) -> io::Result<()> {
        Ok(())
    }
}
