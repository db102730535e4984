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

fn lives(process: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    status.rsplit(')').next().and_then(|rest| rest.split_whitespace().next()).is_some_and(|state| state != "Z")
}

/// A desk that waits for a worker that does nothing, and the worker once it is confined.
fn waiting() -> (Child, u32) {
    let mut desk = Command::new(PROBE).args(["plant", "stall"]).stdout(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(2) {
        let worker = children(desk.id()).first().copied();
        // The desk's own filter is inherited: two of them are a worker's.
        let confined = |worker: &u32| {
            let status = fs::read_to_string(format!("/proc/{worker}/status")).unwrap_or_default();
            status.lines().any(|line| line == "Seccomp_filters:\t2")
        };
        if let Some(worker) = worker.filter(|worker| confined(worker)) {
            return (desk, worker);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no confined worker came: {:?}", desk.wait())
}

#[test]
fn a_worker_dies_with_its_desk() {
    let (mut killed, orphan) = waiting();
    let (mut other, control) = waiting();
    killed.kill().unwrap();
    killed.wait().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(!lives(orphan), "a worker outlived its desk");
    assert!(lives(control), "the control: a worker whose desk lives goes on");
    assert!(other.wait().unwrap().success());
}

/// Starts the program as a worker with this request, after `prepare` in the shell.
fn worker(prepare: &str, request: &Request) -> Option<i32> {
    // What the tests themselves were started with is none of the matter.
    let close = "for open in /proc/self/fd/*; do n=${open##*/}; [ \"$n\" -lt 3 ] || eval \"exec $n<&-\"; done;";
    let script = format!("{close} {prepare} exec \"$0\" {WORKER}");
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
