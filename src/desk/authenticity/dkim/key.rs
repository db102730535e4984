//! A domain's key as its record says (RFC 6376 section 3.6.1, RFC 8463 section 4).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::VerifyingKey;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha1::Sha1;
use sha2::Sha256;

use super::signature::{Algorithm, Claims, is_within};
use super::tags::Tags;

/// Most bytes of a record: the longest key that is looked at, and its notes.
pub const RECORD_BYTES: usize = 8_192;
/// Fewest bits of an RSA key that is not named as weak (RFC 8301, section 3.2).
pub const STRONG_BITS: usize = 1_024;
/// Fewest and most bits of an RSA key that is looked at.
const RSA_BITS: std::ops::RangeInclusive<usize> = 384..=4_096;

/// A text is no key record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key record")]
pub struct RecordError;

/// A key record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// None: the domain took the key back.
    pub key: Option<Key>,
    /// `h=`: hashes that it may be used with; any where empty.
    hashes: Vec<String>,
    /// `s=`: what it may be used for; anything where empty.
    services: Vec<String>,
    /// `t=`: its flags.
    flags: Vec<String>,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// RFC 8017.
    Rsa(Box<RsaPublicKey>),
    /// RFC 8032.
    Ed25519(VerifyingKey),
}

impl Record {
    /// Parses a record.
    ///
    /// # Errors
    /// [`RecordError`]: no tag list, another version, no key, a key of an unknown kind.
    pub fn parse(text: &str) -> Result<Self, RecordError> {
        if text.len() > RECORD_BYTES {
            return Err(RecordError);
        }
        let tags = Tags::parse(text.as_bytes()).map_err(|_| RecordError)?;
        // Where the version stands, it stands first.
        if tags.get("v").is_some_and(|version| version != "DKIM1" || tags.first() != Some("v")) {
            return Err(RecordError);
        }
        let list = |name| {
            let joined = tags.joined(name).unwrap_or_default();
            joined.split(':').filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let text = tags.joined("p").ok_or(RecordError)?;
        let bytes = STANDARD.decode(text).map_err(|_| RecordError)?;
        let kind = tags.get("k").unwrap_or("rsa");
        let key = if bytes.is_empty() { None } else { Some(Key::parse(kind, &bytes)?) };
        Ok(Self { key, hashes: list("h"), services: list("s"), flags: list("t") })
    }

    /// Whether the record lets its key make a signature of this kind.
    #[must_use]
    pub fn allows(&self, claims: &Claims) -> bool {
        let hash = if claims.algorithm == Algorithm::RsaSha1 { "sha1" } else { "sha256" };
        let hashes = self.hashes.is_empty() || self.hashes.iter().any(|word| word == hash);
        let services =
            self.services.is_empty() || self.services.iter().any(|word| matches!(word.as_str(), "*" | "email"));
        hashes && services && (!self.has("s") || is_of_the_domain_itself(claims))
    }

    /// Whether the domain says that it only tries signing out.
    #[must_use]
    pub fn is_on_trial(&self) -> bool {
        self.has("y")
    }

    fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|word| word == flag)
    }
}

/// `t=s`: the identity is of the domain, and not of one below it.
fn is_of_the_domain_itself(claims: &Claims) -> bool {
    let host = claims.identity.as_deref().and_then(|identity| identity.rsplit_once('@'));
    host.is_none_or(|(_, host)| is_within(&claims.domain, &host.to_lowercase()))
}

impl Key {
    fn parse(kind: &str, bytes: &[u8]) -> Result<Self, RecordError> {
        match kind {
            "rsa" => {
                // The standard says PKCS #1; the world writes SubjectPublicKeyInfo.
                let key = RsaPublicKey::from_public_key_der(bytes).ok();
                let key = key.or_else(|| RsaPublicKey::from_pkcs1_der(bytes).ok()).ok_or(RecordError)?;
                let key = Self::Rsa(Box::new(key));
                if RSA_BITS.contains(&key.bits()) { Ok(key) } else { Err(RecordError) }
            }
            "ed25519" => {
                let bytes: &[u8; 32] = bytes.try_into().map_err(|_| RecordError)?;
                VerifyingKey::from_bytes(bytes).map(Self::Ed25519).map_err(|_| RecordError)
            }
            _ => Err(RecordError),
        }
    }

    /// Its length.
    #[must_use]
    pub fn bits(&self) -> usize {
        match self {
            Self::Rsa(key) => key.n().bits(),
            Self::Ed25519(_) => 256,
        }
    }

    /// Whether this key made the signature over this hash.
    #[must_use]
    pub fn made(&self, algorithm: Algorithm, hash: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::Rsa(key), Algorithm::RsaSha256) => {
                key.verify(Pkcs1v15Sign::new::<Sha256>(), hash, signature).is_ok()
            }
            (Self::Rsa(key), Algorithm::RsaSha1) => key.verify(Pkcs1v15Sign::new::<Sha1>(), hash, signature).is_ok(),
            (Self::Ed25519(key), Algorithm::Ed25519Sha256) => {
                // RFC 8463 section 3: the hash is what is signed. Keys of small order are refused.
                let signature = ed25519_dalek::Signature::from_slice(signature);
                signature.is_ok_and(|signature| key.verify_strict(hash, &signature).is_ok())
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8463, appendix A.2.
    const ED25519: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    #[test]
    fn a_record_is_read_and_an_empty_key_is_a_revoked_one() {
        let record = Record::parse(&format!("v=DKIM1; k=ed25519; t=y:s; s=email; n=x; p={ED25519}")).unwrap();
        assert!(record.is_on_trial() && record.key.as_ref().unwrap().bits() == 256);
        assert_eq!(Record::parse("v=DKIM1; p=").unwrap().key, None);
        assert_eq!(Record::parse("p=;").unwrap().key, None);
    }

    #[test]
    fn what_is_no_record_is_refused() {
        let key = format!("p={ED25519}");
        for broken in [
            "",
            "v=DKIM1",
            "v=DKIM2; p=",
            "p=; v=DKIM1",
            "p=*",
            &key,
            &format!("k=dsa; {key}"),
            "k=ed25519; p=QUJD",
            &format!("{}p=", " ".repeat(RECORD_BYTES)),
            "v=spf1 -all",
        ] {
            assert_eq!(Record::parse(broken), Err(RecordError), "{broken:?}");
        }
        assert!(Record::parse(&format!("k=ed25519; {key}")).is_ok(), "the control");
    }
}
