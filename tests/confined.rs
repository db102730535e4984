//! A form that serves has given up everything else: on every thread, for good, and by
//! itself, without a service manager.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::programs::program;
use crate::harness::wire::Wire;
use crate::harness::{Form, Tip, tools};

/// Numbers of errors: not permitted, access denied, no such call.
const EPERM: i64 = 1;
const EACCES: i64 = 13;
const ENOSYS: i64 = 38;
/// What a host may refuse to everybody, confined or not.
const HOST_MAY_REFUSE: [&str; 8] = [
    "io_uring_setup",
    "bpf",
    "userfaultfd",
    "perf_event_open",
    "x32-socket",
    "x32-read",
    "x32-ptrace",
    "terminal-input",
];
/// Acts that must do what they are for while nothing is confined: the controls.
const WORK_BEFORE: [&str; 23] = [
    "socket-inet",
    "socket-unix",
    "socketpair",
    "sendto-elsewhere",
    "getpeername",
    "peer-by-option",
    "clone",
    "clone3",
    "execve",
    "process_vm_readv",
    "process_vm_writev",
    "pidfd_open",
    "set-bounds",
    "be-dumpable",
    "memory-to-run",
    "memory-made-to-run",
    "memfd_create",
    "read-outside",
    "list-root",
    "write-outside",
    "make-folder-outside",
    "symlink",
    "remove-outside",
];

/// The shipped form with someone in it who tries what is forbidden.
struct Taken {
    form: Form,
}

impl Taken {
    fn serve() -> Self {
        let mut form = Form::stopped();
        let report = form.beside("report").to_str().unwrap().to_owned();
        let inside = form.demo().join("data/installation.json").to_str().unwrap().to_owned();
        form.serve_as(
            env!("CARGO_BIN_EXE_subrosa-serving-probe"),
            &[("SUBROSA_PROBE", report), ("SUBROSA_PROBE_INSIDE", inside)],
        );
        Self { form }
    }

    /// The first thread whose name begins so.
    fn thread(&self, name: &str) -> u32 {
        let found = threads(self.form.process_id()).into_iter().find(|(_, called)| called.starts_with(name));
        found.unwrap_or_else(|| panic!("no {name} among {:?}", threads(self.form.process_id()))).0
    }

    /// Everything that is tried on a thread, and what the kernel answered.
    fn tried_on(&self, thread: u32) -> BTreeMap<String, i64> {
        tools::run(Command::new("python3").args(["-c", TGKILL]).args([
            self.form.process_id().to_string(),
            thread.to_string(),
            (Signal::USR1.as_raw()).to_string(),
        ]));
        let begun = Instant::now();
        loop {
            let tried = self.answers(&thread.to_string());
            // The last act; the form would not live on after it, were it allowed.
            if tried.contains_key("execve") {
                return tried;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{tried:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self, when: &str) -> BTreeMap<String, i64> {
        let report = fs::read_to_string(self.form.beside("report")).unwrap();
        let lines = report.lines().filter_map(|line| line.strip_prefix(when)?.trim_start().rsplit_once(' '));
        lines.map(|(name, answer)| (name.to_owned(), answer.parse().unwrap())).collect()
    }
}

/// A signal for one thread, which no function of the standard library sends.
const TGKILL: &str = "import ctypes, sys; process, thread, signal = map(int, sys.argv[1:]); \
    sys.exit(ctypes.CDLL(None).tgkill(process, thread, signal) and 1)";

/// Threads of a process, by name.
fn threads(process: u32) -> Vec<(u32, String)> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let one = |task: std::io::Result<fs::DirEntry>| {
        let task = task.ok()?;
        let name = fs::read_to_string(task.path().join("comm")).ok()?;
        Some((task.file_name().to_str()?.parse().ok()?, name.trim().to_owned()))
    };
    tasks.filter_map(one).collect()
}

#[test]
fn each_forbidden_act_is_refused_in_a_worker_a_blocking_and_a_vault_thread() {
    if !tools::has("python3") || !tools::has("curl") {
        return;
    }
    let mut taken = Taken::serve();
    let before = taken.answers("before");
    for act in WORK_BEFORE {
        assert_eq!(before.get(act), Some(&0), "the control: {act} works while nothing is confined: {before:?}");
    }
    for (act, answer) in &before {
        assert!(*answer != EPERM || HOST_MAY_REFUSE.contains(&act.as_str()), "the control: {act} before: {answer}");
    }
    // A large file leaves a thread of the blocking pool behind, for some seconds.
    taken.form.send(&Tip::new().file("large.bin", vec![7; 3 << 20])).expect_received();
    for name in ["worker-0", "tokio", "vault"] {
        let tried = taken.tried_on(taken.thread(name));
        assert_eq!(tried.len(), before.len() - 1, "all but the 32-bit entry on {name}: {tried:?}");
        for (act, answer) in tried {
            match act.as_str() {
                "allowed-option" | "allowed-inside" => assert_eq!(answer, 0, "the control: {act} on {name}"),
                "clone3" => assert_eq!(answer, ENOSYS, "{act} on {name}"),
                "read-outside"
                | "read-memory-file"
                | "list-root"
                | "write-outside"
                | "make-folder-outside"
                | "write-device"
                | "rename-outside"
                | "remove-outside" => {
                    assert_eq!(answer, EACCES, "{act} on {name}: refused by landlock");
                }
                _ => assert_eq!(answer, EPERM, "{act} on {name}"),
            }
        }
    }
    // Whoever took it over tried in vain, and it serves on.
    assert!(taken.form.is_up());
    taken.form.send(&Tip::new().message("The ferry was never inspected.")).expect_received();
    assert_eq!(taken.form.deliver().len(), 2);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn the_entry_of_32_bit_programs_ends_the_form() {
    const SIGSYS: i64 = 31;
    let mut taken = Taken::serve();
    let before = taken.answers("before").get("int80").copied();
    assert!(before.is_some_and(|answer| answer != 128 + SIGSYS), "the control: not before the walls: {before:?}");
    let process = Pid::from_raw(taken.form.process_id() as i32).unwrap();
    kill_process(process, Signal::USR2).unwrap();
    let ended = taken.form.ended();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&ended), Some(SIGSYS as i32));
}

#[test]
fn a_serving_form_has_no_capability_and_a_filter_on_every_thread() {
    let form = Form::start();
    form.send(&Tip::new().message("The weir was opened at night.")).expect_received();
    let value = |status: &str, key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key));
        line.unwrap_or_else(|| panic!("{key} in {status}")).trim().to_owned()
    };
    let all = threads(form.process_id());
    assert!(all.len() > 5, "{all:?}");
    for (thread, name) in all {
        let status = fs::read_to_string(format!("/proc/{}/task/{thread}/status", form.process_id())).unwrap();
        let zero = "0000000000000000";
        for set in ["CapInh:", "CapPrm:", "CapEff:", "CapAmb:"] {
            assert_eq!(value(&status, set), zero, "{set} of {name}");
        }
        assert_eq!((value(&status, "Seccomp:"), value(&status, "NoNewPrivs:")), ("2".into(), "1".into()), "{name}");
    }
    let limits = fs::read_to_string(format!("/proc/{}/limits", form.process_id())).unwrap();
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert!(cores.contains(" 0  "), "{cores}");
    // The control: this test's own process is as it was started.
    let own = fs::read_to_string("/proc/self/status").unwrap();
    assert_eq!((value(&own, "NoNewPrivs:"), value(&own, "Seccomp_filters:")), ("0".into(), "0".into()));
}

#[test]
fn where_memory_may_not_be_locked_the_form_serves_and_says_so() {
    if !tools::has("prlimit") {
        return;
    }
    let mut form = Form::stopped();
    form.serve_limited(&["--memlock=8388608:8388608".to_owned()]);
    form.send(&Tip::new().message("The sluice was shut.")).expect_received();
    assert_eq!(locked_kib(&form), 0);
    assert!(form.log().contains("memory is not locked"), "{}", form.log());
}

/// Needs a host on which limits may be raised; elsewhere only the other half is tried.
#[test]
fn memory_is_locked_where_the_limit_allows() {
    let unlimited = "--memlock=unlimited:unlimited";
    let may_raise = Command::new("prlimit").args([unlimited, "true"]).stderr(Stdio::null()).status();
    if !may_raise.is_ok_and(|status| status.success()) {
        return;
    }
    let mut form = Form::stopped();
    form.serve_limited(&[unlimited.to_owned()]);
    form.send(&Tip::new().file("large", vec![3; 4 << 20])).expect_received();
    assert!(locked_kib(&form) > 1024, "{}", locked_kib(&form));
}

fn locked_kib(form: &Form) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", form.process_id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmLck:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_form_that_cannot_be_confined_does_not_serve() {
    if !tools::has("strace") {
        return;
    }
    let form = Form::stopped();
    for inject in [
        "landlock_create_ruleset:error=EOPNOTSUPP",
        "seccomp:error=EINVAL",
        "prctl:error=EINVAL:when=3",
        "capset:error=EPERM",
    ] {
        let mut command = Command::new("strace");
        command.args(["-f", "-o", "/dev/null", "-e", &format!("inject={inject}")]);
        command.arg(program("subrosa-intake")).arg("serve").arg("--config").arg(form.config());
        let output = command.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(5), "{inject}: {said}");
        assert!(!said.contains("serving on"), "{inject}: {said}");
    }
}

#[test]
fn a_renewed_certificate_is_shown_without_a_restart_and_a_wrong_one_is_not() {
    let mut form = Form::stopped();
    // As the usual tools keep them: names that do not change, and links to what does.
    let (live, archive) = (form.demo().join("live"), form.demo().join("archive"));
    fs::create_dir_all(&live).unwrap();
    fs::create_dir_all(&archive).unwrap();
    let text = fs::read_to_string(form.config()).unwrap();
    let text = text.replace("\"certificate.pem\"", "\"live/chain.pem\"").replace("\"key.pem\"", "\"live/key.pem\"");
    fs::write(form.config(), text).unwrap();
    let trusted = form.certificate();
    let write = |number: u32| {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (chain, key) = (archive.join(format!("chain{number}.pem")), archive.join(format!("key{number}.pem")));
        fs::write(&chain, made.cert.pem()).unwrap();
        fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        for (name, target) in [("chain.pem", &chain), ("key.pem", &key)] {
            let (link, beside) = (live.join(name), live.join("new"));
            std::os::unix::fs::symlink(target, &beside).unwrap();
            fs::rename(beside, link).unwrap();
        }
        fs::copy(&chain, &trusted).unwrap();
        made.cert.der().to_vec()
    };
    let first = write(1);
    form.serve();
    assert_eq!(Wire::shown(&form), first, "the control");
    let second = write(2);
    let old = fs::read(archive.join("chain1.pem")).unwrap();
    assert_eq!(Wire::shown(&form), first, "nothing changes by itself");
    let hang_up = || kill_process(Pid::from_raw(form.process_id() as i32).unwrap(), Signal::HUP).unwrap();
    hang_up();
    until(|| Wire::shown(&form) == second);
    // One that does not fit its key changes nothing, and is named.
    fs::write(archive.join("chain2.pem"), old).unwrap();
    hang_up();
    until(|| form.log().contains("the certificate stays as it was"));
    assert_eq!(Wire::shown(&form), second);
}

#[test]
fn tls_is_1_3_with_the_post_quantum_hybrid_first() {
    use rustls::NamedGroup::{X25519, X25519MLKEM768, secp256r1};
    let form = Form::start();
    let both = [&rustls::version::TLS13, &rustls::version::TLS12];
    let greet = |offered: &[rustls::NamedGroup]| Wire::greet(&form, &both, offered).unwrap();
    let of = |group| (rustls::ProtocolVersion::TLSv1_3, group);
    // As today's browsers offer it. One that puts the hybrid last gets what it puts first:
    // nobody is sent back to ask again.
    assert_eq!(greet(&[X25519MLKEM768, X25519, secp256r1]), of(X25519MLKEM768));
    assert_eq!(greet(&[X25519]), of(X25519), "the control: a client without the hybrid is served all the same");
    assert!(Wire::greet(&form, &[&rustls::version::TLS12], &[X25519]).is_err(), "1.2 is refused");
}

#[test]
fn a_form_that_was_stopped_and_goes_on_serves_as_before() {
    let mut form = Form::start();
    let process = Pid::from_raw(form.process_id() as i32).unwrap();
    for signal in [Signal::STOP, Signal::CONT, Signal::STOP, Signal::CONT] {
        kill_process(process, signal).unwrap();
        std::thread::sleep(Duration::from_millis(300));
    }
    form.send(&Tip::new().message("The bridge was closed twice.")).expect_received();
    assert!(form.is_up() && !form.log().contains("a defect"), "{}", form.log());
}

/// Calls by which something could go out, and the last wall before which one may.
const OUTWARD: &str = "trace=socket,socketpair,connect,bind,sendto,sendmsg,sendmmsg,execve,landlock_restrict_self";

#[test]
fn a_form_in_use_makes_no_socket_and_sends_nothing_that_was_not_asked_for() {
    if !tools::has("strace") || !tools::has("curl") {
        return;
    }
    let mut form = Form::stopped();
    let trace = form.beside("trace");
    // Detached: the form itself stays the child, and is what a kill meets.
    form.serve_under(&["strace", "-D", "-f", "-o", trace.to_str().unwrap(), "-e", OUTWARD]);
    let opened = form.open("/");
    form.send(&Tip::new().on(&opened).message("The lamps were out.").file("big", vec![1; 2 << 20])).expect_received();
    assert_eq!(form.read_all(&opened.codename()), Vec::<String>::new());
    form.intake("status", &[]).expect(0);
    form.intake("check", &[]);
    kill_process(Pid::from_raw(form.process_id() as i32).unwrap(), Signal::HUP).unwrap();
    until(|| form.log().contains("the certificate was read again"));
    assert_eq!(form.deliver().len(), 1);
    let trace = fs::read_to_string(&trace).unwrap();
    let (before, after) = trace.split_once("landlock_restrict_self(").expect("it confined itself");
    let outward = |text: &str| -> Vec<String> {
        let is_answer = |line: &str| line.contains("sendto(") && line.contains("NULL, 0)");
        let calls = ["socket(", "socketpair(", "connect(", "bind(", "sendmsg(", "sendmmsg(", "execve(", "sendto("];
        let named = text.lines().filter(|line| calls.iter().any(|call| line.contains(call)) && !is_answer(line));
        named.map(str::to_owned).collect()
    };
    assert_eq!(outward(after), Vec::<String>::new());
    assert!(!before.contains("connect("), "nor before: {before}");
    assert!(after.contains("sendto("), "the control: answers were seen");
    assert!(outward(before).iter().any(|line| line.contains("bind(")), "the control: its listener is found");
}

fn until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}
