//! The command line: one file a command, thin. Parse, call, print.
//!
//! A command that needs a case is `fn run(&mut Case, …) -> Result<Output, Failure>`;
//! the program itself and `batch` reach it through the same `dispatch`.

mod batch;
mod check;
mod consent;
mod corpus;
mod export;
mod extract;
mod forget;
mod generate;
mod import;
mod init;
mod inspect;
mod interview;
mod key;
mod key_export;
mod log;
mod pair;
mod passphrase;
mod reply;
mod search;
mod show;
mod threads;
mod tips;
mod trust;
mod usage;
mod verify;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::case::{Case, Editor};
use crate::clock::Clock;
use crate::failure::{Exit, Failure};
use crate::output::{self, Output};

/// Opens tips where no network is, and keeps who did what.
#[derive(Parser)]
#[command(
    name = "subrosa-desk",
    version,
    disable_help_subcommand = true,
    after_help = "Example:\n  subrosa-desk --case ~/case init\n\nExit codes: 0 done, 1 refused by a rule, 2 usage or unknown id, \
                  3 damaged or hostile input, 4 wrong key or passphrase, 5 the machine failed."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes, before or after its name.
#[derive(Args)]
struct Global {
    /// The directory of the case
    #[arg(long, global = true, value_name = "DIR", env = "SUBROSA_CASE", hide_env_values = true)]
    case: Option<PathBuf>,
    /// Read the passphrase from this file in place of asking for it
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long, global = true)]
    json: bool,
    /// Who acts, for the custody log [default: editor]
    #[arg(long = "as", global = true, value_name = "NAME", env = "SUBROSA_EDITOR", hide_env_values = true)]
    editor: Option<Editor>,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new case with its keys
    #[command(after_help = init::EXAMPLE)]
    Init,
    /// Run commands from standard input, a line each, in one opening of the case
    #[command(after_help = batch::EXAMPLE)]
    Batch,
    /// Print a completion script for a shell
    #[command(after_help = generate::COMPLETIONS_EXAMPLE)]
    Completions(generate::Completions),
    /// Print the manual pages
    #[command(after_help = generate::MAN_EXAMPLE)]
    Man,
    #[command(flatten)]
    Case(CaseCommand),
}

/// The commands that work on an open case.
#[derive(Subcommand)]
enum CaseCommand {
    /// Show the desk's public keys; write the key ring for a server
    #[command(after_help = key::EXAMPLE)]
    Key(key::Key),
    /// Pin a server's key after comparing its words
    #[command(after_help = pair::EXAMPLE)]
    Pair(pair::Pair),
    /// Take a server's new epoch after the operator read it to you
    #[command(after_help = trust::EXAMPLE)]
    TrustEpoch(trust::TrustEpoch),
    /// Look after the case itself
    #[command(after_help = verify::EXAMPLE)]
    Case(verify::Manage),
    /// Take up the tips of a bag
    #[command(after_help = import::EXAMPLE)]
    Import(import::Import),
    /// List the tips
    #[command(after_help = tips::EXAMPLE)]
    Tips,
    /// Show a tip
    #[command(after_help = show::EXAMPLE)]
    Show(show::Show),
    /// Write a file of a tip, decrypted, to the disk
    #[command(after_help = extract::EXAMPLE)]
    Extract(extract::Extract),
    /// Answer a source; the reply waits for the next bag
    #[command(after_help = reply::EXAMPLE)]
    Reply(reply::Reply),
    /// List who can be answered, and how far replies are
    #[command(after_help = threads::EXAMPLE)]
    Threads,
    /// Write the bag to a server: replies, and which of its bags arrived
    #[command(after_help = export::EXAMPLE)]
    Export(export::Export),
    /// Change what may be done with a tip, for a reason
    #[command(after_help = consent::EXAMPLE)]
    Consent(consent::Consent),
    /// Erase a tip with its thread
    #[command(after_help = forget::EXAMPLE)]
    Forget(forget::Forget),
    /// Bring documents into the case, and correct what is said of them
    #[command(after_help = corpus::EXAMPLE)]
    Corpus(corpus::Corpus),
    /// Keep a conversation with a source
    #[command(after_help = interview::EXAMPLE)]
    Interview(interview::Interview),
    /// Change the terms of a conversation, or of a passage of it
    #[command(after_help = interview::TERMS_EXAMPLE)]
    Terms(interview::ChangeTerms),
    /// Find passages in documents, tips and interviews
    #[command(after_help = search::EXAMPLE)]
    Search(search::Search),
    /// Rank what bears on a claim, and show where it differs
    #[command(after_help = check::EXAMPLE)]
    Check(check::Check),
    /// Show what is known of an item, and what it says of itself
    #[command(after_help = inspect::EXAMPLE)]
    Inspect(inspect::Inspect),
    /// Show or check the custody log
    #[command(after_help = log::EXAMPLE)]
    Log(log::Log),
}

/// Runs the program.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    // A second belt: every file is made with its mode, whatever this says.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match Cli::try_parse_from(&arguments) {
        Ok(cli) => run(cli),
        Err(error) => output::print(&usage::answer(&error), arguments.iter().any(|word| word == "--json")),
    }
}

fn run(Cli { global, command }: Cli) -> Exit {
    let answer = match command {
        Command::Batch => return batch::run(&global),
        Command::Init => init::run(&global),
        Command::Completions(arguments) => Ok(generate::completions(arguments)),
        Command::Man => generate::manual(),
        Command::Case(command) => open(&global).and_then(|mut case| dispatch(&mut case, command)),
    };
    output::print(&answer, global.json)
}

fn dispatch(case: &mut Case, command: CaseCommand) -> Result<Output, Failure> {
    match command {
        CaseCommand::Key(arguments) => key::run(case, arguments),
        CaseCommand::Pair(arguments) => pair::run(case, arguments),
        CaseCommand::Case(arguments) => verify::run(case, arguments),
        CaseCommand::Import(arguments) => import::run(case, arguments),
        CaseCommand::Tips => tips::run(case),
        CaseCommand::Show(arguments) => show::run(case, arguments),
        CaseCommand::Extract(arguments) => extract::run(case, arguments),
        CaseCommand::TrustEpoch(arguments) => trust::run(case, arguments),
        CaseCommand::Reply(arguments) => reply::run(case, arguments),
        CaseCommand::Threads => threads::run(case),
        CaseCommand::Export(arguments) => export::run(case, arguments),
        CaseCommand::Consent(arguments) => consent::run(case, arguments),
        CaseCommand::Forget(arguments) => forget::run(case, arguments),
        CaseCommand::Corpus(arguments) => corpus::run(case, arguments),
        CaseCommand::Interview(arguments) => interview::run(case, arguments),
        CaseCommand::Terms(arguments) => interview::change(case, arguments),
        CaseCommand::Search(arguments) => search::run(case, arguments),
        CaseCommand::Check(arguments) => check::run(case, arguments),
        CaseCommand::Inspect(arguments) => inspect::run(case, arguments),
        CaseCommand::Log(arguments) => log::run(case, arguments),
    }
}

fn open(global: &Global) -> Result<Case, Failure> {
    let folder = case_folder(global)?;
    let passphrase = passphrase::existing(global.passphrase_file.as_deref())?;
    Ok(Case::open(folder, &passphrase, Clock::system(), editor(global))?)
}

fn case_folder(global: &Global) -> Result<&PathBuf, Failure> {
    let missing =
        || Failure::new(Exit::Usage, "no-case-named", "no case is named").hint("give --case DIR, or set SUBROSA_CASE");
    global.case.as_ref().ok_or_else(missing)
}

fn editor(global: &Global) -> Editor {
    global.editor.clone().unwrap_or_default()
}
