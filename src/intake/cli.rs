//! The commands: parse, call, print.

mod check;
mod deliver;
mod demo;
mod export;
mod generate;
mod output;
mod run;
mod status;
mod trust;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use self::output::{Failure, Output};

/// The form that seals every tip before it is stored.
#[derive(Parser)]
#[command(name = "subrosa-intake", version, about, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print one JSON object on standard output.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Make a case and a form on this machine and serve it, to try things out.
    #[command(after_help = "Example:\n  subrosa-intake demo --dir /tmp/subrosa-demo")]
    Demo {
        /// Directory for everything the demo writes; new or empty.
        #[arg(long, default_value = "subrosa-demo")]
        dir: PathBuf,
        /// Address to serve on: loopback only.
        #[arg(long, default_value = "127.0.0.1:8443")]
        listen: SocketAddr,
    },
    /// Serve the form.
    #[command(after_help = "Example:\n  subrosa-intake serve --config /etc/subrosa/intake.toml")]
    Serve(Config),
    /// Look for what could keep tips out or give something away; repairs nothing.
    #[command(after_help = "Example:\n  subrosa-intake check --config /etc/subrosa/intake.toml")]
    Check(Config),
    /// Count what is stored, by day of receipt.
    #[command(after_help = "Example:\n  subrosa-intake status --config /etc/subrosa/intake.toml --json")]
    Status(Config),
    /// Print what a desk must know of this server, with a fingerprint to compare.
    #[command(
        after_help = "Example:\n  subrosa-intake key --config /etc/subrosa/intake.toml --json > intake-card.json"
    )]
    Key(Config),
    /// Write everything that the desk has not confirmed into the next bag.
    #[command(after_help = "Example:\n  subrosa-intake export --config /etc/subrosa/intake.toml --to /media/stick")]
    Export {
        #[command(flatten)]
        config: Config,
        /// Directory for the bag; made if it is not there.
        #[arg(long)]
        to: PathBuf,
        /// Write an earlier bag again, byte for byte.
        #[arg(long, value_name = "N")]
        again: Option<u64>,
    },
    /// Take in a desk's bag: its replies are stored, and what it confirms is deleted.
    ///
    /// Of the replies that are counted most may be decoys: every batch has sixteen,
    /// and nobody but a source can tell. A bag that was delivered before changes
    /// nothing.
    #[command(
        after_help = "Example:\n  subrosa-intake deliver --config /etc/subrosa/intake.toml /media/stick/bag-000001.tar"
    )]
    Deliver {
        #[command(flatten)]
        config: Config,
        /// The bag that `subrosa-desk export` wrote.
        bag: PathBuf,
    },
    /// Take a desk's new epoch, after the editors read it to you.
    #[command(after_help = "Example:\n  subrosa-intake trust-epoch 0123456789abcdef --config /etc/subrosa/intake.toml")]
    TrustEpoch {
        /// The epoch, as the desk's custody log names it.
        epoch: String,
        #[command(flatten)]
        config: Config,
    },
    /// Build a new store from the vault's raw files, when sled does not open.
    #[command(after_help = "Example:\n  subrosa-intake rebuild --config /etc/subrosa/intake.toml")]
    Rebuild(Config),
    /// Print a script that completes commands in a shell.
    #[command(after_help = "Example:\n  subrosa-intake completions bash > /etc/bash_completion.d/subrosa-intake")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual, one page for each command.
    #[command(after_help = "Example:\n  subrosa-intake man | man -l -")]
    Man,
}

#[derive(Args)]
struct Config {
    /// The configuration file.
    #[arg(long, value_name = "F")]
    config: PathBuf,
}

/// Runs the command line and answers with the process's exit code.
#[must_use]
pub fn main() -> ExitCode {
    let hardened = crate::host::harden().map_err(|error| Failure::machine("host", error));
    output::log_to_standard_error();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::print_usage(&error, std::env::args_os().any(|argument| argument == "--json")),
    };
    let answer = hardened.and_then(|()| dispatch(cli.command, cli.json));
    output::print(answer, cli.json)
}

fn dispatch(command: Command, json: bool) -> Result<Output, Failure> {
    match command {
        Command::Demo { dir, listen } => demo::demo(&dir, listen, json),
        Command::Serve(Config { config }) => run::serve(&config),
        Command::Check(Config { config }) => Ok(check::check(&config)),
        Command::Status(Config { config }) => status::status(&config),
        Command::Key(Config { config }) => run::key(&config),
        Command::Export { config, to, again } => export::export(&config.config, &to, again),
        Command::Deliver { config, bag } => deliver::deliver(&config.config, &bag),
        Command::TrustEpoch { epoch, config } => trust::trust(&config.config, &epoch),
        Command::Rebuild(Config { config }) => run::rebuild_vault(&config),
        Command::Completions { shell } => Ok(generate::completions(shell)),
        Command::Man => generate::manual(),
    }
}
