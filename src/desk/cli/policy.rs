//! `policy`

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::usage::unreadable;
use crate::case::Case;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::policy::kept::SetError;
use crate::policy::shown::{self, Key};
use crate::policy::written::BYTES_MOST;
use crate::policy::{self, PolicyError};

pub(super) const EXAMPLE: &str =
    "Examples:\n  subrosa-desk policy show\n  subrosa-desk policy set policy.toml --reason 'as the editors agreed'";

#[derive(Args)]
pub(super) struct Policy {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Print the rules that hold, as TOML, with what differs from the built-in ones
    #[command(after_help = "Example:\n  subrosa-desk policy show > policy.toml")]
    Show,
    /// Set the rules, in the place of those before
    #[command(after_help = "Example:\n  subrosa-desk policy set policy.toml --reason 'as the editors agreed'")]
    Set {
        /// The rules, TOML; config/policy.example.toml explains every key
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        Self::new(Exit::Usage, "policy", error.to_string()).hint("config/policy.example.toml explains every key")
    }
}

impl From<SetError> for Failure {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Policy(error) => error.into(),
            SetError::Ledger(error) => error.into(),
        }
    }
}

pub(super) fn run(case: &mut Case, Policy { act }: Policy) -> Result<Output, Failure> {
    match act {
        Act::Show => Ok(show(&policy::now(case.db())?)),
        Act::Set { file, reason } => {
            let policy = policy::set(case, &read_text(&file)?, &reason)?;
            let output = Output::new(object(&policy)).line("The policy is set.");
            Ok(differing(output, &policy))
        }
    }
}

fn show(policy: &policy::Policy) -> Output {
    Output::new(object(policy)).generated(shown::toml(policy))
}

fn differing(output: Output, policy: &policy::Policy) -> Output {
    let keys: Vec<Key> = shown::keys(policy).into_iter().filter(Key::differs).collect();
    let row = |key: &Key| [format!("{}.{}", key.table, key.name), key.value.to_string(), key.default.to_string()];
    match keys.is_empty() {
        true => output.line("It is as the built-in one."),
        false => output.table(["KEY", "NOW", "BUILT IN"], &keys.iter().map(row).collect::<Vec<_>>()),
    }
}

fn object(policy: &policy::Policy) -> Value {
    let differs = shown::keys(policy)
        .into_iter()
        .filter(Key::differs)
        .map(|key| json!({ "key": format!("{}.{}", key.table, key.name), "value": key.value, "default": key.default }));
    json!({ "policy": shown::object(policy), "differs": differs.collect::<Vec<_>>() })
}

/// A policy that is asked by and not set.
pub(super) fn read_policy(file: &Path) -> Result<policy::Policy, Failure> {
    Ok(policy::parse(&read_text(file)?)?)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    // One byte more than may be: what is longer is refused by its length.
    file.take(BYTES_MOST as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    String::from_utf8(bytes).map_err(|_| Failure::new(Exit::Usage, "policy", "a policy is UTF-8 text"))
}
