//! A Unix socket beside the vault, for the commands of the same user.
//!
//! *Protocol*: the client writes one line of JSON and reads one line of JSON;
//! after `ok` the bag's bytes follow to the end. The client reads and writes the
//! sticks, so the server needs no path outside its data directory.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Outgoing, TransferError};
use crate::receive::Intake;

const PATIENCE: Duration = Duration::from_secs(60);
/// Longest request or answer line, in bytes.
const LINE_BYTES: u64 = 4 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Request {
    Export { again: Option<u64> },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Answer {
    Ok { sequence: u64, envelopes: usize },
    Error { message: String },
}

/// The server's end of the socket; it is removed when this is dropped.
pub struct Control {
    path: PathBuf,
}

impl Control {
    /// Listens in a thread of its own, one command after the other.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub fn start(intake: Arc<Intake>) -> io::Result<Self> {
        let path = socket_path(intake.installation.directory());
        if path.exists() {
            std::fs::remove_file(&path)?;
        }
        let listener = UnixListener::bind(&path)?;
        std::thread::Builder::new().name("control".into()).spawn(move || {
            for stream in listener.incoming().flatten() {
                if serve_one(stream, &intake).is_err() {
                    tracing::warn!("a command on the control socket was broken off");
                }
            }
        })?;
        Ok(Self { path })
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        // The next start removes it too.
        let _gone = std::fs::remove_file(&self.path);
    }
}

fn serve_one(stream: UnixStream, intake: &Intake) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let peer = rustix::net::sockopt::socket_peercred(&stream)?;
    if peer.uid != rustix::process::geteuid() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut line = String::new();
    BufReader::new((&stream).take(LINE_BYTES)).read_line(&mut line)?;
    let Request::Export { again } = serde_json::from_str(&line)?;
    let mut out = BufWriter::new(&stream);
    let bag = Outgoing::new(&intake.installation, &intake.recipients, intake.vault.clone()).bag(again);
    match bag {
        Err(error) => say(&mut out, &Answer::Error { message: error.to_string() }),
        Ok(bag) => {
            say(&mut out, &Answer::Ok { sequence: bag.sequence(), envelopes: bag.envelopes() })?;
            // The client checks the whole bag, so a broken one is seen there.
            bag.write(&mut out).map_err(|error| io::Error::other(error.to_string()))
        }
    }
}

fn say(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Asks a running server for a bag.
///
/// *Returns* the bag's number, its envelopes and its bytes as a reader; nothing
/// if no server runs on this data directory.
///
/// # Errors
/// [`TransferError::Server`] with what the server answered.
pub fn ask_export(directory: &Path, again: Option<u64>) -> Result<Option<(u64, usize, impl Read)>, TransferError> {
    let Ok(mut stream) = UnixStream::connect(socket_path(directory)) else { return Ok(None) };
    let mut request = serde_json::to_vec(&Request::Export { again }).map_err(io::Error::from)?;
    request.push(b'\n');
    stream.write_all(&request)?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    match serde_json::from_str(&line).map_err(io::Error::from)? {
        Answer::Ok { sequence, envelopes } => Ok(Some((sequence, envelopes, reader))),
        Answer::Error { message } => Err(TransferError::Server(message)),
    }
}

fn socket_path(directory: &Path) -> PathBuf {
    directory.join("control.sock")
}
