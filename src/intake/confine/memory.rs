//! Memory that no swap ever holds.
//!
//! All of it or nothing: the chunks that plaintext passes through come from the
//! allocator, among everything else. With a finite limit nothing is locked: to lock what
//! is there already would succeed for a small process, and every thread that is
//! started later would fail. `check` then asks for no swap, or an encrypted one.

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{Resource, getrlimit};

/// Whether this process may lock all memory that it will ever have.
#[must_use]
pub fn may_lock() -> bool {
    getrlimit(Resource::Memlock).maximum.is_none()
}

/// Locks what is there and what will be, page by page as it is used (`MCL_ONFAULT`): a
/// thread's stack of 2 MiB costs what of it was touched. *Returns* whether it is so.
pub fn lock() -> bool {
    let asked = MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT;
    let is_locked = may_lock() && raise().is_ok() && mlockall(asked).is_ok();
    if !is_locked {
        tracing::info!("memory is not locked (LimitMEMLOCK=infinity would allow it): swap must be off or encrypted");
    }
    is_locked
}

fn raise() -> rustix::io::Result<()> {
    let no_limit = rustix::process::Rlimit { current: None, maximum: None };
    rustix::process::setrlimit(Resource::Memlock, no_limit)
}
