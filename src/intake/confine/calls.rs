//! Seccomp: the system calls that serving takes.
//!
//! *Format*: a list; what is not on it answers EPERM. So there is no `execve`, `socket`,
//! `connect`, `bind`, `socketpair`, `io_uring_*`, `ptrace`, `process_vm_*`,
//! `pidfd_*`, `mount`, `bpf`, no second process, and no number of x32; a call of a foreign
//! architecture ends the process. Sockets come from the listeners that are open, and
//! nowhere else.
//!
//! *Security*: who is at the other end of a connection is not told either: `getpeername`,
//! `SO_PEERNAME` and the address that `accept` could write are refused, so that even
//! a program that was taken over does not learn a source's address.

use libc::PROT_EXEC;
use seccompiler::{BackendError, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule};
use subrosa_walls::WallError;
use subrosa_walls::calls::{REFUSAL, Rules, filter, refused, stand_everywhere, stand_here, whatever};

/// Memory, threads, time and random numbers.
const COMPUTING: [i64; 31] = [
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    // What the kernel makes of a wait with a deadline that a stop interrupted: without it a
    // process that was stopped and goes on, or is traced, fails at its next wait.
    libc::SYS_restart_syscall,
    libc::SYS_nanosleep,
    libc::SYS_getrandom,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_rt_sigtimedwait,
    libc::SYS_sigaltstack,
    libc::SYS_set_tid_address,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_membarrier,
    libc::SYS_clone3,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    // sled asks how much memory there is.
    libc::SYS_sysinfo,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Files below directories that landlock keeps, and those that are open.
const FILES: [i64; 40] = [
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_pwrite64,
    libc::SYS_pwritev,
    libc::SYS_openat,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_statfs,
    libc::SYS_fstatfs,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_getcwd,
    libc::SYS_mkdirat,
    libc::SYS_unlinkat,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_fchmod,
    libc::SYS_utimensat,
    libc::SYS_ftruncate,
    libc::SYS_fallocate,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_sync_file_range,
    libc::SYS_flock,
    libc::SYS_fcntl,
    libc::SYS_fadvise64,
    libc::SYS_copy_file_range,
    libc::SYS_sendfile,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_fchmodat,
];

/// Connections that came in, and waiting for them.
const SERVING: [i64; 13] = [
    libc::SYS_recvfrom,
    libc::SYS_shutdown,
    libc::SYS_setsockopt,
    libc::SYS_getsockname,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_epoll_pwait2,
    libc::SYS_eventfd2,
    libc::SYS_timerfd_create,
    libc::SYS_timerfd_settime,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
];

/// The same under older names, which only this processor has.
#[cfg(target_arch = "x86_64")]
const HERE: [i64; 14] = [
    libc::SYS_open,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_unlink,
    libc::SYS_rename,
    libc::SYS_chmod,
    libc::SYS_getdents,
    libc::SYS_epoll_wait,
    libc::SYS_poll,
    libc::SYS_time,
];
#[cfg(not(target_arch = "x86_64"))]
const HERE: [i64; 0] = [];

/// Asking who is at the other end, as an option of the socket (`asm-generic/socket.h`).
const SO_PEERNAME: u64 = 28;

/// Takes every other call away from all threads, for good.
///
/// # Errors
/// [`WallError`].
pub(super) fn leave() -> Result<(), WallError> {
    let allowed = rules().map_err(refused)?;
    // No filter can read the flags of `clone3`; the C library asks for `clone` when the
    // kernel has none.
    let unknown = SeccompAction::Errno(libc::ENOSYS as u32);
    stand_everywhere(&filter(whatever([libc::SYS_clone3]), unknown, SeccompAction::Allow)?)?;
    stand_everywhere(&filter(allowed, SeccompAction::Allow, REFUSAL)?)
}

/// The same on this thread alone.
///
/// # Errors
/// [`WallError`].
pub(super) fn leave_here() -> Result<(), WallError> {
    stand_here(&filter(rules().map_err(refused)?, SeccompAction::Allow, REFUSAL)?)
}

fn rules() -> Result<Rules, BackendError> {
    let mut rules = whatever(COMPUTING.into_iter().chain(FILES).chain(SERVING).chain(HERE));
    let one = |condition| SeccompRule::new(vec![condition]).map(|rule| vec![rule]);
    // A thread, and no process.
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(libc::SYS_clone, one(word(0, SeccompCmpOp::MaskedEq(thread), thread)?)?);
    // Memory, but none that could be run.
    let executable = SeccompCmpOp::MaskedEq(PROT_EXEC as u64);
    rules.insert(libc::SYS_mmap, one(word(2, executable.clone(), 0)?)?);
    rules.insert(libc::SYS_mprotect, one(word(2, executable, 0)?)?);
    // That a socket does not block.
    rules.insert(libc::SYS_ioctl, one(word(1, SeccompCmpOp::Eq, libc::FIONBIO)?)?);
    // A name for a thread.
    rules.insert(libc::SYS_prctl, one(word(0, SeccompCmpOp::Eq, libc::PR_SET_NAME as u64)?)?);
    // Bounds may be asked for and not changed.
    rules.insert(libc::SYS_prlimit64, one(pointer(2)?)?);
    // Ending itself, and no other process.
    rules.insert(libc::SYS_tgkill, one(word(0, SeccompCmpOp::Eq, std::process::id().into())?)?);
    // Whoever comes in has no address, and an answer goes where the question came from.
    rules.insert(libc::SYS_accept, one(pointer(1)?)?);
    rules.insert(libc::SYS_accept4, one(pointer(1)?)?);
    rules.insert(libc::SYS_sendto, one(pointer(4)?)?);
    rules.insert(libc::SYS_getsockopt, one(word(2, SeccompCmpOp::Ne, SO_PEERNAME)?)?);
    Ok(rules)
}

fn word(argument: u8, is: SeccompCmpOp, value: u64) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, is, value)
}

/// An argument that points nowhere.
fn pointer(argument: u8) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)
}
