//! Each wall of a worker by itself. Most of what one refuses another would refuse too,
//! so each is looked at from outside, where the kernel says what stands.

use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use subrosa_desk::read::protocol::{Request, Task};
use subrosa_desk::read::{Limits, WORKER};

use super::confined::{CLOSED, filters, waiting};
use crate::harness::tools;

const PROBE: &str = env!("CARGO_BIN_EXE_subrosa-reader-probe");
/// What its process is called by the kernel, which keeps 15 bytes.
const COMM: &str = "subrosa-reader-";

/// A process that is looked at, and gone with the test.
pub struct Held(Child);

impl Held {
    /// Starts a line of the shell in which a program is `$0`, with nothing open but three
    /// pipes and core files allowed. Waits until the probe runs, confined or not.
    pub fn start(shell: &mut Command, line: &str, program: &Path, input: &[u8], confined: bool) -> Self {
        shell.args(["-c", &format!("{CLOSED} ulimit -c unlimited; {line}")]).arg(program);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = shell.spawn().unwrap();
        child.stdin.as_mut().unwrap().write_all(input).unwrap();
        let held = Self(child);
        let began = Instant::now();
        let own = filters("self").unwrap();
        let is_there = || {
            let comm = fs::read_to_string(format!("/proc/{}/comm", held.0.id())).unwrap();
            comm.starts_with(COMM) && filters(&held.0.id().to_string()).is_some_and(|count| (count > own) == confined)
        };
        while !is_there() {
            assert!(began.elapsed() < Duration::from_secs(5), "it did not come so far");
            std::thread::sleep(Duration::from_millis(5));
        }
        held
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{name}", self.0.id())).unwrap()
    }

    /// A bound, soft and hard, as `/proc` writes them.
    pub fn bound(&self, name: &str) -> [String; 2] {
        let limits = self.file("limits");
        let line =
            limits.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name}: {limits}"));
        let mut numbers = line.split_whitespace().map(str::to_owned);
        [numbers.next().unwrap(), numbers.next().unwrap()]
    }

    /// Fails unless each bound is so, and is another one of a process that is free.
    pub fn assert_bounds(&self, free: &Self, bounds: &[(&str, u64, u64)]) {
        for (name, soft, hard) in bounds {
            let expected = [soft.to_string(), hard.to_string()];
            assert_eq!(self.bound(name), expected, "{name}");
            assert_ne!(free.bound(name), expected, "the control: {name} of any other process");
        }
    }

    /// Which memory would go into a core file (core(5)).
    pub fn dumped(&self) -> String {
        self.file("coredump_filter").trim().to_owned()
    }

    fn owner(&self) -> u32 {
        fs::metadata(format!("/proc/{}/status", self.0.id())).unwrap().uid()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The probe, which does nothing for three seconds and has nothing around it.
pub fn free(shell: &mut Command, program: &Path) -> Held {
    Held::start(shell, "exec \"$0\" act stall", program, b"", false)
}

/// A worker that waits for its document.
fn worker(shell: &mut Command, program: &Path) -> Held {
    let request = Request { task: Task::Read, bytes: 5, limits: Limits::default(), desk: std::process::id() };
    Held::start(shell, &format!("exec \"$0\" {WORKER}"), program, &request.to_bytes().unwrap(), true)
}

pub fn bash() -> Command {
    Command::new("bash")
}

/// A shell of somebody who is not root.
fn nobodys() -> Command {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return bash();
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--clear-groups", "bash"]);
    command
}

#[test]
fn every_bound_of_a_worker_stands_whatever_stands_beside_it() {
    let limits = Limits::default();
    let seconds = limits.time_for(0).as_secs() + 3600;
    worker(&mut bash(), Path::new(PROBE)).assert_bounds(
        &free(&mut bash(), Path::new(PROBE)),
        &[
            ("Max address space", limits.memory_bytes, limits.memory_bytes),
            ("Max cpu time", seconds, seconds + 1),
            ("Max file size", 0, 0),
            ("Max processes", 0, 0),
            ("Max open files", 3, 3),
            ("Max core file size", 0, 0),
        ],
    );
}

#[test]
fn a_worker_is_not_dumped_even_where_a_program_collects_what_is() {
    let program = Path::new(PROBE);
    // What may not be dumped is root's in /proc, whoever runs it (proc(5)).
    assert_ne!(free(&mut nobodys(), program).owner(), 0, "the control: any other is of whoever runs it");
    assert_eq!(worker(&mut nobodys(), program).owner(), 0);
}

#[test]
fn a_worker_that_used_up_its_time_on_the_processor_is_named() {
    let answer = |seconds: &str| {
        let (desk, worker) = waiting("use-processor");
        tools::run(Command::new("prlimit").args(["--pid", &worker.to_string(), &format!("--cpu={seconds}")]));
        serde_json::from_slice::<Value>(&desk.wait_with_output().unwrap().stdout).unwrap()
    };
    assert_eq!(answer("1:60")["error"], "worker-timeout");
    assert_eq!(answer("50:60")["text"], "done", "the control: it ends by itself, and before the desk's own clock");
}
