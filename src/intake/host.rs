//! What this process asks of its host before it handles anything.

use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit, umask};

/// Private files only, and no core dump: neither of this program's own, nor
/// read by another process of the same user.
///
/// Also raises the number of open files to what the system allows: every
/// connection is one, and every large upload another.
///
/// # Errors
/// When the kernel refuses.
pub fn harden() -> std::io::Result<()> {
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    let files = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: files.maximum, maximum: files.maximum })?;
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Connections that this process may have, two files each, with some to spare
/// for vault, keys and commands.
#[must_use]
pub fn seats(wanted: usize) -> usize {
    const SPARE: usize = 128;
    let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
    files.map_or(wanted, |files| wanted.min(files.saturating_sub(SPARE) / 2).max(1))
}
