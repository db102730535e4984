//! A desk's bag becomes replies in the vault, and what it confirms is forgotten.
//!
//! Everything is verified before anything changes. Then what is confirmed is
//! forgotten, each batch is put in one commit with its mark, and last the bag is
//! noted in `desks.json`: a delivery that was killed at any point is completed by a
//! repeat, and nothing comes twice.

use std::io::{Read, Seek};

use serde::{Deserialize, Serialize};
use subrosa_tip::Day;
use subrosa_tip::bag::chain::{ChainError, Gap, Place, judge};
use subrosa_tip::bag::{BagError, Manifest, ManifestHash, SignedManifest, UntrustedBag, VerifiedBag, member_envelope};
use subrosa_tip::reply::{BATCH_BYTES, BatchError, ReplySlot, member_reply, open_batch};

use super::bags::Bags;
use super::desks::{Desks, KnownDesks};
use super::{EpochRefusal, INTAKE, Tombstones, TransferError};
use crate::install::Installation;
use crate::recipients::Recipients;
use crate::replies::places;
use crate::vault::{NewReplies, NewReply, Vault, VaultError};

/// Why a bag was refused. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refused {
    /// Not a bag, cut, altered, or signed by another key.
    #[error("{0}")]
    Damaged(String),
    /// For another server.
    #[error("the bag is for another server")]
    OtherInstallation,
    /// From a desk that may not send any.
    #[error("the bag is from a desk that the key ring does not name")]
    UnknownDesk,
    /// It holds what is no batch of replies to this server.
    #[error("the bag's member {0} is not a batch of replies to this server")]
    Contents(usize),
    /// It does not fit the bags before it.
    #[error("{0}")]
    Epoch(String),
    /// As above: a number that another bag has.
    #[error("{0}")]
    SameNumber(String),
    /// As above: the hashes do not link.
    #[error("{0}")]
    Link(String),
}

/// Why a bag was not delivered.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Vault, files or socket failed; a repeat completes what was begun.
    #[error(transparent)]
    Transfer(#[from] TransferError),
}

impl From<BagError> for DeliverError {
    fn from(error: BagError) -> Self {
        match error {
            BagError::Io(_) => TransferError::from(error).into(),
            other => Refused::Damaged(other.to_string()).into(),
        }
    }
}

impl From<ChainError> for DeliverError {
    fn from(error: ChainError) -> Self {
        let kind = match error {
            ChainError::Epoch => Refused::Epoch,
            ChainError::SameNumber => Refused::SameNumber,
            ChainError::Link => Refused::Link,
        };
        kind(error.to_string()).into()
    }
}

impl From<VaultError> for DeliverError {
    fn from(error: VaultError) -> Self {
        TransferError::from(error).into()
    }
}

/// What came of a bag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivered {
    /// The bag's number.
    pub sequence: u64,
    /// Whether everything in it was delivered before.
    pub already: bool,
    /// Replies stored now. Decoys count: nobody but a source can tell them.
    pub replies: u64,
    /// Envelopes that the desk confirmed, and that are forgotten now.
    pub acknowledged: u64,
    /// Bags before this one that did not come.
    pub gaps: Vec<Gap>,
    /// Whether a later bag came before it.
    pub reordered: bool,
    /// Whether the desk confirms a bag that this server never wrote, or another.
    pub ahead: bool,
}

/// Takes bags of desks in.
pub struct Incoming<'a> {
    installation: &'a Installation,
    recipients: &'a Recipients,
    vault: &'a dyn Vault,
    today: Day,
}

impl<'a> Incoming<'a> {
    /// Into this vault.
    #[must_use]
    pub fn new(installation: &'a Installation, recipients: &'a Recipients, vault: &'a dyn Vault, today: Day) -> Self {
        Self { installation, recipients, vault, today }
    }

    /// Takes a bag in.
    ///
    /// # Errors
    /// [`DeliverError`].
    pub fn deliver<R: Read + Seek>(&self, bag: R) -> Result<Delivered, DeliverError> {
        let _turn = self.installation.turn();
        let mut bag = self.verify(bag)?;
        let file = Desks::beside(self.installation.directory());
        let mut desks = file.read()?;
        let manifest = bag.manifest().clone();
        let place = judge(&manifest, bag.manifest_hash(), &desks.around(&manifest.from, &manifest))?;
        let mut delivered = Delivered::at(manifest.sequence, place);
        if place != Place::Known {
            self.open_all(&mut bag)?;
            delivered.ahead = self.is_foreign(&manifest)?;
        }
        if !delivered.already {
            // First: it makes room for the replies.
            delivered.acknowledged = self.acknowledge(&manifest)?;
            delivered.replies = self.put(&mut bag, &desks)?;
        }
        if place != Place::Known {
            desks.note(&bag);
            file.write(&desks)?;
        }
        self.tidy(&manifest, &desks)?;
        Ok(delivered)
    }

    /// Trusts an epoch of the ring's desk, after people compared it. *Returns*
    /// whether it was trusted already.
    ///
    /// # Errors
    /// [`TransferError`]; the refusal inside is the rule that was broken.
    pub fn trust(&self, epoch: &str) -> Result<Result<bool, EpochRefusal>, TransferError> {
        let _turn = self.installation.turn();
        let file = Desks::beside(self.installation.directory());
        let mut desks = file.read()?;
        let trusted = desks.trust(self.recipients.desk().ok_or(TransferError::NoDesk)?, epoch);
        if trusted == Ok(false) {
            file.write(&desks)?;
        }
        Ok(trusted)
    }

    fn verify<R: Read + Seek>(&self, bag: R) -> Result<VerifiedBag<R>, DeliverError> {
        let untrusted = UntrustedBag::read(bag)?;
        if untrusted.claimed_installation() != self.installation.name() {
            return Err(Refused::OtherInstallation.into());
        }
        let desk = untrusted.claimed_sender().to_owned();
        let key = self.recipients.bag_key_of(&desk).ok_or(Refused::UnknownDesk)?;
        Ok(untrusted.verify(key, &desk, INTAKE)?)
    }

    /// Every member is a batch that this server can open: before the first is put.
    fn open_all<R: Read + Seek>(&self, bag: &mut VerifiedBag<R>) -> Result<(), DeliverError> {
        (0..bag.manifest().members.len()).try_for_each(|index| self.open(bag, index).map(drop))
    }

    fn open<R: Read + Seek>(&self, bag: &mut VerifiedBag<R>, index: usize) -> Result<Vec<ReplySlot>, DeliverError> {
        let refused = Refused::Contents(index + 1);
        let is_batch = |name: &str, bytes| member_reply(name).is_some() && bytes == BATCH_BYTES;
        let member = bag.manifest().members.get(index);
        if !member.is_some_and(|member| is_batch(&member.name, member.bytes)) {
            return Err(refused.into());
        }
        let mut bytes = Vec::with_capacity(BATCH_BYTES as usize);
        bag.copy_member(index, &mut bytes)?;
        open_batch(&bytes, self.installation.transport_identity()).map_err(|_: BatchError| refused.into())
    }

    /// One commit for each batch that is new. *Returns* the replies stored.
    fn put<R: Read + Seek>(&self, bag: &mut VerifiedBag<R>, desks: &KnownDesks) -> Result<u64, DeliverError> {
        let manifest = bag.manifest().clone();
        let mut stored = 0;
        for (index, member) in manifest.members.iter().enumerate() {
            if desks.has_batch(&manifest.from, &member.sha256) {
                continue;
            }
            let slots = self.open(bag, index)?;
            let new = |slot: ReplySlot| NewReply { places: places(&slot.mailbox).collect(), reply: slot.reply };
            let replies = slots.into_iter().map(new).collect();
            stored += self.vault.put_replies(NewReplies { batch: member.sha256, day: self.today, replies })?;
        }
        Ok(stored)
    }

    /// Forgets exactly what the bag carried that is confirmed: bags are cumulative,
    /// and what was left out of it as damaged stays. *Returns* how many envelopes.
    fn acknowledge(&self, manifest: &Manifest) -> Result<u64, DeliverError> {
        let Some(ours) = self.confirmed(manifest)? else { return Ok(0) };
        let envelopes = ours.manifest().members.iter().filter_map(|member| member_envelope(&member.name));
        let forgotten = self.vault.forget(&envelopes.map(Into::into).collect::<Vec<_>>())?;
        let carried = self.bags().tombstones(manifest.received);
        Tombstones::beside(self.installation.directory()).settle(&carried)?;
        Ok(forgotten)
    }

    /// Whether the bag confirms one that this server never wrote, or another than it
    /// wrote under that number: one of both sides has lost a part of its history.
    fn is_foreign(&self, manifest: &Manifest) -> Result<bool, TransferError> {
        let is_other = match self.bags().manifest(manifest.received) {
            Ok(ours) => manifest.received_manifest != Some(ManifestHash(ours.hash())),
            Err(TransferError::NoSuchBag(_)) => false,
            Err(error) => return Err(error),
        };
        Ok(is_other || manifest.received > self.bags().last()?)
    }

    /// Our bag that a desk's bag confirms by number and hash, if it was to that desk,
    /// in our epoch, and was not confirmed and pruned before.
    fn confirmed(&self, manifest: &Manifest) -> Result<Option<SignedManifest>, DeliverError> {
        let ours = match self.bags().manifest(manifest.received) {
            Err(TransferError::NoSuchBag(_)) => return Ok(None),
            ours => ours?,
        };
        let is_same = manifest.received_manifest == Some(ManifestHash(ours.hash()));
        let is_its =
            is_same && ours.manifest().epoch == self.installation.epoch() && ours.manifest().to == manifest.from;
        Ok(is_its.then_some(ours))
    }

    /// Removes what is of no use once the bag is noted. A repeat does it too.
    fn tidy(&self, manifest: &Manifest, desks: &KnownDesks) -> Result<(), DeliverError> {
        let batches = manifest.members.iter().map(|member| member.sha256);
        let noted: Vec<_> = batches.filter(|batch| desks.has_batch(&manifest.from, batch)).collect();
        self.vault.settle_batches(&noted)?;
        if self.confirmed(manifest)?.is_some() {
            self.bags().prune(manifest.received)?;
        }
        Ok(())
    }

    fn bags(&self) -> Bags {
        Bags::beside(self.installation.directory())
    }
}

impl Delivered {
    fn at(sequence: u64, place: Place) -> Self {
        Self {
            sequence,
            // Bags are cumulative: an overtaken one brings nothing new.
            already: matches!(place, Place::Known | Place::Overtaken),
            replies: 0,
            acknowledged: 0,
            gaps: if let Place::AfterGap(gap) = place { vec![gap] } else { Vec::new() },
            reordered: place == Place::Overtaken,
            ahead: false,
        }
    }
}
