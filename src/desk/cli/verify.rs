//! `case verify`

use clap::{Args, Subcommand};
use serde_json::json;

use crate::case::Case;
use crate::failure::{Exit, Failure};
use crate::output::{Output, Progress};
use crate::search::{self, Fresh};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk case verify";

#[derive(Args)]
pub(super) struct Manage {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Authenticate every page, every link of the custody log, and every sealed envelope;
    /// a damaged index is named and made anew
    #[command(after_help = EXAMPLE)]
    Verify,
}

pub(super) fn run(case: &mut Case, Manage { action: Action::Verify }: Manage) -> Result<Output, Failure> {
    let health = case.health()?;
    let index = if health.damage.is_empty() { look_at_index(case)? } else { Looked::Not };
    let damage: Vec<String> = health.damage.iter().cloned().chain(index.damage()).collect();
    let output = Output::new(json!({
        "ok": damage.is_empty(),
        "damage": damage,
        "entries": health.entries,
        "head": health.head,
        "envelopes": health.envelopes,
        "unclaimed": health.unclaimed,
        "index": index.word(),
    }));
    if health.damage.is_empty() {
        let output = index.problem().into_iter().fold(output, Output::problem);
        return Ok(output
            .line(format!("The case is whole: {} custody entries, {} envelopes.", health.entries, health.envelopes))
            .line(format!("Head of the custody log, to be written down elsewhere: {}", health.head)));
    }
    let problem = |what: &String| Failure::new(Exit::Damaged, "case-damaged", what.clone());
    Ok(health.damage.iter().map(problem).fold(output, Output::problem))
}

/// What became of the index.
enum Looked {
    /// The rest of the case is damaged.
    Not,
    /// There is none; the next search makes it.
    None,
    Whole,
    /// It was made anew, because of this.
    MadeAnew(String),
}

/// Makes the index anew where its pages are damaged, or where it holds other passages
/// than the case.
fn look_at_index(case: &mut Case) -> Result<Looked, Failure> {
    if !case.has_index()? {
        return Ok(Looked::None);
    }
    let damage = case.index_damage()?.into_iter().next();
    let progress = Progress::of("items indexed");
    let step = |done, of| progress.step(done, of);
    Ok(match damage {
        Some(damage) => {
            search::remake(case, step)?;
            Looked::MadeAnew(damage)
        }
        None if matches!(search::verify(case, step)?, Fresh::Rebuilt(_)) => {
            Looked::MadeAnew("it did not hold the passages of the case".into())
        }
        None => Looked::Whole,
    })
}

impl Looked {
    fn word(&self) -> &'static str {
        match self {
            Self::Not => "not looked at",
            Self::None => "none",
            Self::Whole => "whole",
            Self::MadeAnew(_) => "made anew",
        }
    }

    fn damage(&self) -> Option<String> {
        let Self::MadeAnew(damage) = self else { return None };
        Some(format!("index.db: {damage}"))
    }

    fn problem(&self) -> Option<Failure> {
        let failure = Failure::new(Exit::Damaged, "index-damaged", self.damage()?);
        Some(
            failure
                .hint("it is derived from the rest of the case and was made anew: nothing is lost; look at the disk"),
        )
    }
}
