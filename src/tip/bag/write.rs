//! Writing a bag.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

use super::tar_layout::{END, header, padding};
use super::{BagError, Member, SignedManifest};

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SIGNATURE: &str = "manifest.json.minisig";

/// Writes a signed manifest and its members as one tar.
///
/// `open` is asked for each member's reader in the manifest's order.
///
/// # Errors
/// [`BagError::Member`] when a reader gives other bytes than were signed;
/// whatever `open` or the writer answers.
pub fn write_bag<W: Write, R: Read>(
    mut out: W,
    signed: &SignedManifest,
    mut open: impl FnMut(&Member) -> io::Result<R>,
) -> Result<(), BagError> {
    write_entry(&mut out, MANIFEST, signed.bytes())?;
    write_entry(&mut out, SIGNATURE, signed.signature().as_bytes())?;
    for (index, member) in signed.manifest().members.iter().enumerate() {
        out.write_all(&header(&member.name, member.bytes)?)?;
        let mut hashing = Hashing { out: &mut out, hash: Sha256::new(), bytes: 0 };
        io::copy(&mut open(member)?.take(member.bytes.saturating_add(1)), &mut hashing)?;
        let same = hashing.bytes == member.bytes && <[u8; 32]>::from(hashing.hash.finalize()) == member.sha256;
        if !same {
            return Err(BagError::Member(index + 1));
        }
        out.write_all(padding(member.bytes))?;
    }
    out.write_all(&END)?;
    Ok(out.flush()?)
}

fn write_entry(out: &mut impl Write, name: &str, bytes: &[u8]) -> Result<(), BagError> {
    let length = bytes.len() as u64;
    out.write_all(&header(name, length)?)?;
    out.write_all(bytes)?;
    Ok(out.write_all(padding(length))?)
}

struct Hashing<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
