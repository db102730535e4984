//! A bag on its way from a stick to the server: copied into the data directory
//! by the command, so that the server opens no path that it was not given.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

const NAME: &str = "deliver.part";
/// Longest bag of a desk, in bytes: some 480 batches, of sixteen replies each.
const BAG_MAX_BYTES: u64 = 256 * 1024 * 1024;
/// Left free on the vault's disk: tips come first.
const RESERVE_BYTES: u64 = 64 * 1024 * 1024;

/// The copy; it is removed when this is dropped.
pub struct Parcel {
    path: PathBuf,
    _locked: File,
}

impl Parcel {
    /// Copies a bag. Only one command at a time has a parcel.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] while another command delivers,
    /// [`io::ErrorKind::FileTooLarge`] for what is longer than any bag,
    /// [`io::ErrorKind::StorageFull`] when the vault's disk would get too full;
    /// whatever reading and writing answer.
    pub fn copy(bag: &mut File, directory: &Path) -> io::Result<Self> {
        let length = bag.metadata()?.len();
        if length > BAG_MAX_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let disk = rustix::fs::statvfs(directory)?;
        if disk.f_bavail.saturating_mul(disk.f_frsize) < length.saturating_add(RESERVE_BYTES) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let path = directory.join(NAME);
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path)?;
        if !lock(&file, &path) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let parcel = Self { path, _locked: file.try_clone()? };
        file.set_len(0)?;
        io::copy(&mut bag.take(BAG_MAX_BYTES), &mut file)?;
        Ok(parcel)
    }

    /// Opens the parcel that a command put there.
    pub(super) fn open(directory: &Path) -> io::Result<File> {
        File::open(directory.join(NAME))
    }

    /// For the command that delivers without a server.
    ///
    /// # Errors
    /// Whatever opening answers.
    pub fn reader(&self) -> io::Result<File> {
        File::open(&self.path)
    }

    /// Removes what a command left that was killed.
    ///
    /// # Errors
    /// Whatever removing answers.
    pub fn sweep(directory: &Path) -> io::Result<()> {
        let path = directory.join(NAME);
        match File::open(&path) {
            Ok(file) if lock(&file, &path) => fs::remove_file(path),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Whether this file is ours now, and still the one of this name.
fn lock(file: &File, path: &Path) -> bool {
    let is_named = || {
        let named = fs::metadata(path).ok().map(|named| named.ino());
        named.is_some() && named == file.metadata().ok().map(|ours| ours.ino())
    };
    flock(file, FlockOperation::NonBlockingLockExclusive).is_ok() && is_named()
}

impl Drop for Parcel {
    fn drop(&mut self) {
        // The next start of the server removes it too.
        let _gone = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_command_at_a_time_has_a_parcel_and_a_killed_one_leaves_nothing_for_long() {
        let folder = std::env::temp_dir().join(format!("subrosa-parcel-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (bag, path) = (folder.join("bag.tar"), folder.join(NAME));
        fs::write(&bag, b"a bag").unwrap();
        let copy = || Parcel::copy(&mut File::open(&bag).unwrap(), &folder);
        let parcel = copy().unwrap();
        assert_eq!(copy().err().unwrap().kind(), io::ErrorKind::WouldBlock);
        Parcel::sweep(&folder).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"a bag", "the one at work is not swept");
        drop(parcel);
        assert!(!path.exists());
        fs::write(&path, b"longer than a bag, and left by a kill").unwrap();
        assert_eq!(io::read_to_string(copy().unwrap().reader().unwrap()).unwrap(), "a bag");
        fs::write(&path, b"left").unwrap();
        Parcel::sweep(&folder).unwrap();
        assert!(!path.exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
