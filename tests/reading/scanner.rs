//! Each wall around `tesseract` by itself. It is confined before it begins: here the
//! probe begins in its place, and does what a picture that took it over would do.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::confined::{CLOSED, lives};
use super::walls::{Held, bash, free};
use crate::harness::programs::program;
use crate::harness::tools;

const PROBE: &str = env!("CARGO_BIN_EXE_subrosa-reader-probe");
/// What is said by whoever finds itself unconfined.
const NO_SANDBOX: i32 = 70;
/// How landlock refuses, and how the list of calls does.
const LANDLOCK: &str = "\"Permission denied (os error 13)\"";
const SECCOMP: &str = "\"Operation not permitted (os error 1)\"";

fn desk() -> PathBuf {
    program("subrosa-desk")
}

/// Starts the desk as the scanner that becomes the probe, and gives how it ended and what
/// the probe said.
fn scanner(prepare: &str, parent: &str, act: &str) -> (Option<i32>, String) {
    let line = format!("{CLOSED} {prepare} exec \"$0\" be-the-scanner {parent} \"$1\" act {act}");
    let mut shell = bash();
    shell.args(["-c", &line]).arg(desk()).arg(PROBE).stdin(Stdio::null());
    let output = shell.output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

fn confined(act: &str) -> String {
    scanner("", &std::process::id().to_string(), act).1
}

fn outside(act: &str) -> String {
    let output = tools::run(Command::new(PROBE).args(["act", act]).stdin(Stdio::null()));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn each_act_of_a_tesseract_that_was_taken_over_is_refused_by_the_wall_that_is_meant_for_it() {
    for (act, wall) in [
        ("open-file", LANDLOCK),
        ("list-folder", LANDLOCK),
        ("write-file", LANDLOCK),
        ("open-socket", SECCOMP),
        ("pair-socket", SECCOMP),
        ("fork", SECCOMP),
        ("thread", SECCOMP),
        ("run-program", SECCOMP),
        ("signal-another", SECCOMP),
        ("name-itself", SECCOMP),
        ("set-bounds", SECCOMP),
    ] {
        assert_eq!(outside(act), "\"done\"", "the control: {act} outside");
        assert_eq!(confined(act), wall, "{act}");
    }
    // It becomes the other program, which says nothing, and cannot.
    assert_eq!(outside("become-a-program"), "", "the control");
    assert_eq!(confined("become-a-program"), LANDLOCK);
    assert_eq!(confined("nothing"), "\"done\"", "the control: the probe works in there");
}

#[test]
fn every_bound_of_tesseract_stands_whatever_stands_beside_it() {
    let line = format!("exec \"$0\" be-the-scanner {} {PROBE} act stall", std::process::id());
    let scanner = Held::start(&mut bash(), &line, &desk(), b"", true);
    let free = free(&mut bash(), Path::new(PROBE));
    scanner.assert_bounds(
        &free,
        &[
            ("Max address space", 2 << 30, 2 << 30),
            ("Max cpu time", 120, 121),
            ("Max file size", 0, 0),
            ("Max processes", 0, 0),
            ("Max open files", 64, 64),
            ("Max core file size", 0, 0),
        ],
    );
    assert_eq!(scanner.dumped(), "00000000", "nothing of its memory, where a program collects cores");
    assert_ne!(free.dumped(), "00000000", "the control");
}

#[test]
fn a_tesseract_with_something_open_or_without_its_desk_does_not_begin() {
    let own = std::process::id().to_string();
    assert_eq!(scanner("", &own, "nothing"), (Some(0), "\"done\"".to_owned()), "the control");
    let unconfined = (Some(NO_SANDBOX), String::new());
    assert_eq!(scanner("exec 9</dev/null;", &own, "nothing"), unconfined, "a descriptor too many");
    assert_eq!(scanner("", "1", "nothing"), unconfined, "the desk that asked is not its parent");
}

#[test]
fn tesseract_dies_with_its_desk() {
    // The shell is the desk here: it starts the scanner, and waits for it.
    let started = || {
        let line = format!("{CLOSED} \"$0\" be-the-scanner $$ \"$1\" act stall & wait");
        let mut shell = bash();
        shell.args(["-c", &line]).arg(desk()).arg(PROBE).stdin(Stdio::null()).stdout(Stdio::null());
        let shell = shell.spawn().unwrap();
        let scanner = super::confined::child_called(shell.id(), "subrosa-reader-");
        (shell, scanner)
    };
    let (mut killed, orphan) = started();
    let (mut other, control) = started();
    killed.kill().unwrap();
    killed.wait().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(!lives(orphan), "tesseract outlived its desk");
    assert!(lives(control), "the control: one whose desk lives goes on");
    assert!(other.wait().unwrap().success());
}
