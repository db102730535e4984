//! Where connections come in: a port for TLS, and a Unix socket for tor.

use std::io;
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc;

use super::guard::{Budget, Greeting};

/// Pause when no socket can be accepted: out of files, or the network is gone.
const PAUSE: Duration = Duration::from_millis(100);
/// tor runs as another user, and reaches the socket by the group of its directory.
const MODE: u32 = 0o660;

/// One place that connections come in by.
pub enum Door {
    /// TLS, from anywhere.
    Tls(TcpListener),
    /// Plain HTTP after tor's line about the circuit, from this machine's tor only.
    Tor(UnixListener),
}

/// A socket with its greeting, which also bounds how many wait.
pub(super) enum Arrival {
    Tls(std::net::TcpStream, Greeting),
    Tor(std::os::unix::net::UnixStream, Greeting),
}

impl Door {
    /// Makes the socket for tor, in the place of one that a killed server left.
    ///
    /// # Errors
    /// When it cannot be made, or something else lies there.
    pub fn for_tor(path: &Path) -> io::Result<Self> {
        match path.symlink_metadata() {
            Ok(found) if found.file_type().is_socket() => std::fs::remove_file(path)?,
            Ok(_) => {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, "something that is no socket lies there"));
            }
            Err(_) => {}
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, PermissionsExt::from_mode(MODE))?;
        Ok(Self::Tor(listener))
    }

    /// Hands each socket to the next worker. Not a word is asked about whose it is: the
    /// address would stay on this stack until the next connection.
    pub(super) fn open_for_ever(&self, budget: &Budget, workers: &[mpsc::UnboundedSender<Arrival>]) {
        for worker in workers.iter().cycle() {
            let Ok(socket) = self.accept() else {
                std::thread::sleep(PAUSE);
                continue;
            };
            if let Some(greeting) = budget.greet() {
                // A worker that is gone takes nothing; the socket is closed.
                let _gone = worker.send(self.arrival(socket, greeting));
            }
        }
    }

    fn accept(&self) -> rustix::io::Result<OwnedFd> {
        match self {
            Self::Tls(listener) => rustix::net::accept(listener),
            Self::Tor(listener) => rustix::net::accept(listener),
        }
    }

    fn arrival(&self, socket: OwnedFd, greeting: Greeting) -> Arrival {
        match self {
            Self::Tls(_) => Arrival::Tls(socket.into(), greeting),
            Self::Tor(_) => Arrival::Tor(socket.into(), greeting),
        }
    }
}
