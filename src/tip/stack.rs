//! What a function leaves behind on the stack is wiped by the next one that writes
//! there; this one writes there on purpose.
//!
//! Values in boxes leave nothing when they are moved, but the crates that compute
//! with them keep copies in locals. A search of a server's memory found such a copy
//! ten seconds later.

/// Deeper than what any computation here reaches, in bytes.
const DEPTH_BYTES: usize = 64 * 1024;

/// Overwrites the part of the stack below the caller's own frame.
#[inline(never)]
pub fn wipe() {
    let mut below = [0_u8; DEPTH_BYTES];
    std::hint::black_box(&mut below);
}
