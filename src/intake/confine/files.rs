//! Landlock: the data directory, and the certificate to read it again.

use std::path::{Path, PathBuf};

use landlock::{ABI, AccessFs, BitFlags, path_beneath_rules};
use subrosa_walls::{WallError, files};

/// What is kept of the file system.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Vault, keys, bags, the socket of the commands.
    data: PathBuf,
    /// Directories whose files may be read.
    read: Vec<PathBuf>,
}

impl Kept {
    /// The data directory, and where these files lie, under their names and in truth:
    /// the usual tools renew a certificate by pointing a link to a new file that lies
    /// beside the old one.
    #[must_use]
    pub fn of<'p>(data: &Path, files: impl IntoIterator<Item = &'p Path>) -> Self {
        let folders = files.into_iter().flat_map(|file| {
            let named = file.parent().map(Path::to_owned);
            let true_one = file.canonicalize().ok().and_then(|file| Some(file.parent()?.to_owned()));
            [named, true_one].into_iter().flatten()
        });
        Self { data: data.to_owned(), read: folders.collect() }
    }
}

/// Everything that the vault does with files; no program, no device, no link.
fn of_data() -> BitFlags<AccessFs> {
    AccessFs::from_file(ABI::V3) & !AccessFs::Execute
        | AccessFs::ReadDir
        | AccessFs::MakeReg
        | AccessFs::MakeDir
        | AccessFs::RemoveFile
        | AccessFs::RemoveDir
        // A rename from `large/` to beside it, say.
        | AccessFs::Refer
}

/// Takes every other right to files away from this thread.
///
/// # Errors
/// [`WallError::FileSystem`].
pub(super) fn leave(kept: &Kept) -> Result<(), WallError> {
    let data = path_beneath_rules([&kept.data], of_data());
    files::leave(data.chain(path_beneath_rules(&kept.read, AccessFs::ReadFile)))?;
    files::are_gone()
}
