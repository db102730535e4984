//! `key`, and its sub-command `key export`

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;
use subrosa_tip::pairing::root_fingerprint;

use super::key_export::{self, Export};
use super::usage::unwritable;
use crate::case::{Case, StoredRing};
use crate::disk::{PUBLIC, folder_of, make_private_folder, replace};
use crate::failure::{Exit, Failure};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk key --ring /media/stick/ring.json";

#[derive(Args)]
pub(super) struct Key {
    /// Write the signed key ring here, and its signature beside it as FILE.minisig
    #[arg(long, value_name = "FILE")]
    ring: Option<PathBuf>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Write the age identities to a file that stock `age -d -i` reads
    #[command(after_help = key_export::EXAMPLE)]
    Export(Export),
}

pub(super) fn run(case: &mut Case, Key { ring, action }: Key) -> Result<Output, Failure> {
    match (action, ring) {
        (None, ring) => show(case, ring.as_deref()),
        (Some(Action::Export(arguments)), None) => key_export::run(case, &arguments),
        (Some(_), Some(_)) => Err(Failure::new(Exit::Usage, "usage", "`--ring` does not go with `key export`")),
    }
}

fn show(case: &Case, path: Option<&Path>) -> Result<Output, Failure> {
    let root = case.root_key()?.public().clone();
    let (ring, bag_key, desk) = (case.ring()?, case.bag_key()?.public().clone(), case.desk_id()?);
    let recipients = ring.recipients();
    let fingerprint = root_fingerprint(&root);
    let mut output = Output::new(json!({
        "root": root,
        "fingerprint": fingerprint,
        "recipients": recipients,
        "bag_key": bag_key,
        "desk": desk,
        "ring": path.map(|path| path.display().to_string()),
    }))
    .line(format!("desk         {desk}"))
    .line(format!("root key     {}", root.as_str()))
    .line(format!("in words     {fingerprint}"))
    .line(format!("bag key      {}", bag_key.as_str()));
    for recipient in &recipients {
        output = output.line(format!("recipient    {}", recipient.as_str()));
    }
    if let Some(path) = path {
        write_ring(path, &ring)?;
        output = output.line(format!("The key ring was written to {0}, its signature to {0}.minisig.", path.display()));
    }
    Ok(output)
}

/// The ring is public and always the newest, so an older copy is replaced.
fn write_ring(path: &Path, ring: &StoredRing) -> Result<(), Failure> {
    let mut signature_path = path.to_owned().into_os_string();
    signature_path.push(".minisig");
    let failed = |error| unwritable(path, &error);
    make_private_folder(folder_of(path)).map_err(failed)?;
    replace(Path::new(&signature_path), ring.signature.as_bytes(), PUBLIC).map_err(failed)?;
    replace(path, &ring.bytes, PUBLIC).map_err(failed)
}
