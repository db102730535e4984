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
/// `faketime` would set. That program stays the parent itself, so that a kill would meet
/// it and leave the child; and it refuses to start where a killed one of its number has
/// left a semaphore behind.
pub fn in_days(days: u32) -> Vec<(String, String)> {
    let library = library_beside("/usr/lib", "faketime/libfaketime.so.1");
    // Days ahead, but not for waits: those are told when to end by another clock.
    let set =
        [("FAKETIME", format!("+{days}d")), ("LD_PRELOAD", library), ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into())];
    set.map(|(name, value)| (name.to_owned(), value)).into()
}

/// A library that Debian keeps in a folder of the machine's kind under `root`.
fn library_beside(root: &str, name: &str) -> String {
    let kinds = std::fs::read_dir(root).unwrap();
    let found = kinds.map(|kind| kind.unwrap().path().join(name)).find(|file| file.is_file());
    found
        .unwrap_or_else(|| panic!("{name} is nowhere under {root}: run `sh tests/run.sh`"))
        .to_str()
        .unwrap()
        .to_owned()
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
