//! What this process asks of its host before it handles anything.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask};

/// Private files only, and no core dump: neither of this program's own, nor
/// read by another process of the same user.
///
/// # Errors
/// When the kernel refuses.
pub fn harden() -> std::io::Result<()> {
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}
