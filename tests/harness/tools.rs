//! Programs of the system that a test needs.

use std::path::PathBuf;
use std::process::{Command, Output};

/// Whether a tool may be used. A missing one fails the test, unless
/// `SUBROSA_SKIP` lists it; `tests/run.sh` ends with what was skipped.
pub fn has(tool: &str) -> bool {
    let skipped = std::env::var("SUBROSA_SKIP").unwrap_or_default();
    if skipped.split(',').any(|name| name == tool) {
        return false;
    }
    assert!(find(tool).is_some(), "{tool} is not installed: run `sh tests/run.sh`, or set SUBROSA_SKIP={tool}");
    true
}

fn find(tool: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|file| file.is_file())
}

/// What lets a program see a clock that is so many days ahead: the environment that
/// `faketime` sets. It stays the program's parent itself, so that a kill would meet it,
/// and the program would go on.
pub fn in_days(days: u32) -> Vec<(String, String)> {
    let output = run(Command::new("faketime").arg("-f").arg(format!("+{days}d")).arg("env"));
    let lines = String::from_utf8(output.stdout).unwrap();
    let set = lines.lines().filter_map(|line| line.split_once('='));
    let set = set.filter(|(name, _)| ["FAKETIME", "LD_PRELOAD"].contains(name));
    // Days ahead, but not for waits: those are told when to end by another clock.
    let calendar = ("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    set.chain([calendar]).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Runs a command that must succeed.
pub fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
