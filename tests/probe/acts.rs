//! What code that took over a parser might do. Each act is real and harmless: it
//! succeeds where nothing forbids it.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Error, Write};
use std::net::UdpSocket;
use std::process::Command;
use std::sync::{Condvar, Mutex, OnceLock};
use std::time::{Duration, Instant};

use subrosa_desk::read::protocol::{MESSAGE_BYTES, Message};
use subrosa_desk::read::{Format, Provenance};

/// How long the acts last that take time.
const LASTING: Duration = Duration::from_secs(3);

/// Does it. An error is the kernel's answer.
pub fn perform(act: &str) -> io::Result<()> {
    match act {
        "nothing" => Ok(()),
        "open-file" => File::open("/etc/passwd").map(drop),
        "list-folder" => std::fs::read_dir("/").map(drop),
        "write-file" => File::create("/dev/null").map(drop),
        "open-socket" => UdpSocket::bind("127.0.0.1:0").map(drop),
        "pair-socket" => call(libc::SYS_socketpair, [libc::AF_UNIX.into(), libc::SOCK_STREAM.into(), 0, pair()]),
        "fork" => fork(),
        "thread" => std::thread::Builder::new().spawn(|| {}).map(drop),
        "run-program" => Command::new("/bin/true").status().map(drop),
        "ring" => call(libc::SYS_io_uring_setup, [1, zeroes(), 0, 0]),
        "signal-another" => call(libc::SYS_kill, [parent(), 0, 0, 0]),
        "signal-another-thread" => call(libc::SYS_tgkill, [parent(), parent(), 0, 0]),
        "name-itself" => call(libc::SYS_prctl, [libc::PR_SET_NAME.into(), zeroes(), 0, 0]),
        "executable-memory" => executable(),
        "memory-made-executable" => made_executable(),
        "read-another-pipe" => asked(libc::SYS_read, 1),
        "write-another-pipe" => asked(libc::SYS_write, 0),
        "set-bounds" => call(libc::SYS_prlimit64, [0, libc::RLIMIT_CORE.into(), no_core(), 0]),
        "become-a-program" => become_a_program(),
        "name-environment" => std::env::vars_os().next().map(drop).ok_or_else(|| Error::other("no environment")),
        "allocate" => allocate(),
        "spin" => spin(),
        "use-processor" => use_processor(),
        "stall" => stall(),
        "panic" => panic!("planted"),
        "abort" => std::process::abort(),
        "overflow-stack" => descend(0),
        "print-garbage" => print_garbage(),
        "print-members" => print_members(),
        "print-text" => print_text(),
        "print-late" => print_late(),
        "print-nothing" => print_nothing(),
        "print-claims" => print_claims(),
        "print-errors" => print_errors(),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
}

fn call(number: i64, [a, b, c, d]: [i64; 4]) -> io::Result<()> {
    // SAFETY: the pointers among the arguments are leaked and large enough.
    let answer = unsafe { libc::syscall(number, a, b, c, d, 0, 0) };
    if answer < 0 { Err(Error::last_os_error()) } else { Ok(()) }
}

fn pair() -> i64 {
    Box::leak(Box::new([0_i32; 2])).as_mut_ptr() as i64
}

fn zeroes() -> i64 {
    Box::leak(Box::new([0_u8; 256])).as_mut_ptr() as i64
}

/// The process that started this one. To be asked for once while that is allowed: whoever
/// is stopped for asking has signalled nobody.
pub fn parent() -> i64 {
    static PARENT: OnceLock<u32> = OnceLock::new();
    (*PARENT.get_or_init(std::os::unix::process::parent_id)).into()
}

fn fork() -> io::Result<()> {
    // SAFETY: the child does nothing but end.
    match unsafe { libc::syscall(libc::SYS_clone, libc::SIGCHLD, 0, 0, 0, 0) } {
        // SAFETY: as above.
        0 => unsafe { libc::_exit(0) },
        child if child > 0 => Ok(()),
        _ => Err(Error::last_os_error()),
    }
}

fn executable() -> io::Result<()> {
    let (all, kind) = (libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    // SAFETY: a new mapping that nothing uses.
    let answer = unsafe { libc::mmap(std::ptr::null_mut(), 4096, all, kind, -1, 0) };
    if answer == libc::MAP_FAILED { Err(Error::last_os_error()) } else { Ok(()) }
}

/// What was written as data becomes something to run.
fn made_executable() -> io::Result<()> {
    let (data, kind) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    // SAFETY: a new mapping that nothing uses.
    let memory = unsafe { libc::mmap(std::ptr::null_mut(), 4096, data, kind, -1, 0) };
    if memory == libc::MAP_FAILED {
        return Err(Error::last_os_error());
    }
    // SAFETY: of the mapping above, whole.
    let answer = unsafe { libc::mprotect(memory, 4096, libc::PROT_READ | libc::PROT_EXEC) };
    if answer < 0 { Err(Error::last_os_error()) } else { Ok(()) }
}

/// Uses a pipe in the direction that is not its own. That it answers at all is the act:
/// the answer may well be that it cannot.
fn asked(number: i64, descriptor: i64) -> io::Result<()> {
    let _ = call(number, [descriptor, zeroes(), 0, 0]);
    Ok(())
}

/// The bound on core files that the desk has: everybody may set it.
fn no_core() -> i64 {
    Box::leak(Box::new([0_u64; 2])).as_mut_ptr() as i64
}

/// Another program in place of this one, with what this one has. It ends well and says
/// nothing.
fn become_a_program() -> io::Result<()> {
    let words = [c"/bin/true".as_ptr(), std::ptr::null()];
    call(libc::SYS_execve, [words[0] as i64, words.as_ptr() as i64, 0, 0])
}

/// 4 GiB of addresses, of which one page is used.
fn allocate() -> io::Result<()> {
    let mut memory: Vec<u8> = Vec::with_capacity(black_box(4 << 30));
    memory.push(1);
    black_box(&memory);
    Ok(())
}

fn spin() -> io::Result<()> {
    let began = Instant::now();
    while began.elapsed() < LASTING {
        black_box(began);
    }
    Ok(())
}

/// Two seconds on the processor, however long they take.
fn use_processor() -> io::Result<()> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    while time.tv_sec < 2 {
        // SAFETY: writes into the structure behind the pointer.
        if unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) } < 0 {
            return Err(Error::last_os_error());
        }
    }
    Ok(())
}

/// Waits for what never comes, without using the processor.
fn stall() -> io::Result<()> {
    let (never, lock) = (Condvar::new(), Mutex::new(()));
    let guard = lock.lock().map_err(|_| Error::other("poisoned"))?;
    let _ = never.wait_timeout(guard, LASTING);
    Ok(())
}

#[allow(unconditional_recursion, reason = "the act")]
fn descend(depth: u64) -> io::Result<()> {
    let frame = black_box([depth; 512]);
    let below = descend(depth.wrapping_add(1));
    // The frame lives until after the call, so that the call is no jump.
    black_box(&frame);
    below
}

fn print_garbage() -> io::Result<()> {
    let mut output = io::stdout();
    (0..10_000).try_for_each(|_| output.write_all(&[0xff; 1024]))
}

/// Messages that keep the form and break every limit.
fn print_members() -> io::Result<()> {
    let mut output = io::stdout();
    Message::Format(Format::Zip).write_to(&mut output)?;
    Message::Begin("endless".to_owned(), Provenance::default()).write_to(&mut output)?;
    let piece = Message::Bytes(vec![b'x'; MESSAGE_BYTES]);
    (0..4096).try_for_each(|_| piece.write_to(&mut output))
}

fn print_text() -> io::Result<()> {
    let mut output = io::stdout();
    Message::Format(Format::Text).write_to(&mut output)?;
    let piece = Message::Text("x".repeat(MESSAGE_BYTES));
    (0..4096).try_for_each(|_| piece.write_to(&mut output))
}

/// Messages that say nothing, and so exceed no limit.
fn print_nothing() -> io::Result<()> {
    let mut output = io::stdout();
    Message::Format(Format::Text).write_to(&mut output)?;
    Message::Text(String::new()).write_to(&mut output)
}

/// The same claim again and again, which no limit counts.
fn print_claims() -> io::Result<()> {
    let mut output = io::stdout();
    Message::Format(Format::Text).write_to(&mut output)?;
    while_lasting(|| Message::Provenance(Provenance::default()).write_to(&mut output))
}

/// Words on the third pipe, without end.
fn print_errors() -> io::Result<()> {
    let mut output = io::stderr();
    while_lasting(|| output.write_all(&[b'x'; 1024]))
}

fn while_lasting(mut act: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    let began = Instant::now();
    while began.elapsed() < LASTING {
        act()?;
    }
    Ok(())
}

/// A last word, and then another.
fn print_late() -> io::Result<()> {
    let mut output = io::stdout();
    Message::Format(Format::Text).write_to(&mut output)?;
    Message::Done.write_to(&mut output)?;
    Message::Text("late".to_owned()).write_to(&mut output)?;
    output.flush()
}
