//! The desk cannot reach a network: not by its dependencies, not by its source,
//! not by its program file, and not when it is subverted.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::programs::{program, workspace};
use crate::harness::{Form, tools};

/// Crates whose presence would mean a network, whatever the allow-list says.
const NETWORK_CRATES: [&str; 24] = [
    "tokio",
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "ureq",
    "curl",
    "curl-sys",
    "rustls",
    "native-tls",
    "openssl",
    "quinn",
    "h2",
    "h3",
    "actix-rt",
    "actix-web",
    "actix-http",
    "async-std",
    "smol",
    "async-io",
    "isahc",
    "attohttpc",
    "trust-dns-resolver",
    "hickory-resolver",
];

fn allowed() -> BTreeSet<String> {
    let list = include_str!("desk-dependencies.txt").lines();
    list.filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect()
}

/// Names of the crates in the desk's program, with every feature on.
fn dependencies(package: &str) -> BTreeSet<String> {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    cargo.args(["tree", "--package", package, "--all-features", "--edges", "normal", "--prefix", "none"]);
    cargo.args(["--locked", "--target", "x86_64-unknown-linux-gnu"]).current_dir(workspace());
    let tree = String::from_utf8(tools::run(&mut cargo).stdout).unwrap();
    tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn networked(crates: &BTreeSet<String>) -> Vec<&str> {
    crates.iter().map(String::as_str).filter(|name| NETWORK_CRATES.contains(name)).collect()
}

#[test]
fn the_desk_depends_on_what_is_listed_and_on_no_network_crate() {
    let (found, allowed) = (dependencies("subrosa-desk"), allowed());
    let new: Vec<_> = found.difference(&allowed).collect();
    assert!(new.is_empty(), "not in tests/desk-dependencies.txt: {new:?}; look at each, then write the list again");
    let gone: Vec<_> = allowed.difference(&found).collect();
    assert!(gone.is_empty(), "no longer used, take it off tests/desk-dependencies.txt: {gone:?}");
    assert_eq!(networked(&found), Vec::<&str>::new());
    // The control: the form's program has them, and they are found.
    assert!(networked(&dependencies("subrosa-intake")).contains(&"tokio"));
}

/// What no line of the desk may name, outside the places below.
const FORBIDDEN: [&str; 17] = [
    "std::net",
    "core::net",
    "os::unix::net",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "UnixStream",
    "UnixListener",
    "UnixDatagram",
    "ToSocketAddrs",
    "process::Command",
    "rustix::net",
    "libc::socket",
    "extern \"C\"",
    "posix_spawn",
    "nix::spawn",
    "nix::unistd",
];

/// File, the line that names it, and why it may.
const EXCEPTIONS: [(&str, &str, &str); 8] = [
    ("read/process.rs", "use nix::spawn::{", "the worker: the desk starts itself, and nothing else can"),
    ("read/process.rs", "posix_spawn(SELF,", "the same"),
    ("read/ocr/scanner.rs", "use nix::unistd::execve;", "a confined process of its own becomes tesseract"),
    ("sandbox.rs", "use std::os::unix::net::UnixDatagram;", "a test of the filter: works before, not after"),
    ("sandbox.rs", "UnixDatagram::", "the same test"),
    ("sandbox.rs", "std::net::UdpSocket::bind", "the same test"),
    ("sandbox.rs", "std::net::TcpListener::bind", "the same test"),
    ("sandbox.rs", "std::net::TcpStream::connect", "the same test"),
];

/// Lines that name something forbidden: file, line, text.
fn forbidden_lines(folder: &Path) -> Vec<(PathBuf, usize, String)> {
    let mut found = Vec::new();
    for path in rust_files(folder) {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if !is_comment && FORBIDDEN.iter().any(|word| line.contains(word)) {
                found.push((path.strip_prefix(folder).unwrap().to_owned(), number + 1, line.trim().to_owned()));
            }
        }
    }
    found
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn no_line_of_the_desk_names_a_socket_or_another_program() {
    let allowed = |(path, _, line): &(PathBuf, usize, String)| {
        EXCEPTIONS.iter().any(|(file, text, _)| path == Path::new(file) && line.contains(text))
    };
    let found = forbidden_lines(&workspace().join("src/desk"));
    let unexplained: Vec<_> = found.iter().filter(|line| !allowed(line)).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    // The controls: every exception is still needed, and the form's sources are found out.
    for (file, text, _) in EXCEPTIONS {
        assert!(found.iter().any(|(path, _, line)| path == Path::new(file) && line.contains(text)), "{file}: {text}");
    }
    assert!(forbidden_lines(&workspace().join("src/intake")).len() > 3);
}

/// Functions of the C library that a program imports.
fn imports(program: &Path) -> BTreeSet<String> {
    let symbols = tools::run(Command::new("nm").args(["--dynamic", "--undefined-only"]).arg(program)).stdout;
    let symbols = String::from_utf8(symbols).unwrap();
    let names = symbols.lines().filter_map(|line| line.split_whitespace().last()?.split('@').next());
    names.map(str::to_owned).collect()
}

#[test]
fn the_desks_program_imports_no_socket_function_and_starts_no_program_but_itself() {
    let forbidden = [
        "socket",
        "socketpair",
        "connect",
        "bind",
        "listen",
        "accept",
        "accept4",
        "getaddrinfo",
        "gethostbyname",
        "sendto",
        "sendmsg",
        "recvfrom",
        "recvmsg",
        "fork",
        "vfork",
        "execve",
        "execvp",
        "posix_spawnp",
        "posix_spawn",
        "system",
        "popen",
    ];
    let found =
        |program: &Path| forbidden.into_iter().filter(|name| imports(program).contains(*name)).collect::<Vec<_>>();
    // One of them starts the worker, by path and without a search; by the other a process
    // that has nothing left to lose becomes tesseract. The one place that calls each names
    // itself (`no_line_of_the_desk_names_a_socket_or_another_program`).
    let imported = found(&program("subrosa-desk"));
    assert_eq!(imported, ["execve", "posix_spawn"]);
    // The control: the form's program has them.
    let intake = found(&program("subrosa-intake"));
    assert!(intake.contains(&"bind") && intake.contains(&"socket"), "{intake:?}");
}

#[test]
fn what_the_desk_forbids_itself_worked_before_and_is_refused_after_on_every_thread() {
    let output = tools::run(&mut Command::new(env!("CARGO_BIN_EXE_subrosa-probe")));
    let probe: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (call, result) in probe["before"].as_object().unwrap() {
        // Some hosts refuse these to everyone; the two answers are then the same.
        let host_may_refuse = ["io_uring_setup", "bpf", "userfaultfd"].contains(&call.as_str());
        assert!(host_may_refuse || result != "EPERM", "the control: {call} before the filter: {result}");
    }
    for call in ["socket AF_INET", "socket AF_UNIX", "socketpair", "connect", "process_vm_readv"] {
        assert_eq!(probe["before"][call], "done", "the control: {probe:#}");
    }
    for thread in ["after", "after, earlier thread", "after, new thread"] {
        let results = probe[thread].as_object().unwrap();
        assert_eq!(results.len(), probe["before"].as_object().unwrap().len());
        for (call, result) in results {
            assert_eq!(result, "EPERM", "{call} on {thread}");
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[test]
fn the_entry_of_32_bit_programs_ends_the_process() {
    use std::os::unix::process::ExitStatusExt;
    const SIGSYS: i32 = 31;
    let ended = |when: &str| Command::new(env!("CARGO_BIN_EXE_subrosa-probe")).arg(when).output().unwrap().status;
    assert_ne!(ended("int80-before").signal(), Some(SIGSYS), "the control: not before the filter");
    assert_eq!(ended("int80-after").signal(), Some(SIGSYS));
}

#[test]
fn a_running_desk_is_locked_in() {
    let form = Form::stopped();
    let mut command = form.desk().command();
    let mut desk = command.arg("batch").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = desk.stdin.take().unwrap();
    input.write_all(b"tips\n").unwrap();
    let mut answer = String::new();
    BufReader::new(desk.stdout.take().unwrap()).read_line(&mut answer).unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", desk.id())).unwrap();
    let own = fs::read_to_string("/proc/self/status").unwrap();
    drop(input);
    assert!(desk.wait().unwrap().success());
    assert!(answer.contains("\"tips\":[]"), "{answer}");
    let value = |status: &str, key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key));
        line.unwrap().trim().to_owned()
    };
    assert_eq!((value(&status, "Seccomp:"), value(&status, "NoNewPrivs:")), ("2".into(), "1".into()));
    // The control: this test's own process is not.
    assert_eq!(value(&own, "NoNewPrivs:"), "0");
}
