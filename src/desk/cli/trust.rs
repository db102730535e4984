//! `trust-epoch`

use clap::Args;
use serde_json::json;

use crate::arrive::epoch::trust;
use crate::case::Case;
use crate::failure::Failure;
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk trust-epoch 5f0c3a9e1b7d2468";

#[derive(Args)]
pub(super) struct TrustEpoch {
    /// The epoch, as the operator read it to you
    epoch: String,
    /// The server; needed only when several are paired
    #[arg(long, value_name = "NAME")]
    installation: Option<String>,
}

pub(super) fn run(case: &mut Case, TrustEpoch { epoch, installation }: TrustEpoch) -> Result<Output, Failure> {
    let trusted = trust(case, installation.as_deref(), &epoch)?;
    let said = if trusted.already { "was trusted already" } else { "is trusted from now on" };
    Ok(Output::new(json!({ "installation": trusted.installation, "epoch": epoch, "already": trusted.already }))
        .line(format!("Epoch {epoch} of the server {} {said}.", trusted.installation)))
}
