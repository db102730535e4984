//! Seccomp: system calls by number, and what becomes of them.

use std::collections::BTreeMap;

use seccompiler::{BackendError, BpfProgram, SeccompAction, SeccompFilter, SeccompRule, TargetArch};

use crate::WallError;

/// System calls by number; without a rule whatever their arguments, with rules where one fits.
pub type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// What a call answers that is refused.
pub const REFUSAL: SeccompAction = SeccompAction::Errno(libc::EPERM as u32);

/// Rules for calls whatever their arguments are.
#[must_use]
pub fn whatever(numbers: impl IntoIterator<Item = i64>) -> Rules {
    numbers.into_iter().map(|number| (number, Vec::new())).collect()
}

/// The filter: `listed` for what a rule fits, `others` for the rest. A call by the
/// interface of another architecture ends the process.
///
/// # Errors
/// [`WallError::Architecture`], [`WallError::Filter`].
pub fn filter(rules: Rules, listed: SeccompAction, others: SeccompAction) -> Result<BpfProgram, WallError> {
    let architecture = TargetArch::try_from(std::env::consts::ARCH).map_err(|_| WallError::Architecture)?;
    SeccompFilter::new(rules, others, listed, architecture).and_then(BpfProgram::try_from).map_err(refused)
}

/// For whoever makes rules with conditions.
pub fn refused(error: BackendError) -> WallError {
    WallError::Filter(error.to_string())
}

/// Puts a filter up before this thread, and before every one that it starts.
///
/// # Errors
/// [`WallError::Filter`].
pub fn stand_here(filter: &BpfProgram) -> Result<(), WallError> {
    seccompiler::apply_filter(filter).map_err(|error| WallError::Filter(error.to_string()))
}

/// Puts a filter up before all threads of the process at once (TSYNC).
///
/// # Errors
/// [`WallError::Filter`].
pub fn stand_everywhere(filter: &BpfProgram) -> Result<(), WallError> {
    seccompiler::apply_filter_all_threads(filter).map_err(|error| WallError::Filter(error.to_string()))
}
