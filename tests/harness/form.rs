//! A form that runs: the real `subrosa-intake`, on loopback, over real TLS.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::desk::{Answer, Desk, ask};
use super::folder::{Folder, copy};
use super::page::Page;
use super::programs::program;
use super::tip::Tip;
use super::tools;
use super::wire::request_page;

/// Longest wait for a server to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A demo of the form, with its case and its desk.
pub struct Form {
    folder: Folder,
    port: u16,
    server: Option<Child>,
}

/// A bag that was exported.
pub struct Bag {
    /// The file.
    pub path: PathBuf,
    /// Envelopes in it.
    pub envelopes: u64,
}

impl Form {
    /// Starts `subrosa-intake demo` and waits until it answers.
    pub fn start() -> Self {
        let mut form = Self { folder: Folder::new(), port: free_port(), server: None };
        let (demo, listen) = (form.demo(), format!("127.0.0.1:{}", form.port));
        let mut command = Command::new(program("subrosa-intake"));
        form.run(command.arg("demo").arg("--dir").arg(demo).args(["--listen", &listen]));
        form
    }

    /// Serves a copy of a demo that lies elsewhere, on a port of its own.
    pub fn from_demo(demo: &Path) -> Self {
        let mut form = Self { folder: Folder::new(), port: free_port(), server: None };
        copy(demo, &form.demo());
        let text = fs::read_to_string(form.config()).unwrap();
        let line = |line: &str| match line.starts_with("listen = ") {
            true => format!("listen = \"127.0.0.1:{}\"\n", form.port),
            false => format!("{line}\n"),
        };
        fs::write(form.config(), text.lines().map(line).collect::<String>()).unwrap();
        form.serve();
        form
    }

    /// Starts a demo and stops it: a data directory and a case without a server.
    pub fn stopped() -> Self {
        let mut form = Self::start();
        form.stop();
        form
    }

    /// Starts the server of a demo that was stopped.
    pub fn serve(&mut self) {
        let mut command = Command::new(program("subrosa-intake"));
        self.run(command.arg("serve").arg("--config").arg(self.config()));
    }

    /// The same by another program, with an environment of its own.
    pub fn serve_as(&mut self, program: &str, environment: &[(&str, String)]) {
        let mut command = Command::new(program);
        self.run(command.envs(environment.iter().cloned()).arg("serve").arg("--config").arg(self.config()));
    }

    /// The same with a configuration of one's own, whose certificate is then the one to trust.
    pub fn serve_config(&mut self, program: &Path, config: &Path, certificate: &Path) {
        fs::copy(certificate, self.certificate()).unwrap();
        self.run(Command::new(program).arg("serve").arg("--config").arg(config));
    }

    /// The same, started by another program that becomes it.
    pub fn serve_under(&mut self, starter: &[&str]) {
        let mut command = Command::new(starter[0]);
        command.args(&starter[1..]).arg(program("subrosa-intake"));
        self.run(command.arg("serve").arg("--config").arg(self.config()));
    }

    /// The same with limits, in `prlimit`'s words.
    pub fn serve_limited(&mut self, limits: &[String]) {
        let words = limits.iter().map(String::as_str);
        self.serve_under(&std::iter::once("prlimit").chain(words).collect::<Vec<_>>());
    }

    /// The same, with so few open files.
    pub fn serve_with_open_files(&mut self, files: u32) {
        self.serve_limited(&[format!("--nofile={files}:{files}")]);
    }

    /// The same, with a clock that is so many days ahead.
    pub fn serve_in_days(&mut self, days: u32) {
        let mut command = Command::new(program("subrosa-intake"));
        self.run(command.envs(tools::in_days(days)).arg("serve").arg("--config").arg(self.config()));
    }

    fn run(&mut self, command: &mut Command) {
        let log = File::options().create(true).append(true).open(self.folder.join("log")).unwrap();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        self.server = Some(command.spawn().unwrap());
        let started = Instant::now();
        while !self.answers() {
            let ended = self.server.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none() && started.elapsed() < PATIENCE, "the form does not answer: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether a page comes. An open port is not enough: it is bound before the vault is open.
    fn answers(&self) -> bool {
        let is_bound = std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok();
        is_bound && request_page(self, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").is_some()
    }

    /// Kills the server, as a power cut would.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    /// Whether the server still runs.
    pub fn is_up(&mut self) -> bool {
        self.server.as_mut().is_some_and(|server| server.try_wait().unwrap().is_none())
    }

    /// Waits until the server has ended by itself.
    pub fn ended(&mut self) -> std::process::ExitStatus {
        self.server.take().unwrap().wait().unwrap()
    }

    /// The server's process.
    pub fn process_id(&self) -> u32 {
        self.server.as_ref().unwrap().id()
    }

    /// Most memory that the server ever held, in KiB.
    pub fn peak_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.as_ref().unwrap().id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// What the server printed.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Address of the form, with a slash at its end.
    pub fn address(&self) -> String {
        format!("https://localhost:{}/", self.port)
    }

    /// The port on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of the demo.
    pub fn demo(&self) -> PathBuf {
        self.folder.join("demo")
    }

    /// A path beside the demo, for what the test writes.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The demo's configuration.
    pub fn config(&self) -> PathBuf {
        self.demo().join("intake.toml")
    }

    /// The demo's certificate.
    pub fn certificate(&self) -> PathBuf {
        self.demo().join("certificate.pem")
    }

    /// Sends a tip.
    pub fn send(&self, tip: &Tip) -> Page {
        tip.send(&self.address(), &self.certificate())
    }

    /// Runs `subrosa-intake COMMAND --config … --json`.
    pub fn intake(&self, command: &str, arguments: &[&str]) -> Answer {
        let mut intake = Command::new(program("subrosa-intake"));
        ask(intake.arg(command).arg("--config").arg(self.config()).arg("--json").args(arguments))
    }

    /// Exports the next bag.
    pub fn export(&self) -> Bag {
        let to = self.folder.join("out");
        let answer = self.intake("export", &["--to", to.to_str().unwrap()]);
        let answer = answer.expect(0);
        let path = PathBuf::from(answer["bag"].as_str().unwrap());
        Bag { path, envelopes: answer["envelopes"].as_u64().unwrap() }
    }

    /// The desk of this demo.
    pub fn desk(&self) -> Desk {
        Desk::new(&self.demo().join("case"), &self.demo().join("passphrase"))
    }

    /// Exports, imports, and shows every tip, in the desk's order.
    pub fn deliver(&self) -> Vec<Value> {
        let (bag, desk) = (self.export(), self.desk());
        desk.run(&["import", bag.path.to_str().unwrap()]).expect(0);
        desk.shown()
    }
}

impl Drop for Form {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tell(&format!("the form's own log:\n{}", self.log()));
        }
        self.stop();
    }
}

/// Into the failed test's output.
#[allow(clippy::print_stderr, reason = "the runner shows it with the failure")]
fn tell(text: &str) {
    eprintln!("{text}");
}

/// A port that nobody has, below those that the system gives to clients.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = (std::process::id() * 41 % 12_000) as u16;
    loop {
        let port = 20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
