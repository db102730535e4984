//! An editor's private key: PKCS #8 in PEM, which `openssl` and most other tools read.
//!
//! It lies outside the case, so that whoever opens the case cannot sign for an editor. It
//! has no passphrase of its own: the file is private, belongs on a stick of the editor's,
//! and signs nothing that the case's passphrase does not open first.
//!
//! *Source*: RFC 8032 (Ed25519), RFC 8410 section 7 (its PKCS #8), RFC 7468 (PEM).

use ed25519_dalek::pkcs8::spki::EncodePublicKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use zeroize::{Zeroize, Zeroizing};

use super::SignoffError;

/// Most bytes of a key file: one has 119.
pub const FILE_BYTES: u64 = 64 * 1024;

/// The private half; erased when it goes out of scope.
pub struct EditorKey(SigningKey);

impl EditorKey {
    /// A new one.
    ///
    /// # Errors
    /// [`SignoffError::Signing`] when the system has no random numbers.
    pub fn generate() -> Result<Self, SignoffError> {
        let mut secret: [u8; 32] = subrosa_tip::random().map_err(|_| SignoffError::Signing)?;
        let key = SigningKey::from_bytes(&secret);
        secret.zeroize();
        Ok(Self(key))
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`SignoffError::NoKey`], [`SignoffError::LockedKey`].
    pub fn from_pem(text: &str) -> Result<Self, SignoffError> {
        if text.contains("BEGIN ENCRYPTED PRIVATE KEY") {
            return Err(SignoffError::LockedKey);
        }
        SigningKey::from_pkcs8_pem(text).map(Self).map_err(|_| SignoffError::NoKey)
    }

    /// The key as a file. The public half is left out: older versions of `openssl` do not
    /// read a PKCS #8 that has it.
    ///
    /// # Errors
    /// [`SignoffError::Signing`].
    pub fn to_pem(&self) -> Result<Zeroizing<String>, SignoffError> {
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        bytes.to_pkcs8_pem(LineEnding::LF).map_err(|_| SignoffError::Signing)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs these bytes.
    pub(super) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

/// Whether this signature over these bytes is by this key. Weak keys sign nothing.
pub(super) fn verifies(public: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    let key = VerifyingKey::from_bytes(public);
    key.is_ok_and(|key| key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok())
}

/// The public half as stock tools read it (SPKI in PEM); none for bytes that are no key.
#[must_use]
pub fn public_pem(public: &[u8; 32]) -> Option<String> {
    VerifyingKey::from_bytes(public).ok()?.to_public_key_pem(LineEnding::LF).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file_and_nothing_else_is_one() {
        let key = EditorKey::generate().unwrap();
        let pem = key.to_pem().unwrap();
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert_eq!(EditorKey::from_pem(&pem).unwrap().public(), key.public());
        assert_eq!(pem.len(), 119);
        let public = public_pem(&key.public()).unwrap();
        let locked = pem.replace("PRIVATE", "ENCRYPTED PRIVATE");
        for (text, expected) in [("", "NoKey"), (&public, "NoKey"), (&pem[..100], "NoKey"), (&locked, "LockedKey")] {
            let error = EditorKey::from_pem(text).err().unwrap();
            assert_eq!(format!("{error:?}"), expected);
        }
    }

    #[test]
    fn a_signature_is_of_its_key_and_bytes_only() {
        let (key, other) = (EditorKey::generate().unwrap(), EditorKey::generate().unwrap());
        let signature = key.sign(b"a statement");
        assert!(verifies(&key.public(), b"a statement", &signature));
        assert!(!verifies(&other.public(), b"a statement", &signature));
        assert!(!verifies(&key.public(), b"a statemenT", &signature));
        let mut altered = signature;
        altered[3] ^= 1;
        assert!(!verifies(&key.public(), b"a statement", &altered));
        assert!(!verifies(&[0; 32], b"a statement", &signature), "the identity is no key");
    }
}
