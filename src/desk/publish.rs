//! What readers are given: a folder of signed static pages.
//!
//! *What enters*: a draft, the claims that are marked in it, and the case. *What leaves*:
//! pages without scripts that any server can host, their hashes, a minisign signature.
//! *What it never shows*: anything of a protected source, a number of the case, a reason
//! or note of an editor, a moment more exact than a day.
//!
//! | Module | Holds |
//! |---|---|
//! | [`refuse`] | what stops printing: the gate, decisions that wait, retractions |
//! | [`gather`] | from the case to what may be printed of each claim |
//! | [`open`] | which evidence readers may see, and what of it |
//! | [`counted`] | how many sources, where that may be said |
//! | [`article`] | the draft as readers see it |
//! | [`history`] | what changed since the last dossier: pure |
//! | [`dossier`] | all that is printed, as data |
//! | [`linked`] | the same in schema.org's words, for search engines: pure |
//! | [`pages`] | data → files: pure |
//! | [`seal`] | list of hashes and signature |
//! | [`place`] | a folder that is there as a whole or not at all |
//! | [`kept`] | what the case remembers of dossiers |
//! | [`amend`] | corrections and retractions, which wait for the next dossier |

pub mod amend;
pub mod article;
pub mod counted;
pub mod dossier;
mod error;
pub mod gather;
pub mod history;
pub mod kept;
pub mod linked;
pub mod open;
pub mod pages;
pub mod place;
pub mod refuse;
pub mod seal;

use std::path::Path;

use sha2::{Digest, Sha256};

pub use error::PublishError;

use crate::case::Case;
use crate::proof::draft::Draft;
use dossier::{Dossier, Imprint, Issue, Printed};
use kept::Last;
use place::Prepared;
use seal::Sealed;

/// What was published.
#[derive(Debug)]
pub struct Published {
    /// What is in the pages.
    pub dossier: Dossier,
    /// The files, with the hash of their list.
    pub sealed: Sealed,
    /// It is the last dossier once more, to the byte.
    pub again: bool,
}

/// Publishes a draft into a new or an empty folder.
///
/// The same draft of an unchanged case is the same dossier to the byte, with its number
/// and day. The case is told before the folder has its name: what was not logged never
/// left, and what was logged and did not appear appears the next time.
///
/// # Errors
/// [`PublishError`]; nothing is there then, and the case is as it was.
pub fn publish(case: &mut Case, draft: &Draft, imprint: &Imprint, out: &Path) -> Result<Published, PublishError> {
    place::check(out)?;
    let pending = amend::pending(case.db())?;
    let claims = refuse::check(case, draft, &pending)?;
    let printed = gather::printed(case, draft, &claims)?;
    let key = case.dossier_key()?;
    let (last, issues) = (kept::last(case.db())?, kept::issues(case.db())?);
    // The last one first: where nothing changed, it comes out the same.
    if let Some(last) = last.as_ref().filter(|_| pending.is_empty()) {
        let dossier = Dossier::new(printed.clone(), imprint, issues.clone());
        let sealed = seal::seal(&dossier, &key)?;
        if sealed.sums == last.sums {
            let sealed = sealed.signed_as(&last.signature);
            let prepared = Prepared::write(out, &sealed.files, dossier.day)?;
            kept::again(case, last)?;
            prepared.appear()?;
            return Ok(Published { dossier, sealed, again: true });
        }
    }
    let issue = next(case, last.as_ref(), &printed, &pending)?;
    let dossier = Dossier::new(printed, imprint, issues.into_iter().chain([issue]).collect());
    let sealed = seal::seal(&dossier, &key)?;
    let prepared = Prepared::write(out, &sealed.files, dossier.day)?;
    let draft: [u8; 32] = Sha256::digest(&draft.text).into();
    kept::record(case, &dossier, &claims, (&sealed, draft))?;
    prepared.appear()?;
    Ok(Published { dossier, sealed, again: false })
}

fn next(
    case: &Case,
    last: Option<&Last>,
    printed: &Printed,
    pending: &[amend::Pending],
) -> Result<Issue, PublishError> {
    let number = last.map_or(1, |last| last.number + 1);
    let amended = amend::as_printed(case.db(), pending)?;
    Ok(Issue {
        number,
        day: case.today()?,
        changes: history::changes(last.map(Last::shown).as_ref(), printed, &amended),
    })
}
