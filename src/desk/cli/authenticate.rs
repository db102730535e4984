//! `authenticate`

use clap::Args;
use serde_json::json;

use crate::authenticity::decision::{authenticate, decisions};
use crate::case::Case;
use crate::failure::Failure;
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk authenticate D1 --reason 'the council confirmed it in writing on 3 March' --as 'Ada Lovelace'";

#[derive(Args)]
pub(super) struct Authenticate {
    /// The item, such as D1 or T1/F1
    item: String,
    /// Why it counts as genuine
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn run(case: &mut Case, Authenticate { item, reason }: Authenticate) -> Result<Output, Failure> {
    let item = authenticate(case, &item, &reason)?;
    let count = decisions(case.db(), &item)?.len();
    let sha256 = item.sha256.map(hex::encode);
    Ok(Output::new(json!({ "id": item.name, "sha256": sha256, "by": case.editor().to_string(), "decisions": count }))
        .line(format!("{} counts as genuine, by the word of {}.", item.name, case.editor())))
}
