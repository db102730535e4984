//! Padmé: ciphertext lengths fall into classes, so that a length says little.
//!
//! The length of the *whole* age file is rounded up, computed from the header
//! bytes that were actually written, because the age crate adds a grease stanza
//! of random length to each header.
//!
//! *Source*: Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata
//! Leakage from Encrypted Files and Communication with PURBs, PETS 2019, section 4.

/// Plaintext bytes in one chunk of an age payload (C2SP age, "Payload").
const CHUNK: u64 = 64 * 1024;
/// Poly1305 tag that follows each chunk.
const TAG: u64 = 16;
/// Nonce between an age header and its payload.
pub(crate) const NONCE: u64 = 16;

/// Rounds a length up to its Padmé class: at most 12 % more, and only
/// O(log log n) bits of the length remain visible.
///
/// ```
/// use subrosa_tip::padding::padme;
/// assert_eq!(padme(9), 10);        // example of the paper's section 4
/// assert_eq!(padme(32_768), 32_768);
/// assert_eq!(padme(32_769), 34_816);
/// ```
#[must_use]
pub fn padme(length: u64) -> u64 {
    if length < 2 {
        return length;
    }
    let exponent = u64::from(length.ilog2());
    let mantissa_bits = u64::from(exponent.checked_ilog2().unwrap_or(0)) + 1;
    let mask = (1_u64 << exponent.saturating_sub(mantissa_bits)) - 1;
    length.saturating_add(mask) & !mask
}

/// Bytes of an age file with this header and this many plaintext bytes.
#[must_use]
pub fn ciphertext_length(header: u64, plaintext: u64) -> u64 {
    header + NONCE + plaintext + TAG * plaintext.div_ceil(CHUNK).max(1)
}

/// The plaintext length that makes an age file exactly `class` bytes long, if
/// there is one: a last chunk cannot be empty, so a few lengths are unreachable.
fn plaintext_for(header: u64, class: u64) -> Option<u64> {
    let payload = class.checked_sub(header + NONCE)?;
    let chunks = payload.div_ceil(CHUNK + TAG);
    let plaintext = payload.checked_sub(TAG * chunks)?;
    (ciphertext_length(header, plaintext) == class).then_some(plaintext)
}

/// The smallest class, from `floor` up, that holds at least `plaintext` bytes
/// behind this header; with the plaintext length that fills it exactly.
///
/// *Returns* `(class, plaintext)`, both in bytes.
#[must_use]
pub fn fit(header: u64, plaintext: u64, floor: u64) -> (u64, u64) {
    let mut class = padme(ciphertext_length(header, plaintext).max(floor));
    loop {
        match plaintext_for(header, class) {
            Some(filled) if filled >= plaintext => return (class, filled),
            _ => class = padme(class + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padme_adds_at_most_twelve_percent_and_is_idempotent() {
        for length in (1..200_000_u64).chain((200_000..5_000_000_000).step_by(7_654_321)) {
            let class = padme(length);
            assert!(class >= length, "{length}");
            assert!((class - length) as f64 <= 0.12 * length as f64 + 1.0, "{length} -> {class}");
            assert_eq!(padme(class), class, "{length}");
        }
    }

    #[test]
    fn every_plaintext_fits_a_class_exactly() {
        for header in (150..1_200).step_by(7) {
            for plaintext in [0, 1, 16_000, 32_000, 65_535, 65_536, 65_537, 131_072, 1 << 24, 4_089_446_400] {
                let (class, filled) = fit(header, plaintext, 32_768);
                assert!(filled >= plaintext);
                assert_eq!(ciphertext_length(header, filled), class);
                assert_eq!(padme(class), class);
            }
        }
    }

    #[test]
    fn an_unreachable_class_is_skipped() {
        // Control: some (header, class) pairs have no solution at all.
        let unreachable = (0..70_000).find(|header| plaintext_for(*header, 1 << 17).is_none());
        let header = unreachable.expect("a pair without solution");
        let (class, _) = fit(header, (1 << 17) - header - 64, 32_768);
        assert!(class > 1 << 17);
    }
}
