//! Reading a bag: nothing is believed before it was checked.

use std::io::{self, Read, Seek, SeekFrom, Take};

use sha2::{Digest, Sha256};

use super::tar_layout::{BLOCK, END, header, padding, size_of};
use super::write::{MANIFEST, SIGNATURE};
use super::{BagError, Manifest, Member, SignedManifest};
use crate::limits::{MANIFEST_MAX_BYTES, SIGNATURE_MAX_BYTES};
use crate::sign::VerifyingKey;

/// A bag of which only the manifest was read, and nothing believed.
pub struct UntrustedBag<R> {
    input: R,
    signed: SignedManifest,
    members_at: u64,
}

impl<R: Read + Seek> UntrustedBag<R> {
    /// Reads the manifest and its signature text.
    ///
    /// # Errors
    /// [`BagError::NotABag`], [`BagError::Truncated`], [`BagError::Layout`],
    /// [`BagError::Manifest`], [`BagError::Signature`] when manifest and signature
    /// do not name the same installation.
    pub fn read(mut input: R) -> Result<Self, BagError> {
        let mut at = 0;
        let bytes = read_entry(&mut input, &mut at, MANIFEST, MANIFEST_MAX_BYTES)?;
        let signature = read_entry(&mut input, &mut at, SIGNATURE, SIGNATURE_MAX_BYTES)?;
        let signature = String::from_utf8(signature).map_err(|_| BagError::Manifest("a signature that is no text"))?;
        let signed = SignedManifest::restore(bytes, signature)?;
        signed.check_claim()?;
        Ok(Self { input, signed, members_at: at })
    }

    /// The installation that the bag *claims* to belong to: good for choosing
    /// the key to check it with, and for nothing else.
    #[must_use]
    pub fn claimed_installation(&self) -> &str {
        &self.signed.manifest.installation
    }

    /// Whom the bag *claims* to be from: as above.
    #[must_use]
    pub fn claimed_sender(&self) -> &str {
        &self.signed.manifest.from
    }

    /// Checks signature, parties, layout and every member.
    ///
    /// # Errors
    /// [`BagError`], naming what was found first.
    pub fn verify(mut self, key: &VerifyingKey, from: &str, to: &str) -> Result<VerifiedBag<R>, BagError> {
        self.signed.check_signature(key)?;
        let manifest = self.signed.manifest();
        if manifest.from != from || manifest.to != to {
            return Err(BagError::WrongParties);
        }
        let mut at = self.members_at;
        let mut places = Vec::with_capacity(manifest.members.len());
        for (index, member) in manifest.members.iter().enumerate() {
            expect(&mut self.input, &mut at, &header(&member.name, member.bytes)?)?;
            places.push(at);
            check_member(&mut self.input, member).map_err(|fault| fault.unwrap_or(BagError::Member(index + 1)))?;
            at += member.bytes;
            expect(&mut self.input, &mut at, padding(member.bytes))?;
        }
        expect(&mut self.input, &mut at, &END)?;
        if self.input.read(&mut [0])? != 0 {
            return Err(BagError::Trailing);
        }
        Ok(VerifiedBag { input: self.input, signed: self.signed, places })
    }
}

/// A bag whose every byte was checked. Members are hashed again when they are
/// read: the file lies on a stick, which may answer differently a second time.
pub struct VerifiedBag<R> {
    pub(super) input: R,
    signed: SignedManifest,
    pub(super) places: Vec<u64>,
}

impl<R: Read + Seek> VerifiedBag<R> {
    /// The manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        self.signed.manifest()
    }

    /// SHA-256 of the manifest.
    #[must_use]
    pub fn manifest_hash(&self) -> [u8; 32] {
        self.signed.hash()
    }

    /// The exact bytes that were signed, and the signature, for whoever keeps them.
    #[must_use]
    pub fn signed(&self) -> &SignedManifest {
        &self.signed
    }

    /// Copies the member at this index (from 0) to a writer.
    ///
    /// # Errors
    /// [`BagError::Member`] when it changed since it was verified, or the index
    /// names none: what the writer got must then be thrown away.
    pub fn copy_member(&mut self, index: usize, to: &mut impl io::Write) -> Result<(), BagError> {
        let (member, place) =
            self.signed.manifest.members.get(index).zip(self.places.get(index)).ok_or(BagError::Member(index + 1))?;
        self.input.seek(SeekFrom::Start(*place))?;
        let mut hash = Sha256::new();
        copy_hashed(&mut (&mut self.input).take(member.bytes), &mut hash, to)?;
        if <[u8; 32]>::from(hash.finalize()) == member.sha256 { Ok(()) } else { Err(BagError::Member(index + 1)) }
    }
}

fn read_entry<R: Read>(input: &mut R, at: &mut u64, name: &str, most: u64) -> Result<Vec<u8>, BagError> {
    let mut block = [0; BLOCK];
    input.read_exact(&mut block)?;
    let bytes = size_of(&block).filter(|bytes| *bytes <= most).ok_or(BagError::NotABag)?;
    if block != header(name, bytes)? {
        return Err(BagError::NotABag);
    }
    let mut content = Vec::new();
    input.take(bytes).read_to_end(&mut content)?;
    if content.len() as u64 != bytes {
        return Err(BagError::Truncated);
    }
    *at += BLOCK as u64 + bytes;
    expect(input, at, padding(bytes))?;
    Ok(content)
}

/// Reads as many bytes as are expected and compares them.
fn expect(input: &mut impl Read, at: &mut u64, expected: &[u8]) -> Result<(), BagError> {
    let mut found = vec![0; expected.len()];
    input.read_exact(&mut found)?;
    if let Some(place) = found.iter().zip(expected).position(|(a, b)| a != b) {
        return Err(BagError::Layout(*at + place as u64));
    }
    *at += expected.len() as u64;
    Ok(())
}

/// `Err(None)`: the bytes are others than were signed.
fn check_member<R: Read>(input: &mut R, member: &Member) -> Result<(), Option<BagError>> {
    let mut hash = Sha256::new();
    let mut body: Take<&mut R> = input.take(member.bytes);
    let copied = copy_hashed(&mut body, &mut hash, &mut io::sink()).map_err(|error| Some(error.into()))?;
    if copied != member.bytes {
        return Err(Some(BagError::Truncated));
    }
    if <[u8; 32]>::from(hash.finalize()) == member.sha256 { Ok(()) } else { Err(None) }
}

fn copy_hashed(input: &mut impl Read, hash: &mut Sha256, to: &mut impl io::Write) -> io::Result<u64> {
    let mut buffer = vec![0; 64 * 1024];
    let mut copied = 0;
    loop {
        let length = input.read(&mut buffer)?;
        let piece = buffer.get(..length).unwrap_or_default();
        if piece.is_empty() {
            return Ok(copied);
        }
        hash.update(piece);
        to.write_all(piece)?;
        copied += length as u64;
    }
}
