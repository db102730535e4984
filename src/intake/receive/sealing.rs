//! Ciphertext on its way from the age stream to the vault's spool.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use actix_web::web;
use subrosa_tip::envelope::{Form, SealError, SealTo, Sealer};
use subrosa_tip::mailbox::MailboxKeys;

use crate::form::Refusal;
use crate::vault::{Spool, Spooled};

/// Ciphertext that may wait before it is moved on, in bytes: bounds the memory
/// of one upload.
const OUTBOX_BYTES: usize = 128 * 1024;

/// Ciphertext that the sealer wrote and the spool has not taken yet.
#[derive(Clone, Default)]
pub(crate) struct Outbox(Rc<RefCell<Vec<u8>>>);

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An envelope being sealed into a spool.
pub(crate) struct Sealing {
    pub(crate) sealer: Sealer<Outbox>,
    pub(crate) pipe: Pipe,
}

/// The way from the outbox to the spool.
pub(crate) struct Pipe {
    outbox: Outbox,
    spool: Option<Spool>,
}

impl Sealing {
    pub(crate) fn begin(to: &SealTo, mut spool: Spool) -> Result<Self, Refusal> {
        let outbox = Outbox::default();
        let sealer = to.envelope(outbox.clone()).map_err(refusal)?;
        let header_bytes = usize::try_from(sealer.header_bytes()).unwrap_or(0);
        let rest = outbox.0.borrow_mut().split_off(header_bytes);
        spool.header(&outbox.0.replace(rest));
        Ok(Self { sealer, pipe: Pipe { outbox, spool: Some(spool) } })
    }

    /// Closes the age file, signed by a mailbox if there is one.
    pub(crate) async fn finish(self, form: Form, mailbox: Option<&MailboxKeys>) -> Result<Spooled, Refusal> {
        let Self { sealer, mut pipe } = self;
        let mut padding = sealer.pad(form, mailbox).map_err(refusal)?;
        while padding.write_some().map_err(refusal)? {
            pipe.pump().await?;
        }
        padding.finish().map_err(refusal)?;
        pipe.push().await?;
        Ok(pipe.spool.take().ok_or(Refusal::Unavailable)?.finish())
    }
}

impl Pipe {
    /// Moves ciphertext on once enough has gathered.
    pub(crate) async fn pump(&mut self) -> Result<(), Refusal> {
        if self.outbox.0.borrow().len() < OUTBOX_BYTES { Ok(()) } else { self.push().await }
    }

    async fn push(&mut self) -> Result<(), Refusal> {
        let bytes = self.outbox.0.take();
        let mut spool = self.spool.take().ok_or(Refusal::Unavailable)?;
        let (spool, pushed) = if spool.needs_disk(bytes.len()) {
            let blocking = web::block(move || {
                let pushed = spool.push(&bytes);
                (spool, pushed)
            });
            blocking.await.map_err(|_| Refusal::Unavailable)?
        } else {
            let pushed = spool.push(&bytes);
            (spool, pushed)
        };
        self.spool = Some(spool);
        pushed.map_err(|_| Refusal::Unavailable)
    }
}

pub(crate) fn refusal(error: SealError) -> Refusal {
    match error {
        SealError::TooLarge => Refusal::TotalTooLarge,
        _ => Refusal::Unavailable,
    }
}
