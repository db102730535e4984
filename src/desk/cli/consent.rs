//! `consent`

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use subrosa_tip::envelope::Consent as Level;

use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::consent::{Change, set};
use crate::ledger::{TipRef, consent_word};
use crate::output::Output;

pub(super) const EXAMPLE: &str =
    "Example:\n  subrosa-desk consent T1 quote --reason 'agreed in their reply of 23 November'";

#[derive(Args)]
pub(super) struct Consent {
    /// The tip, such as T1
    tip: TipRef,
    /// What its source allows
    level: Allowed,
    /// Why it changes; asked for down as well as up
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Allowed {
    /// Leads only: nothing of it may be printed
    Background,
    /// It may be retold in other words
    Paraphrase,
    /// It may be quoted
    Quote,
}

impl From<Allowed> for Level {
    fn from(allowed: Allowed) -> Self {
        match allowed {
            Allowed::Background => Self::Background,
            Allowed::Paraphrase => Self::Paraphrase,
            Allowed::Quote => Self::Quote,
        }
    }
}

pub(super) fn run(case: &mut Case, Consent { tip, level, reason }: Consent) -> Result<Output, Failure> {
    let after = consent_word(level.into());
    let before = set(case, tip, level.into(), &reason)?;
    let already = before == after;
    let said = if already { "was so already".to_owned() } else { format!("was {before}") };
    Ok(Output::new(json!({ "id": tip.to_string(), "consent": after, "before": before, "already": already }))
        .line(format!("Consent of {tip}: {after} ({said}).")))
}

pub(super) fn change_object(change: &Change) -> Value {
    json!({
        "day": change.day,
        "by": change.actor,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
    })
}
