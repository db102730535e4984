//! The form as it is shipped, and in it someone who took it over: at SIGUSR1 the thread
//! that the signal meets tries everything that the walls must refuse, by raw system
//! calls, and writes what the kernel answered. SIGUSR2 enters by the door of 32-bit
//! programs. The shipped form has none of it.
//!
//!     SUBROSA_PROBE=FILE subrosa-serving-probe serve --config F
//!
//! A line of FILE: `before NAME ANSWER`, while nothing is confined, then `TID NAME ANSWER`.
//! An answer is 0 or the number of the error.
#![allow(unsafe_code, reason = "raw system calls, as code that took the process over would make them")]

use std::ffi::{CStr, CString};
use std::fs::File;
use std::io::Error;
use std::net::{TcpListener, TcpStream};
use std::os::fd::IntoRawFd;
use std::process::ExitCode;
use std::sync::OnceLock;

/// Memory is zeroed when it is freed, as in the shipped form.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// A name, and a system call with its arguments.
type Act = (&'static CStr, [i64; 7]);

/// Made before anything is confined: a handler of signals may not ask for memory.
static ACTS: OnceLock<Vec<Act>> = OnceLock::new();
static REPORT: OnceLock<i32> = OnceLock::new();

fn main() -> ExitCode {
    let Some(report) = std::env::var_os("SUBROSA_PROBE").and_then(|file| File::create(file).ok()) else {
        return ExitCode::from(2);
    };
    let _first = REPORT.set(report.into_raw_fd());
    let Ok(acts) = acts() else { return ExitCode::from(2) };
    acts.iter().for_each(|act| tell(c"before", act.0, attempt(act)));
    put_back();
    tell(c"before", c"execve", in_child(|| attempt(&execve())));
    tell(c"before", c"int80", in_child(int80));
    let _first = ACTS.set(acts.into_iter().chain([execve()]).collect());
    catch(libc::SIGUSR1, everything);
    catch(libc::SIGUSR2, foreign);
    subrosa_intake::cli::main()
}

/// What an act that worked has changed, so that it could work again.
fn put_back() {
    let report = std::env::var("SUBROSA_PROBE").unwrap_or_default();
    let _made = File::create(format!("{report}.gone"));
    let _gone = std::fs::remove_dir(format!("{report}.folder"));
}

fn catch(signal: i32, handler: extern "C" fn(i32)) {
    // SAFETY: zeroes are a valid action; the handlers make system calls and nothing else.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler as *const () as usize;
        action.sa_flags = libc::SA_RESTART;
        libc::sigaction(signal, &raw const action, std::ptr::null_mut());
    }
}

extern "C" fn everything(_signal: i32) {
    let thread = number(call(&[libc::SYS_gettid, 0, 0, 0, 0, 0, 0]).unwrap_or(0));
    for act in ACTS.get().into_iter().flatten() {
        if let Ok(name) = CStr::from_bytes_until_nul(&thread) {
            tell(name, act.0, attempt(act));
        }
    }
}

extern "C" fn foreign(_signal: i32) {
    tell(c"after", c"int80", int80());
}

fn attempt((_, words): &Act) -> i64 {
    match call(words) {
        // A second process ends at once.
        Ok(0) if matches!(words[0], libc::SYS_clone | libc::SYS_clone3 | FORK) => end(0),
        Ok(_) => 0,
        Err(error) => error.raw_os_error().unwrap_or(-1).into(),
    }
}

#[cfg(target_arch = "x86_64")]
const FORK: i64 = libc::SYS_fork;
#[cfg(not(target_arch = "x86_64"))]
const FORK: i64 = i64::MAX;

fn end(code: i32) -> ! {
    // SAFETY: nothing runs after it.
    unsafe { libc::_exit(code) }
}

fn call(words: &[i64; 7]) -> Result<i64, Error> {
    let [number, a, b, c, d, e, f] = *words;
    // SAFETY: the pointers among the arguments stay valid for the life of the process, and
    // what a call writes fits behind them.
    let answer = unsafe { libc::syscall(number, a, b, c, d, e, f) };
    if answer < 0 { Err(Error::last_os_error()) } else { Ok(answer) }
}

/// What becomes of an act that nobody survives: the child's exit code, or its signal and 128.
fn in_child(act: impl FnOnce() -> i64) -> i64 {
    // SAFETY: one thread is there yet; the child makes system calls and ends.
    match unsafe { libc::fork() } {
        0 => end(act() as i32),
        child => {
            let mut status = 0;
            // SAFETY: waits for the child above.
            unsafe { libc::waitpid(child, &raw mut status, 0) };
            i64::from(if libc::WIFSIGNALED(status) { 128 + libc::WTERMSIG(status) } else { libc::WEXITSTATUS(status) })
        }
    }
}

/// `getpid` by the entry that 32-bit programs use.
#[cfg(target_arch = "x86_64")]
fn int80() -> i64 {
    const GETPID: i64 = 20;
    let answer: i64;
    // SAFETY: getpid reads and writes no memory; the kernel may clobber r8 to r11 here.
    unsafe {
        std::arch::asm!("int 0x80", inlateout("rax") GETPID => answer,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _);
    }
    i64::from(answer < 0)
}
#[cfg(not(target_arch = "x86_64"))]
fn int80() -> i64 {
    0
}

/// One line, with one call and no memory that is asked for.
fn tell(when: &CStr, name: &CStr, answer: i64) {
    let mut line = [0_u8; 128];
    let answer = number(answer);
    let end = answer.iter().position(|byte| *byte == 0).unwrap_or(answer.len());
    let parts = [when.to_bytes(), b" ", name.to_bytes(), b" ", answer.get(..end).unwrap_or_default(), b"\n"];
    let mut length = 0;
    for byte in parts.into_iter().flatten() {
        if let Some(place) = line.get_mut(length) {
            *place = *byte;
            length += 1;
        }
    }
    let report = REPORT.get().copied().unwrap_or(2);
    let _written = call(&[libc::SYS_write, report.into(), line.as_ptr() as i64, length as i64, 0, 0, 0]);
}

/// In digits, with a zero byte behind them.
fn number(value: i64) -> [u8; 24] {
    let mut digits = [0; 24];
    let (mut rest, mut scale, mut at) = (value.unsigned_abs(), 1_u64, 0);
    while rest / scale >= 10 {
        scale *= 10;
    }
    while scale > 0 {
        if let Some(place) = digits.get_mut(at) {
            *place = b'0' + (rest / scale) as u8;
        }
        rest %= scale;
        (scale, at) = (scale / 10, at + 1);
    }
    digits
}

/// What lives as long as the process.
fn kept<T>(value: T) -> i64 {
    Box::leak(Box::new(value)) as *mut T as i64
}

fn text(path: &str) -> i64 {
    CString::new(path).map_or(0, |path| path.into_raw() as i64)
}

fn execve() -> Act {
    let program = text("/bin/true");
    (c"execve", [libc::SYS_execve, program, kept([program, 0]), kept([0_i64]), 0, 0, 0])
}

/// Every act but `execve`, which nobody who tries it survives where it is allowed.
fn acts() -> Result<Vec<Act>, Error> {
    let mut acts = [network()?, processes(), kernel(), memory(), files()].concat();
    #[cfg(target_arch = "x86_64")]
    acts.push((c"fork", [FORK, 0, 0, 0, 0, 0, 0]));
    #[cfg(target_arch = "x86_64")]
    acts.extend([
        (c"x32-socket", [libc::SYS_socket | 0x4000_0000, libc::AF_UNIX.into(), libc::SOCK_STREAM.into(), 0, 0, 0, 0]),
        (c"x32-read", [0x4000_0000, -1, 0, 0, 0, 0, 0]),
        (c"x32-ptrace", [521 | 0x4000_0000, -1, 0, 0, 0, 0, 0]),
    ]);
    Ok(acts)
}

fn network() -> Result<Vec<Act>, Error> {
    // Sockets of before the walls: a way out that somebody left open.
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let outgoing = TcpStream::connect(("127.0.0.1", port))?;
    let (_incoming, _) = listener.accept()?;
    listener.set_nonblocking(true)?;
    let open =
        |kind: i32| call(&[libc::SYS_socket, libc::AF_INET.into(), (kind | libc::SOCK_NONBLOCK).into(), 0, 0, 0, 0]);
    let (stream, datagram) = (open(libc::SOCK_STREAM)?, open(libc::SOCK_DGRAM)?);
    let address = kept(libc::sockaddr_in {
        sin_family: libc::AF_INET as libc::sa_family_t,
        sin_port: port.to_be(),
        sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes([127, 0, 0, 1]) },
        sin_zero: [0; 8],
    });
    let length = size_of::<libc::sockaddr_in>() as i64;
    let (other, other_length, word) = (kept([0_u8; 128]), kept(128_u32), kept(*b"word"));
    let connected = i64::from(outgoing.into_raw_fd());
    let listening = i64::from(listener.into_raw_fd());
    let unix = i64::from(libc::AF_UNIX);
    let kind = i64::from(libc::SOCK_STREAM);
    let socket = libc::SYS_socket;
    Ok(vec![
        (c"socket-inet", [socket, libc::AF_INET.into(), kind, 0, 0, 0, 0]),
        (c"socket-inet6", [socket, libc::AF_INET6.into(), kind, 0, 0, 0, 0]),
        (c"socket-unix", [socket, unix, kind, 0, 0, 0, 0]),
        (c"socket-netlink", [socket, libc::AF_NETLINK.into(), libc::SOCK_RAW.into(), 0, 0, 0, 0]),
        (c"socketpair", [libc::SYS_socketpair, unix, kind, 0, kept([0_i32; 2]), 0, 0]),
        (c"connect", [libc::SYS_connect, stream, address, length, 0, 0, 0]),
        (c"bind", [libc::SYS_bind, -1, address, length, 0, 0, 0]),
        (c"listen", [libc::SYS_listen, listening, 1, 0, 0, 0, 0]),
        (c"sendto-elsewhere", [libc::SYS_sendto, datagram, word, 4, 0, address, length]),
        (c"sendmsg", [libc::SYS_sendmsg, -1, 0, 0, 0, 0, 0]),
        (c"sendmmsg", [libc::SYS_sendmmsg, -1, 0, 0, 0, 0, 0]),
        (c"recvmsg", [libc::SYS_recvmsg, -1, 0, 0, 0, 0, 0]),
        (c"accept-with-address", [libc::SYS_accept, listening, other, other_length, 0, 0, 0]),
        (c"accept4-with-address", [libc::SYS_accept4, listening, other, other_length, 0, 0, 0]),
        (c"getpeername", [libc::SYS_getpeername, connected, other, other_length, 0, 0, 0]),
        (c"peer-by-option", [libc::SYS_getsockopt, connected, libc::SOL_SOCKET.into(), 28, other, other_length, 0]),
        // The control of all others: what serving takes is still answered.
        (
            c"allowed-option",
            [libc::SYS_getsockopt, connected, libc::SOL_SOCKET.into(), libc::SO_TYPE.into(), other, other_length, 0],
        ),
    ])
}

fn processes() -> Vec<Act> {
    let me = i64::from(std::process::id());
    let parent = i64::from(std::os::unix::process::parent_id());
    let bytes = kept([0_u8; 8]);
    let own = kept([bytes, 8]);
    vec![
        (c"clone", [libc::SYS_clone, libc::SIGCHLD.into(), 0, 0, 0, 0, 0]),
        (c"clone3", [libc::SYS_clone3, kept([0_i64, 0, 0, 0, libc::SIGCHLD.into(), 0, 0, 0]), 64, 0, 0, 0, 0]),
        (c"execveat", [libc::SYS_execveat, -1, bytes, 0, 0, 0, 0]),
        (c"ptrace", [libc::SYS_ptrace, libc::PTRACE_CONT.into(), i32::MAX.into(), 0, 0, 0, 0]),
        (c"process_vm_readv", [libc::SYS_process_vm_readv, me, own, 1, own, 1, 0]),
        (c"process_vm_writev", [libc::SYS_process_vm_writev, me, own, 1, own, 1, 0]),
        (c"pidfd_open", [libc::SYS_pidfd_open, me, 0, 0, 0, 0, 0]),
        (c"pidfd_getfd", [libc::SYS_pidfd_getfd, -1, 0, 0, 0, 0, 0]),
        (c"pidfd_send_signal", [libc::SYS_pidfd_send_signal, -1, 0, 0, 0, 0, 0]),
        (c"kill-another", [libc::SYS_kill, parent, 0, 0, 0, 0, 0]),
        (c"tgkill-another", [libc::SYS_tgkill, parent, parent, 0, 0, 0, 0]),
        (c"kcmp", [libc::SYS_kcmp, me, me, 0, 0, 0, 0]),
        (c"set-bounds", [libc::SYS_prlimit64, 0, libc::RLIMIT_CORE.into(), kept([0_u64; 2]), 0, 0, 0]),
        (c"be-dumpable", [libc::SYS_prctl, libc::PR_SET_DUMPABLE.into(), 1, 0, 0, 0, 0]),
        (c"setuid", [libc::SYS_setuid, 0, 0, 0, 0, 0, 0]),
        (c"capset", [libc::SYS_capset, 0, 0, 0, 0, 0, 0]),
    ]
}

fn kernel() -> Vec<Act> {
    vec![
        (c"io_uring_setup", [libc::SYS_io_uring_setup, 1, kept([0_u8; 256]), 0, 0, 0, 0]),
        (c"io_uring_enter", [libc::SYS_io_uring_enter, -1, 0, 0, 0, 0, 0]),
        (c"io_uring_register", [libc::SYS_io_uring_register, -1, 0, 0, 0, 0, 0]),
        (c"bpf", [libc::SYS_bpf, -1, 0, 0, 0, 0, 0]),
        (c"userfaultfd", [libc::SYS_userfaultfd, -1, 0, 0, 0, 0, 0]),
        (c"perf_event_open", [libc::SYS_perf_event_open, 0, 0, -1, -1, 0, 0]),
        (c"add_key", [libc::SYS_add_key, 0, 0, 0, 0, 0, 0]),
        (c"keyctl", [libc::SYS_keyctl, -1, 0, 0, 0, 0, 0]),
        (c"mount", [libc::SYS_mount, 0, 0, 0, 0, 0, 0]),
        (c"unshare", [libc::SYS_unshare, 0, 0, 0, 0, 0, 0]),
        (c"setns", [libc::SYS_setns, -1, 0, 0, 0, 0, 0]),
        (c"chroot", [libc::SYS_chroot, 0, 0, 0, 0, 0, 0]),
        (c"personality", [libc::SYS_personality, 0xffff_ffff, 0, 0, 0, 0, 0]),
        (c"seccomp", [libc::SYS_seccomp, 2, 0, kept(0_u32), 0, 0, 0]),
        (c"terminal-input", [libc::SYS_ioctl, 0, libc::TIOCSTI as i64, kept(0_u8), 0, 0, 0]),
    ]
}

fn memory() -> Vec<Act> {
    let (read, write, run) = (libc::PROT_READ as i64, libc::PROT_WRITE as i64, libc::PROT_EXEC as i64);
    let kind = i64::from(libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    let page = call(&[libc::SYS_mmap, 0, 4096, read | write, kind, -1, 0]).unwrap_or(0);
    vec![
        (c"memory-to-run", [libc::SYS_mmap, 0, 4096, read | write | run, kind, -1, 0]),
        (c"memory-made-to-run", [libc::SYS_mprotect, page, 4096, read | run, 0, 0, 0]),
        (c"memfd_create", [libc::SYS_memfd_create, text("x"), 0, 0, 0, 0, 0]),
        (c"shmget", [libc::SYS_shmget, 0, 4096, 0o1600, 0, 0, 0]),
        (c"memory-elsewhere", [libc::SYS_process_madvise, -1, 0, 0, 0, 0, 0]),
    ]
}

/// In the folder of the report, which is outside of the data directory.
fn files() -> Vec<Act> {
    let report = std::env::var("SUBROSA_PROBE").unwrap_or_default();
    let here = i64::from(libc::AT_FDCWD);
    let beside = |name: &str| text(&format!("{report}.{name}"));
    let (read, make) = (i64::from(libc::O_RDONLY), i64::from(libc::O_WRONLY | libc::O_CREAT));
    let _made = File::create(format!("{report}.gone"));
    let inside = text(&std::env::var("SUBROSA_PROBE_INSIDE").unwrap_or_default());
    vec![
        (c"read-outside", [libc::SYS_openat, here, text("/etc/passwd"), read, 0, 0, 0]),
        (c"read-memory-file", [libc::SYS_openat, here, text("/proc/self/mem"), read, 0, 0, 0]),
        (c"list-root", [libc::SYS_openat, here, text("/"), i64::from(libc::O_DIRECTORY), 0, 0, 0]),
        (c"write-outside", [libc::SYS_openat, here, beside("made"), make, 0o600, 0, 0]),
        (c"make-folder-outside", [libc::SYS_mkdirat, here, beside("folder"), 0o700, 0, 0, 0]),
        (c"write-device", [libc::SYS_openat, here, text("/dev/null"), make, 0o600, 0, 0]),
        (c"rename-outside", [libc::SYS_renameat, here, text(&report), here, text(&report), 0, 0]),
        (c"symlink", [libc::SYS_symlinkat, text("x"), here, beside("link"), 0, 0, 0]),
        (c"mknod", [libc::SYS_mknodat, here, beside("pipe"), 0o010_600, 0, 0, 0]),
        (c"chown", [libc::SYS_fchownat, here, text(&report), -1, -1, 0, 0]),
        (c"open_by_handle_at", [libc::SYS_open_by_handle_at, -1, 0, 0, 0, 0, 0]),
        // The other control: the data directory is there.
        (c"allowed-inside", [libc::SYS_openat, here, inside, read, 0, 0, 0]),
        (c"remove-outside", [libc::SYS_unlinkat, here, beside("gone"), 0, 0, 0, 0]),
    ]
}
