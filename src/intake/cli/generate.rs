//! `completions` and `man`: what the package installs, made from the commands themselves.

use std::io;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use serde_json::json;

use super::Cli;
use super::output::{Failure, Output};

pub(super) fn completions(shell: Shell) -> Output {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "subrosa-intake", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Output::done(json!({ "completions": script }), script)
}

pub(super) fn manual() -> Result<Output, Failure> {
    let mut pages = Vec::new();
    let mut command = Cli::command();
    command.build();
    write_pages(&command, &mut pages).map_err(|error| Failure::machine("man", error))?;
    let pages = String::from_utf8_lossy(&pages).into_owned();
    Ok(Output::done(json!({ "man": pages }), pages))
}

/// The page of a command, then those of the commands beneath it.
fn write_pages(command: &Command, to: &mut Vec<u8>) -> io::Result<()> {
    Man::new(command.clone()).render(to)?;
    command.get_subcommands().try_for_each(|inner| write_pages(inner, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_and_the_completions_name_every_command_of_the_form() {
        let Ok(manual) = manual() else { panic!("no manual") };
        let scripts = [Shell::Bash, Shell::Zsh, Shell::Fish].map(|shell| completions(shell).text);
        for command in Cli::command().get_subcommands().map(Command::get_name) {
            assert!(scripts.iter().all(|script| script.contains(command)), "{command}");
            // A dash is written as an escape there.
            assert!(manual.text.contains(&command.replace('-', "\\-")), "{command}");
        }
    }
}
