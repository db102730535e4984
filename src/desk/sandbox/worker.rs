//! What the kernel leaves to a worker that reads a hostile document: its memory,
//! a bounded time, and the pipes that it was given.
//!
//! Walls, each of which would do alone:
//! *descriptors*, none but the three pipes and none can be added;
//! *bounds* on memory, time on the processor, files and processes;
//! *landlock*, which takes away every right to files;
//! *seccomp*, a list of the few calls that computing needs. Any other call ends the
//! process: no parser makes one, so whoever makes it is not the parser.

use std::fs;
use std::io;

use rustix::process::{Resource, Rlimit, Signal, getppid, set_parent_process_death_signal, setrlimit};
use seccompiler::{BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule};
use subrosa_walls::calls::{self, Rules};
use subrosa_walls::{WallError, dumps, files};

use super::SandboxError;
use crate::read::Limits;
use crate::read::protocol::Request;

/// Calls that computing needs, whatever their arguments: memory, time, random
/// numbers, waiting for oneself, and the end.
const ALLOWED: [i64; 16] = [
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_clock_gettime,
    libc::SYS_getrandom,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Takes everything from this process but its memory and its three pipes. To be
/// called before any other thread is there.
///
/// # Errors
/// [`SandboxError`]; the worker must then read nothing.
pub fn confine(request: &Request) -> Result<(), SandboxError> {
    dumps::forbid()?;
    die_with(request.desk)?;
    refuse_inheritance()?;
    set_bounds(&request.limits)?;
    files::leave([])?;
    files::are_gone()?;
    // Landlock's own descriptor was the last one.
    bound(Resource::Nofile, 3)?;
    Ok(calls::stand_here(&filter()?)?)
}

/// The desk is dead: so is its worker, and so is one whose desk died before it
/// could say so.
pub(super) fn die_with(desk: u32) -> Result<(), SandboxError> {
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(bounds)?;
    let parent = getppid().and_then(|parent| u32::try_from(parent.as_raw_nonzero().get()).ok());
    if parent == Some(desk) { Ok(()) } else { Err(SandboxError::Orphan) }
}

/// Three pipes and the folder that is being listed; a fifth is not ours.
pub(super) fn refuse_inheritance() -> Result<(), SandboxError> {
    let open = fs::read_dir("/proc/self/fd").map_err(SandboxError::Bounds)?.count();
    if open > 4 { Err(SandboxError::Inherited) } else { Ok(()) }
}

fn set_bounds(limits: &Limits) -> Result<(), SandboxError> {
    bound(Resource::As, limits.memory_bytes)?;
    // The desk's own clock comes first; this one is for a desk that sleeps. The
    // signal that says so comes at the first number, the end at the second.
    let seconds = limits.time_for(0).as_secs().saturating_add(3600);
    let cpu = Rlimit { current: Some(seconds), maximum: Some(seconds.saturating_add(1)) };
    setrlimit(Resource::Cpu, cpu).map_err(bounds)?;
    bound(Resource::Fsize, 0)?;
    bound(Resource::Nproc, 0)
}

pub(super) fn bound(resource: Resource, most: u64) -> Result<(), SandboxError> {
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).map_err(bounds)
}

pub(super) fn bounds(error: rustix::io::Errno) -> SandboxError {
    SandboxError::Bounds(io::Error::from(error))
}

fn filter() -> Result<BpfProgram, WallError> {
    calls::filter(rules().map_err(calls::refused)?, SeccompAction::Allow, SeccompAction::KillProcess)
}

fn rules() -> Result<Rules, seccompiler::BackendError> {
    let mut rules = calls::whatever(ALLOWED);
    let word = |index, operation, value| {
        SeccompCondition::new(index, SeccompCmpArgLen::Dword, operation, value)
            .and_then(|only| SeccompRule::new(vec![only]))
    };
    let executable = SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64);
    // Only the pipes, each in its direction.
    rules.insert(libc::SYS_read, vec![word(0, SeccompCmpOp::Eq, 0)?]);
    rules.insert(libc::SYS_write, vec![word(0, SeccompCmpOp::Eq, 1)?, word(0, SeccompCmpOp::Eq, 2)?]);
    // Memory, but none that could be run.
    rules.insert(libc::SYS_mmap, vec![word(2, executable.clone(), 0)?]);
    rules.insert(libc::SYS_mprotect, vec![word(2, executable, 0)?]);
    // Ending itself, and no other process.
    rules.insert(libc::SYS_tgkill, vec![word(0, SeccompCmpOp::Eq, std::process::id().into())?]);
    Ok(rules)
}
