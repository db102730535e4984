//! What a bag says of itself, under one signature.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::BagError;
use crate::sign::{Purpose, SignatureError, SigningKey, claims};

const FORMAT: &str = "subrosa-bag-1";
/// Longest member name, in bytes: the name field of a ustar header.
const NAME_MAX_BYTES: usize = 99;
/// Largest member, in bytes: eleven octal digits of a ustar header.
const MEMBER_MAX_BYTES: u64 = 0o77_777_777_777;
/// Longest name of an installation, party or epoch, in bytes: 32 random bytes in
/// hexadecimal fit. The other side logs them for ever, and they stand in paths.
const PARTY_MAX_BYTES: usize = 64;
/// Sequences stay exact in every JSON reader (RFC 8785 section 3.2.2.3).
const SEQUENCE_MAX: u64 = (1 << 53) - 1;

/// One member of a bag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its name inside the tar, such as `envelopes/….age`.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    #[serde(with = "hex::serde")]
    pub sha256: [u8; 32],
}

/// SHA-256 of a manifest's signed bytes, in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ManifestHash(#[serde(with = "hex::serde")] pub [u8; 32]);

/// What is signed. Bags from one party to another within one epoch form a
/// chain: each names the one before by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `subrosa-bag-1`.
    pub format: String,
    /// The server's installation.
    pub installation: String,
    /// Who wrote the bag: `intake`, or a desk's id.
    pub from: String,
    /// Whom it is for.
    pub to: String,
    /// Random; new when the sender's state was made or restored.
    pub epoch: String,
    /// 1, 2, 3 … for each (from, to, epoch).
    pub sequence: u64,
    /// SHA-256 of the manifest with the sequence before; zeros in the first.
    #[serde(with = "hex::serde")]
    pub previous: [u8; 32],
    /// Highest sequence that the sender has received from the other side.
    pub received: u64,
    /// Hash of that bag. A number alone may be of another history of the other side,
    /// which was restored since: without the right hash nothing is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_manifest: Option<ManifestHash>,
    /// SHA-256 of the key ring that the sender uses.
    #[serde(with = "hex::serde")]
    pub ring: [u8; 32],
    /// What the bag carries, in the order of the tar.
    pub members: Vec<Member>,
}

impl Manifest {
    /// The format name that belongs into [`Manifest::format`].
    #[must_use]
    pub fn format_name() -> String {
        FORMAT.to_owned()
    }

    /// Reads a manifest and checks everything about it that needs no key.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, BagError> {
        let manifest: Self =
            serde_json::from_slice(bytes).map_err(|_| BagError::Manifest("not the JSON of a manifest"))?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), BagError> {
        let rule = |holds: bool, name| if holds { Ok(()) } else { Err(BagError::Manifest(name)) };
        rule(self.format == FORMAT, "a format that this version does not read")?;
        let named = [&self.installation, &self.from, &self.to, &self.epoch];
        rule(named.into_iter().all(|name| plain_word(name)), "a name that is no short word")?;
        rule((1..=SEQUENCE_MAX).contains(&self.sequence) && self.received <= SEQUENCE_MAX, "a sequence out of range")?;
        rule(self.members.iter().all(|m| plain_name(&m.name)), "a member with a forbidden name")?;
        rule(self.members.iter().all(|m| m.bytes <= MEMBER_MAX_BYTES), "a member that is too large")?;
        let names: HashSet<_> = self.members.iter().map(|m| &m.name).collect();
        rule(names.len() == self.members.len(), "two members with one name")
    }
}

/// Whether a text can name an installation, a party or an epoch: 1 to 64 letters,
/// digits and hyphens.
#[must_use]
pub fn plain_word(name: &str) -> bool {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain && (1..=PARTY_MAX_BYTES).contains(&name.len())
}

/// `folder/name.suffix` of lower-case letters, digits and hyphens: nothing that
/// could leave a directory, hide, or differ between file systems.
fn plain_name(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let sound = |(folder, file): (&str, &str)| {
        plain(folder) && file.split_once('.').is_some_and(|(stem, suffix)| plain(stem) && plain(suffix))
    };
    name.len() <= NAME_MAX_BYTES && name.split_once('/').is_some_and(sound)
}

/// A manifest's exact bytes with their signature, as they stand in the tar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedManifest {
    pub(super) bytes: Vec<u8>,
    pub(super) signature: String,
    pub(super) manifest: Manifest,
}

impl SignedManifest {
    /// Signs a manifest with the sender's transport key.
    ///
    /// # Errors
    /// [`BagError::Manifest`] when a rule is broken, [`BagError::Signature`] when
    /// signing fails.
    pub fn sign(manifest: Manifest, key: &SigningKey) -> Result<Self, BagError> {
        manifest.check()?;
        let bytes = serde_json_canonicalizer::to_vec(&manifest).map_err(|_| BagError::Manifest("not canonical"))?;
        let signature = key.sign(Purpose::Bag, &manifest.installation, &bytes)?;
        Ok(Self { bytes, signature, manifest })
    }

    /// Reads back what [`SignedManifest::bytes`] and [`SignedManifest::signature`]
    /// gave, from the sender's own store.
    ///
    /// # Errors
    /// [`BagError::Manifest`].
    pub fn restore(bytes: Vec<u8>, signature: String) -> Result<Self, BagError> {
        let manifest = Manifest::parse(&bytes)?;
        Ok(Self { bytes, signature, manifest })
    }

    /// The canonical JSON that is signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text of `manifest.json.minisig`.
    #[must_use]
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of the bytes, which the next manifest names as `previous`.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }

    /// Manifest and signature must name one installation, whoever that is.
    pub(super) fn check_claim(&self) -> Result<(), SignatureError> {
        let claimed = claims(Purpose::Bag, &self.manifest.installation, &self.signature);
        if claimed { Ok(()) } else { Err(SignatureError::Purpose) }
    }

    pub(super) fn check_signature(&self, key: &crate::sign::VerifyingKey) -> Result<(), SignatureError> {
        key.verify(Purpose::Bag, &self.manifest.installation, &self.bytes, &self.signature)
    }
}
