//! Landlock: what a confined process keeps of the file system. Rights to ports, and to
//! processes outside, go with the rest.

use std::fs;
use std::io;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};

use crate::WallError;

/// A right that stays, as [`landlock::path_beneath_rules`] makes them.
pub type Kept = Result<PathBeneath<PathFd>, RulesetError>;

/// Takes every right away from this thread but those that are kept. The file system is
/// required; the rest where the kernel knows it, because seccomp refuses that as well.
///
/// # Errors
/// [`WallError::FileSystem`] when the kernel has no landlock or does not enforce it.
pub fn leave(kept: impl IntoIterator<Item = Kept>) -> Result<(), WallError> {
    let refused = |error: RulesetError| WallError::FileSystem(error.to_string());
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .map_err(refused)?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V5))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V5)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.add_rules(kept))
        .and_then(|rules| rules.restrict_self())
        .map_err(refused)?;
    match status.ruleset {
        RulesetStatus::NotEnforced => Err(WallError::FileSystem("landlock is off".to_owned())),
        _ => Ok(()),
    }
}

/// Tries what no profile keeps. Once seccomp stands as well, nobody can tell any more
/// whether landlock does: the call would be refused or fatal either way.
///
/// # Errors
/// [`WallError::FileSystem`] when the root folder is still there to be listed.
pub fn are_gone() -> Result<(), WallError> {
    match fs::read_dir("/") {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        _ => Err(WallError::FileSystem("landlock left what it should take away".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use landlock::{AccessFs, path_beneath_rules};

    use super::*;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("subrosa-walls-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_opens_before_landlock_and_after_it_only_what_is_kept() {
        let (kept, other) = (folder("kept"), folder("other"));
        let file = |of: &std::path::PathBuf| of.join("file");
        fs::write(file(&kept), "kept").unwrap();
        fs::write(file(&other), "other").unwrap();
        // One thread only, so that the other tests of this process stay free.
        let thread = std::thread::spawn(move || {
            assert!(File::open(file(&other)).is_ok() && File::create(file(&kept)).is_ok(), "the control");
            assert!(are_gone().is_err(), "the control: nothing is gone yet");
            leave(path_beneath_rules([&kept], AccessFs::ReadFile)).unwrap();
            let refused = [
                File::open(file(&other)).map(drop),
                File::create(file(&kept)).map(drop),
                fs::read_dir(&kept).map(drop),
                fs::remove_file(file(&other)),
            ];
            for answer in refused {
                assert_eq!(answer.unwrap_err().kind(), io::ErrorKind::PermissionDenied);
            }
            assert!(File::open(file(&kept)).is_ok(), "what is kept");
            are_gone().unwrap();
            // The folders are taken away by a thread that still may.
            (kept, other)
        });
        let (kept, other) = thread.join().unwrap();
        [kept, other].iter().for_each(|folder| fs::remove_dir_all(folder).unwrap());
    }
}
