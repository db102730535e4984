//! What a page of the way back carries on in a hidden field: no cookie, nothing
//! kept here.
//!
//! *Format*: Base64url of nonce (24), then sealed: milliseconds since the start of
//! this process (8, big endian), both roots (64), the reply that was shown (8).
//! One length, whatever it carries.
//!
//! *Security*: sealed with XChaCha20-Poly1305 to a key that lives in this
//! process's memory only. A shortcut: whoever has no such field, or one that is
//! too old, types the codename.

use std::io;
use std::time::Duration;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use subrosa_tip::mailbox::MailboxRoot;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::Roots;

/// Longest time between two requests of one visit: long enough to write an
/// answer, short enough for a browser that somebody left open.
const LIFE: Duration = Duration::from_secs(30 * 60);
const NONCE_BYTES: usize = 24;
const PLAIN_BYTES: usize = 8 + 2 * MailboxRoot::BYTES + 8;

/// What a page takes along.
#[derive(Clone, PartialEq, Eq)]
pub struct Carried {
    /// The mailbox.
    pub roots: Roots,
    /// The vault's number of the reply that the page shows; 0 when it shows none.
    pub shown: u64,
}

pub(super) struct PageKey {
    key: Zeroizing<[u8; 32]>,
    started: Instant,
}

impl PageKey {
    pub(super) fn random() -> io::Result<Self> {
        Ok(Self { key: Zeroizing::new(subrosa_tip::random()?), started: Instant::now() })
    }

    pub(super) fn seal(&self, carried: &Carried, now: Instant) -> io::Result<String> {
        let nonce: [u8; NONCE_BYTES] = subrosa_tip::random()?;
        let since = now.saturating_duration_since(self.started);
        let issued = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        let mut plain = Zeroizing::new(Vec::with_capacity(PLAIN_BYTES));
        plain.extend_from_slice(&issued.to_be_bytes());
        plain.extend_from_slice(carried.roots.current.as_bytes());
        plain.extend_from_slice(carried.roots.previous.as_bytes());
        plain.extend_from_slice(&carried.shown.to_be_bytes());
        let sealed = self.cipher().encrypt(XNonce::from_slice(&nonce), plain.as_slice());
        let sealed = sealed.map_err(|_| io::Error::other("sealing a page's state failed"))?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// `arrived` is when the request's head came in: an upload may take longer
    /// than a page lives.
    pub(super) fn open(&self, text: &str, arrived: Instant) -> Option<Carried> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let plain = Zeroizing::new(self.cipher().decrypt(XNonce::from_slice(nonce), sealed).ok()?);
        let (issued, rest) = plain.split_first_chunk()?;
        let (current, rest) = rest.split_first_chunk()?;
        let (previous, rest) = rest.split_first_chunk()?;
        let issued = Duration::from_millis(u64::from_be_bytes(*issued));
        let age = arrived.saturating_duration_since(self.started).saturating_sub(issued);
        let roots = Roots { current: MailboxRoot::from_bytes(current), previous: MailboxRoot::from_bytes(previous) };
        let carried = Carried { roots, shown: u64::from_be_bytes(rest.try_into().ok()?) };
        (age < LIFE).then_some(carried)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(shown: u64) -> Carried {
        let root = |byte| MailboxRoot::from_bytes(&[byte; 32]);
        Carried { roots: Roots { current: root(1), previous: root(2) }, shown }
    }

    #[test]
    fn a_page_brings_back_what_it_took_along_until_it_is_too_old() {
        let key = PageKey::random().unwrap();
        let now = Instant::now() + Duration::from_secs(90_000);
        let text = key.seal(&carried(7), now).unwrap();
        assert!(key.open(&text, now) == Some(carried(7)));
        let just = now + LIFE - Duration::from_millis(5);
        assert!(key.open(&text, just).is_some() && key.open(&text, now + LIFE).is_none());
    }

    #[test]
    fn a_page_of_another_process_or_an_altered_one_brings_nothing() {
        let (key, other) = (PageKey::random().unwrap(), PageKey::random().unwrap());
        let text = key.seal(&carried(7), Instant::now()).unwrap();
        assert!(key.open(&text, Instant::now()).is_some(), "the control");
        assert!(other.open(&text, Instant::now()).is_none());
        for at in 0..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            assert!(key.open(std::str::from_utf8(&altered).unwrap(), Instant::now()).is_none(), "{at}");
        }
        for text in ["", "A", "é", &text[1..], &text[..40]] {
            assert!(key.open(text, Instant::now()).is_none());
        }
    }

    #[test]
    fn every_state_has_one_length() {
        let key = PageKey::random().unwrap();
        let lengths = [0, 1, u64::MAX].map(|shown| key.seal(&carried(shown), Instant::now()).unwrap().len());
        assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
    }
}
