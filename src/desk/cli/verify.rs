//! `case verify`

use clap::{Args, Subcommand};
use serde_json::json;

use crate::case::Case;
use crate::failure::{Exit, Failure};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk case verify";

#[derive(Args)]
pub(super) struct Manage {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Authenticate every page, every link of the custody log, and every sealed envelope
    #[command(after_help = EXAMPLE)]
    Verify,
}

pub(super) fn run(case: &Case, Manage { action: Action::Verify }: Manage) -> Result<Output, Failure> {
    let health = case.health()?;
    let output = Output::new(json!({
        "ok": health.damage.is_empty(),
        "damage": health.damage,
        "entries": health.entries,
        "head": health.head,
        "envelopes": health.envelopes,
        "unclaimed": health.unclaimed,
    }));
    if health.damage.is_empty() {
        return Ok(output
            .line(format!("The case is whole: {} custody entries, {} envelopes.", health.entries, health.envelopes))
            .line(format!("Head of the custody log, to be written down elsewhere: {}", health.head)));
    }
    let problem = |what: &String| Failure::new(Exit::Damaged, "case-damaged", what.clone());
    Ok(health.damage.iter().map(problem).fold(output, Output::problem))
}
