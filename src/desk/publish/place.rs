//! A folder that is there as a whole or not at all.
//!
//! Everything is written and synced under a temporary name beside it; one rename gives it
//! its own. Files carry the day of the dossier and no moment: a web server would tell it.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use subrosa_tip::Day;

use super::PublishError;
use super::seal::Files;
use crate::clock::SECONDS_OF_A_DAY;
use crate::disk::{self, PRIVATE_FOLDER, PUBLIC, folder_of, make_private_folder, rename_to_free_name, sync_folder};

/// Mode of a folder that is meant to be served.
const SERVED: u32 = 0o755;

/// Refuses a place where something lies.
///
/// # Errors
/// [`PublishError::Occupied`], [`PublishError::NoFolder`].
pub fn check(out: &Path) -> Result<(), PublishError> {
    match out.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound && out.file_name().is_some() => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(PublishError::NoFolder),
        Err(error) => Err(error.into()),
        Ok(about) if !about.is_dir() => Err(PublishError::NoFolder),
        Ok(_) if fs::read_dir(out)?.next().is_some() => Err(PublishError::Occupied),
        Ok(_) => Ok(()),
    }
}

/// A folder that is written and has not its name yet. Dropping it removes it.
pub struct Prepared {
    temporary: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Prepared {
    /// Writes all files.
    ///
    /// # Errors
    /// Whatever the system answers; nothing of it stays.
    pub fn write(out: &Path, files: &Files, day: Day) -> Result<Self, PublishError> {
        // Without a slash at its end it has a name and a folder.
        let target: PathBuf = out.components().collect();
        make_private_folder(folder_of(&target))?;
        let random: [u8; 8] = subrosa_tip::random().map_err(io::Error::other)?;
        let temporary = folder_of(&target).join(format!(".subrosa-{}.part", hex::encode(random)));
        DirBuilder::new().mode(PRIVATE_FOLDER).create(&temporary)?;
        let prepared = Self { temporary, target, kept: false };
        for (name, bytes) in files {
            prepared.file(name, bytes, day)?;
        }
        fs::set_permissions(&prepared.temporary, Permissions::from_mode(SERVED))?;
        sync_folder(&prepared.temporary)?;
        File::open(&prepared.temporary)?.set_modified(begin(day))?;
        Ok(prepared)
    }

    fn file(&self, name: &str, bytes: &[u8], day: Day) -> io::Result<()> {
        let mut file = disk::create_private(&self.temporary.join(name))?;
        file.write_all(bytes)?;
        file.set_permissions(Permissions::from_mode(PUBLIC))?;
        file.set_modified(begin(day))?;
        file.sync_all()
    }

    /// Gives the folder its name.
    ///
    /// # Errors
    /// [`PublishError::Occupied`] when something has come to lie there since.
    pub fn appear(mut self) -> Result<(), PublishError> {
        let named = match self.target.is_dir() {
            // Only an empty folder gives way to a rename.
            true => fs::rename(&self.temporary, &self.target),
            false => rename_to_free_name(&self.temporary, &self.target),
        };
        match named.map_err(|error| error.kind()) {
            Ok(()) => self.kept = true,
            Err(io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty) => return Err(PublishError::Occupied),
            Err(kind) => return Err(io::Error::from(kind).into()),
        }
        Ok(sync_folder(folder_of(&self.target))?)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing better can be done with a failure here; the name says what it is.
            let _ = fs::remove_dir_all(&self.temporary);
        }
    }
}

/// The first moment of a day, in UTC.
fn begin(day: Day) -> std::time::SystemTime {
    let seconds = i64::from(day.number()) * SECONDS_OF_A_DAY;
    UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}
