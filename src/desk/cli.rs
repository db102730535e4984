//! The command line: one file a command, thin. Parse, call, print.
//!
//! A command that needs a case is `fn run(&mut Case, …) -> Result<Output, Failure>`;
//! the program itself and `batch` reach it through the same `dispatch`.

mod authenticate;
mod batch;
mod check;
mod circle;
mod claim;
mod claim_sheet;
mod claim_table;
mod consent;
mod copies;
mod corpus;
mod decide;
mod dkim;
mod editor;
mod evidence;
mod export;
mod exposure;
mod extract;
mod findings;
mod forget;
mod gate;
mod generate;
mod hold;
mod import;
mod independence;
mod init;
mod inspect;
mod interview;
mod judge;
mod key;
mod key_export;
mod log;
mod outlook;
mod pair;
mod passphrase;
mod policy;
mod proof;
mod publish;
mod reply;
mod respond;
mod search;
mod sheet;
mod shell;
mod show;
mod signoff;
mod source;
mod threads;
mod tips;
mod todo;
mod trust;
mod usage;
mod verify;
mod versions;

#[cfg(test)]
mod authenticity_tests;
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
#[allow(clippy::large_enum_variant, reason = "there is one, and it is taken apart at once")]
enum Command {
    /// Make a new case with its keys
    #[command(after_help = init::EXAMPLE)]
    Init,
    /// Run commands from standard input, a line each, in one opening of the case
    #[command(after_help = batch::EXAMPLE)]
    Batch,
    /// Type commands in one opening of the case, with completion
    #[command(after_help = shell::EXAMPLE)]
    Shell,
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
    /// Count the sources of a claim that are independent, and say why
    #[command(after_help = independence::EXAMPLE)]
    Independence(independence::Independence),
    /// See whether what is to be printed could lead to a source, and what would prevent it
    #[command(after_help = exposure::EXAMPLE)]
    Exposure(exposure::Exposure),
    /// See which claims fall with a source
    #[command(after_help = independence::WHAT_IF_EXAMPLE)]
    WhatIf(independence::WhatIf),
    /// Find passages in documents, tips and interviews
    #[command(after_help = search::EXAMPLE)]
    Search(search::Search),
    /// Rank what bears on a claim, and show where it differs
    #[command(after_help = check::EXAMPLE)]
    Check(check::Check),
    /// Show what is known of an item, and what it says of itself
    #[command(after_help = inspect::EXAMPLE)]
    Inspect(inspect::Inspect),
    /// Keep why an item counts as genuine
    #[command(after_help = authenticate::EXAMPLE)]
    Authenticate(authenticate::Authenticate),
    /// List the keys that e-mail is checked with, or import some
    #[command(after_help = dkim::EXAMPLE)]
    DkimKeys(dkim::DkimKeys),
    /// Print one item in words for a court or a colleague
    #[command(after_help = sheet::EXAMPLE)]
    Sheet(sheet::Sheet),
    /// List where copies of a document differ: possible marks of who received which
    #[command(after_help = copies::EXAMPLE)]
    Copies(copies::Copies),
    /// List the versions of a page, and what changed in each
    #[command(after_help = versions::EXAMPLE)]
    Versions(versions::Versions),
    /// Show what a publisher changed from one version to another
    #[command(after_help = versions::DIFF_EXAMPLE)]
    Diff(versions::Diff),
    #[command(flatten)]
    Ledger(LedgerCommand),
    #[command(flatten)]
    Decision(DecisionCommand),
    /// Write the draft and what stands behind it as signed pages
    #[command(after_help = publish::EXAMPLE)]
    Publish(publish::Publish),
    /// Put a published claim right; readers see it with the next dossier
    #[command(after_help = publish::CORRECT_EXAMPLE)]
    Correct(publish::Correct),
    /// Take a published claim back; readers see it with the next dossier
    #[command(after_help = publish::RETRACT_EXAMPLE)]
    Retract(publish::Retract),
    /// Show or check the custody log
    #[command(after_help = log::EXAMPLE)]
    Log(log::Log),
}

/// The commands by which tips become claims.
#[derive(Subcommand)]
enum LedgerCommand {
    /// Keep who or what something is known from
    #[command(after_help = source::EXAMPLE)]
    Source(source::Source),
    /// List the sources
    #[command(after_help = source::LIST_EXAMPLE)]
    Sources(source::Sources),
    /// Keep that we told a source of a claim
    #[command(after_help = source::TOLD_EXAMPLE)]
    Told(source::Told),
    /// Keep who could have known something
    #[command(after_help = circle::EXAMPLE)]
    Circle(circle::Circle),
    /// Show who could have known a claim, or what somebody could have known
    #[command(after_help = circle::KNEW_EXAMPLE)]
    Knew(circle::Knew),
    /// Enter, correct or show a claim
    #[command(after_help = claim::EXAMPLE)]
    Claim(claim::Claim),
    /// List the claims; take them from a table, or write one
    #[command(after_help = claim::LIST_EXAMPLE, args_conflicts_with_subcommands = true)]
    Claims(claim::Claims),
    /// Link a passage to a claim
    #[command(after_help = evidence::EXAMPLE)]
    Link(evidence::Link),
    /// Take a link away, for a reason
    #[command(after_help = evidence::UNLINK_EXAMPLE)]
    Unlink(evidence::Unlink),
    /// Answer a contradiction
    #[command(after_help = evidence::ANSWER_EXAMPLE)]
    Answer(evidence::Answer),
    /// Keep that an item proved damaged or was retracted
    #[command(after_help = evidence::FLAG_EXAMPLE)]
    Flag(evidence::Flag),
    /// Say how far a claim is so
    #[command(after_help = decide::EXAMPLE)]
    Assess(decide::Assess),
    /// Keep your words on anything
    #[command(after_help = decide::NOTE_EXAMPLE)]
    Note(decide::Note),
    /// List what is to be done; add to it, or be done
    #[command(after_help = todo::EXAMPLE)]
    Todo(todo::Todo),
    /// Show what claims lack, cheapest first
    #[command(after_help = gate::MISSING_EXAMPLE)]
    Missing(gate::Missing),
    /// Ask which claims may be printed, and what the others lack
    #[command(after_help = gate::EXAMPLE)]
    Gate(gate::Gate),
    /// Show the newsroom's rules, or set them
    #[command(after_help = policy::EXAMPLE)]
    Policy(policy::Policy),
    /// Read a draft, sentence by sentence, against the case
    #[command(after_help = proof::EXAMPLE)]
    Proof(proof::ProofDraft),
    /// Let a finding of a proof stand, for a reason
    #[command(after_help = proof::ACCEPT_EXAMPLE)]
    Accept(proof::Accept),
    /// Show what happened when
    #[command(after_help = outlook::TIMELINE_EXAMPLE)]
    Timeline(outlook::Timeline),
}

/// The acts of editors that a claim waits for before it is printed.
#[derive(Subcommand)]
enum DecisionCommand {
    /// Give an editor a key of their own; list who has one
    #[command(after_help = editor::EXAMPLE)]
    Editor(editor::Editor),
    /// Sign a claim off as it stands
    #[command(after_help = signoff::EXAMPLE)]
    Signoff(signoff::Signoff),
    /// Let a claim pass in spite of a rule: two editors, for a reason that stays visible
    #[command(after_help = signoff::OVERRULE_EXAMPLE)]
    Overrule(signoff::Overrule),
    /// Keep who was asked to respond, and what they answered
    #[command(after_help = respond::EXAMPLE)]
    Respond(respond::Respond),
    /// Hold what must not be printed yet
    #[command(after_help = hold::EXAMPLE)]
    Hold(hold::Hold),
    /// Keep a search outside the case for earlier reports
    #[command(after_help = judge::EXAMPLE)]
    Searched(judge::Searched),
    /// Decide what is done about what was printed from a tip that was taken back
    #[command(after_help = judge::DECIDE_EXAMPLE)]
    Decide(judge::Decide),
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
        Command::Shell => return shell::run(&global),
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
        CaseCommand::Independence(arguments) => independence::run(case, arguments),
        CaseCommand::Exposure(arguments) => exposure::run(case, arguments),
        CaseCommand::WhatIf(arguments) => independence::what_if(case, arguments),
        CaseCommand::Search(arguments) => search::run(case, arguments),
        CaseCommand::Check(arguments) => check::run(case, arguments),
        CaseCommand::Inspect(arguments) => inspect::run(case, arguments),
        CaseCommand::Authenticate(arguments) => authenticate::run(case, arguments),
        CaseCommand::DkimKeys(arguments) => dkim::run(case, arguments),
        CaseCommand::Sheet(arguments) => sheet::run(case, arguments),
        CaseCommand::Copies(arguments) => copies::run(case, arguments),
        CaseCommand::Versions(arguments) => versions::run(case, &arguments),
        CaseCommand::Diff(arguments) => versions::diff(case, &arguments),
        CaseCommand::Publish(arguments) => publish::publish(case, arguments),
        CaseCommand::Correct(arguments) => publish::correct(case, arguments),
        CaseCommand::Retract(arguments) => publish::retract(case, arguments),
        CaseCommand::Log(arguments) => log::run(case, arguments),
        CaseCommand::Ledger(command) => dispatch_ledger(case, command),
        CaseCommand::Decision(command) => dispatch_decision(case, command),
    }
}

fn dispatch_decision(case: &mut Case, command: DecisionCommand) -> Result<Output, Failure> {
    match command {
        DecisionCommand::Editor(arguments) => editor::run(case, arguments),
        DecisionCommand::Signoff(arguments) => signoff::run(case, arguments),
        DecisionCommand::Overrule(arguments) => signoff::overrule(case, arguments),
        DecisionCommand::Respond(arguments) => respond::run(case, arguments),
        DecisionCommand::Hold(arguments) => hold::run(case, arguments),
        DecisionCommand::Searched(arguments) => judge::searched(case, arguments),
        DecisionCommand::Decide(arguments) => judge::decide(case, arguments),
    }
}

/// The commands of the ledger, apart so that neither list is endless.
fn dispatch_ledger(case: &mut Case, command: LedgerCommand) -> Result<Output, Failure> {
    match command {
        LedgerCommand::Source(arguments) => source::run(case, arguments),
        LedgerCommand::Sources(arguments) => source::all(case, arguments),
        LedgerCommand::Told(arguments) => source::told(case, arguments),
        LedgerCommand::Circle(arguments) => circle::run(case, arguments),
        LedgerCommand::Knew(arguments) => circle::knew(case, arguments),
        LedgerCommand::Claim(arguments) => claim::run(case, arguments),
        LedgerCommand::Claims(arguments) => claim::all(case, arguments),
        LedgerCommand::Link(arguments) => evidence::link(case, arguments),
        LedgerCommand::Unlink(arguments) => evidence::unlink(case, arguments),
        LedgerCommand::Answer(arguments) => evidence::answer(case, arguments),
        LedgerCommand::Flag(arguments) => evidence::flag(case, arguments),
        LedgerCommand::Assess(arguments) => decide::assess(case, arguments),
        LedgerCommand::Note(arguments) => decide::note(case, arguments),
        LedgerCommand::Todo(arguments) => todo::run(case, arguments),
        LedgerCommand::Missing(arguments) => gate::missing(case, arguments),
        LedgerCommand::Gate(arguments) => gate::run(case, arguments),
        LedgerCommand::Policy(arguments) => policy::run(case, arguments),
        LedgerCommand::Proof(arguments) => proof::run(case, arguments),
        LedgerCommand::Accept(arguments) => proof::accept(case, arguments),
        LedgerCommand::Timeline(arguments) => outlook::timeline(case, arguments),
    }
}

fn open(global: &Global) -> Result<Case, Failure> {
    let folder = case_folder(global)?;
    let passphrase = passphrase::existing(global.passphrase_file.as_deref())?;
    Ok(Case::open(folder, &passphrase, Clock::system(), usual_editor(global))?)
}

fn case_folder(global: &Global) -> Result<&PathBuf, Failure> {
    let missing =
        || Failure::new(Exit::Usage, "no-case-named", "no case is named").hint("give --case DIR, or set SUBROSA_CASE");
    global.case.as_ref().ok_or_else(missing)
}

fn usual_editor(global: &Global) -> Editor {
    global.editor.clone().unwrap_or_default()
}
