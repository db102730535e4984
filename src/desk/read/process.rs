//! Starts the worker: this program again, and never another one. The only place
//! of the desk that starts a process.

use std::ffi::{CStr, CString};
use std::fs;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

use nix::spawn::{PosixSpawnAttr, PosixSpawnFileActions, posix_spawn};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

use super::exchange::{Ending, Pipes};

/// The program that asks is the program that starts, even when its file was
/// replaced or removed since.
const SELF: &CStr = c"/proc/self/exe";
/// What it calls itself.
const NAME: &CStr = c"subrosa-desk";
/// [`super::WORKER`].
const WORKER: &CStr = c"be-the-reader";
/// What the worker says when the kernel would not confine it.
const NO_SANDBOX: i32 = super::worker::NO_SANDBOX as i32;

/// A worker with the desk's ends of its three pipes.
pub struct Worker {
    /// The pipes.
    pub pipes: Pipes,
    process: Pid,
    ended: bool,
}

/// Starts a worker with three pipes, an empty environment and nothing else.
///
/// # Errors
/// What the kernel gives for pipes and processes.
pub fn start() -> io::Result<Worker> {
    start_as(&[WORKER.to_owned()])
}

/// Starts this program as what the first argument says, as [`start`] does.
///
/// # Errors
/// As [`start`].
pub fn start_as(arguments: &[CString]) -> io::Result<Worker> {
    let (input, ours_in) = pipe_with(PipeFlags::CLOEXEC)?;
    let (ours_out, output) = pipe_with(PipeFlags::CLOEXEC)?;
    let (ours_errors, errors) = pipe_with(PipeFlags::CLOEXEC)?;
    let process = spawn([&input, &output, &errors], arguments)?;
    let pipes = Pipes::new(ours_in, ours_out, ours_errors)?;
    Ok(Worker { pipes, process, ended: false })
}

fn spawn(ends: [&OwnedFd; 3], arguments: &[CString]) -> io::Result<Pid> {
    let mut actions = PosixSpawnFileActions::init()?;
    for (end, place) in ends.into_iter().zip(0..) {
        actions.add_dup2(end.as_raw_fd(), place)?;
    }
    // Whatever whoever started the desk left open, a socket perhaps.
    for descriptor in open_descriptors()? {
        actions.add_close(descriptor)?;
    }
    let environment: [&CStr; 0] = [];
    let arguments: Vec<&CStr> = [NAME].into_iter().chain(arguments.iter().map(CString::as_c_str)).collect();
    let process = posix_spawn(SELF, &actions, &PosixSpawnAttr::init()?, &arguments, &environment)?;
    Pid::from_raw(process.as_raw()).ok_or_else(|| io::Error::other("a process without a number"))
}

/// Every descriptor beyond the three of the pipes. Closing one that is closed by
/// then does no harm.
fn open_descriptors() -> io::Result<Vec<RawFd>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc/self/fd")? {
        let number = entry?.file_name().to_str().and_then(|name| name.parse().ok());
        found.extend(number.filter(|number: &RawFd| *number > 2));
    }
    Ok(found)
}

impl Worker {
    /// How it ended, or `None` while it runs.
    ///
    /// # Errors
    /// What the kernel gives.
    pub fn ending(&mut self) -> io::Result<Option<Ending>> {
        let Some((_, status)) = waitpid(Some(self.process), WaitOptions::NOHANG)? else { return Ok(None) };
        self.ended = true;
        let is = |signal: Signal| status.terminating_signal() == Some(signal.as_raw());
        Ok(Some(if is(Signal::SYS) {
            Ending::Forbidden
        } else if is(Signal::XCPU) {
            Ending::Time
        } else if status.exit_status() == Some(NO_SANDBOX) {
            Ending::Unconfined
        } else if status.exit_status() == Some(0) {
            Ending::Success
        } else {
            Ending::Other
        }))
    }
}

impl Drop for Worker {
    /// No worker outlives its reading.
    fn drop(&mut self) {
        if !self.ended {
            let _ = kill_process(self.process, Signal::KILL);
            let _ = waitpid(Some(self.process), WaitOptions::empty());
        }
    }
}
