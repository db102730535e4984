//! The places of a mailbox's replies.

use sha2::{Digest, Sha256};
use subrosa_tip::mailbox::MailboxId;

use crate::vault::ReplyPlace;

/// Replies that a mailbox holds at once: more than a source lets wait, and few
/// enough that every sign-in looks at all of them.
pub const PLACES_A_MAILBOX: u32 = 64;

const LABEL: &[u8] = b"subrosa reply place 1";

/// Every place in which a reply of this mailbox may lie.
///
/// *Format*: the first 16 bytes of SHA-256 over a label, the mailbox's id and a
/// number (4 bytes, big endian).
///
/// *Security*: without the id nobody can tell which places belong together, or
/// that two do; nothing else of a mailbox is stored.
pub fn places(mailbox: &MailboxId) -> impl Iterator<Item = ReplyPlace> + use<> {
    let prefix = Sha256::new().chain_update(LABEL).chain_update(mailbox.0);
    (0..PLACES_A_MAILBOX).map(move |number| {
        let hash: [u8; 32] = prefix.clone().chain_update(number.to_be_bytes()).finalize().into();
        let mut place = [0; 16];
        place.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        ReplyPlace(place)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn places_are_the_mailboxs_own_and_stay_what_they_are() {
        let all: Vec<_> = [1, 2].into_iter().flat_map(|n| places(&MailboxId([n; 32]))).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 2 * PLACES_A_MAILBOX as usize);
        assert!(places(&MailboxId([1; 32])).eq(all.iter().take(64).copied()));
        // Computed with Python's hashlib: stored replies must be found for ever.
        assert_eq!(hex::encode(all[0].0), "65f490e762b2e9bad14ce79916b6fdc8");
        assert_eq!(hex::encode(all[63].0), "8e226c723d07b05b840f1c42b48b2cec");
    }
}
