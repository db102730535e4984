//! `log show` and `log verify`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::case::Case;
use crate::case::custody::{Entry, Hash};
use crate::failure::Failure;
use crate::ledger::subject;
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk log verify --head 5f0c…";

#[derive(Args)]
pub(super) struct Log {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Show what was done, by whom, on which day
    #[command(after_help = "Example:\n  subrosa-desk log show T1")]
    Show {
        /// Only what was done to this: T1, T1/F1, D1, S1, K1, C1, or E1 with its claim
        id: Option<String>,
    },
    /// Check every link of the log
    #[command(after_help = EXAMPLE)]
    Verify {
        /// A head that was written down earlier: finds a tail that was cut off
        #[arg(long, value_name = "HASH", value_parser = parse_hash)]
        head: Option<Hash>,
    },
}

fn parse_hash(text: &str) -> Result<Hash, &'static str> {
    let mut hash = Hash::default();
    hex::decode_to_slice(text, &mut hash).map_err(|_| "not a head: 64 hexadecimal digits")?;
    Ok(hash)
}

pub(super) fn run(case: &Case, Log { action }: Log) -> Result<Output, Failure> {
    match action {
        Action::Show { id } => show(case, id.as_deref()),
        Action::Verify { head } => verify(case, head),
    }
}

fn show(case: &Case, id: Option<&str>) -> Result<Output, Failure> {
    let entries = match id {
        Some(id) => case.custody_of(&subject::log_of(case, id)?)?,
        None => case.custody(None)?,
    };
    let output = Output::new(json!({ "entries": entries.iter().map(object).collect::<Vec<_>>() }));
    let rows: Vec<_> = entries.iter().map(|(entry, _)| row(entry)).collect();
    Ok(output.table(["ENTRY", "DAY", "BY", "WHAT", "SUBJECT"], &rows))
}

fn object((entry, hash): &(Entry, Hash)) -> Value {
    json!({
        "seq": entry.seq,
        "prev": hex::encode(entry.prev),
        "day": entry.day,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "words": entry.words(),
        "hash": hex::encode(hash),
    })
}

fn row(entry: &Entry) -> [String; 5] {
    let Entry { seq, day, actor, subject, .. } = entry;
    [seq.to_string(), day.to_string(), actor.clone(), entry.words(), subject.clone()]
}

fn verify(case: &Case, head: Option<Hash>) -> Result<Output, Failure> {
    let verified = case.verify_custody(head)?;
    let head = hex::encode(verified.head);
    Ok(Output::new(json!({ "ok": true, "entries": verified.entries, "head": head }))
        .line(format!("Every link of {} entries holds, from the making of this case on.", verified.entries))
        .line(format!("Head, to be written down elsewhere: {head}")))
}
