//! From a codename to the keys of a mailbox.
//!
//! ```text
//! codename ──Argon2id(salt, cost of a generation)──▶ root ──HKDF──▶ mailbox key (Ed25519)
//!                                                        └──HKDF──▶ reply identity (age X25519)
//! ```
//!
//! Everything in a thread is signed with the mailbox key: an id that was seen on
//! a stick does not suffice to take a tip back. Replies are sealed to the reply
//! identity. The server keeps neither codename nor root.

use std::fmt;

use age::x25519;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use bech32::{Bech32, Hrp};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::codename::Codename;
use crate::envelope::Mailbox;
use crate::ring::Recipient;

const MAILBOX_KEY_LABEL: &[u8] = b"subrosa mailbox key 1";
const REPLY_IDENTITY_LABEL: &[u8] = b"subrosa reply identity 1";
const ID_LABEL: &[u8] = b"subrosa mailbox id 1";
const DOCUMENT_LABEL: &[u8] = b"subrosa document signature 1\n";
/// A generation never asks for more memory than this, in KiB: 1 GiB.
const MEMORY_MAX_KIB: u32 = 1024 * 1024;
/// Nor for more passes or lanes than these: a damaged one must not stall a server.
const PASSES_MAX: u32 = 64;
const LANES_MAX: u32 = 16;

/// Salt and cost with which an installation derives mailboxes. Numbered, so that
/// the cost can be raised while older codenames still open their mailboxes.
/// Public: it is in the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generation {
    /// 1, 2, 3 …
    pub number: u32,
    /// Random, in hexadecimal.
    #[serde(with = "hex::serde")]
    pub salt: [u8; 16],
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// Why keys could not be derived or a signature was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailboxError {
    /// A generation outside what this program accepts.
    #[error("the generation of mailboxes asks for an unreasonable derivation")]
    Generation,
    /// The key, the recipient or the signature in a document is not one.
    #[error("the mailbox is malformed")]
    Malformed,
    /// The signature does not belong to the document and the key.
    #[error("the mailbox's signature does not hold")]
    Signature,
}

impl Generation {
    /// A generation with a new salt and the cost of this version: 19 MiB, two
    /// passes, one lane, which takes tens of milliseconds. The codename's 90 bits
    /// carry the security; the cost is for the day on which a word was overheard.
    ///
    /// *Source*: OWASP Password Storage Cheat Sheet, Argon2id; RFC 9106.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn new(number: u32) -> Result<Self, getrandom::Error> {
        Ok(Self { number, salt: crate::random()?, memory_kib: 19 * 1024, passes: 2, lanes: 1 })
    }

    /// Whether the numbers are ones that this program derives with.
    ///
    /// # Errors
    /// [`MailboxError::Generation`].
    pub fn check(&self) -> Result<(), MailboxError> {
        self.params().map(drop)
    }

    fn params(&self) -> Result<Params, MailboxError> {
        let bounded = self.number > 0
            && self.memory_kib <= MEMORY_MAX_KIB
            && self.passes <= PASSES_MAX
            && self.lanes <= LANES_MAX;
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32));
        params.ok().filter(|_| bounded).ok_or(MailboxError::Generation)
    }
}

/// Memory for derivations, to be kept while several follow each other.
///
/// glibc gives memory back to the system at once only if it was asked for more
/// than 32 MiB (`DEFAULT_MMAP_THRESHOLD_MAX`): below, 19 MiB at a time left a
/// server with 300 MB of holes. So more is asked for; what is not used is never
/// touched before it is erased.
pub struct DerivationMemory(Zeroizing<Vec<Block>>);

impl DerivationMemory {
    const LEAST_BLOCKS: usize = 33 * 1024;

    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(Self::LEAST_BLOCKS)))
    }

    fn blocks(&mut self, count: usize) -> &mut [Block] {
        self.0.resize(count, Block::default());
        &mut self.0
    }
}

impl Default for DerivationMemory {
    fn default() -> Self {
        Self::new()
    }
}

/// What a codename becomes under one generation. Erased when it goes out of scope;
/// on the heap, because what is moved on a stack stays behind there.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct MailboxRoot(Box<[u8; 32]>);

impl fmt::Debug for MailboxRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailboxRoot(…)")
    }
}

impl MailboxRoot {
    /// Length of a root, in bytes.
    pub const BYTES: usize = 32;

    /// The root that [`MailboxRoot::to_bytes`] gave.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let mut root = Self(Box::new([0; Self::BYTES]));
        root.0.copy_from_slice(bytes);
        root
    }

    /// The root, for whoever seals it to carry it on.
    ///
    /// *Security*: it opens the mailbox without the codename.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// Argon2id (version 1.3) over the codename's eight words, as shown.
    ///
    /// Takes the generation's memory for as long as it runs; whoever calls it
    /// bounds how many run at once.
    ///
    /// # Errors
    /// [`MailboxError::Generation`].
    pub fn derive(codename: &Codename, generation: &Generation) -> Result<Self, MailboxError> {
        Self::derive_in(&mut DerivationMemory::new(), codename, generation)
    }

    /// The same in memory that is used again.
    ///
    /// # Errors
    /// [`MailboxError::Generation`].
    pub fn derive_in(
        memory: &mut DerivationMemory,
        codename: &Codename,
        generation: &Generation,
    ) -> Result<Self, MailboxError> {
        let params = generation.params()?;
        let blocks = memory.blocks(params.block_count());
        let mut root = Self(Box::new([0; Self::BYTES]));
        let derived = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
            codename.text().as_bytes(),
            &generation.salt,
            &mut *root.0,
            blocks,
        );
        crate::stack::wipe();
        derived.map(|()| root).map_err(|_| MailboxError::Generation)
    }

    /// The keys of the mailbox.
    ///
    /// # Errors
    /// Never for a root that was derived; the types cannot say so.
    pub fn keys(&self) -> Result<MailboxKeys, MailboxError> {
        let keys = self.make_keys();
        crate::stack::wipe();
        keys
    }

    /// In a frame of its own, which is wiped afterwards.
    #[inline(never)]
    fn make_keys(&self) -> Result<MailboxKeys, MailboxError> {
        let (signing, reply) = (self.expand(MAILBOX_KEY_LABEL)?, self.expand(REPLY_IDENTITY_LABEL)?);
        let signing = Box::new(SigningKey::from_bytes(signing.as_bytes()));
        let reply_identity = Box::new(age_identity(reply.as_bytes())?);
        let reply_recipient = reply_identity.to_public().to_string().parse().map_err(|_| MailboxError::Malformed)?;
        let public = Box::new(MailboxPublic { key: signing.verifying_key().to_bytes(), reply_recipient });
        Ok(MailboxKeys { signing, reply_identity, public })
    }

    /// HKDF-SHA256 without salt: the root is uniform already. A key of the same
    /// length, as careful with its bytes.
    fn expand(&self, label: &[u8]) -> Result<Self, MailboxError> {
        let mut key = Self(Box::new([0; Self::BYTES]));
        let expanded = Hkdf::<Sha256>::new(None, self.as_bytes()).expand(label, key.0.as_mut_slice());
        expanded.map(|()| key).map_err(|_| MailboxError::Malformed)
    }
}

/// `AGE-SECRET-KEY-1…` of these bytes, read by the age crate.
///
/// *Source*: C2SP age, "X25519 recipient type"; BIP 173 (Bech32).
fn age_identity(secret: &[u8; 32]) -> Result<x25519::Identity, MailboxError> {
    let prefix = Hrp::parse("age-secret-key-").map_err(|_| MailboxError::Malformed)?;
    let text = bech32::encode_upper::<Bech32>(prefix, secret).map(Zeroizing::new);
    text.map_err(|_| MailboxError::Malformed)?.parse().map_err(|_| MailboxError::Malformed)
}

/// The keys of a mailbox. `Send`; erased when they go out of scope.
pub struct MailboxKeys {
    signing: Box<SigningKey>,
    reply_identity: Box<x25519::Identity>,
    public: Box<MailboxPublic>,
}

impl MailboxKeys {
    /// The public halves.
    #[must_use]
    pub fn public(&self) -> &MailboxPublic {
        &self.public
    }

    /// Opens the replies.
    #[must_use]
    pub fn reply_identity(&self) -> &x25519::Identity {
        &self.reply_identity
    }

    /// Signs the canonical form of a document.
    pub(crate) fn sign(&self, canonical: &[u8]) -> [u8; 64] {
        self.signing.sign(&[DOCUMENT_LABEL, canonical].concat()).to_bytes()
    }
}

impl fmt::Debug for MailboxKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailboxKeys(…)")
    }
}

/// The public side of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxPublic {
    /// Ed25519 public key that everything in the thread is signed with.
    pub key: [u8; 32],
    /// age recipient that replies are sealed to.
    pub reply_recipient: Recipient,
}

impl MailboxPublic {
    /// The mailbox's id.
    #[must_use]
    pub fn id(&self) -> MailboxId {
        MailboxId(Sha256::new().chain_update(ID_LABEL).chain_update(self.key).finalize().into())
    }

    /// What a document says of its mailbox, once the signature over `canonical`
    /// was checked.
    pub(crate) fn of(mailbox: &Mailbox, canonical: &[u8]) -> Result<Self, MailboxError> {
        let key = VerifyingKey::from_bytes(&mailbox.key).map_err(|_| MailboxError::Malformed)?;
        let reply_recipient = mailbox.reply_recipient.parse().map_err(|_| MailboxError::Malformed)?;
        let signed = [DOCUMENT_LABEL, canonical].concat();
        // Strict: no weak key, and one signature has one spelling.
        key.verify_strict(&signed, &Signature::from_bytes(&mailbox.signature)).map_err(|_| MailboxError::Signature)?;
        Ok(Self { key: mailbox.key, reply_recipient })
    }
}

/// Names a mailbox: SHA-256 of a label and the mailbox key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MailboxId(#[serde(with = "hex::serde")] pub [u8; 32]);

impl fmt::Display for MailboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

#[cfg(test)]
mod tests;
