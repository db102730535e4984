//! `pair`

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use subrosa_tip::pairing::IntakeCard;

use super::usage::unreadable;
use crate::arrive::pairing::pair;
use crate::case::Case;
use crate::failure::{Exit, Failure};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk pair /media/stick/intake.json";

/// Largest card that is read, in bytes; a real one has about 300.
const CARD_MAX_BYTES: u64 = 64 * 1024;
/// Longest line that is read from the terminal, in bytes.
const WORDS_MAX_BYTES: u64 = 4 * 1024;

#[derive(Args)]
pub(super) struct Pair {
    /// What `subrosa-intake key --json` printed
    file: PathBuf,
    /// The eight words that the operator read to you; asked for when not given
    #[arg(long, value_name = "WORDS")]
    fingerprint: Option<String>,
}

pub(super) fn run(case: &mut Case, Pair { file, fingerprint }: Pair) -> Result<Output, Failure> {
    let card = read_card(&file)?;
    let words = fingerprint.map_or_else(ask, Ok)?;
    let already = pair(case, &card, &words)?;
    let said = if already { "was paired already" } else { "is paired" };
    Ok(Output::new(json!({ "installation": card.installation, "fingerprint": card.fingerprint, "already": already }))
        .line(format!("The server {} {said}.", card.installation)))
}

fn read_card(path: &Path) -> Result<IntakeCard, Failure> {
    let mut text = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(CARD_MAX_BYTES).read_to_end(&mut text).map_err(|error| unreadable(path, &error))?;
    serde_json::from_slice(&text).map_err(|_| {
        Failure::new(Exit::Damaged, "card-malformed", format!("{} is not the card of a server", path.display()))
            .hint("let the server write it with `subrosa-intake key --json`")
    })
}

/// Asks on the terminal itself, because standard input may be a batch. The words
/// of the file are not shown: who sees them would type those, not what they hear.
fn ask() -> Result<String, Failure> {
    let typed = || {
        let mut terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        write!(terminal, "Ask the operator for the eight words of the server's key, and type them: ")?;
        let mut words = String::new();
        BufReader::new(terminal.take(WORDS_MAX_BYTES)).read_line(&mut words).map(|_| words)
    };
    typed().map_err(|_: std::io::Error| {
        Failure::new(Exit::Usage, "no-words", "no words were given, and there is no terminal to ask on")
            .hint("give --fingerprint with the words that the operator read to you")
    })
}
