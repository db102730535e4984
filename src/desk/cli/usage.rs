//! What clap answers, in the shape of every other answer.

use std::io;
use std::path::Path;

use clap::error::ErrorKind;
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Help and version are answers; the rest is wrong usage.
pub(super) fn answer(error: &clap::Error) -> Result<Output, Failure> {
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            Ok(Output::new(json!({ "help": text })).generated(text.clone()))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            Err(wrong("a command is missing"))
        }
        _ => Err(wrong(first_paragraph(&text))),
    }
}

fn wrong(message: impl Into<String>) -> Failure {
    Failure::new(Exit::Usage, "usage", message).hint("add --help to the command for its usage and an example")
}

fn first_paragraph(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let lines = text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim);
    lines.collect::<Vec<_>>().join(" ")
}

/// An id of the right form that names nothing in this case.
pub(super) fn unknown(id: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Usage, "unknown-id", format!("{id} names nothing in this case"))
        .hint("`subrosa-desk tips` lists what there is")
}

/// A file that was named could not be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => Failure::new(Exit::Usage, "no-such-file", format!("there is no file {path}")),
        io::ErrorKind::IsADirectory => Failure::new(Exit::Usage, "is-a-folder", format!("{path} is a folder")),
        _ => Failure::machine(&format!("{path} could not be read"), error),
    }
}

/// A file that was to be written could not be.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::AlreadyExists => occupied(path),
        _ => Failure::machine(&format!("{} could not be written", path.display()), error),
    }
}

/// Refuses a name for a new file when something has it, or when it is a folder's.
pub(super) fn check_free(path: &Path) -> Result<(), Failure> {
    let names_folder =
        path.is_dir() || path.file_name().is_none() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
    if names_folder {
        let message = format!("{} is a folder", path.display());
        return Err(Failure::new(Exit::Usage, "is-a-folder", message).hint("name the file to write"));
    }
    if path.symlink_metadata().is_ok() { Err(occupied(path)) } else { Ok(()) }
}

fn occupied(path: &Path) -> Failure {
    Failure::new(Exit::Refused, "file-exists", format!("{} is there already", path.display()))
        .hint("nothing is overwritten: name another file")
}
