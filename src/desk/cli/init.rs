//! `init`

use serde_json::json;
use subrosa_tip::pairing::root_fingerprint;

use super::{Global, case_folder, passphrase, usual_editor};
use crate::case::{Case, Cost};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk --case ~/case init";

pub(super) fn run(global: &Global) -> Result<Output, Failure> {
    let folder = case_folder(global)?;
    let passphrase = passphrase::new(global.passphrase_file.as_deref(), "for the case")?;
    let case = Case::init(folder, &passphrase, Cost::RECOMMENDED, Clock::system(), usual_editor(global))?;
    let root = case.root_key()?.public().clone();
    let fingerprint = root_fingerprint(&root);
    let desk = case.desk_id()?;
    Ok(Output::new(
        json!({ "case": folder.display().to_string(), "desk": desk, "root": root, "fingerprint": fingerprint }),
    )
    .line(format!("A case was made in {}.", folder.display()))
    .line(format!("This desk is {desk}. Its root key, in words:"))
    .line(format!("  {fingerprint}"))
    .line("Next: `subrosa-desk key --ring FILE` writes the key ring for the server."))
}
