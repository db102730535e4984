//! `completions` and `man`

use std::io;

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use serde_json::json;

use super::Cli;
use crate::failure::Failure;
use crate::output::Output;

pub(super) const COMPLETIONS_EXAMPLE: &str =
    "Example:\n  subrosa-desk completions bash > ~/.local/share/bash-completion/completions/subrosa-desk";
pub(super) const MAN_EXAMPLE: &str = "Example:\n  subrosa-desk man | man -l -";

#[derive(Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

pub(super) fn completions(Completions { shell }: Completions) -> Output {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "subrosa-desk", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Output::new(json!({ "completions": script })).generated(script.clone())
}

pub(super) fn manual() -> Result<Output, Failure> {
    let mut pages = Vec::new();
    let mut command = Cli::command();
    command.build();
    write_pages(&command, &mut pages).map_err(|error| Failure::machine("the manual could not be made", &error))?;
    let pages = String::from_utf8_lossy(&pages).into_owned();
    Ok(Output::new(json!({ "man": pages })).generated(pages.clone()))
}

/// The page of a command, then those of the commands beneath it.
fn write_pages(command: &Command, to: &mut Vec<u8>) -> io::Result<()> {
    Man::new(command.clone()).render(to)?;
    command.get_subcommands().try_for_each(|inner| write_pages(inner, to))
}
