//! Two editors take a smaller circle than the policy asks for, with the consent of the
//! source whom it concerns, by a tip of theirs.

use rusqlite::OptionalExtension;

use crate::case::{Case, Editor, Record};
use crate::ledger::source::lineage::Kinship;
use crate::ledger::{LedgerError, SourceRef, TipRef, source, words};

/// Why it was not accepted.
///
/// *Security*: no variant holds a name or a word of a source.
#[derive(Debug, thiserror::Error)]
pub enum AcceptanceError {
    /// One person is not two editors.
    #[error("{0} is one person: this needs two editors")]
    OneEditor(String),
    /// A circle of one is no circle, and what the policy asks for needs nobody's word.
    #[error("{k} is not between 2 and {most}, one below the {} that the policy asks for", .most.saturating_add(1))]
    Size {
        /// People that would be accepted.
        k: u32,
        /// Most that are fewer than the policy's.
        most: u32,
    },
    /// Only protected sources stay hidden.
    #[error("{0} is not protected: nothing hides it")]
    Open(SourceRef),
    /// The tip is of somebody else.
    #[error("T{tip} is not a tip of {source_}", tip = .tip.0)]
    OtherTip {
        /// The tip.
        tip: TipRef,
        /// The source.
        source_: SourceRef,
    },
    /// Whoever takes a tip back takes the consent back.
    #[error("T{tip} was {state}: it gives no consent", tip = .tip.0)]
    Gone {
        /// The tip.
        tip: TipRef,
        /// `withdrawn` or `forgotten`.
        state: String,
    },
    /// An unknown id, no reason, a case that failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<rusqlite::Error> for AcceptanceError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<crate::case::CaseError> for AcceptanceError {
    fn from(error: crate::case::CaseError) -> Self {
        Self::Ledger(error.into())
    }
}

/// What is accepted.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// The source.
    pub source: SourceRef,
    /// People that it stays hidden among.
    pub k: u32,
    /// By which it agreed.
    pub tip: TipRef,
    /// Why.
    pub reason: String,
    /// The second editor; the first is the one who acts.
    pub second: Editor,
}

/// Keeps it in the place of an earlier one. `policy` is the k that is asked for without it.
///
/// # Errors
/// [`AcceptanceError`]; nothing is changed then.
pub fn accept(case: &mut Case, accepted: &Acceptance, policy: u32) -> Result<(), AcceptanceError> {
    let reason = words::reason(&accepted.reason)?;
    let id = source::row(case.db(), accepted.source)?;
    check(case, accepted, policy)?;
    let act = case.begin()?;
    let first = act.editor().to_string();
    if words::fold(&first) == words::fold(&accepted.second.to_string()) {
        return Err(AcceptanceError::OneEditor(first));
    }
    let entry = act.next_entry()?;
    act.because(Some(reason))?;
    let number = accepted.source.0;
    let end = "UPDATE exposure_acceptance SET until = ?2 WHERE source = ?1 AND until IS NULL";
    act.db().execute(end, (number, entry))?;
    let insert = "INSERT INTO exposure_acceptance (source, k, tip, second, since) VALUES (?1, ?2, ?3, ?4, ?5)";
    act.db().execute(insert, (number, accepted.k, accepted.tip.0, accepted.second.to_string(), entry))?;
    let record = Record::new("accept-exposure", id).with("k", u64::from(accepted.k));
    let record = record.with("tip", format!("T{}", accepted.tip.0)).with("second", accepted.second.to_string());
    Ok(act.commit(record)?)
}

fn check(case: &Case, accepted: &Acceptance, policy: u32) -> Result<(), AcceptanceError> {
    let Acceptance { source, k, tip, .. } = accepted;
    let db = case.db();
    let protected = "SELECT protected FROM source WHERE number = ?1";
    if !db.query_row(protected, [source.0], |row| row.get::<_, bool>(0))? {
        return Err(AcceptanceError::Open(*source));
    }
    if *k < 2 || *k >= policy {
        return Err(AcceptanceError::Size { k: *k, most: policy.saturating_sub(1) });
    }
    let of = "SELECT source.number, tip.state FROM tip JOIN source ON source.id = tip.source WHERE tip.number = ?1";
    let found: Option<(u32, String)> = db.query_row(of, [tip.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (sender, state) = found.ok_or_else(|| LedgerError::unknown(format!("T{}", tip.0)))?;
    let kinship = Kinship::read(db)?;
    if kinship.root(sender) != kinship.root(source.0) {
        return Err(AcceptanceError::OtherTip { tip: *tip, source_: *source });
    }
    if ["withdrawn", "forgotten"].contains(&state.as_str()) {
        return Err(AcceptanceError::Gone { tip: *tip, state });
    }
    Ok(())
}
