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
