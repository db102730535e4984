//! Reads one document exactly as the desk does, in a worker that is this program
//! started anew, and prints what came of it as one JSON object.
//!
//!     subrosa-reader-probe read FILE [LIMIT=VALUE …]     with the desk's own parsers
//!     subrosa-reader-probe plant ACT [LIMIT=VALUE …]     with a parser that does ACT
//!     subrosa-reader-probe act ACT                       does ACT here, unconfined
//!
//! Called by the name of tesseract, it stands in for one that a picture took over.
//!
//! The planted parser stands in for one that a document took over: it does what
//! the document says. The shipped desk has none of it.
#![allow(unsafe_code, reason = "raw system calls, as code that took a parser over would make them")]

mod acts;

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};
use subrosa_desk::read::extract::{Output, Stop};
use subrosa_desk::read::{self, Format, Limits, Members, Provenance, Reading};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let answer = match words.as_slice() {
        // Started by itself, in place of the desk.
        [word] if *word == read::WORKER => {
            acts::parent();
            return read::worker::main_with(either);
        }
        ["read", file, limits @ ..] => file_reading(file, limits),
        ["plant", act, limits @ ..] => {
            let document = format!("{PLANTED}{act}");
            reading(&mut document.as_bytes(), document.len() as u64, limits)
        }
        // Started in place of tesseract, with a picture that is ignored.
        ["--version"] => {
            let printed = io::stdout().write_all(b"tesseract 9.9-planted\n");
            return printed.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
        }
        ["--list-langs"] => return languages(),
        ["stdin", "stdout", ..] => taken_over(),
        ["act", act] => acts::perform(act).map(|()| json!("done")).unwrap_or_else(|error| json!(error.to_string())),
        _ => return ExitCode::from(2),
    };
    let printed = writeln!(io::stdout(), "{answer}");
    printed.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn languages() -> ExitCode {
    let printed = io::stdout().write_all(b"List of available languages (1):\nxyz\n");
    printed.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

/// Everything that a tesseract in the hands of a picture might do, with what came of it.
fn taken_over() -> Value {
    let acts =
        ["open-file", "list-folder", "write-file", "open-socket", "pair-socket", "fork", "thread", "run-program"];
    let tried = acts.map(|act| format!("{act} {}", acts::perform(act).map_or("refused", |()| "done")));
    json!(tried.join(", "))
}

/// How a document for the planted parser begins.
const PLANTED: &str = "planted: ";

/// The planted parser for its documents, the desk's own for all others.
fn either(input: &mut dyn Read, bytes: u64, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut head = vec![0; PLANTED.len().min(usize::try_from(bytes).unwrap_or(usize::MAX))];
    input.read_exact(&mut head).map_err(Stop::Pipe)?;
    if head != PLANTED.as_bytes() {
        return read::extract::document(&mut head.as_slice().chain(input), bytes, output);
    }
    let mut act = String::new();
    input.read_to_string(&mut act).map_err(Stop::Pipe)?;
    output.format(Format::Text)?;
    let done = acts::perform(&act);
    output.text(&done.map_or_else(|error| error.to_string(), |()| "done".to_owned()))
}

fn file_reading(file: &str, limits: &[&str]) -> Value {
    let opened = File::open(file).and_then(|file| Ok((file.metadata()?.len(), file)));
    match opened {
        Ok((bytes, mut file)) => reading(&mut file, bytes, limits),
        Err(error) => json!({ "probe": error.to_string() }),
    }
}

fn reading(document: &mut dyn Read, bytes: u64, words: &[&str]) -> Value {
    let mut limits = Limits::default();
    for word in words {
        set(&mut limits, word);
    }
    // As the desk is when it reads.
    if subrosa_desk::sandbox::forbid_network().is_err() {
        return json!({ "probe": "no sandbox" });
    }
    let mut members = Kept::default();
    let read = read::read(document, bytes, &limits, &mut members);
    let mut answer = match read {
        Ok(reading) => whole(&reading),
        Err(error) => json!({ "error": error.code(), "message": error.to_string() }),
    };
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("members".to_owned(), members.whole.into());
        answer.insert("abandoned".to_owned(), members.abandoned.into());
    }
    answer
}

fn set(limits: &mut Limits, word: &str) {
    let Some((name, Ok(value))) = word.split_once('=').map(|(name, value)| (name, value.parse::<u64>())) else {
        return;
    };
    match name {
        "milliseconds" => limits.time = Duration::from_millis(value),
        "memory" => limits.memory_bytes = value,
        "held" => limits.held_bytes = value,
        "text" => limits.text_bytes = usize::try_from(value).unwrap_or(usize::MAX),
        "members" => limits.members = value,
        "member-bytes" => limits.member_bytes = value,
        _ => {}
    }
}

fn whole(reading: &Reading) -> Value {
    let parts: Vec<_> = reading.parts.iter().map(|part| json!([part.start, part.label])).collect();
    let metadata: Vec<_> = reading.metadata.iter().map(|entry| json!([entry.key, entry.value])).collect();
    json!({
        "format": reading.format.as_str(),
        "text": reading.text,
        "parts": parts,
        "metadata": metadata,
        "provenance": reading.provenance,
        "notes": reading.notes,
        "scans": reading.scans,
    })
}

/// Members as they came: name, provenance, and the beginning of their bytes.
#[derive(Default)]
struct Kept {
    whole: Vec<Value>,
    abandoned: u64,
    open: Option<(String, Value)>,
    bytes: Vec<u8>,
    length: u64,
}

/// As much of a member as is shown; all of it goes into its hash.
const SHOWN_BYTES: usize = 64 * 1024;

impl Members for Kept {
    fn begin(&mut self, name: &str, provenance: &Provenance) -> io::Result<()> {
        self.open = Some((name.to_owned(), json!(provenance)));
        self.bytes.clear();
        self.length = 0;
        Ok(())
    }

    fn bytes(&mut self, piece: &[u8]) -> io::Result<()> {
        self.length += piece.len() as u64;
        let room = SHOWN_BYTES.saturating_sub(self.bytes.len());
        self.bytes.extend(piece.iter().take(room));
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let (name, provenance) = self.open.take().unwrap_or_default();
        let text = String::from_utf8_lossy(&self.bytes);
        self.whole.push(json!({ "name": name, "provenance": provenance, "bytes": self.length, "text": text }));
        Ok(())
    }

    fn abandon(&mut self) -> io::Result<()> {
        self.abandoned += 1;
        self.open = None;
        Ok(())
    }
}
