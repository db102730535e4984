//! Why nothing was published.

use std::io;

use crate::case::CaseError;
use crate::failure::{Exit, Failure};
use crate::gate::AskError;
use crate::independence::TooMany;
use crate::ledger::{ClaimRef, LedgerError, TipRef};
use crate::proof::ProofError;

/// What publishing answers with.
///
/// *Security*: no variant holds a word of the case.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Something lies where the dossier is to appear.
    #[error("something lies in that folder already: a dossier appears in a new or an empty one")]
    Occupied,
    /// The place is a file or a link, or has no name.
    #[error("that is no folder: name the folder in which the dossier is to appear")]
    NoFolder,
    /// The draft prints no claim.
    #[error("the draft marks no claim: nothing in it could be told from what nobody checked")]
    NoClaims,
    /// The gate holds claims, with the rules that they do not pass.
    #[error("the gate holds {}", held(.0))]
    Gate(Vec<(ClaimRef, Vec<&'static str>)>),
    /// The proof of the draft stops printing, by so many findings.
    #[error("the proof of this draft has findings that stop printing: {0}")]
    Proof(usize),
    /// The draft could not be proofed.
    #[error(transparent)]
    Unproofed(#[from] ProofError),
    /// A claim that is taken back is still in the draft.
    #[error("{0} is retracted, and the draft still prints it")]
    Retracted(ClaimRef),
    /// A correction waits and the draft does not print the claim.
    #[error("a correction of {0} waits to be printed, and the draft does not print {0}")]
    Waiting(ClaimRef),
    /// What was decided about a tip that was taken back is not done.
    #[error("it was decided to {2} {0} because {1} was withdrawn, and that is not done")]
    Decided(ClaimRef, TipRef, &'static str),
    /// Only what readers have seen is put right or taken back.
    #[error("{0} was never published: there is nothing to correct or retract")]
    Unpublished(ClaimRef),
    /// The text is what was printed.
    #[error("{0} was printed with this text: there is nothing to correct")]
    Same(ClaimRef),
    /// It was taken back before readers.
    #[error("{0} was retracted in a dossier: what is known now is a claim of its own")]
    Over(ClaimRef),
    /// Something that the newsroom says of itself.
    #[error("{0}")]
    Imprint(&'static str),
    /// Sources cannot be compared.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// A page could not be made.
    #[error("a page could not be made")]
    Page,
    /// The disk failed.
    #[error("the dossier could not be written: {0}")]
    Disk(#[from] io::Error),
    /// The ledger answered.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

fn held(claims: &[(ClaimRef, Vec<&'static str>)]) -> String {
    let one = |(claim, rules): &(ClaimRef, Vec<&'static str>)| format!("{claim} ({})", rules.join(", "));
    claims.iter().map(one).collect::<Vec<_>>().join("; ")
}

impl From<rusqlite::Error> for PublishError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Case(error.into())
    }
}

impl From<AskError> for PublishError {
    fn from(error: AskError) -> Self {
        Self::Unproofed(error.into())
    }
}

impl From<askama::Error> for PublishError {
    fn from(_: askama::Error) -> Self {
        Self::Page
    }
}

impl From<subrosa_tip::sign::SignatureError> for PublishError {
    fn from(_: subrosa_tip::sign::SignatureError) -> Self {
        Self::Case(CaseError::Damaged)
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        let message = error.to_string();
        let refused = |code| Self::new(Exit::Refused, code, message.clone());
        match error {
            PublishError::Occupied => refused("folder-not-empty").hint("nothing is overwritten: name another folder"),
            PublishError::NoFolder => Self::new(Exit::Usage, "no-folder", message),
            PublishError::NoClaims => refused("no-claims").hint("mark each sentence with its claim, such as {C12}"),
            PublishError::Gate(_) => refused("gate").hint("`subrosa-desk missing` lists what would let them pass"),
            PublishError::Proof(_) => refused("proof").hint("`subrosa-desk proof` on the draft names each of them"),
            PublishError::Unproofed(error) => error.into(),
            PublishError::Retracted(claim) => refused("retracted").hint(format!("take {claim} out of the draft")),
            PublishError::Waiting(claim) => {
                refused("correction-waits").hint(format!("mark {claim} in the draft, or retract it"))
            }
            PublishError::Decided(claim, _, "retract") => {
                refused("decision-waits").hint(format!("retract {claim} --reason …"))
            }
            PublishError::Decided(claim, ..) => {
                refused("decision-waits").hint(format!("correct {claim} TEXT --reason …"))
            }
            PublishError::Unpublished(_) => refused("not-published").hint("change it with `claim set`"),
            PublishError::Same(_) => refused("nothing-to-correct"),
            PublishError::Over(_) => refused("retracted").hint("enter it with `claim add`"),
            PublishError::Imprint(_) => Self::new(Exit::Usage, "imprint", message),
            PublishError::TooMany(_) => refused("too-many"),
            PublishError::Page => Self::new(Exit::Machine, "page", message),
            PublishError::Disk(error) => Self::machine("the dossier could not be written", &error)
                .hint("nothing of it is there; look at the disk's space and permissions"),
            PublishError::Ledger(error) => error.into(),
            PublishError::Case(error) => error.into(),
        }
    }
}
