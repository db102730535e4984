//! The list of hashes, and the signature over it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use subrosa_tip::sign::{Purpose, SigningKey};

use super::PublishError;
use super::dossier::Dossier;
use super::pages;

/// The list of hashes, as `sha256sum -c` reads it.
pub const SUMS: &str = "SHA256SUMS";
/// The signature over it, as `minisign -V` reads it.
pub const SIGNATURE: &str = "SHA256SUMS.minisig";
/// The key that signs.
pub const KEY: &str = "minisign.pub";

/// Files by their names.
pub type Files = BTreeMap<String, Vec<u8>>;

/// All files of a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// With list and signature.
    pub files: Files,
    /// SHA-256 of the list.
    pub sums: [u8; 32],
    /// The key, as minisign writes it.
    pub key: String,
}

impl Sealed {
    /// The signature over the list.
    #[must_use]
    pub fn signature(&self) -> String {
        self.files.get(SIGNATURE).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    }

    /// The same files with a signature that was made of them before.
    #[must_use]
    pub fn signed_as(mut self, signature: &str) -> Self {
        self.files.insert(SIGNATURE.to_owned(), signature.as_bytes().to_vec());
        self
    }
}

/// Makes the files of a dossier. The same dossier and key give the same
/// bytes, but for the signature: the signer adds randomness.
///
/// # Errors
/// [`PublishError`].
pub fn seal(dossier: &Dossier, key: &SigningKey) -> Result<Sealed, PublishError> {
    let public = key.public().as_str().to_owned();
    let mut files = pages::pages(dossier, &public)?;
    files.insert(KEY.to_owned(), format!("untrusted comment: minisign public key\n{public}\n").into_bytes());
    let line = |(name, bytes): (&String, &Vec<u8>)| format!("{}  {name}\n", hex::encode(Sha256::digest(bytes)));
    let list: String = files.iter().map(line).collect();
    let signature = key.sign(Purpose::Dossier, &format!("number {}", dossier.number), list.as_bytes())?;
    let sums = Sha256::digest(&list).into();
    files.insert(SUMS.to_owned(), list.into_bytes());
    files.insert(SIGNATURE.to_owned(), signature.into_bytes());
    Ok(Sealed { files, sums, key: public })
}
