//! A reply that is opened where there is none, so that an empty mailbox costs as
//! much as one with replies.

use std::io;

use subrosa_tip::Day;
use subrosa_tip::reply::{ReplyText, open_reply, seal_reply};

/// A reply to nobody, and the identity that opens it.
pub struct StandIn {
    identity: age::x25519::Identity,
    reply: Vec<u8>,
}

impl StandIn {
    pub(super) fn make() -> io::Result<Self> {
        let identity = age::x25519::Identity::generate();
        let recipient = identity.to_public().to_string().parse().map_err(io::Error::other)?;
        let empty = ReplyText { text: String::new().into(), files: Vec::new(), day: Day::EPOCH };
        let reply = seal_reply(&recipient, &empty).map_err(io::Error::other)?;
        Ok(Self { identity, reply })
    }

    /// Opens it, and throws away what it says.
    pub fn open(&self) {
        drop(std::hint::black_box(open_reply(&self.reply, &self.identity)));
    }
}
