//! The last reader before print: a draft, sentence by sentence, against the ledger.
//!
//! *What enters*: a draft in Markdown, HTML, DOCX, ODT or plain text, and the case. *What
//! leaves*: each sentence with its state and evidence, findings with their places, what
//! changed since the last time. It says what stops printing, and decides nothing else.
//!
//! | Module | Holds |
//! |---|---|
//! | [`draft`] | a file → its text, blocks and marks, read by a worker |
//! | [`sentence`] | blocks → sentences with places and lasting ids: pure |
//! | [`quotation`] | what stands between marks of quotation, and how it is to be read: pure |
//! | [`align`] | a quotation against a text, word by word: pure |
//! | [`source`] | where in the case a quotation stands |
//! | [`claims`] | which claim a sentence prints: pure |
//! | [`stated`] | what sort of sentence it is: pure |
//! | [`ledger`] | what the ledger and the gate say of the claims in a draft |
//! | [`finding`] | kinds of findings and what each does to printing |
//! | `quoted`, `printed` | quotations, claims and sentences → findings: pure |
//! | [`kept`] | the last proof of each draft, and what editors let stand |
//! | [`changes`] | what differs from the last proof: pure |
//! | [`stubs`] | a bare draft → claims to enter and a copy with their marks: pure |
//! | [`report`] | one page without scripts |

pub mod align;
#[cfg(test)]
mod articles;
pub mod changes;
pub mod claims;
pub mod draft;
pub mod finding;
pub mod kept;
pub mod ledger;
#[cfg(test)]
mod measured;
mod printed;
pub mod quotation;
mod quoted;
pub mod report;
pub mod sentence;
pub mod source;
pub mod stated;
pub mod stubs;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;

use crate::case::{Case, CaseError};
use crate::failure::{Exit, Failure};
use crate::gate::AskError;
use crate::ledger::{ClaimRef, LedgerError};
use crate::search::SearchError;
use draft::{Draft, DraftError};
use finding::Finding;
use ledger::{Accused, Ledger};
use quotation::Quotation;
use sentence::Sentence;
use source::Verdict;

/// What a sentence is worth in print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A claim stands behind it, and the gate lets it pass.
    Proved,
    /// So it is, as a hedged one.
    Hedged,
    /// A judgement.
    Opinion,
    /// It states nothing that needs a claim.
    Common,
    /// It states facts, and no claim stands behind it.
    Open,
    /// Something in it stops printing.
    Blocked,
}

impl State {
    /// As scripts read it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Hedged => "hedged",
            Self::Opinion => "opinion",
            Self::Common => "common",
            Self::Open => "open",
            Self::Blocked => "blocked",
        }
    }
}

/// A sentence with what stands behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The sentence.
    pub sentence: Sentence,
    /// What it is worth.
    pub state: State,
    /// The claims that it prints.
    pub claims: Vec<ClaimRef>,
    /// Ids of their evidence, such as `E1`.
    pub evidence: Vec<String>,
}

/// A draft that was read against the case.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The draft.
    pub draft: Draft,
    /// Its sentences.
    pub rows: Vec<Row>,
    /// What was found, in the order of the draft.
    pub findings: Vec<Finding>,
    /// Its quotations, and where each stands.
    pub quotations: Vec<(Quotation, Verdict)>,
    /// What the ledger says of its claims.
    pub ledger: Ledger,
    /// Whom it accuses, where, and what they answered.
    pub accused: Vec<Accused>,
    /// What somebody should look at once more: kind and words.
    pub verify: Vec<(&'static str, String)>,
    /// What differs from the last proof; nothing where this is the first.
    pub changes: Option<changes::Changes>,
    /// What was not looked at.
    pub unchecked: Vec<&'static str>,
}

impl Proof {
    /// Whether nothing stops printing.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        !self.findings.iter().any(Finding::blocks)
    }
}

/// Why a draft was not proofed, or a finding not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The draft was not read.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// A mark names no claim of this case.
    #[error("{0} is marked in the draft and names nothing in this case")]
    Claim(ClaimRef),
    /// A mark names no passage of this case.
    #[error("the draft marks a translation of {0}, which names no text of that length in this case")]
    Passage(String),
    /// No last proof has this finding.
    #[error("{0} is no finding of a draft's last proof")]
    Finding(String),
    /// It was accepted before.
    #[error("{0} was accepted already")]
    Accepted(String),
    /// It takes two editors.
    #[error("a finding of kind {0} is accepted by two editors together")]
    Two(&'static str),
    /// One person gave two names.
    #[error("two editors are two people")]
    OnePerson,
    /// The index or the case failed.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The ledger answered.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<rusqlite::Error> for ProofError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Case(error.into())
    }
}

impl From<AskError> for ProofError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Ledger(error) => Self::Ledger(error),
            AskError::Search(error) => Self::Search(error),
        }
    }
}

impl From<ProofError> for Failure {
    fn from(error: ProofError) -> Self {
        let message = error.to_string();
        match error {
            ProofError::Draft(error) => error.into(),
            ProofError::Search(error) => error.into(),
            ProofError::Ledger(error) => error.into(),
            ProofError::Case(error) => error.into(),
            ProofError::Claim(_) | ProofError::Passage(_) => {
                Self::new(Exit::Usage, "unknown-id", message).hint("`subrosa-desk claims` lists the claims")
            }
            ProofError::Finding(_) => {
                Self::new(Exit::Usage, "unknown-id", message).hint("run `proof` on the draft first")
            }
            ProofError::Accepted(_) => Self::new(Exit::Refused, "accepted-already", message),
            ProofError::Two(_) => Self::new(Exit::Refused, "two-editors", message).hint("give --as A and --and B"),
            ProofError::OnePerson => Self::new(Exit::Refused, "one-editor", message),
        }
    }
}

/// Reads a draft against the case, and keeps what was found for the next time.
/// `progress` is told how many quotations of how many were looked for.
///
/// # Errors
/// [`ProofError`]; nothing is kept then.
pub fn proof(case: &mut Case, path: &Path, progress: impl FnMut(usize, usize)) -> Result<Proof, ProofError> {
    let proof = look(case, draft::read(path)?, &name(path), progress)?;
    kept::keep(case, &name(path), &proof.rows, &proof.findings)?;
    Ok(proof)
}

/// What tells one draft from another: where it lies.
fn name(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

/// Reads a draft against the case and keeps nothing.
///
/// # Errors
/// [`ProofError`].
pub fn look(
    case: &mut Case,
    draft: Draft,
    name: &str,
    progress: impl FnMut(usize, usize),
) -> Result<Proof, ProofError> {
    let sentences = sentence::sentences(&draft);
    let ledger = Ledger::read(case, &draft, &sentences)?;
    let found = quotation::quotations(&draft);
    let verdicts = source::verdicts(case, &found, progress)?;
    let mut quotations: Vec<_> = found.into_iter().zip(verdicts).collect();
    quoted::translate(case.db(), &sentences, &mut quotations)?;
    let mut findings = quoted::findings(&quotations);
    findings.extend(printed::findings(&sentences, &ledger, &quotations));
    identify(&mut findings, &kept::acceptances(case.db())?);
    let rows = printed::rows(sentences, &ledger, &findings, &quotations);
    let last = kept::last(case.db(), name)?;
    let changes = last.map(|last| changes::changes(&last, &rows, &findings));
    let sentences: Vec<Sentence> = rows.iter().map(|row| row.sentence.clone()).collect();
    Ok(Proof {
        accused: ledger.accused(case.db(), &rows)?,
        verify: stated::to_verify(&sentences),
        unchecked: UNCHECKED.to_vec(),
        draft,
        rows,
        findings,
        quotations,
        ledger,
        changes,
    })
}

/// Said each time: that nothing was found there is no statement about it.
const UNCHECKED: [&str; 3] = [
    "wording, names, details, copies, marks and exposure: `exposure --draft` looks for them",
    "pictures and their captions inside pictures",
    "whether a translation says what its original says",
];

/// Gives each finding its lasting id, and what an editor answered to it.
fn identify(findings: &mut [Finding], accepted: &HashMap<String, finding::Acceptance>) {
    findings.sort_by_key(|finding| (finding.range.start, finding.kind.level(), finding.range.end));
    let mut seen = HashMap::new();
    for finding in findings {
        let of = [finding.kind.word(), finding.claim.as_deref().unwrap_or_default(), &finding.text].join(" ");
        finding.id = sentence::lasting('f', &of, &mut seen);
        finding.accepted = accepted.get(&finding.id).cloned();
    }
}
