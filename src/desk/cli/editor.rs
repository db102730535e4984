//! `editor`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::usage::{check_free, unwritable};
use crate::case::{Case, Editor as Name};
use crate::disk::Pending;
use crate::failure::Failure;
use crate::output::Output;
use crate::signoff::editor::{self, Keyed};
use crate::signoff::{EditorKey, SignoffError, key};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk editor add 'Grace H' --key-out /media/stick/grace.pem";

#[derive(Args)]
pub(super) struct Editor {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Give an editor a key of their own, to sign claims off with
    #[command(after_help = EXAMPLE)]
    Add {
        /// The editor's name, as they give it with --as
        name: Name,
        /// Where the private half goes, best on a stick of theirs [default: editor-NAME.pem here]
        #[arg(long, value_name = "FILE")]
        key_out: Option<PathBuf>,
    },
    /// List the editors who have a key, with words to compare
    #[command(after_help = "Example:\n  subrosa-desk editor list")]
    List,
    /// Take a lost or stolen key away, with what it signed
    #[command(after_help = "Example:\n  subrosa-desk editor remove 'Grace H' --reason 'the stick was lost'")]
    Remove {
        /// The editor's name
        name: Name,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(super) fn run(case: &mut Case, Editor { act }: Editor) -> Result<Output, Failure> {
    match act {
        Act::Add { name, key_out } => add(case, &name, &key_out.unwrap_or_else(|| usual_file(&name))),
        Act::List => list(case),
        Act::Remove { name, reason } => {
            let gone = editor::remove(case, &name.to_string(), &reason)?;
            Ok(Output::new(json!({ "name": gone.name, "removed": true }))
                .line(format!("{} has no key any more; what it signed is void.", gone.name)))
        }
    }
}

/// A file here, whose name says whose it is: no character of a name makes another path.
fn usual_file(name: &Name) -> PathBuf {
    let plain: String = name.to_string().chars().map(|one| if one.is_alphanumeric() { one } else { '-' }).collect();
    PathBuf::from(format!("editor-{plain}.pem"))
}

fn add(case: &mut Case, name: &Name, path: &Path) -> Result<Output, Failure> {
    check_free(path)?;
    let key = EditorKey::generate()?;
    let mut file = Pending::beside(path).map_err(|error| unwritable(path, &error))?;
    file.write_all(key.to_pem()?.as_bytes()).map_err(|error| unwritable(path, &error))?;
    let added = editor::add(case, name, &key, || file.publish()).map_err(|error| match error {
        SignoffError::Unwritten(error) => unwritable(path, &error),
        other => other.into(),
    })?;
    let mut object = object(&added);
    if let Some(object) = object.as_object_mut() {
        object.insert("key".to_owned(), json!(path.display().to_string()));
    }
    Ok(Output::new(object)
        .line(format!("{} can sign off. Fingerprint: {}", added.name, added.fingerprint()))
        .line(format!("The private key is in {}.", path.display()))
        .notice("whoever has that file signs as this editor: it belongs on a stick of theirs, and nowhere else"))
}

fn list(case: &Case) -> Result<Output, Failure> {
    let editors = editor::all(case.db())?;
    let output = Output::new(json!({ "editors": editors.iter().map(object).collect::<Vec<_>>() }));
    if editors.is_empty() {
        return Ok(output.line("No editor has a key: `subrosa-desk editor add NAME` makes one."));
    }
    let rows: Vec<_> = editors.iter().map(|editor| [editor.name.clone(), editor.fingerprint()]).collect();
    Ok(output.table(["EDITOR", "FINGERPRINT"], &rows))
}

fn object(editor: &Keyed) -> Value {
    json!({
        "name": editor.name,
        "fingerprint": editor.fingerprint(),
        "public_key": key::public_pem(&editor.key),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_an_editor_becomes_another_path() {
        let file = |name: &str| usual_file(&name.parse().unwrap()).display().to_string();
        assert_eq!(file("Grace H"), "editor-Grace-H.pem");
        assert_eq!(file("../../etc/passwd"), "editor-------etc-passwd.pem");
        assert_eq!(file("."), "editor--.pem");
    }
}
