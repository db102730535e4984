//! What a command ends with: the exit codes, and one shape for every failure.

use std::process::ExitCode;

/// How a command ended. Scripts rely on the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Refused by a rule; the message says which.
    Refused = 1,
    /// Wrong usage, or an id that names nothing.
    Usage = 2,
    /// Damaged or hostile input, or a damaged case.
    Damaged = 3,
    /// Wrong key or passphrase.
    WrongKey = 4,
    /// The machine failed: disk, permission, input or output.
    Machine = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command was not done, as it is told to people and to scripts.
///
/// *Security*: never holds a source's words, a file name of a source, or a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What scripts compare, in kebab-case.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
    /// What to do now, when there is something.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure without a hint.
    #[must_use]
    pub fn new(exit: Exit, code: &'static str, message: impl Into<String>) -> Self {
        Self { exit, code, message: message.into(), hint: None }
    }

    /// Adds what to do now.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The machine failed while doing what `what` says.
    #[must_use]
    pub fn machine(what: &str, error: &std::io::Error) -> Self {
        Self::new(Exit::Machine, "machine-failed", format!("{what}: {error}"))
    }

    /// The `{"error": …}` object.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "error": { "code": self.code, "message": self.message, "hint": self.hint } })
    }
}
