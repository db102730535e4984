//! `forget`

use clap::Args;
use serde_json::json;

use super::usage::unknown;
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::TipRef;
use crate::ledger::forget::forget;
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk forget T1 --as 'Ada Lovelace'";

#[derive(Args)]
pub(super) struct Forget {
    /// The tip to erase with its thread, such as T1
    tip: TipRef,
}

pub(super) fn run(case: &mut Case, Forget { tip }: Forget) -> Result<Output, Failure> {
    let forgotten = forget(case, tip)?.ok_or_else(|| unknown(tip))?;
    let said = if forgotten.already { "had been forgotten already" } else { "is forgotten" };
    Ok(Output::new(json!({
        "id": tip.to_string(),
        "state": "forgotten",
        "already": forgotten.already,
        "envelopes": forgotten.envelopes,
        "files": forgotten.files,
        "cancelled_replies": forgotten.cancelled,
    }))
    .line(format!("{tip} {said}: its words, files, names and sealed originals are gone from this case."))
    .notice("bags on sticks and backups of the case still hold it: destroy those too"))
}
