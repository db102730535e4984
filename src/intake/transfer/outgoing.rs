//! What is in the vault becomes the next bag.
//!
//! Bags are cumulative: everything that the desk has not confirmed is in the
//! next one, so a lost stick loses nothing. Each signed manifest is kept under
//! `bags/`, so that the same bag can be written again, byte for byte.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use subrosa_tip::bag::{Manifest, Member, SignedManifest, envelope_member, member_envelope, write_bag};

use super::TransferError;
use crate::install::{Installation, write_durably};
use crate::recipients::Recipients;
use crate::vault::{Entry, Vault, VaultError};

/// Makes bags for the desk.
pub struct Outgoing<'a> {
    installation: &'a Installation,
    recipients: &'a Recipients,
    vault: Arc<dyn Vault>,
}

/// A bag that is signed and recorded; its bytes are written separately.
pub struct Exported {
    signed: SignedManifest,
    vault: Arc<dyn Vault>,
}

impl<'a> Outgoing<'a> {
    /// Bags of this installation.
    #[must_use]
    pub fn new(installation: &'a Installation, recipients: &'a Recipients, vault: Arc<dyn Vault>) -> Self {
        Self { installation, recipients, vault }
    }

    /// The next bag, or an earlier one again.
    ///
    /// The sequence is durable before the first byte is handed out: two bags
    /// never carry one number.
    ///
    /// # Errors
    /// [`TransferError`].
    pub fn bag(&self, again: Option<u64>) -> Result<Exported, TransferError> {
        let signed = match again {
            Some(sequence) => self.recorded(sequence)?,
            None => self.next()?,
        };
        Ok(Exported { signed, vault: self.vault.clone() })
    }

    fn next(&self) -> Result<SignedManifest, TransferError> {
        let last = self.last()?;
        let previous = if last == 0 { [0; 32] } else { self.recorded(last)?.hash() };
        let (sound, damaged): (Vec<_>, Vec<_>) = self.vault.list()?.into_iter().partition(|entry| self.is_whole(entry));
        if !damaged.is_empty() {
            tracing::error!(damaged = damaged.len(), "stored envelopes are damaged and left out of the bag");
        }
        let members = sound.into_iter().map(|entry| Member {
            name: envelope_member(entry.id),
            bytes: entry.bytes,
            sha256: entry.sha256,
        });
        let manifest = Manifest {
            format: Manifest::format_name(),
            installation: self.installation.name().to_owned(),
            from: "intake".to_owned(),
            to: self.recipients.desk().ok_or(TransferError::NoDesk)?.to_owned(),
            epoch: self.installation.epoch().to_owned(),
            sequence: last + 1,
            previous,
            received: 0,
            ring: self.recipients.hash(),
            members: members.collect(),
        };
        let signed = SignedManifest::sign(manifest, self.installation.bag_key())?;
        self.record(&signed)?;
        Ok(signed)
    }

    /// Read and compared before anything is signed: one damaged envelope must not
    /// keep all others from leaving.
    fn is_whole(&self, entry: &Entry) -> bool {
        let mut hash = Sha256::new();
        let read = self.vault.read(entry.id.into()).map(|mut envelope| std::io::copy(&mut envelope, &mut hash));
        matches!(read, Ok(Ok(_))) && <[u8; 32]>::from(hash.finalize()) == entry.sha256
    }

    /// Signature first: a manifest without one does not count as recorded.
    fn record(&self, signed: &SignedManifest) -> Result<(), TransferError> {
        fs::create_dir_all(self.directory())?;
        fs::File::open(self.installation.directory())?.sync_all()?;
        let sequence = signed.manifest().sequence;
        let write = |suffix, bytes: &[u8]| {
            write_durably(&self.path(sequence, suffix), bytes).map_err(|error| std::io::Error::other(error.to_string()))
        };
        write("minisig", signed.signature().as_bytes())?;
        Ok(write("json", signed.bytes())?)
    }

    fn recorded(&self, sequence: u64) -> Result<SignedManifest, TransferError> {
        let read = |suffix| fs::read(self.path(sequence, suffix)).map_err(|_| TransferError::NoSuchBag(sequence));
        let signature = String::from_utf8(read("minisig")?).map_err(|_| TransferError::NoSuchBag(sequence))?;
        Ok(SignedManifest::restore(read("json")?, signature)?)
    }

    fn last(&self) -> Result<u64, TransferError> {
        let Ok(listing) = fs::read_dir(self.directory()) else { return Ok(0) };
        let mut last = 0;
        for entry in listing {
            let path = entry?.path();
            let is_manifest = path.extension().is_some_and(|suffix| suffix == "json");
            let sequence = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            last = last.max(sequence.filter(|_| is_manifest).unwrap_or(0));
        }
        Ok(last)
    }

    fn directory(&self) -> PathBuf {
        self.installation.directory().join("bags")
    }

    fn path(&self, sequence: u64, suffix: &str) -> PathBuf {
        self.directory().join(format!("{sequence:06}.{suffix}"))
    }
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
        self.signed.manifest().members.len()
    }

    /// Writes the bag.
    ///
    /// # Errors
    /// [`TransferError::Forgotten`] when an envelope is gone since,
    /// [`TransferError::Bag`] otherwise.
    pub fn write(&self, out: impl Write) -> Result<(), TransferError> {
        let mut refused = None;
        let written = write_bag(out, &self.signed, |member| {
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
