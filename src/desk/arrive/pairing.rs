//! Which servers the desk listens to.

use rusqlite::{OptionalExtension, Row};
use subrosa_tip::pairing::IntakeCard;
use subrosa_tip::ring::Recipient;
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

/// Why no server was chosen.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// None is paired.
    #[error("no server is paired with this desk")]
    None,
    /// Several are, and none was named.
    #[error("several servers are paired with this desk, and none was named")]
    Several,
    /// None has this name.
    #[error("no server of that name is paired with this desk")]
    Unknown,
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<ChoiceError> for Failure {
    fn from(error: ChoiceError) -> Self {
        let message = error.to_string();
        match error {
            ChoiceError::Case(error) => error.into(),
            ChoiceError::None => Self::new(Exit::Refused, "intake-unpaired", message)
                .hint("pair it first: `subrosa-desk pair FILE`, with the output of `subrosa-intake key --json`"),
            ChoiceError::Several => Self::new(Exit::Usage, "which-intake", message)
                .hint("add --installation NAME, as the server's card has it"),
            ChoiceError::Unknown => Self::new(Exit::Usage, "unknown-intake", message),
        }
    }
}

/// A server whose key was pinned.
pub struct Paired {
    /// Its permanent id.
    pub id: RowId,
    /// Its name.
    pub installation: String,
    /// Signs its bags.
    pub bag_key: VerifyingKey,
    /// Replies are sealed to it; none when it was paired before there were replies.
    pub recipient: Option<Recipient>,
    /// Epoch of its bags; none before the first.
    pub epoch: Option<String>,
    /// Highest sequence of that epoch that was imported.
    pub last_sequence: u64,
    /// Epoch of the bags that go to it; none before the first.
    pub own_epoch: Option<String>,
}

/// Pins a server's keys, if a person read the same words from the server.
///
/// *Returns* whether they were pinned already.
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
    let known = find(case, &card.installation)?;
    match &known {
        Some(paired) if paired.bag_key != card.bag_key => return Err(PairError::OtherKey),
        Some(Paired { recipient: Some(recipient), .. }) if *recipient != card.recipient => {
            return Err(PairError::OtherKey);
        }
        Some(Paired { recipient: Some(_), .. }) => return Ok(true),
        // Paired before there were replies: the card now says one key more.
        Some(_) | None => {}
    }
    let id = known.map_or_else(RowId::new, |paired| Ok(paired.id))?;
    let act = case.begin()?;
    act.db()
        .execute(
            "INSERT INTO intake (id, installation, bag_key, recipient, fingerprint, paired)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET recipient = ?4, fingerprint = ?5",
            (
                id,
                &card.installation,
                card.bag_key.as_str(),
                card.recipient.as_str(),
                &card.fingerprint,
                act.day().number(),
            ),
        )
        .map_err(CaseError::from)?;
    act.commit(
        Record::new("pair", id)
            .with("installation", card.installation.as_str())
            .with("bag_key", card.bag_key.as_str())
            .with("recipient", card.recipient.as_str()),
    )?;
    Ok(false)
}

const PAIRED: &str = "SELECT id, installation, bag_key, recipient, epoch, last_sequence, own_epoch FROM intake";

/// The paired server with this name.
pub(super) fn find(case: &Case, installation: &str) -> Result<Option<Paired>, CaseError> {
    let select = format!("{PAIRED} WHERE installation = ?1");
    let row = case.db().query_row(&select, [installation], |row| Ok(read(row))).optional()?;
    row.transpose()
}

/// Every paired server, in the order of their names.
///
/// # Errors
/// [`CaseError`].
pub fn all(case: &Case) -> Result<Vec<Paired>, CaseError> {
    let mut statement = case.db().prepare(&format!("{PAIRED} ORDER BY installation"))?;
    let rows: Result<Vec<_>, _> = statement.query_map([], |row| Ok(read(row)))?.collect();
    rows?.into_iter().collect()
}

/// The named server, or the only one.
///
/// # Errors
/// [`ChoiceError`].
pub fn choose(case: &Case, installation: Option<&str>) -> Result<Paired, ChoiceError> {
    if let Some(name) = installation {
        return find(case, name)?.ok_or(ChoiceError::Unknown);
    }
    let mut all = all(case)?;
    match (all.pop(), all.is_empty()) {
        (None, _) => Err(ChoiceError::None),
        (Some(only), true) => Ok(only),
        (Some(_), false) => Err(ChoiceError::Several),
    }
}

fn read(row: &Row<'_>) -> Result<Paired, CaseError> {
    let recipient = row.get::<_, Option<String>>(3)?.map(|text| text.parse()).transpose();
    Ok(Paired {
        id: row.get(0)?,
        installation: row.get(1)?,
        bag_key: VerifyingKey::parse(&row.get::<_, String>(2)?).map_err(|_| CaseError::Damaged)?,
        recipient: recipient.map_err(|_| CaseError::Damaged)?,
        epoch: row.get(4)?,
        last_sequence: row.get(5)?,
        own_epoch: row.get(6)?,
    })
}
