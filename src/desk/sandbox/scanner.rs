//! What the kernel leaves to `tesseract`, which reads the letters in a picture: its own
//! program and libraries to read, its three pipes, and a bounded time and memory.
//!
//! It is someone else's program over decoders of pictures in C, so it is taken for
//! subverted from the start. Nothing is writable, no file of a person is readable, and
//! there is no socket and no other process. Unlike a worker's, its list of calls ends
//! with EPERM and not with the process: a library of another system may try a call that
//! is not on it, and does without.

use std::fs;
use std::path::{Path, PathBuf};

use landlock::{AccessFs, path_beneath_rules};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule};
use subrosa_walls::calls::{self, REFUSAL};
use subrosa_walls::files::{self, Kept};
use subrosa_walls::{WallError, dumps};

use super::SandboxError;
use super::worker::{bound, bounds, die_with, refuse_inheritance};

/// Address space: its models and libraries take a quarter of it.
const MEMORY_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Seconds on the processor; the desk's own clock comes first.
const SECONDS: u64 = 120;
/// Files that it may have open at once.
const OPEN_FILES: u64 = 64;
/// Where systems keep libraries and the loader's list of them.
const LIBRARIES: [&str; 8] =
    ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/nix/store", "/gnu/store"];
/// The program that the kernel starts to load a program's libraries.
const LOADERS: [&str; 4] = [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
];

/// Calls of a program that is loaded, reads its models, and computes.
const ALLOWED: [i64; 41] = [
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_openat,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_fcntl,
    libc::SYS_ppoll,
    libc::SYS_getcwd,
    libc::SYS_execve,
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_clock_gettime,
    libc::SYS_getrandom,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_set_tid_address,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];
/// The same under older names, which only this processor has.
#[cfg(target_arch = "x86_64")]
const ALLOWED_HERE: [i64; 7] = [
    libc::SYS_open,
    libc::SYS_poll,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_arch_prctl,
];
#[cfg(not(target_arch = "x86_64"))]
const ALLOWED_HERE: [i64; 0] = [];

/// Takes everything from this process that `program` does not need to read letters.
/// To be called before any other thread is there.
///
/// # Errors
/// [`SandboxError`]; nothing may then be started.
pub fn confine(desk: u32, program: &Path) -> Result<(), SandboxError> {
    dumps::forbid()?;
    empty_dumps()?;
    die_with(desk)?;
    refuse_inheritance()?;
    bound(Resource::As, MEMORY_BYTES)?;
    let cpu = Rlimit { current: Some(SECONDS), maximum: Some(SECONDS + 1) };
    setrlimit(Resource::Cpu, cpu).map_err(bounds)?;
    bound(Resource::Fsize, 0)?;
    bound(Resource::Nproc, 0)?;
    bound(Resource::Nofile, OPEN_FILES)?;
    files::leave(kept(program))?;
    files::are_gone()?;
    Ok(calls::stand_here(&filter()?)?)
}

/// Another program that is started may be dumped again, and no limit binds a dump that is
/// piped to whoever collects them. What goes into it is handed down (core(5)): nothing.
fn empty_dumps() -> Result<(), SandboxError> {
    fs::write("/proc/self/coredump_filter", "0").map_err(|error| WallError::CoreDumps(error).into())
}

/// Libraries and models may be read; the program and its loader started.
fn kept(program: &Path) -> impl Iterator<Item = Kept> {
    let readable = LIBRARIES.iter().map(PathBuf::from).chain(models(program));
    let started = LOADERS.iter().map(PathBuf::from).chain([program.to_owned()]);
    path_beneath_rules(readable, AccessFs::ReadFile | AccessFs::ReadDir)
        .chain(path_beneath_rules(started, AccessFs::ReadFile | AccessFs::Execute))
}

/// Where the models lie of a program that lies in `PREFIX/bin`.
fn models(program: &Path) -> Vec<PathBuf> {
    let prefix = program.parent().and_then(Path::parent);
    let folders = ["lib", "share/tesseract-ocr", "share/tessdata", "share/tesseract"];
    prefix.map(|prefix| folders.map(|folder| prefix.join(folder)).to_vec()).unwrap_or_default()
}

fn filter() -> Result<BpfProgram, WallError> {
    let mut rules = calls::whatever(ALLOWED.into_iter().chain(ALLOWED_HERE));
    // Its bounds may be asked for and not changed: root could.
    let asks = SeccompCondition::new(2, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0);
    let asks = asks.and_then(|asks| SeccompRule::new(vec![asks])).map_err(calls::refused)?;
    rules.insert(libc::SYS_prlimit64, vec![asks]);
    calls::filter(rules, SeccompAction::Allow, REFUSAL)
}
