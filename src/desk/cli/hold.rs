//! `hold`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::hold::{self, Hold as Standing};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk hold add C1 --reason 'the lawyer reads it first'\n  subrosa-desk hold lift C1 --reason 'read'";

#[derive(Args)]
pub(super) struct Hold {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Let nothing be printed that rests on something, until the hold is lifted
    #[command(after_help = EXAMPLE)]
    Add(Subject),
    /// Lift a hold
    #[command(after_help = "Example:\n  subrosa-desk hold lift C1 --reason 'the lawyer has read it'")]
    Lift(Subject),
    /// List the holds that stand
    #[command(after_help = "Example:\n  subrosa-desk hold list")]
    List,
}

#[derive(Args)]
struct Subject {
    /// A claim, tip, source or item, such as C1, T1, S1, D4; the whole case without one
    id: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn run(case: &mut Case, Hold { act }: Hold) -> Result<Output, Failure> {
    let (Subject { id, reason }, held) = match act {
        Act::List => return list(case),
        Act::Add(subject) => (subject, true),
        Act::Lift(subject) => (subject, false),
    };
    if held {
        hold::add(case, id.as_deref(), &reason)?
    } else {
        hold::lift(case, id.as_deref(), &reason)?
    }
    let what = id.as_deref().unwrap_or("the whole case");
    let done = if held { "is held: nothing that rests on it is printed" } else { "is held no longer" };
    Ok(Output::new(json!({ "id": id, "held": held })).line(format!("{what} {done}.")))
}

fn list(case: &Case) -> Result<Output, Failure> {
    let holds = hold::all(case.db())?;
    let output = Output::new(json!({ "holds": holds.iter().map(object).collect::<Vec<_>>() }));
    if holds.is_empty() {
        return Ok(output.line("Nothing is held."));
    }
    let rows: Vec<_> = holds.iter().map(row).collect();
    Ok(output.table(["HELD", "SINCE", "BY", "WHY"], &rows))
}

/// What a hold stands over, in words.
pub(super) fn subject(hold: &Standing) -> String {
    hold.subject.clone().unwrap_or_else(|| "the whole case".to_owned())
}

fn row(hold: &Standing) -> [String; 4] {
    [subject(hold), hold.by.day.to_string(), hold.by.name.clone(), hold.reason.clone().unwrap_or_default()]
}

pub(super) fn object(hold: &Standing) -> Value {
    json!({
        "id": hold.subject,
        "day": hold.by.day,
        "by": hold.by.name,
        "entry": hold.by.entry,
        "reason": hold.reason,
    })
}
