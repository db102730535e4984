//! `todo`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::judge;
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::ClaimRef;
use crate::ledger::decide::{self, Todo as Thing};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk todo add 'call the harbour office' --claim C1 --for Ada";

#[derive(Args)]
pub(super) struct Todo {
    #[command(subcommand)]
    act: Option<Act>,
    /// Only what is to be done for this claim
    #[arg(long, value_name = "C", global = true)]
    claim: Option<ClaimRef>,
    /// Who does it; of a list, only theirs
    #[arg(long = "for", value_name = "NAME", global = true)]
    person: Option<String>,
    /// List what is done as well
    #[arg(long)]
    all: bool,
}

#[derive(Subcommand)]
enum Act {
    /// Keep something to be done
    #[command(after_help = EXAMPLE)]
    Add {
        /// What
        text: String,
    },
    /// Keep that it was done
    #[command(after_help = "Example:\n  subrosa-desk todo done 3")]
    Done {
        /// Its number
        number: u32,
    },
}

pub(super) fn run(case: &mut Case, Todo { act, claim, person, all }: Todo) -> Result<Output, Failure> {
    match act {
        Some(Act::Add { text }) => {
            let number = decide::add_todo(case, &text, claim, person.as_deref())?;
            Ok(Output::new(json!({ "todo": number })).line(format!("To do {number}: {text}")))
        }
        Some(Act::Done { number }) => {
            decide::finish_todo(case, number)?;
            Ok(Output::new(json!({ "todo": number, "done": true })).line(format!("To do {number} is done.")))
        }
        None => {
            let mut things = decide::todos(case.db(), claim, all)?;
            things.retain(|thing| person.is_none() || thing.person == person);
            let (decisions, waiting) = judge::open_decisions(case)?;
            Ok(waiting.into_iter().fold(list(&things, &decisions), Output::notice))
        }
    }
}

fn list(things: &[Thing], decisions: &[Value]) -> Output {
    let todo: Vec<_> = things.iter().map(todo_object).collect();
    let output = Output::new(json!({ "todo": todo, "decisions": decisions }));
    if things.is_empty() {
        return output.line("Nothing is to be done.");
    }
    let row = |thing: &Thing| {
        [
            thing.number.to_string(),
            thing.claim.map(|claim| claim.to_string()).unwrap_or_default(),
            thing.person.clone().unwrap_or_default(),
            if thing.done { "done" } else { "open" }.to_owned(),
            thing.words.clone(),
        ]
    };
    output.table(["TODO", "CLAIM", "FOR", "STATE", "WHAT"], &things.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn todo_object(thing: &Thing) -> Value {
    json!({
        "todo": thing.number,
        "text": thing.words,
        "claim": thing.claim.map(|claim| claim.to_string()),
        "for": thing.person,
        "done": thing.done,
    })
}
