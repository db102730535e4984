//! The key ring of this desk, as the intake is given it.

use rusqlite::Connection;
use subrosa_tip::ring::{Desk, KeyRing, Recipient, Window, ring_hash};
use subrosa_tip::sign::VerifyingKey;

use super::keys::NewKeys;
use super::{Act, CaseError, RowId};

/// A key ring with the exact bytes that were signed.
pub struct StoredRing {
    /// What it says.
    pub ring: KeyRing,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
    /// The root key's signature, the text of a `.minisig` file.
    pub signature: String,
}

impl StoredRing {
    /// Everyone that the newest windows seal to, over all desks.
    #[must_use]
    pub fn recipients(&self) -> Vec<Recipient> {
        let newest = self.ring.desks.iter().filter_map(|desk| desk.windows.last());
        newest.flat_map(|window| window.recipients.iter().cloned()).collect()
    }
}

/// Signs and stores generation 1: one desk with one window that is open from today.
pub(super) fn store_first(act: &Act<'_>, desk: &str, keys: &NewKeys) -> Result<[u8; 32], CaseError> {
    let window = Window { from: act.day(), until: None, recipients: vec![keys.recipient()?] };
    let desk =
        Desk { id: desk.to_owned(), windows: vec![window], bag_key: keys.bag.public().clone(), must_acknowledge: true };
    let ring = KeyRing::new(1, vec![desk]);
    let (bytes, signature) = ring.sign(&keys.root).map_err(|_| CaseError::Random)?;
    act.db().execute(
        "INSERT INTO ring (id, generation, bytes, signature, day) VALUES (?1, ?2, ?3, ?4, ?5)",
        (RowId::new()?, ring.generation, &bytes, &signature, act.day().number()),
    )?;
    Ok(ring_hash(&bytes))
}

/// The ring with the highest generation.
pub(super) fn newest(db: &Connection, root: &VerifyingKey) -> Result<StoredRing, CaseError> {
    let newest = "SELECT bytes, signature FROM ring ORDER BY generation DESC LIMIT 1";
    let (bytes, signature): (Vec<u8>, String) = db.query_row(newest, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let ring = KeyRing::verify(&bytes, &signature, root).map_err(|_| CaseError::Damaged)?;
    Ok(StoredRing { ring, bytes, signature })
}
