//! A core file would hold plaintext.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use crate::WallError;

/// No core file by limit; and because a dump that is piped to a program is bound by no
/// limit, the process is marked as well, which also keeps others of its user out of
/// its memory.
///
/// # Errors
/// [`WallError::CoreDumps`].
pub fn forbid() -> Result<(), WallError> {
    let failed = |error: rustix::io::Errno| WallError::CoreDumps(error.into());
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(failed)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(failed)
}
