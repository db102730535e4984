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
use subrosa_tip::bag::BagError;
use subrosa_tip::stack;

use super::{DeliverError, Delivered, EpochRefusal, Incoming, Outgoing, Parcel, Refused, Status, TransferError};
use crate::receive::Intake;
use crate::vault::VaultError;

/// Longest path of a data directory, in bytes: a socket's path is at most 107.
const DIRECTORY_BYTES: usize = 90;
const PATIENCE: Duration = Duration::from_secs(60);
/// Pause when no socket can be accepted.
const PAUSE: Duration = Duration::from_millis(100);
/// Longest request or answer line, in bytes.
const LINE_BYTES: u64 = 4 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Request {
    Export { again: Option<u64> },
    Deliver {},
    TrustEpoch { epoch: String },
    Status {},
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Answer {
    Ok { sequence: u64, envelopes: usize },
    Status(Status),
    Delivered(Delivered),
    Refused(Refused),
    Trusted { already: bool },
    NotTrusted(EpochRefusal),
    NoSuchBag { sequence: u64 },
    Error { message: String, kind: Kind },
}

/// What the command exits with.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Refused,
    Damaged,
    DiskFull,
    Machine,
}

/// The server's end of the socket; it is removed when this is dropped.
pub struct Control {
    listener: UnixListener,
    path: PathBuf,
}

impl Control {
    /// Makes the socket in a data directory whose lock the caller has, in the place of one
    /// that a killed server left. Commands wait at it until [`Control::listen`].
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub fn bind(directory: &Path) -> io::Result<Self> {
        if directory.as_os_str().len() > DIRECTORY_BYTES {
            let message =
                format!("the data directory's path is too long for a socket (at most {DIRECTORY_BYTES} bytes)");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let path = socket_path(directory);
        if path.exists() {
            std::fs::remove_file(&path)?;
        }
        Ok(Self { listener: UnixListener::bind(&path)?, path })
    }

    /// Listens in a thread of its own, one command after the other.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn listen(&self, intake: Arc<Intake>) -> io::Result<()> {
        let listener = self.listener.try_clone()?;
        std::thread::Builder::new().name("control".into()).spawn(move || {
            loop {
                // Without an address of the other end, which the walls refuse to tell.
                let Ok(stream) = rustix::net::accept(&listener) else {
                    std::thread::sleep(PAUSE);
                    continue;
                };
                if serve_one(stream.into(), &intake).is_err() {
                    tracing::warn!("a command on the control socket was broken off");
                }
                // A delivery computes with the ids of mailboxes.
                stack::wipe();
            }
        })?;
        Ok(())
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
    let mut out = BufWriter::new(&stream);
    match serde_json::from_str(&line)? {
        Request::Status {} => {
            say(&mut out, &answer(Status::of(intake.vault.as_ref(), &intake.installation), Answer::Status))
        }
        Request::Export { again } => send_bag(&mut out, intake, again),
        Request::Deliver {} => say(&mut out, &deliver(intake)),
        Request::TrustEpoch { epoch } => say(&mut out, &trust(intake, &epoch)),
    }
}

fn answer<T>(outcome: Result<T, TransferError>, say: impl FnOnce(T) -> Answer) -> Answer {
    outcome.map_or_else(|error| Answer::failed(&error), say)
}

/// Takes in the bag that the command copied into the data directory.
fn deliver(intake: &Intake) -> Answer {
    let bag = match Parcel::open(intake.installation.directory()) {
        Ok(file) => BufReader::new(file),
        Err(error) => return Answer::failed(&error.into()),
    };
    match incoming(intake).deliver(bag) {
        Ok(delivered) => Answer::Delivered(delivered),
        Err(DeliverError::Refused(refused)) => Answer::Refused(refused),
        Err(DeliverError::Transfer(error)) => Answer::failed(&error),
    }
}

fn trust(intake: &Intake, epoch: &str) -> Answer {
    answer(incoming(intake).trust(epoch), |trusted| {
        trusted.map_or_else(Answer::NotTrusted, |already| Answer::Trusted { already })
    })
}

fn incoming(intake: &Intake) -> Incoming<'_> {
    Incoming::new(&intake.installation, &intake.recipients, intake.vault.as_ref(), (intake.today)())
}

fn send_bag(out: &mut impl Write, intake: &Intake, again: Option<u64>) -> io::Result<()> {
    match Outgoing::new(&intake.installation, &intake.recipients, intake.vault.clone()).bag(again) {
        Err(TransferError::NoSuchBag(sequence)) => say(out, &Answer::NoSuchBag { sequence }),
        Err(error) => say(out, &Answer::failed(&error)),
        Ok(bag) => {
            say(out, &Answer::Ok { sequence: bag.sequence(), envelopes: bag.envelopes() })?;
            // The client checks the whole bag, so a broken one is seen there.
            bag.write(out).map_err(|error| io::Error::other(error.to_string()))
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
pub fn ask_export(
    directory: &Path,
    again: Option<u64>,
) -> Result<Option<(u64, usize, impl Read + use<>)>, TransferError> {
    let Some((answer, reader)) = ask(directory, &Request::Export { again })? else { return Ok(None) };
    match answer {
        Answer::Ok { sequence, envelopes } => Ok(Some((sequence, envelopes, reader))),
        other => Err(other.unexpected()),
    }
}

/// Asks a running server what it holds; nothing if no server runs.
///
/// # Errors
/// [`TransferError::Server`] with what the server answered.
pub fn ask_status(directory: &Path) -> Result<Option<Status>, TransferError> {
    match ask(directory, &Request::Status {})? {
        None => Ok(None),
        Some((Answer::Status(status), _)) => Ok(Some(status)),
        Some((other, _)) => Err(other.unexpected()),
    }
}

/// Asks a running server to take in the bag that lies in its data directory;
/// nothing if no server runs.
///
/// # Errors
/// [`DeliverError`] with what the server answered.
pub fn ask_deliver(directory: &Path) -> Result<Option<Delivered>, DeliverError> {
    match ask(directory, &Request::Deliver {})? {
        None => Ok(None),
        Some((Answer::Delivered(delivered), _)) => Ok(Some(delivered)),
        Some((Answer::Refused(refused), _)) => Err(refused.into()),
        Some((other, _)) => Err(other.unexpected().into()),
    }
}

/// Asks a running server to trust a desk's epoch; nothing if no server runs.
///
/// # Errors
/// [`TransferError::Server`] with what the server answered.
pub fn ask_trust(directory: &Path, epoch: &str) -> Result<Option<Result<bool, EpochRefusal>>, TransferError> {
    match ask(directory, &Request::TrustEpoch { epoch: epoch.to_owned() })? {
        None => Ok(None),
        Some((Answer::Trusted { already }, _)) => Ok(Some(Ok(already))),
        Some((Answer::NotTrusted(refusal), _)) => Ok(Some(Err(refusal))),
        Some((other, _)) => Err(other.unexpected()),
    }
}

impl Answer {
    fn failed(error: &TransferError) -> Self {
        let kind = match error {
            TransferError::Vault(VaultError::Damaged | VaultError::Open(_)) | TransferError::Damaged(_) => {
                Kind::Damaged
            }
            TransferError::Vault(VaultError::DiskFull) => Kind::DiskFull,
            TransferError::Vault(VaultError::Io(_) | VaultError::Poisoned)
            | TransferError::Io(_)
            | TransferError::Bag(BagError::Io(_)) => Kind::Machine,
            TransferError::Bag(_) => Kind::Damaged,
            _ => Kind::Refused,
        };
        Self::Error { message: error.to_string(), kind }
    }

    fn unexpected(self) -> TransferError {
        match self {
            Self::NoSuchBag { sequence } => TransferError::NoSuchBag(sequence),
            Self::Error { kind: Kind::Damaged, message } => VaultError::Open(message).into(),
            Self::Error { kind: Kind::DiskFull, .. } => VaultError::DiskFull.into(),
            Self::Error { kind: Kind::Machine, message } => io::Error::other(message).into(),
            Self::Error { kind: Kind::Refused, message } => TransferError::Server(message),
            _ => TransferError::Server("an answer to another question".into()),
        }
    }
}

fn ask(directory: &Path, request: &Request) -> Result<Option<(Answer, BufReader<UnixStream>)>, TransferError> {
    let Ok(mut stream) = UnixStream::connect(socket_path(directory)) else { return Ok(None) };
    let mut line = serde_json::to_vec(request).map_err(io::Error::from)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut reader = BufReader::new(stream);
    let mut answer = String::new();
    if reader.read_line(&mut answer)? == 0 {
        // It ended before it said anything: there is no server.
        return Ok(None);
    }
    Ok(Some((serde_json::from_str(&answer).map_err(io::Error::from)?, reader)))
}

fn socket_path(directory: &Path) -> PathBuf {
    directory.join("control.sock")
}
