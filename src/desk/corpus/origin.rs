//! Where an editor says that a document is from.

use clap::ValueEnum;
use rusqlite::OptionalExtension;
use subrosa_tip::Day;

use super::CorpusError;
use super::standing::Standing;
use crate::case::{Case, RowId};

/// What sort of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// By an authority
    Official,
    /// By a newsroom
    Press,
    /// Any other document
    Document,
    /// Data
    Dataset,
    /// From a social network
    Social,
    /// What somebody told
    Witness,
}

impl Kind {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Press => "press",
            Self::Document => "document",
            Self::Dataset => "dataset",
            Self::Social => "social",
            Self::Witness => "witness",
        }
    }
}

/// What an editor says of a document's origin. All of it may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// What sort of document it is.
    pub kind: Option<Kind>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The address at which it was published.
    pub url: Option<String>,
    /// The day of publication.
    pub published: Option<Day>,
    /// The day on which it came to the newsroom.
    pub obtained: Option<Day>,
    /// Number of the source it is from, which is in the case already.
    pub source: Option<u32>,
    /// The standing that it shall have.
    pub stated: Option<Standing>,
    /// Why it shall have that.
    pub reason: Option<String>,
}

impl Origin {
    /// Refuses what cannot be said of any document.
    ///
    /// # Errors
    /// [`CorpusError::PublicNeeds`], [`CorpusError::UnknownSource`], [`CorpusError::Reason`].
    pub fn check(&self, case: &Case) -> Result<(), CorpusError> {
        if let Some(reason) = &self.reason {
            check_reason(reason)?;
        }
        let is_backed = self.url.is_some() && self.published.is_some() && self.reason.is_some();
        if self.stated == Some(Standing::Public) && !is_backed {
            return Err(CorpusError::PublicNeeds);
        }
        self.source.map_or(Ok(()), |number| source(case, number).map(drop))
    }
}

/// Refuses an empty or endless reason.
pub(super) fn check_reason(reason: &str) -> Result<(), CorpusError> {
    let sound = !reason.trim().is_empty() && reason.chars().count() <= crate::ledger::consent::REASON_MAX;
    if sound { Ok(()) } else { Err(CorpusError::Reason) }
}

/// `S1` → 1.
pub(crate) fn number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('S').filter(|digits| !digits.starts_with(['0', '+']))?;
    digits.parse().ok()
}

/// The permanent id of a source.
pub(super) fn source(case: &Case, number: u32) -> Result<RowId, CorpusError> {
    let select = "SELECT id FROM source WHERE number = ?1";
    let id = case.db().query_row(select, [number], |row| row.get(0)).optional()?;
    id.ok_or(CorpusError::UnknownSource(number))
}
