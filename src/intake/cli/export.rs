//! `export`: the next bag, from the running server or from the vault itself.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde_json::json;
use subrosa_tip::bag::BagError;

use super::output::{Failure, Output};
use super::run::reach;
use crate::clock;
use crate::config::Loaded;
use crate::install::Installation;
use crate::recipients::Recipients;
use crate::transfer::{Outgoing, TransferError, ask_export, check_bag};

impl From<TransferError> for Failure {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Vault(error) => error.into(),
            TransferError::NoSuchBag(_) => Self::usage("no-such-bag", error, "leave out --again for the next bag"),
            TransferError::Io(cause) | TransferError::Bag(BagError::Io(cause)) => {
                Self::machine("export", format!("the bag could not be written or read: {cause}"))
            }
            TransferError::Bag(_) => {
                Self::damaged("bag", error, "run the export again; if it fails again, run `rebuild`")
            }
            TransferError::Damaged(_) => {
                Self::damaged("data-directory", error, "restore the data directory from a backup")
            }
            TransferError::NoDesk | TransferError::Forgotten | TransferError::Server(_) => {
                Self::refused("export", error, "run `subrosa-intake check --config F`")
            }
        }
    }
}

pub(super) fn export(file: &Path, to: &Path, again: Option<u64>) -> Result<Output, Failure> {
    let loaded = Loaded::read(file)?;
    fs::create_dir_all(to).map_err(|error| Failure::machine("to", format!("{}: {error}", to.display())))?;
    let part = to.join("bag.part");
    let written = write(&loaded, &part, again).and_then(|(sequence, envelopes)| {
        let bag = to.join(format!("bag-{sequence:06}.tar"));
        fs::rename(&part, &bag).and_then(|()| File::open(to)?.sync_all()).map_err(TransferError::from)?;
        Ok((sequence, envelopes, bag))
    });
    let (sequence, envelopes, bag) = written.inspect_err(|_| {
        // Nothing that could be taken for a bag stays behind.
        let _gone = fs::remove_file(&part);
    })?;
    let text = format!("{}: bag {sequence} with {envelopes} envelopes", bag.display());
    Ok(Output::done(json!({"bag": bag, "sequence": sequence, "envelopes": envelopes}), text))
}

fn write(loaded: &Loaded, part: &Path, again: Option<u64>) -> Result<(u64, usize), Failure> {
    let done = reach(
        loaded,
        || from_server(loaded, part, again),
        |intake| {
            let bag = Outgoing::new(&intake.installation, &intake.recipients, intake.vault.clone()).bag(again)?;
            bag.write(io::BufWriter::new(create(part).map_err(TransferError::from)?))?;
            Ok((bag.sequence(), bag.envelopes()))
        },
    )?;
    File::open(part).and_then(|file| file.sync_all()).map_err(TransferError::from)?;
    Ok(done)
}

fn from_server(loaded: &Loaded, part: &Path, again: Option<u64>) -> Result<Option<(u64, usize)>, Failure> {
    let Some((sequence, envelopes, mut bytes)) = ask_export(&loaded.data(), again)? else { return Ok(None) };
    io::copy(&mut bytes, &mut create(part).map_err(TransferError::from)?).map_err(TransferError::from)?;
    let installation = Installation::open(&loaded.data())?;
    let recipients = Recipients::load(loaded, clock::today())?;
    check_bag(part, &installation, recipients.desk().ok_or(TransferError::NoDesk)?)?;
    Ok(Some((sequence, envelopes)))
}

fn create(part: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)
}
