//! `export`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::usage::{check_free, unwritable};
use crate::arrive::pairing::{self, ChoiceError, Paired};
use crate::case::Case;
use crate::disk::Pending;
use crate::failure::Failure;
use crate::output::Output;
use crate::reply::outgoing::{self, Outgoing, OutgoingError};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk export --to /media/stick";

#[derive(Args)]
pub(super) struct Export {
    /// The folder to write to; made when it is not there
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// The server that it is for; needed only when several are paired and one is meant
    #[arg(long, value_name = "NAME")]
    installation: Option<String>,
    /// Write the bag with this number again in place of a new one
    #[arg(long, value_name = "N")]
    again: Option<u64>,
}

pub(super) fn run(case: &mut Case, Export { to, installation, again }: Export) -> Result<Output, Failure> {
    let all = pairing::all(case)?;
    if installation.is_some() || all.len() < 2 {
        let paired = pairing::choose(case, installation.as_deref())?;
        let bag = export(case, &paired, &to, again)?;
        return Ok(Output::new(json!({ "bag": bag.json() })).line(bag.line()));
    }
    if again.is_some() {
        return Err(ChoiceError::Several.into());
    }
    // Several servers: a folder each, so that no two bags have one name.
    let bags: Result<Vec<_>, _> =
        all.iter().map(|paired| export(case, paired, &to.join(&paired.installation), None)).collect();
    let bags = bags?;
    let output = Output::new(json!({ "bags": bags.iter().map(Written::json).collect::<Vec<_>>() }));
    Ok(bags.iter().map(Written::line).fold(output, Output::line))
}

/// A bag that lies on the stick.
struct Written {
    path: String,
    installation: String,
    sequence: u64,
    received: u64,
    replies: u64,
    batches: usize,
}

fn export(case: &mut Case, paired: &Paired, to: &Path, again: Option<u64>) -> Result<Written, Failure> {
    let sequence = again.map_or_else(|| outgoing::next_sequence(case, paired), Ok)?;
    let path = to.join(format!("bag-{sequence:06}.tar"));
    // Before a number is given away: a name that is taken must cost none.
    check_free(&path)?;
    let mut file = Pending::beside(&path).map_err(|error| unwritable(&path, &error))?;
    let bag = match again {
        Some(sequence) => outgoing::again(case, paired, sequence)?,
        None => outgoing::next(case, paired)?,
    };
    write(case, &bag, &mut file)?;
    file.publish().map_err(|error| unwritable(&path, &error))?;
    let manifest = bag.manifest();
    Ok(Written {
        path: path.display().to_string(),
        installation: manifest.installation.clone(),
        sequence: manifest.sequence,
        received: manifest.received,
        replies: bag.replies,
        batches: manifest.members.len(),
    })
}

fn write(case: &Case, bag: &Outgoing, file: &mut Pending) -> Result<(), OutgoingError> {
    bag.write(case, std::io::BufWriter::new(file))
}

impl Written {
    fn json(&self) -> Value {
        json!({
            "path": self.path,
            "installation": self.installation,
            "sequence": self.sequence,
            "replies": self.replies,
            "batches": self.batches,
            "received": self.received,
        })
    }

    fn line(&self) -> String {
        let Self { path, sequence, replies, received, .. } = self;
        let confirms = if *received == 0 { "no bag yet".to_owned() } else { format!("all bags up to {received}") };
        format!("Bag {sequence} was written to {path}: {replies} replies; it confirms {confirms}.")
    }
}
