//! minisign signatures that carry what they are for.
//!
//! A signature made for one purpose and installation is never valid for
//! another: both stand in minisign's trusted comment, which is signed too. The
//! untrusted comment is not covered by any signature, so it is a constant here
//! and compared byte for byte.
//!
//! *Source*: minisign by Frank Denis (Ed25519 over BLAKE2b-512, "prehashed").

use std::fmt;
use std::io::Cursor;

use minisign::{PublicKey, SecretKey, SignatureBox};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const UNTRUSTED_COMMENT: &str = "subrosa signature";

/// What a signature is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The root key's signature over a key ring.
    KeyRing,
    /// A transport key's signature over the manifest of a bag.
    Bag,
    /// A desk's signature over the list of files of a published dossier. Where other
    /// signatures name an installation it names the dossier, which readers know.
    Dossier,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::KeyRing => "key-ring",
            Self::Bag => "bag",
            Self::Dossier => "dossier",
        }
    }
}

/// Why a signature or a key was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The text is not a minisign signature in the one spelling that is accepted.
    #[error("not a minisign signature in its canonical form")]
    Malformed,
    /// The signature was made for something else or for another installation.
    #[error("the signature was made for another purpose or installation")]
    Purpose,
    /// The signature does not match the bytes and the expected key.
    #[error("the signature does not match the bytes and the expected key")]
    Mismatch,
    /// The text or bytes are not a minisign public key.
    #[error("not a minisign public key")]
    PublicKey,
    /// The text or bytes are a secret key where a public key belongs.
    #[error("a secret key stands where a public key belongs")]
    SecretKey,
    /// The operating system gave no random numbers, or the key is unusable.
    #[error("signing failed")]
    Signing,
}

/// The public half of a signing key, written as minisign writes it (`RWQ…`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifyingKey(String);

impl VerifyingKey {
    /// Reads a key of the form that `minisign -G` prints.
    ///
    /// # Errors
    /// [`SignatureError::SecretKey`] when a secret key was given,
    /// [`SignatureError::PublicKey`] for anything else that is not a public key.
    pub fn parse(text: &str) -> Result<Self, SignatureError> {
        let looks_secret = text.starts_with("RWRTY")
            || text.starts_with("RWQAAE")
            || text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY");
        match PublicKey::from_base64(text) {
            Ok(key) if key.to_base64() == text => Ok(Self(text.to_owned())),
            _ if looks_secret => Err(SignatureError::SecretKey),
            _ => Err(SignatureError::PublicKey),
        }
    }

    /// The key's spelling, for fingerprints and files.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks a signature text over these bytes.
    ///
    /// # Errors
    /// [`SignatureError`]; [`SignatureError::Purpose`] when a valid signature was
    /// made for another purpose or installation.
    ///
    /// *Security*: the whole text is compared with its only accepted spelling,
    /// so no byte of it is free to change.
    pub fn verify(
        &self,
        purpose: Purpose,
        installation: &str,
        bytes: &[u8],
        signature: &str,
    ) -> Result<(), SignatureError> {
        let parsed = SignatureBox::from_string(signature).map_err(|_| SignatureError::Malformed)?;
        if parsed.to_string() != signature || parsed.untrusted_comment().ok().as_deref() != Some(UNTRUSTED_COMMENT) {
            return Err(SignatureError::Malformed);
        }
        let key = PublicKey::from_base64(&self.0).map_err(|_| SignatureError::PublicKey)?;
        minisign::verify(&key, &parsed, Cursor::new(bytes), true, false, false)
            .map_err(|_| SignatureError::Mismatch)?;
        if parsed.trusted_comment().ok() != Some(trusted_comment(purpose, installation)) {
            return Err(SignatureError::Purpose);
        }
        Ok(())
    }
}

/// Whether a signature text *claims* this purpose and installation. Nothing is
/// verified: it tells damage from a bag of somebody unknown, before a key is chosen.
pub(crate) fn claims(purpose: Purpose, installation: &str, signature: &str) -> bool {
    let comment = SignatureBox::from_string(signature).ok().and_then(|parsed| parsed.trusted_comment().ok());
    comment == Some(trusted_comment(purpose, installation))
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.0)
    }
}

impl TryFrom<String> for VerifyingKey {
    type Error = SignatureError;

    fn try_from(text: String) -> Result<Self, SignatureError> {
        Self::parse(&text)
    }
}

impl From<VerifyingKey> for String {
    fn from(key: VerifyingKey) -> Self {
        key.0
    }
}

/// A signing key; its bytes are erased when it goes out of scope.
pub struct SigningKey {
    bytes: Zeroizing<Vec<u8>>,
    public: VerifyingKey,
}

impl SigningKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`SignatureError::Signing`] when the system has no random numbers.
    pub fn generate() -> Result<Self, SignatureError> {
        let pair = minisign::KeyPair::generate_unencrypted_keypair().map_err(|_| SignatureError::Signing)?;
        Ok(Self { bytes: Zeroizing::new(pair.sk.to_bytes()), public: VerifyingKey(pair.pk.to_base64()) })
    }

    /// Reads what [`SigningKey::to_bytes`] gave.
    ///
    /// # Errors
    /// [`SignatureError::Signing`] when the bytes are not an unencrypted minisign key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignatureError> {
        let secret = SecretKey::from_bytes(bytes).map_err(|_| SignatureError::Signing)?;
        let public = PublicKey::from_secret_key(&secret).map_err(|_| SignatureError::Signing)?;
        Ok(Self { bytes: Zeroizing::new(bytes.to_vec()), public: VerifyingKey(public.to_base64()) })
    }

    /// The key's bytes, for whoever stores them encrypted or with mode 0600.
    #[must_use]
    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &VerifyingKey {
        &self.public
    }

    /// Signs these bytes for one purpose and installation.
    ///
    /// *Returns* the text of a `.minisig` file that stock `minisign -V` accepts.
    ///
    /// # Errors
    /// [`SignatureError::Signing`].
    pub fn sign(&self, purpose: Purpose, installation: &str, bytes: &[u8]) -> Result<String, SignatureError> {
        let secret = SecretKey::from_bytes(&self.bytes).map_err(|_| SignatureError::Signing)?;
        let comment = trusted_comment(purpose, installation);
        minisign::sign(None, &secret, Cursor::new(bytes), Some(&comment), Some(UNTRUSTED_COMMENT))
            .map(SignatureBox::into_string)
            .map_err(|_| SignatureError::Signing)
    }
}

fn trusted_comment(purpose: Purpose, installation: &str) -> String {
    format!("subrosa {} for {installation}", purpose.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_purpose_and_installation_only() {
        let key = SigningKey::generate().unwrap();
        let text = key.sign(Purpose::Bag, "abc", b"bytes").unwrap();
        let verify = |purpose, installation, bytes: &[u8]| key.public().verify(purpose, installation, bytes, &text);
        assert_eq!(verify(Purpose::Bag, "abc", b"bytes"), Ok(()));
        assert_eq!(verify(Purpose::KeyRing, "abc", b"bytes"), Err(SignatureError::Purpose));
        assert_eq!(verify(Purpose::Bag, "abd", b"bytes"), Err(SignatureError::Purpose));
        assert_eq!(verify(Purpose::Bag, "abc", b"byteS"), Err(SignatureError::Mismatch));
    }

    #[test]
    fn no_byte_of_a_signature_text_is_free_to_change() {
        let key = SigningKey::generate().unwrap();
        let text = key.sign(Purpose::Bag, "abc", b"bytes").unwrap();
        for at in 0..text.len() {
            for flip in [1_u8, 0x20, 0x80] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= flip;
                let Ok(altered) = String::from_utf8(bytes) else { continue };
                assert!(key.public().verify(Purpose::Bag, "abc", b"bytes", &altered).is_err(), "byte {at}");
            }
        }
        for altered in [text.trim_end().to_owned(), format!("{text}\n"), text.replace('\n', "\r\n")] {
            assert!(key.public().verify(Purpose::Bag, "abc", b"bytes", &altered).is_err());
        }
    }

    #[test]
    fn a_secret_key_is_not_taken_for_a_public_one() {
        let key = SigningKey::generate().unwrap();
        let secret = SecretKey::from_bytes(key.to_bytes()).unwrap().to_box(None).unwrap().to_string();
        let secret = secret.lines().last().unwrap();
        assert_eq!(VerifyingKey::parse(secret), Err(SignatureError::SecretKey));
        assert_eq!(VerifyingKey::parse("AGE-SECRET-KEY-1QQQ"), Err(SignatureError::SecretKey));
        assert_eq!(VerifyingKey::parse("nonsense"), Err(SignatureError::PublicKey));
        assert_eq!(VerifyingKey::parse(key.public().as_str()).as_ref(), Ok(key.public()));
    }
}
