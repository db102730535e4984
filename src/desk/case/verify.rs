//! Looking at everything that a case holds.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;

use sha2::{Digest, Sha256};
use subrosa_tip::envelope::EnvelopeId;

use super::custody::CustodyError;
use super::{Case, CaseError, ENVELOPES, database};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// What is damaged, a line each: which part, and how. Empty when all is well.
    pub damage: Vec<String>,
    /// Entries of the custody log.
    pub entries: u64,
    /// Its head, in hexadecimal.
    pub head: String,
    /// Sealed envelopes whose files are whole.
    pub envelopes: u64,
    /// Files in `envelopes/` that no row speaks of, as an interrupted import
    /// leaves them: no damage, the next import of that bag takes them up.
    pub unclaimed: u64,
}

pub(super) fn health(case: &Case) -> Result<Health, CaseError> {
    let mut health = Health::default();
    for (name, db) in [("case.db", &case.db), ("keys.db", &case.keys)] {
        match database::damage(db) {
            Ok(found) => health.damage.extend(found.into_iter().map(|what| format!("{name}: {what}"))),
            Err(CaseError::Damaged) => health.damage.push(format!("{name}: it cannot be read through")),
            Err(error) => return Err(error),
        }
    }
    // The rest is read out of the databases: it can only repeat their damage.
    if health.damage.is_empty() {
        check_custody(case, &mut health)?;
        check_envelopes(case, &mut health)?;
    }
    Ok(health)
}

fn check_custody(case: &Case, health: &mut Health) -> Result<(), CaseError> {
    match case.verify_custody(None) {
        Ok(verified) => {
            health.entries = verified.entries;
            health.head = hex::encode(verified.head);
        }
        Err(CustodyError::Case(error)) => return Err(error),
        Err(broken) => health.damage.push(broken.to_string()),
    }
    Ok(())
}

fn check_envelopes(case: &Case, health: &mut Health) -> Result<(), CaseError> {
    let mut unclaimed: HashSet<OsString> = HashSet::new();
    for entry in fs::read_dir(case.folder.join(ENVELOPES))? {
        unclaimed.insert(entry?.file_name());
    }
    let mut statement =
        case.db.prepare("SELECT id, sha256 FROM envelope WHERE outcome != 'decoy' AND forgotten = 0 ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, sha256) = (EnvelopeId(row.get(0)?), row.get(1)?);
        unclaimed.remove(&OsString::from(format!("{id}.age")));
        match check_envelope(case, id, sha256)? {
            None => health.envelopes += 1,
            Some(what) => health.damage.push(format!("envelopes/{id}.age: {what}")),
        }
    }
    health.unclaimed = unclaimed.len() as u64;
    Ok(())
}

fn check_envelope(case: &Case, id: EnvelopeId, sha256: [u8; 32]) -> Result<Option<&'static str>, CaseError> {
    let mut file = match File::open(case.envelope_path(id)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some("it is missing")),
        answer => answer?,
    };
    let mut hash = Sha256::new();
    io::copy(&mut file, &mut hash)?;
    Ok((<[u8; 32]>::from(hash.finalize()) != sha256).then_some("it was altered"))
}
