//! What a worker has from whoever started it: three pipes, a desk that lives, nothing else.

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use subrosa_desk::read::protocol::{Request, Task};
use subrosa_desk::read::{Limits, WORKER};

const PROBE: &str = env!("CARGO_BIN_EXE_subrosa-reader-probe");
/// What a worker says when it finds itself unconfined.
const NO_SANDBOX: i32 = 70;

/// The numbers of a process's children.
fn children(process: u32) -> Vec<u32> {
    let list = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    list.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

/// The child of a process that the kernel calls so, once there is one.
pub fn child_called(process: u32, name: &str) -> u32 {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(2) {
        let named =
            |child: &u32| fs::read_to_string(format!("/proc/{child}/comm")).is_ok_and(|comm| comm.trim_end() == name);
        if let Some(child) = children(process).into_iter().find(named) {
            return child;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no {name} came of {process}")
}

pub fn lives(process: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    status.rsplit(')').next().and_then(|rest| rest.split_whitespace().next()).is_some_and(|state| state != "Z")
}

/// Closes what the tests themselves were started with, in the shell.
pub const CLOSED: &str =
    "for open in /proc/self/fd/*; do n=${open##*/}; [ \"$n\" -lt 3 ] || eval \"exec $n<&-\"; done;";

/// How many filters of calls stand over a process that is there.
pub fn filters(process: &str) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("Seccomp_filters:")?.trim().parse().ok())
}

/// A desk that waits for a worker that does something, and the worker once it is confined.
pub fn waiting(act: &str) -> (Child, u32) {
    let mut desk = Command::new(PROBE).args(["plant", act]).stdout(Stdio::piped()).spawn().unwrap();
    let own = filters("self").unwrap();
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(2) {
        let worker = children(desk.id()).first().copied();
        // The desk's own filter is inherited: one more is a worker's.
        let confined = |worker: &u32| filters(&worker.to_string()) == Some(own + 2);
        if let Some(worker) = worker.filter(|worker| confined(worker)) {
            return (desk, worker);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no confined worker came: {:?}", desk.wait())
}

#[test]
fn a_worker_dies_with_its_desk() {
    let (mut killed, orphan) = waiting("stall");
    let (mut other, control) = waiting("stall");
    killed.kill().unwrap();
    killed.wait().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(!lives(orphan), "a worker outlived its desk");
    assert!(lives(control), "the control: a worker whose desk lives goes on");
    assert!(other.wait().unwrap().success());
}

/// Starts the program as a worker with this request, after `prepare` in the shell.
fn worker(prepare: &str, request: &Request) -> Option<i32> {
    let script = format!("{CLOSED} {prepare} exec \"$0\" {WORKER}");
    let mut worker = Command::new("bash");
    worker.args(["-c", &script, PROBE]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut worker = worker.spawn().unwrap();
    let mut input = worker.stdin.take().unwrap();
    input.write_all(&request.to_bytes().unwrap()).unwrap();
    input.write_all(b"hello").unwrap();
    drop(input);
    worker.wait_with_output().unwrap().status.code()
}

#[test]
fn a_worker_with_something_open_or_without_its_desk_reads_nothing() {
    let request = |desk: u32| Request { task: Task::Read, bytes: 5, limits: Limits::default(), desk };
    let own = std::process::id();
    assert_eq!(worker("", &request(own)), Some(0), "the control");
    assert_eq!(worker("exec 9</dev/null;", &request(own)), Some(NO_SANDBOX), "a descriptor too many");
    assert_eq!(worker("", &request(1)), Some(NO_SANDBOX), "the desk that asked is not its parent");
}

#[test]
fn what_the_desk_inherited_is_closed_before_its_worker_begins() {
    let script = "exec 9</dev/null; exec \"$0\" plant nothing";
    let answer = Command::new("sh").args(["-c", script, PROBE]).output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert_eq!(answer["text"], "done", "{answer}");
}

#[test]
fn a_worker_has_no_environment() {
    let answer = |words: [&str; 2]| super::probe(&words);
    assert_eq!(answer(["act", "name-environment"]), "done", "the control");
    assert_eq!(answer(["plant", "name-environment"])["text"], "no environment");
}
