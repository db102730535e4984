//! Landlock: what a confined process keeps of the file system. Rights to ports, and to
//! processes outside, go with the rest.

use std::fs;
use std::io;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};

use super::SandboxError;

/// A right that stays, as [`landlock::path_beneath_rules`] makes them.
pub(super) type Kept = Result<PathBeneath<PathFd>, RulesetError>;

/// Takes every right away from this thread but those that are kept. The file system is
/// required; the rest where the kernel knows it, because seccomp refuses that as well.
///
/// # Errors
/// [`SandboxError::FileSystem`] when the kernel has no landlock or does not enforce it.
pub(super) fn leave(kept: impl IntoIterator<Item = Kept>) -> Result<(), SandboxError> {
    let refused = |error: RulesetError| SandboxError::FileSystem(error.to_string());
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
        RulesetStatus::NotEnforced => Err(SandboxError::FileSystem("landlock is off".to_owned())),
        _ => Ok(()),
    }
}

/// Tries what no profile keeps. Once seccomp stands as well, nobody can tell any more
/// whether landlock does: the call would be refused or fatal either way.
///
/// # Errors
/// [`SandboxError::FileSystem`] when the root folder is still there to be listed.
pub(super) fn are_gone() -> Result<(), SandboxError> {
    match fs::read_dir("/") {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        _ => Err(SandboxError::FileSystem("landlock left what it should take away".to_owned())),
    }
}
