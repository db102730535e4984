//! `trust-epoch`: a desk's new epoch, after people compared it.

use std::path::Path;

use serde_json::json;

use super::output::{Failure, Output};
use super::run::reach;
use crate::clock;
use crate::config::Loaded;
use crate::transfer::{EpochRefusal, Incoming, ask_trust};

pub(super) fn trust(file: &Path, epoch: &str) -> Result<Output, Failure> {
    let loaded = Loaded::read(file)?;
    let trusted = reach(
        &loaded,
        || Ok(ask_trust(&loaded.data(), epoch)?),
        |intake| {
            let vault = intake.vault.as_ref();
            Ok(Incoming::new(&intake.installation, &intake.recipients, vault, clock::today()).trust(epoch)?)
        },
    )?;
    let already = trusted.map_err(|refusal| match refusal {
        EpochRefusal::Malformed => Failure::usage("epoch-malformed", refusal, "type it as the editors read it to you"),
        EpochRefusal::Replaced => Failure::refused(
            "epoch-replaced",
            refusal,
            "a desk never goes back to an earlier epoch: ask the editors what they restored",
        ),
    })?;
    let text = if already {
        "This epoch was trusted already."
    } else {
        "The desk's bags of this epoch are taken from now on."
    };
    Ok(Output::done(json!({"already": already, "epoch": epoch}), text.into()))
}
