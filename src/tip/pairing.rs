//! What a desk must know of a server before the first bag, compared by people.

use serde::{Deserialize, Serialize};

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
    /// Eight words over the two; recomputed, never trusted.
    pub fingerprint: String,
}

impl IntakeCard {
    /// A card with its fingerprint.
    #[must_use]
    pub fn new(installation: String, bag_key: VerifyingKey) -> Self {
        let fingerprint = fingerprint("subrosa intake", &[installation.as_bytes(), bag_key.as_str().as_bytes()]);
        Self { installation, bag_key, fingerprint }
    }

    /// Whether the fingerprint on the card belongs to its keys.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        Self::new(self.installation.clone(), self.bag_key.clone()) == *self
    }
}

/// Fingerprint of a desk's root key, which a server's configuration pins.
#[must_use]
pub fn root_fingerprint(root: &VerifyingKey) -> String {
    fingerprint("subrosa root", &[root.as_str().as_bytes()])
}
