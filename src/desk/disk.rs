//! Files that are whole or absent, and private.
//!
//! Every write goes to a temporary file in the same folder, is synced, and is
//! renamed; then the folder is synced. A crash leaves the old file or the new.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

/// Mode of a folder that only its owner enters.
pub const PRIVATE_FOLDER: u32 = 0o700;
/// Mode of a file that only its owner reads.
pub const PRIVATE: u32 = 0o600;
/// Mode of a file that is meant to be handed on.
pub const PUBLIC: u32 = 0o644;

/// More than the longest age header that an envelope may have, in bytes.
const HEADER_BYTES: u64 = 64 * 1024;

/// Makes a folder, and those above it, for its owner alone.
///
/// # Errors
/// Whatever the system answers; not when it is there already.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(PRIVATE_FOLDER).create(folder)
}

/// Creates an empty private file; refuses when anything is there.
///
/// # Errors
/// Whatever the system answers.
pub fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(PRIVATE).open(path)
}

/// Syncs a folder, so that a rename in it survives a loss of power.
///
/// # Errors
/// Whatever the system answers.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folder that holds this path.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Writes a file as a whole, in place of whatever was there.
///
/// # Errors
/// Whatever the system answers; the old file is then still there.
pub fn replace(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let mut pending = Pending::beside(path)?;
    pending.write_all(content)?;
    pending.file.set_permissions(Permissions::from_mode(mode))?;
    pending.file.sync_all()?;
    fs::rename(&pending.temporary, path)?;
    pending.kept = true;
    sync_folder(folder_of(path))
}

/// Removes a sealed file after its first 64 KiB were overwritten: that is where an
/// age header lies, and without it nothing of the rest can be opened.
///
/// *Security*: on flash, on a copy-on-write file system, or in a snapshot the old
/// block may stay; the file is as sealed there as it was.
///
/// # Errors
/// Whatever the system answers; not when it is gone already.
pub fn erase(path: &Path) -> io::Result<()> {
    overwrite_and_remove(path, HEADER_BYTES)
}

/// Removes a file after all of it was overwritten.
///
/// # Errors
/// As [`erase`].
pub fn erase_all(path: &Path) -> io::Result<()> {
    overwrite_and_remove(path, u64::MAX)
}

fn overwrite_and_remove(path: &Path, most: u64) -> io::Result<()> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        answer => answer?,
    };
    let length = file.metadata()?.len().min(most);
    io::copy(&mut io::repeat(0).take(length), &mut file)?;
    file.sync_all()?;
    fs::remove_file(path)?;
    sync_folder(folder_of(path))
}

/// A private file under a random temporary name, until it is [`Pending::publish`]ed.
/// Dropping it removes it.
pub struct Pending {
    file: File,
    temporary: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Pending {
    /// Begins a file that shall become `target`; its folder is made.
    ///
    /// # Errors
    /// Whatever the system answers.
    pub fn beside(target: &Path) -> io::Result<Self> {
        let folder = folder_of(target);
        make_private_folder(folder)?;
        let random: [u8; 8] = subrosa_tip::random().map_err(io::Error::other)?;
        let temporary = folder.join(format!(".subrosa-{}.part", hex::encode(random)));
        Ok(Self { file: create_private(&temporary)?, temporary, target: target.to_owned(), kept: false })
    }

    /// Syncs the file and gives it its name.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when something has that name: nothing is
    /// ever overwritten.
    pub fn publish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        rename_to_free_name(&self.temporary, &self.target)?;
        self.kept = true;
        sync_folder(folder_of(&self.target))
    }
}

/// Renames a file or folder without overwriting. Where the file system cannot promise that in one
/// step (some network and FAT ones), it is looked up just before.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when something has that name.
pub fn rename_to_free_name(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) if fs::symlink_metadata(to).is_ok() => {
            Err(io::ErrorKind::AlreadyExists.into())
        }
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => fs::rename(from, to),
        answer => Ok(answer?),
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing better can be done with a failure here; the name says what it is.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_never_overwritten_and_leaves_nothing_behind() {
        let folder = crate::fixture::folder();
        let path = folder.path().join("new/target");
        let write = |content: &[u8]| {
            let mut pending = Pending::beside(&path)?;
            pending.write_all(content)?;
            pending.publish()
        };
        write(b"first").unwrap();
        assert_eq!(write(b"second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        replace(&path, b"third", PUBLIC).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
    }
}
