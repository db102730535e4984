//! What the kernel refuses for the life of the process.
//!
//! The desk has no network code. This is for the day on which a parser of
//! hostile bytes is made to run someone else's: it finds no socket to open, no
//! ring that opens one for it, and no other process to hide in.
//!
//! *Format*: a seccomp filter. The listed calls answer EPERM; a call of a foreign
//! architecture (the 32-bit entry, for instance) ends the process; on x86-64 the
//! x32 numbers of the same calls are listed too, because they reach the same code
//! under numbers of their own.
//!
//! *Not covered*: a socket that was already open when the program was started.

pub mod scanner;
pub mod worker;

use seccompiler::{BpfProgram, SeccompAction};
use subrosa_walls::calls::{self, REFUSAL};
use subrosa_walls::{WallError, dumps};

/// Calls that open, name or take over a way out of the process.
const REFUSED: [i64; 17] = [
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    // A ring runs socket calls where no filter sees them.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    // Another process of the same user may have a network.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_open,
    // The kernel's own doors into other processes and into itself.
    libc::SYS_userfaultfd,
    libc::SYS_bpf,
];

/// Marks the x32 interface in an x86-64 system call number.
#[cfg(target_arch = "x86_64")]
const X32_BIT: i64 = 0x4000_0000;
/// Numbers that only x32 has, for `ptrace`, `process_vm_readv` and
/// `process_vm_writev` (Linux, `arch/x86/entry/syscalls/syscall_64.tbl`).
#[cfg(target_arch = "x86_64")]
const X32_OWN: [i64; 3] = [521, 539, 540];

/// Why the process could not be locked in.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// One of the kernel's walls could not be put up.
    #[error(transparent)]
    Wall(#[from] WallError),
    /// A bound on memory, time or files could not be set.
    #[error("the worker's bounds could not be set: {0}")]
    Bounds(#[source] std::io::Error),
    /// The desk was gone before its worker began.
    #[error("the worker has no desk")]
    Orphan,
    /// Something was open that the worker may not have.
    #[error("the worker was started with something open")]
    Inherited,
}

/// Takes away every way to a network from all threads of this process, for good,
/// and turns core dumps off. Nothing it starts later can gain privileges.
///
/// # Errors
/// [`SandboxError`]; the program must then not go on.
pub fn forbid_network() -> Result<(), SandboxError> {
    dumps::forbid()?;
    Ok(calls::stand_everywhere(&filter()?)?)
}

fn filter() -> Result<BpfProgram, WallError> {
    calls::filter(calls::whatever(refused_numbers()), REFUSAL, SeccompAction::Allow)
}

#[cfg(target_arch = "x86_64")]
fn refused_numbers() -> Vec<i64> {
    let native = REFUSED.into_iter();
    native.clone().chain(native.chain(X32_OWN).map(|number| number | X32_BIT)).collect()
}

#[cfg(target_arch = "aarch64")]
fn refused_numbers() -> Vec<i64> {
    REFUSED.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOW: u32 = libc::SECCOMP_RET_ALLOW;
    const REFUSE: u32 = libc::SECCOMP_RET_ERRNO | libc::EPERM as u32;

    /// Runs the filter as the kernel would, for a call of this number and architecture.
    fn judge(number: i64, architecture: u32) -> u32 {
        let program = filter().unwrap();
        let (mut at, mut loaded) = (0, 0);
        loop {
            let step = &program[at];
            at += 1;
            match step.code {
                0x20 if step.k == 0 => loaded = number as u32,
                0x20 if step.k == 4 => loaded = architecture,
                0x15 => at += usize::from(if loaded == step.k { step.jt } else { step.jf }),
                0x05 => at += step.k as usize,
                0x06 => return step.k,
                code => panic!("instruction {code:#x}"),
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn every_listed_call_is_refused_under_each_of_its_numbers() {
        const X86_64: u32 = 0xc000_003e;
        const I386: u32 = 0x4000_0003;
        for number in REFUSED {
            assert_eq!(judge(number, X86_64), REFUSE, "{number}");
            assert_eq!(judge(number | 0x4000_0000, X86_64), REFUSE, "{number} of x32");
        }
        for number in [521, 539, 540] {
            assert_eq!(judge(number | 0x4000_0000, X86_64), REFUSE, "{number} of x32");
        }
        assert_eq!(judge(libc::SYS_read, I386), libc::SECCOMP_RET_KILL_PROCESS);
        // The control: what the desk lives on passes.
        for number in [libc::SYS_read, libc::SYS_openat, libc::SYS_renameat2, libc::SYS_getrandom] {
            assert_eq!(judge(number, X86_64), ALLOW, "{number}");
        }
    }

    #[test]
    #[expect(clippy::disallowed_types, reason = "shows that it can be opened before the filter, and not after")]
    fn a_socket_opens_before_the_filter_and_not_after_it() {
        use std::os::unix::net::UnixDatagram;
        // One thread only, so that the other tests of this process stay free.
        let thread = std::thread::spawn(|| {
            assert!(UnixDatagram::unbound().is_ok(), "the control");
            assert!(std::net::UdpSocket::bind("127.0.0.1:0").is_ok(), "the control");
            calls::stand_here(&filter().unwrap()).unwrap();
            let refused = [
                UnixDatagram::unbound().map(drop),
                UnixDatagram::pair().map(drop),
                std::net::UdpSocket::bind("127.0.0.1:0").map(drop),
                std::net::TcpListener::bind("127.0.0.1:0").map(drop),
                std::net::TcpStream::connect("127.0.0.1:9").map(drop),
            ];
            for answer in refused {
                assert_eq!(answer.unwrap_err().raw_os_error(), Some(libc::EPERM));
            }
        });
        thread.join().unwrap();
    }
}
