//! The one way in which a bag's tar is laid out.
//!
//! The signature covers the manifest, not tar's headers and padding; so the
//! reader makes both again from the parsed values and compares byte for byte.

use super::BagError;

/// tar's unit, in bytes.
pub(super) const BLOCK: usize = 512;
/// Two zero blocks end the file.
pub(super) const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// The header of a member: ustar, mode 0600, every other field fixed.
pub(super) fn header(name: &str, bytes: u64) -> Result<[u8; BLOCK], BagError> {
    let mut header = tar::Header::new_ustar();
    header.set_path(name).map_err(|_| BagError::Manifest("a member with a forbidden name"))?;
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_cksum();
    Ok(*header.as_bytes())
}

/// Zero bytes between a member's end and the next block.
pub(super) fn padding(bytes: u64) -> &'static [u8] {
    let used = (bytes % BLOCK as u64) as usize;
    END.get(..(BLOCK - used) % BLOCK).unwrap_or_default()
}

/// The size in a header that is otherwise as [`header`] makes it.
pub(super) fn size_of(block: &[u8; BLOCK]) -> Option<u64> {
    tar::Header::from_byte_slice(block).entry_size().ok()
}
