//! What a program asks of the kernel against itself, for the day on which it is made to
//! run someone else's code.
//!
//! *What enters*: rights to files that stay, and system calls by number.
//! *What leaves*: nothing but a smaller process. No wall can be taken down again.
//! *What it never touches*: a network, a file, a clock; it decides nothing about what the
//! desk or the intake needs. Each keeps its own list, beside its own reasons.
//!
//! | Module | Holds |
//! |---|---|
//! | [`files`] | landlock: what is kept of the file system |
//! | [`calls`] | seccomp: a list of system calls as a filter |
//! | [`dumps`] | no core file, and no look into this process by others of its user |

pub mod calls;
pub mod dumps;
pub mod files;

/// Why a wall could not be put up; the program must then not go on.
#[derive(Debug, thiserror::Error)]
pub enum WallError {
    /// This processor's system calls are not known here.
    #[error("no sandbox for this processor")]
    Architecture,
    /// The kernel refused the filter.
    #[error("the kernel refused the sandbox: {0}")]
    Filter(String),
    /// Core dumps could not be turned off.
    #[error("core dumps could not be turned off: {0}")]
    CoreDumps(#[source] std::io::Error),
    /// The kernel has no landlock, or refused it.
    #[error("the kernel refused to take the file system away: {0}")]
    FileSystem(String),
}
