//! `header`: how a passphrase becomes the keys of the case.
//!
//! *Format*, 228 bytes, numbers big-endian:
//!
//! | Bytes | Field |
//! |---|---|
//! | 16 | `subrosa-case-1`, line feed, zero |
//! | 4, 4, 4 | Argon2id: memory in KiB, passes, lanes |
//! | 16 | Argon2id: salt |
//! | 24 | nonce |
//! | 128 | XChaCha20-Poly1305 of the two 32-byte keys, padded with zeros to 112; all above as associated data |
//! | 32 | SHA-256 of all above |
//!
//! The checksum tells a damaged header from a wrong passphrase; it is no
//! protection. The cipher's tag is.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const MAGIC: &[u8; 16] = b"subrosa-case-1\n\0";
const FAMILY: &[u8] = b"subrosa-case-";
const SALT: usize = 16;
const NONCE: usize = 24;
const KEY: usize = 32;
/// Room for a third key without a new format. None is needed today: `case.db` holds
/// the key of the index, which is made anew with it.
const PLAIN: usize = 112;
const TAG: usize = 16;
const CHECKSUM: usize = 32;
/// Length of a header in bytes.
pub(super) const HEADER_BYTES: usize = 16 + 12 + SALT + NONCE + PLAIN + TAG + CHECKSUM;
const _: () = assert!(HEADER_BYTES == 228);

/// A header never asks for more memory than this, in KiB: 2 GiB.
const MEMORY_MAX_KIB: u32 = 2 * 1024 * 1024;
/// Nor for more passes or lanes than these: a hostile header must not stall the desk.
const PASSES_MAX: u32 = 64;
const LANES_MAX: u32 = 16;

/// What deriving a key from the passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// The second recommended option of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes.
    pub const RECOMMENDED: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };

    fn params(self) -> Option<Params> {
        let bounded = self.memory_kib <= MEMORY_MAX_KIB && self.passes <= PASSES_MAX && self.lanes <= LANES_MAX;
        bounded.then(|| Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY)).ok())?
    }
}

/// Why a header gave no keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Cut, altered, or not a header.
    #[error("the header of the case is damaged")]
    Damaged,
    /// A header of another version.
    #[error("the case was made by another version of this program")]
    Version,
    /// Its numbers are outside what this program accepts.
    #[error("the header of the case asks for an unreasonable key derivation")]
    Unreasonable,
    /// The passphrase does not open it.
    #[error("wrong passphrase")]
    Passphrase,
    /// The system has no random numbers.
    #[error("the system gave no random numbers")]
    Random,
}

/// The random keys that the header wraps.
pub(super) struct CaseKeys {
    /// Of `case.db`.
    pub case: Zeroizing<[u8; KEY]>,
    /// Of `keys.db`: its own, so that it can be rewritten under a new one when
    /// identities are destroyed.
    pub keys: Zeroizing<[u8; KEY]>,
}

impl CaseKeys {
    pub fn generate() -> Result<Self, HeaderError> {
        let key = || subrosa_tip::random::<KEY>().map(Zeroizing::new).map_err(|_| HeaderError::Random);
        Ok(Self { case: key()?, keys: key()? })
    }

    fn to_plain(&self) -> Zeroizing<[u8; PLAIN]> {
        let mut plain = Zeroizing::new([0; PLAIN]);
        let both = self.case.iter().chain(self.keys.iter());
        plain.iter_mut().zip(both).for_each(|(place, byte)| *place = *byte);
        plain
    }

    fn from_plain(plain: &[u8; PLAIN]) -> Option<Self> {
        let (case, rest) = plain.split_first_chunk()?;
        let (keys, _reserved) = rest.split_first_chunk()?;
        Some(Self { case: Zeroizing::new(*case), keys: Zeroizing::new(*keys) })
    }
}

/// A header whose checksum held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    cost: Cost,
    salt: [u8; SALT],
    nonce: [u8; NONCE],
    wrapped: [u8; PLAIN],
    tag: [u8; TAG],
}

impl Header {
    /// Wraps the keys under a passphrase.
    pub fn seal(keys: &CaseKeys, passphrase: &[u8], cost: Cost) -> Result<Self, HeaderError> {
        let salt = subrosa_tip::random().map_err(|_| HeaderError::Random)?;
        let nonce = subrosa_tip::random().map_err(|_| HeaderError::Random)?;
        let mut header = Self { cost, salt, nonce, wrapped: *keys.to_plain(), tag: [0; TAG] };
        let cipher = header.cipher(passphrase)?;
        let associated = header.associated();
        let tag = cipher
            .encrypt_in_place_detached(XNonce::from_slice(&nonce), &associated, &mut header.wrapped)
            .map_err(|_| HeaderError::Damaged)?;
        header.tag = tag.into();
        Ok(header)
    }

    /// Unwraps the keys.
    pub fn open(&self, passphrase: &[u8]) -> Result<CaseKeys, HeaderError> {
        let cipher = self.cipher(passphrase)?;
        let mut plain = Zeroizing::new(self.wrapped);
        cipher
            .decrypt_in_place_detached(
                XNonce::from_slice(&self.nonce),
                &self.associated(),
                plain.as_mut_slice(),
                Tag::from_slice(&self.tag),
            )
            .map_err(|_| HeaderError::Passphrase)?;
        CaseKeys::from_plain(&plain).ok_or(HeaderError::Damaged)
    }

    fn cipher(&self, passphrase: &[u8]) -> Result<XChaCha20Poly1305, HeaderError> {
        let params = self.cost.params().ok_or(HeaderError::Unreasonable)?;
        let mut memory = Zeroizing::new(vec![Block::default(); params.block_count()]);
        let mut key = Zeroizing::new([0; KEY]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(passphrase, &self.salt, key.as_mut_slice(), memory.as_mut_slice())
            .map_err(|_| HeaderError::Unreasonable)?;
        Ok(XChaCha20Poly1305::new(key.as_slice().into()))
    }

    fn associated(&self) -> Vec<u8> {
        let numbers = [self.cost.memory_kib, self.cost.passes, self.cost.lanes].map(u32::to_be_bytes);
        [MAGIC.as_slice(), numbers.as_flattened(), &self.salt, &self.nonce].concat()
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [self.associated().as_slice(), &self.wrapped, &self.tag].concat();
        let checksum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    pub fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(HeaderError::Damaged)?;
        if <[u8; CHECKSUM]>::from(Sha256::digest(body)) != *checksum {
            return Err(HeaderError::Damaged);
        }
        if body.starts_with(FAMILY) && !body.starts_with(MAGIC) {
            return Err(HeaderError::Version);
        }
        let header = Self::fields(body).ok_or(HeaderError::Damaged)?;
        header.cost.params().map(|_| header).ok_or(HeaderError::Unreasonable)
    }

    fn fields(body: &[u8]) -> Option<Self> {
        let rest = body.strip_prefix(MAGIC)?;
        let (memory_kib, rest) = rest.split_first_chunk()?;
        let (passes, rest) = rest.split_first_chunk()?;
        let (lanes, rest) = rest.split_first_chunk()?;
        let [memory_kib, passes, lanes] = [memory_kib, passes, lanes].map(|number| u32::from_be_bytes(*number));
        let (salt, rest) = rest.split_first_chunk()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        let (wrapped, rest) = rest.split_first_chunk()?;
        let tag = rest.try_into().ok()?;
        let cost = Cost { memory_kib, passes, lanes };
        Some(Self { cost, salt: *salt, nonce: *nonce, wrapped: *wrapped, tag })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::CHEAP;

    fn sealed() -> (CaseKeys, Vec<u8>) {
        let keys = CaseKeys::generate().unwrap();
        let bytes = Header::seal(&keys, b"a passphrase", CHEAP).unwrap().to_bytes();
        (keys, bytes)
    }

    fn open(bytes: &[u8], passphrase: &[u8]) -> Result<CaseKeys, HeaderError> {
        Header::parse(bytes)?.open(passphrase)
    }

    #[test]
    fn the_passphrase_and_no_other_gives_the_keys_back() {
        let (keys, bytes) = sealed();
        assert_eq!(bytes.len(), HEADER_BYTES);
        let opened = open(&bytes, b"a passphrase").unwrap();
        assert_eq!((&opened.case, &opened.keys), (&keys.case, &keys.keys));
        assert_ne!(opened.case, opened.keys);
        for wrong in [b"".as_slice(), b"a passphrasE", b"a passphrase\n"] {
            assert_eq!(open(&bytes, wrong).err(), Some(HeaderError::Passphrase));
        }
    }

    #[test]
    fn any_flipped_byte_and_any_cut_is_damage() {
        let (_, bytes) = sealed();
        open(&bytes, b"a passphrase").unwrap();
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 0x01;
            assert_eq!(open(&altered, b"a passphrase").err(), Some(HeaderError::Damaged), "byte {at}");
            assert_eq!(open(&bytes[..at], b"a passphrase").err(), Some(HeaderError::Damaged), "cut to {at}");
        }
    }

    #[test]
    fn a_byte_flipped_by_someone_who_mends_the_checksum_never_gives_keys() {
        let (_, bytes) = sealed();
        for at in 0..bytes.len() - CHECKSUM {
            let mut altered = bytes[..bytes.len() - CHECKSUM].to_vec();
            altered[at] ^= 0x01;
            let checksum = Sha256::digest(&altered);
            altered.extend_from_slice(&checksum);
            assert!(open(&altered, b"a passphrase").is_err(), "byte {at}");
        }
    }

    #[test]
    fn an_unreasonable_header_is_refused_before_any_memory_is_taken() {
        let keys = CaseKeys::generate().unwrap();
        let header = Header::seal(&keys, b"x", CHEAP).unwrap();
        for (memory_kib, passes, lanes) in [(u32::MAX, 1, 1), (64, u32::MAX, 1), (64, 1, 64), (0, 0, 0), (64, 0, 1)] {
            let altered = Header { cost: Cost { memory_kib, passes, lanes }, ..header.clone() };
            assert_eq!(Header::parse(&altered.to_bytes()).err(), Some(HeaderError::Unreasonable));
        }
    }

    #[test]
    fn a_header_of_another_version_is_told_from_damage() {
        let (_, bytes) = sealed();
        let mut newer = bytes[..bytes.len() - CHECKSUM].to_vec();
        newer[13] = b'2';
        let checksum = Sha256::digest(&newer);
        newer.extend_from_slice(&checksum);
        assert_eq!(Header::parse(&newer).err(), Some(HeaderError::Version));
    }
}
