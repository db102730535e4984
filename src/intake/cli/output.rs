//! The only place that prints: JSON for scripts, sentences for people.
#![allow(clippy::print_stdout, clippy::print_stderr)] // This is the command line's output.

use std::process::ExitCode;

use serde_json::{Value, json};
use tracing_subscriber::fmt;

/// What a command answers.
pub(super) struct Output {
    /// For scripts; null when everything was said before.
    pub(super) json: Value,
    /// For people.
    pub(super) text: String,
    /// 0, or 1 when a rule refused what was asked about.
    pub(super) exit: u8,
}

impl Output {
    pub(super) fn done(json: Value, text: String) -> Self {
        Self { json, text, exit: 0 }
    }
}

/// Why a command failed. The exit codes are those of every command here:
/// 1 refused by a rule, 2 usage, 3 damaged input, 5 the machine failed.
#[derive(Debug)]
pub(super) struct Failure {
    exit: u8,
    code: &'static str,
    message: String,
    hint: &'static str,
}

impl Failure {
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    pub(super) fn refused(code: &'static str, message: impl ToString, hint: &'static str) -> Self {
        Self { exit: 1, code, message: message.to_string(), hint }
    }

    pub(super) fn usage(code: &'static str, message: impl ToString, hint: &'static str) -> Self {
        Self { exit: 2, code, message: message.to_string(), hint }
    }

    pub(super) fn damaged(code: &'static str, message: impl ToString, hint: &'static str) -> Self {
        Self { exit: 3, code, message: message.to_string(), hint }
    }

    pub(super) fn machine(code: &'static str, message: impl ToString) -> Self {
        Self { exit: 5, code, message: message.to_string(), hint: "look at disk space, permissions and the path" }
    }

    /// The same with a hint of its own.
    pub(super) fn with_hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
}

/// What clap found wrong with the command line, or the help that was asked for.
pub(super) fn print_usage(error: &clap::Error, json: bool) -> ExitCode {
    // To standard error, or to standard output if help was asked for; a closed
    // terminal changes nothing about the exit code.
    let _printed = error.print();
    if json && error.use_stderr() {
        let text = error.to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        print_error("usage", message, "run the command with --help");
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn print_error(code: &str, message: &str, hint: &str) {
    println!("{}", json!({"error": {"code": code, "message": message, "hint": hint}}));
}

pub(super) fn print(answer: Result<Output, Failure>, json: bool) -> ExitCode {
    match answer {
        Ok(output) => {
            if !json {
                println!("{}", output.text);
            } else if !output.json.is_null() {
                println!("{}", output.json);
            }
            ExitCode::from(output.exit)
        }
        Err(failure) => {
            eprintln!("error: {}\nhint: {}", failure.message, failure.hint);
            if json {
                print_error(failure.code, &failure.message, failure.hint);
            }
            ExitCode::from(failure.exit)
        }
    }
}

/// Something a person should see while the command goes on.
pub(super) fn tell(text: &str) {
    println!("{text}");
}

/// Events go to standard error without a time: none finer than a day is kept
/// anywhere, and the service manager may add its own.
pub(super) fn log_to_standard_error() {
    let subscriber = fmt().with_writer(std::io::stderr).without_time().with_target(false).with_ansi(false).finish();
    // Set once, by the only caller; a second try would keep the first.
    let _set = tracing::subscriber::set_global_default(subscriber);
    std::panic::set_hook(Box::new(|panic| {
        // The place only: a message could hold a piece of what was handled.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!("a defect in this program stopped one request at {place}");
    }));
}
