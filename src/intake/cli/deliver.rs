//! `deliver`: a desk's bag, to the running server or into the vault itself.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use serde_json::json;

use super::output::{Failure, Output};
use super::run::reach;
use crate::clock;
use crate::config::Loaded;
use crate::install::Installation;
use crate::transfer::{DeliverError, Delivered, Incoming, Parcel, Refused, TransferError, ask_deliver};

impl From<DeliverError> for Failure {
    fn from(error: DeliverError) -> Self {
        match error {
            DeliverError::Transfer(error) => error.into(),
            DeliverError::Refused(refused) => refused.into(),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let copied = "keep the file, and ask the editors, in person, whether their case was copied or stolen";
        let message = refused.to_string();
        match refused {
            Refused::Damaged(_) => Self::damaged(
                "bag-damaged",
                message,
                "copy it again from the desk: `subrosa-desk export --again N`; nothing of it was taken",
            ),
            Refused::OtherInstallation => {
                Self::refused("other-installation", message, "carry it to the server that it is for")
            }
            Refused::UnknownDesk => {
                Self::refused("desk-unknown", message, "if the desk is yours, replace the key ring with its newest one")
            }
            Refused::Contents(_) => {
                Self::damaged("bag-contents", message, "ask the editors which version of the program wrote it")
            }
            Refused::Epoch(_) => Self::refused(
                "epoch-changed",
                message,
                "ask the editors, in person, whether and why the case was restored; if it was, let them read you the \
                 new epoch: `subrosa-intake trust-epoch EPOCH --config F`",
            ),
            Refused::SameNumber(_) => Self::damaged("bag-number-twice", message, copied),
            Refused::Link(_) => Self::damaged("bag-chain-broken", message, copied),
        }
    }
}

pub(super) fn deliver(file: &Path, bag: &Path) -> Result<Output, Failure> {
    let loaded = Loaded::read(file)?;
    let mut stick = open(bag)?;
    // The data directory is made here if need be, private.
    Installation::open(&loaded.data())?;
    let parcel = Parcel::copy(&mut stick, &loaded.data()).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => {
            Failure::refused("deliver-at-work", "another command delivers a bag just now", "wait until it is done")
        }
        io::ErrorKind::FileTooLarge => {
            Failure::damaged("bag-too-large", "longer than any bag of a desk", "name the bag that the desk wrote")
        }
        io::ErrorKind::StorageFull => Failure::machine("disk-full", "the server's disk has no room for the bag")
            .with_hint("free some space; nothing was changed"),
        _ => Failure::machine("bag", format!("the bag could not be copied: {error}")),
    })?;
    let delivered = reach(
        &loaded,
        || Ok(ask_deliver(&loaded.data())?),
        |intake| {
            let (installation, vault) = (&intake.installation, intake.vault.as_ref());
            let incoming = Incoming::new(installation, &intake.recipients, vault, clock::today());
            Ok(incoming.deliver(BufReader::new(parcel.reader().map_err(TransferError::from)?))?)
        },
    )?;
    Ok(said(&delivered))
}

fn open(bag: &Path) -> Result<File, Failure> {
    let unreadable = |error: io::Error| {
        let message = format!("{}: {error}", bag.display());
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::IsADirectory => {
                Failure::usage("bag-unreadable", message, "name the bag that `subrosa-desk export` wrote")
            }
            _ => Failure::machine("bag-unreadable", message),
        }
    };
    // Asked before it is opened: opening a pipe would wait for ever.
    if !std::fs::metadata(bag).map_err(unreadable)?.is_file() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    File::open(bag).map_err(unreadable)
}

fn said(delivered: &Delivered) -> Output {
    let Delivered { sequence, already, replies, acknowledged, gaps, reordered, ahead } = delivered;
    let mut lines = vec![match (already, reordered) {
        (true, true) => format!("Bag {sequence} was overtaken by a later one: nothing in it is new."),
        (true, false) => format!("Bag {sequence} was delivered before: nothing changed."),
        _ => {
            format!("Bag {sequence}: {replies} replies stored, decoys among them; {acknowledged} envelopes forgotten.")
        }
    }];
    let gap = |gap: &subrosa_tip::bag::chain::Gap| {
        format!("note: bags {} to {} did not arrive before it; what they held is in this one", gap.first, gap.last)
    };
    lines.extend(gaps.iter().map(gap));
    if *ahead {
        lines.push(
            "note: the desk confirms a bag that this server never wrote: was the data directory restored?".into(),
        );
    }
    let json = json!({
        "bag": {"sequence": sequence, "reordered": reordered, "ahead": ahead},
        "already": already,
        "replies": replies,
        "acknowledged": acknowledged,
        "gaps": gaps,
    });
    Output::done(json, lines.join("\n"))
}
