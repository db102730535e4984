//! The real `subrosa-desk` on a case.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::programs::program;

/// A desk with its case.
pub struct Desk {
    case: PathBuf,
    passphrase: PathBuf,
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Answer {
    /// Exit code; none when it was killed.
    pub exit: Option<i32>,
    /// The JSON object on standard output.
    pub json: Value,
    /// Standard output as it came.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Answer {
    /// Of a program that has ended.
    pub fn of(output: Output) -> Self {
        let stdout = String::from_utf8(output.stdout).unwrap();
        Self {
            exit: output.status.code(),
            json: serde_json::from_str(&stdout).unwrap_or_default(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            stdout,
        }
    }

    /// Fails unless the command ended with this code. *Returns* its object.
    #[track_caller]
    pub fn expect(&self, exit: i32) -> &Value {
        assert_eq!(self.exit, Some(exit), "{self:#?}");
        &self.json
    }

    /// Fails unless the command failed with this exit and error code.
    #[track_caller]
    pub fn expect_error(&self, exit: i32, code: &str) {
        assert_eq!(self.expect(exit)["error"]["code"], code, "{self:#?}");
    }
}

impl Desk {
    /// On this case.
    pub fn new(case: &Path, passphrase: &Path) -> Self {
        Self { case: case.to_owned(), passphrase: passphrase.to_owned() }
    }

    /// The program with case, passphrase and `--json`.
    pub fn command(&self) -> Command {
        let mut command = Command::new(program("subrosa-desk"));
        command.arg("--case").arg(&self.case).arg("--passphrase-file").arg(&self.passphrase).arg("--json");
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command.
    pub fn run(&self, arguments: &[&str]) -> Answer {
        ask(self.command().args(arguments))
    }

    /// Runs a command as a person does, without `--json`.
    pub fn say(&self, arguments: &[&str]) -> Answer {
        let mut command = Command::new(program("subrosa-desk"));
        command.arg("--case").arg(&self.case).arg("--passphrase-file").arg(&self.passphrase).stdin(Stdio::null());
        ask(command.args(arguments))
    }

    /// Runs many commands in one opening of the case.
    pub fn batch(&self, lines: &[String]) -> Vec<Value> {
        let mut child = self.command().arg("batch").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let text = lines.join("\n");
        let writer = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let answers: Vec<Value> = parse_lines(&output.stdout);
        assert_eq!(answers.len(), lines.len(), "{answers:#?}");
        answers
    }

    /// Every tip as `show` gives it.
    pub fn shown(&self) -> Vec<Value> {
        let tips = self.run(&["tips"]).expect(0)["tips"].clone();
        let ids = tips.as_array().unwrap().iter().map(|tip| format!("show {}", tip["id"].as_str().unwrap()));
        let shown = self.batch(&ids.collect::<Vec<_>>());
        assert!(shown.iter().all(|tip| tip["exit"] == 0), "{shown:#?}");
        shown
    }

    /// Decrypts a file of a tip.
    pub fn extract(&self, id: &str, to: &Path) -> Vec<u8> {
        self.run(&["extract", id, "--to", to.to_str().unwrap()]).expect(0);
        std::fs::read(to).unwrap()
    }
}

fn parse_lines(text: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(text).unwrap().lines();
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))).collect()
}

/// Runs a command to its end.
pub fn ask(command: &mut Command) -> Answer {
    Answer::of(command.output().unwrap())
}
