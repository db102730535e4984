//! One process at a time: the lock is taken before anything is looked at.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use super::VaultError;

/// Held as long as a vault is open, or while one is rebuilt. The kernel lets go
/// of it when the process ends, however it ends.
pub struct DirectoryLock(#[expect(dead_code, reason = "held, not used")] File);

impl DirectoryLock {
    /// Takes the lock of a data directory, making both first if need be.
    ///
    /// # Errors
    /// [`VaultError::InUse`] when another process has it; [`VaultError::Io`].
    pub fn take(directory: &Path) -> Result<Self, VaultError> {
        std::fs::create_dir_all(directory)?;
        let path = directory.join("lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| VaultError::InUse)?;
        Ok(Self(file))
    }
}
