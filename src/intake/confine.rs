//! Everything that this process does not need is given up before it answers anybody.
//!
//! *When*: after the listeners are bound and before the vault is opened, while there is
//! one thread: landlock and capabilities bind the thread that asks, and those that it
//! starts. *In the program*, so that it holds without a service manager, too.
//!
//! | Wall | What is left |
//! |---|---|
//! | [`files`] | the data directory; to read, where the certificate lies |
//! | [`calls`] | a list of system calls: no program, no socket but those that come in |
//! | [`memory`] | nothing in swap, where the limit on locked memory allows |
//!
//! No capability is left, none can be gained (`no_new_privs`), no core file is written.

pub mod calls;
pub mod files;
pub mod memory;

use rustix::thread::{CapabilitySet, CapabilitySets, capabilities, set_capabilities, set_no_new_privs};
use subrosa_walls::{WallError, dumps};

pub use files::Kept;

/// Why the process could not be confined; it must then not serve.
#[derive(Debug, thiserror::Error)]
pub enum ConfineError {
    /// One of the kernel's walls could not be put up.
    #[error(transparent)]
    Wall(#[from] WallError),
    /// Rights of the process could not be given up.
    #[error("the process could not give up its rights: {0}")]
    Rights(std::io::Error),
    /// Another thread runs already, and would stay as it is.
    #[error("the process has more than one thread already")]
    Threads,
}

/// Confines this process for good. To be called by its only thread.
///
/// # Errors
/// [`ConfineError`].
pub fn confine(kept: &Kept) -> Result<(), ConfineError> {
    refuse_threads()?;
    memory::lock();
    dumps::forbid()?;
    set_no_new_privs(true).map_err(rights)?;
    give_up_capabilities()?;
    files::leave(kept)?;
    Ok(calls::leave()?)
}

/// Tries the walls on a thread of its own, which ends behind them: whether this kernel
/// would let the server confine itself.
///
/// # Errors
/// [`ConfineError`].
pub fn rehearse() -> Result<(), ConfineError> {
    let behind_them = || {
        set_no_new_privs(true).map_err(rights)?;
        files::leave(&Kept::default())?;
        Ok(calls::leave_here()?)
    };
    std::thread::spawn(behind_them).join().map_err(|_| ConfineError::Threads)?
}

/// A thread that landlock does not bind would be a door.
fn refuse_threads() -> Result<(), ConfineError> {
    let threads = std::fs::read_dir("/proc/self/task").map_err(ConfineError::Rights)?.count();
    if threads == 1 { Ok(()) } else { Err(ConfineError::Threads) }
}

/// The port is bound: what a process may do as root, or was lent for the port, goes.
fn give_up_capabilities() -> Result<(), ConfineError> {
    let none = CapabilitySet::empty();
    let has = capabilities(None).map_err(rights)?;
    if (has.effective | has.permitted | has.inheritable).is_empty() {
        return Ok(());
    }
    set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none }).map_err(rights)
}

fn rights(error: rustix::io::Errno) -> ConfineError {
    ConfineError::Rights(error.into())
}
