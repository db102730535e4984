//! What is in the vault becomes the next bag.
//!
//! Bags are cumulative: everything that the desk has not confirmed is in the
//! next one, so a lost stick loses nothing. What expired unconfirmed is told in
//! the same way.

use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use subrosa_tip::bag::{Manifest, Member, SignedManifest, envelope_member, member_envelope, write_bag};
use subrosa_tip::tombstone::{TOMBSTONES_MEMBER, write_tombstones};

use super::bags::Bags;
use super::desks::Desks;
use super::{INTAKE, Tombstones, TransferError};
use crate::install::Installation;
use crate::recipients::Recipients;
use crate::vault::{Entry, Vault, VaultError};

/// Makes bags for the desk.
pub struct Outgoing<'a> {
    installation: &'a Installation,
    recipients: &'a Recipients,
    vault: Arc<dyn Vault>,
    bags: Bags,
}

/// A bag that is signed and recorded; its bytes are written separately.
pub struct Exported {
    signed: SignedManifest,
    tombstones: Vec<u8>,
    vault: Arc<dyn Vault>,
}

impl<'a> Outgoing<'a> {
    /// Bags of this installation.
    #[must_use]
    pub fn new(installation: &'a Installation, recipients: &'a Recipients, vault: Arc<dyn Vault>) -> Self {
        Self { installation, recipients, vault, bags: Bags::beside(installation.directory()) }
    }

    /// The next bag, or an earlier one again.
    ///
    /// The sequence is durable before the first byte is handed out: two bags
    /// never carry one number.
    ///
    /// # Errors
    /// [`TransferError`].
    pub fn bag(&self, again: Option<u64>) -> Result<Exported, TransferError> {
        let _turn = self.installation.turn();
        let signed = match again {
            Some(sequence) => self.bags.manifest(sequence)?,
            None => self.next()?,
        };
        let tombstones = self.bags.tombstones(signed.manifest().sequence);
        Ok(Exported { signed, tombstones, vault: self.vault.clone() })
    }

    fn next(&self) -> Result<SignedManifest, TransferError> {
        let desk = self.recipients.desk().ok_or(TransferError::NoDesk)?;
        let last = self.bags.last()?;
        let previous = if last == 0 { [0; 32] } else { self.bags.manifest(last)?.hash() };
        let tombstones = self.tombstones()?;
        let received = Desks::beside(self.installation.directory()).read()?.newest(desk);
        let manifest = Manifest {
            format: Manifest::format_name(),
            installation: self.installation.name().to_owned(),
            from: INTAKE.to_owned(),
            to: desk.to_owned(),
            epoch: self.installation.epoch().to_owned(),
            sequence: last + 1,
            previous,
            received: received.map_or(0, |(sequence, _)| sequence),
            received_manifest: received.map(|(_, hash)| hash),
            ring: self.recipients.hash(),
            members: self.envelopes()?.into_iter().chain(tombstone_member(&tombstones)).collect(),
        };
        let signed = SignedManifest::sign(manifest, self.installation.bag_key())?;
        self.bags.record(&signed, &tombstones)?;
        Ok(signed)
    }

    fn envelopes(&self) -> Result<Vec<Member>, TransferError> {
        let (sound, damaged): (Vec<_>, Vec<_>) = self.vault.list()?.into_iter().partition(|entry| self.is_whole(entry));
        if !damaged.is_empty() {
            tracing::error!(damaged = damaged.len(), "stored envelopes are damaged and left out of the bag");
        }
        let member =
            |entry: Entry| Member { name: envelope_member(entry.id), bytes: entry.bytes, sha256: entry.sha256 };
        Ok(sound.into_iter().map(member).collect())
    }

    fn tombstones(&self) -> Result<Vec<u8>, TransferError> {
        let list = Tombstones::beside(self.installation.directory()).read()?;
        write_tombstones(&list).map_err(|_| TransferError::Damaged("tombstones.json"))
    }

    /// Read and compared before anything is signed: one damaged envelope must not
    /// keep all others from leaving.
    fn is_whole(&self, entry: &Entry) -> bool {
        let mut hash = Sha256::new();
        let read = self.vault.read(entry.id.into()).map(|mut envelope| std::io::copy(&mut envelope, &mut hash));
        matches!(read, Ok(Ok(_))) && <[u8; 32]>::from(hash.finalize()) == entry.sha256
    }
}

/// No member for an empty list: most bags have none.
fn tombstone_member(list: &[u8]) -> Option<Member> {
    let member =
        || Member { name: TOMBSTONES_MEMBER.to_owned(), bytes: list.len() as u64, sha256: Sha256::digest(list).into() };
    (list != b"[]").then(member)
}

impl Exported {
    /// The bag's number.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.signed.manifest().sequence
    }

    /// Envelopes in the bag.
    #[must_use]
    pub fn envelopes(&self) -> usize {
        self.signed.manifest().members.iter().filter(|member| member_envelope(&member.name).is_some()).count()
    }

    /// Writes the bag.
    ///
    /// # Errors
    /// [`TransferError::Forgotten`] when an envelope is gone since,
    /// [`TransferError::Bag`] otherwise.
    pub fn write(&self, out: impl Write) -> Result<(), TransferError> {
        let mut refused = None;
        let written = write_bag(out, &self.signed, |member| {
            if member.name == TOMBSTONES_MEMBER {
                return Ok(Box::new(Cursor::new(self.tombstones.clone())) as Box<dyn Read + Send>);
            }
            let id = member_envelope(&member.name).ok_or_else(|| std::io::Error::other("not an envelope"))?;
            self.vault.read(id.into()).map_err(|error| {
                let told = std::io::Error::other(error.to_string());
                refused = Some(error);
                told
            })
        });
        match (written, refused) {
            (Err(_), Some(VaultError::Unknown)) => Err(TransferError::Forgotten),
            (Err(_), Some(error)) => Err(error.into()),
            (written, _) => Ok(written?),
        }
    }
}
