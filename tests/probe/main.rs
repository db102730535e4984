//! Tries what the desk's sandbox must refuse: before it, after it, on a thread
//! that was there already, and on a new one. Prints one JSON object.
//!
//! Each attempt is the real system call with arguments that do no harm. The
//! answer is `done`, or the name of the error.
#![allow(unsafe_code, reason = "raw system calls, with numbers that no library would use")]

use std::io::{Error, Write};
use std::net::TcpListener;
use std::os::fd::AsRawFd;
use std::process::ExitCode;
use std::sync::mpsc::channel;

type Attempt = (String, Vec<i64>);

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        None => report(),
        #[cfg(target_arch = "x86_64")]
        Some("int80-before") => int80(),
        #[cfg(target_arch = "x86_64")]
        Some("int80-after") => lock_in().map_or(ExitCode::FAILURE, |()| int80()),
        Some(_) => ExitCode::from(2),
    }
}

/// Exactly what the desk's `main` does first.
fn lock_in() -> Option<()> {
    subrosa_desk::sandbox::forbid_network().ok()
}

fn report() -> ExitCode {
    let Some(sections) = run() else { return ExitCode::FAILURE };
    let sections: Vec<_> = sections.iter().map(|(name, answers)| format!("\"{name}\": {answers}")).collect();
    let printed = std::io::stdout().write_all(format!("{{{}}}\n", sections.join(", ")).as_bytes());
    printed.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn run() -> Option<[(&'static str, String); 4]> {
    // What `connect` reaches: a listener, and a socket opened beforehand.
    let listener = TcpListener::bind("127.0.0.1:0").ok()?;
    let port = listener.local_addr().ok()?.port();
    let address = libc::sockaddr_in {
        sin_family: libc::AF_INET as libc::sa_family_t,
        sin_port: port.to_be(),
        sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes([127, 0, 0, 1]) },
        sin_zero: [0; 8],
    };
    let socket = call(&[libc::SYS_socket, libc::AF_INET.into(), libc::SOCK_STREAM.into(), 0]).ok()?;
    let attempts = attempts(socket, &address, listener.as_raw_fd());
    let before = try_all(&attempts);

    // A thread that was there before the filter, and does nothing until after it.
    let (go, wait) = channel::<()>();
    let earlier = {
        let attempts = attempts.clone();
        std::thread::spawn(move || wait.recv().map(|()| try_all(&attempts)))
    };
    lock_in()?;
    let after = try_all(&attempts);
    go.send(()).ok()?;
    let earlier = earlier.join().ok()?.ok()?;
    let new = std::thread::spawn(move || try_all(&attempts)).join().ok()?;
    Some([("before", before), ("after", after), ("after, earlier thread", earlier), ("after, new thread", new)])
}

/// The calls: their name, number and arguments. Pointers live as long as the process.
fn attempts(socket: i64, address: &libc::sockaddr_in, listener: i32) -> Vec<Attempt> {
    let pair: &'static mut [i32; 2] = Box::leak(Box::new([0; 2]));
    let parameters: &'static mut [u8; 256] = Box::leak(Box::new([0; 256]));
    let address: &'static libc::sockaddr_in = Box::leak(Box::new(*address));
    let text: &'static mut [u8; 8] = Box::leak(Box::new([0; 8]));
    let own = Box::leak(Box::new(libc::iovec { iov_base: text.as_mut_ptr().cast(), iov_len: text.len() }));
    let (own, address, length) = (own as *mut _ as i64, address as *const _ as i64, size_of::<libc::sockaddr_in>());
    let me = i64::from(std::process::id());
    let stream = i64::from(libc::SOCK_STREAM);
    let listener = i64::from(listener);
    let native: Vec<(&str, Vec<i64>)> = vec![
        ("socket AF_INET", vec![libc::SYS_socket, libc::AF_INET.into(), stream, 0]),
        ("socket AF_INET6", vec![libc::SYS_socket, libc::AF_INET6.into(), stream, 0]),
        ("socket AF_UNIX", vec![libc::SYS_socket, libc::AF_UNIX.into(), stream, 0]),
        ("socket AF_NETLINK", vec![libc::SYS_socket, libc::AF_NETLINK.into(), libc::SOCK_RAW.into(), 0]),
        ("socketpair", vec![libc::SYS_socketpair, libc::AF_UNIX.into(), stream, 0, pair.as_mut_ptr() as i64]),
        ("connect", vec![libc::SYS_connect, socket, address, length as i64]),
        ("bind", vec![libc::SYS_bind, -1, address, length as i64]),
        ("listen", vec![libc::SYS_listen, listener, 1]),
        ("accept", vec![libc::SYS_accept, -1, 0, 0]),
        ("accept4", vec![libc::SYS_accept4, -1, 0, 0, 0]),
        ("io_uring_setup", vec![libc::SYS_io_uring_setup, 1, parameters.as_mut_ptr() as i64]),
        ("io_uring_enter", vec![libc::SYS_io_uring_enter, -1, 0, 0, 0, 0, 0]),
        ("io_uring_register", vec![libc::SYS_io_uring_register, -1, 0, 0, 0]),
        ("ptrace", vec![libc::SYS_ptrace, libc::PTRACE_CONT.into(), i64::from(i32::MAX), 0, 0]),
        ("process_vm_readv", vec![libc::SYS_process_vm_readv, me, own, 1, own, 1, 0]),
        ("process_vm_writev", vec![libc::SYS_process_vm_writev, me, own, 1, own, 1, 0]),
        ("pidfd_open", vec![libc::SYS_pidfd_open, me, 0]),
        ("pidfd_getfd", vec![libc::SYS_pidfd_getfd, -1, 0, 0]),
        ("userfaultfd", vec![libc::SYS_userfaultfd, -1]),
        ("bpf", vec![libc::SYS_bpf, -1, 0, 0]),
    ];
    let native = native.into_iter().map(|(name, words)| (name.to_owned(), words));
    let native: Vec<Attempt> = native.collect();
    #[cfg(target_arch = "x86_64")]
    let native = native.iter().cloned().chain(native.iter().map(x32)).chain(x32_own()).collect();
    native
}

/// The same call through the x32 interface: the same number with one bit more.
#[cfg(target_arch = "x86_64")]
fn x32((name, words): &Attempt) -> Attempt {
    let mut words = words.clone();
    if let Some(number) = words.first_mut() {
        *number |= 0x4000_0000;
    }
    (format!("{name}, x32"), words)
}

/// Calls that have a number of their own there.
#[cfg(target_arch = "x86_64")]
fn x32_own() -> impl Iterator<Item = Attempt> {
    let own = [("ptrace", 521), ("process_vm_readv", 539), ("process_vm_writev", 540)];
    own.into_iter().map(|(name, number)| (format!("{name}, x32's own"), vec![number | 0x4000_0000, -1, 0, 0, 0]))
}

/// Every attempt as a JSON object of its own.
fn try_all(attempts: &[Attempt]) -> String {
    let tried = attempts.iter().map(|(name, words)| {
        let answer = match call(words) {
            Ok(_) => "done".to_owned(),
            Err(error) => match error.raw_os_error() {
                Some(libc::EPERM) => "EPERM".to_owned(),
                code => format!("error {}", code.unwrap_or_default()),
            },
        };
        format!("\"{name}\": \"{answer}\"")
    });
    format!("{{{}}}", tried.collect::<Vec<_>>().join(", "))
}

fn call(words: &[i64]) -> Result<i64, Error> {
    let word = |index: usize| words.get(index).copied().unwrap_or(0);
    // SAFETY: the pointers among the arguments stay valid for the life of the
    // process, and no call writes more than the buffer behind its pointer holds.
    let answer = unsafe { libc::syscall(word(0), word(1), word(2), word(3), word(4), word(5), word(6)) };
    if answer < 0 { Err(Error::last_os_error()) } else { Ok(answer) }
}

/// `getpid` by the entry that 32-bit programs use.
#[cfg(target_arch = "x86_64")]
fn int80() -> ExitCode {
    const GETPID: i64 = 20;
    let answer: i64;
    // SAFETY: getpid reads and writes no memory; the kernel may clobber r8 to r11 here.
    unsafe {
        std::arch::asm!("int 0x80", inlateout("rax") GETPID => answer,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _);
    }
    ExitCode::from(u8::from(answer < 0))
}
