//! What a desk must know of a server before the first bag, compared by people.

use serde::{Deserialize, Serialize};

use crate::ring::Recipient;
use crate::sign::VerifyingKey;
use crate::words::fingerprint;

/// The public side of a server: what `subrosa-intake key --json` prints and
/// `subrosa-desk pair` pins after a person compared the fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeCard {
    /// Random name of the installation, fixed when its data directory was made.
    pub installation: String,
    /// Signs the bags that this server writes.
    pub bag_key: VerifyingKey,
    /// The server's transport recipient: batches of replies are sealed to it.
    pub recipient: Recipient,
    /// Eight words over the three; recomputed, never trusted.
    pub fingerprint: String,
}

impl IntakeCard {
    /// A card with its fingerprint.
    #[must_use]
    pub fn new(installation: String, bag_key: VerifyingKey, recipient: Recipient) -> Self {
        let parts = [installation.as_bytes(), bag_key.as_str().as_bytes(), recipient.as_str().as_bytes()];
        let fingerprint = fingerprint("subrosa intake", &parts);
        Self { installation, bag_key, recipient, fingerprint }
    }

    /// Whether the fingerprint on the card belongs to its keys.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        Self::new(self.installation.clone(), self.bag_key.clone(), self.recipient.clone()) == *self
    }
}

/// Fingerprint of a desk's root key, which a server's configuration pins.
#[must_use]
pub fn root_fingerprint(root: &VerifyingKey) -> String {
    fingerprint("subrosa root", &[root.as_str().as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::SigningKey;

    #[test]
    fn a_card_is_consistent_only_with_all_that_it_says() {
        let recipient = || age::x25519::Identity::generate().to_public().to_string().parse().unwrap();
        let key = || SigningKey::generate().unwrap().public().clone();
        let card = IntakeCard::new("feedfeed".into(), key(), recipient());
        assert!(card.is_consistent());
        assert!(!IntakeCard { installation: "feedfeee".into(), ..card.clone() }.is_consistent());
        assert!(!IntakeCard { bag_key: key(), ..card.clone() }.is_consistent());
        assert!(!IntakeCard { recipient: recipient(), ..card.clone() }.is_consistent());
        assert!(!IntakeCard { fingerprint: "eight other words".into(), ..card }.is_consistent());
    }
}
