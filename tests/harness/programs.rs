//! Where the programs are, and whether they are today's.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const BUILD: &str = "cargo build --locked --profile ci --workspace";

/// Folder of the programs: the tests lie in `deps/` below it.
pub fn folder() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().to_owned()
}

/// A program of this workspace. Fails when it is missing or older than its sources.
pub fn program(name: &str) -> PathBuf {
    let program = folder().join(name);
    let Ok(built) = fs::metadata(&program).and_then(|data| data.modified()) else {
        panic!("{} is missing: run `{BUILD}`, then the tests with the same profile", program.display());
    };
    if let Some(newer) = newer_source(&program.with_extension("d"), built) {
        panic!("{} is older than {}: run `{BUILD}`", program.display(), newer.display());
    }
    program
}

/// The first source in cargo's own list of what the program was built from
/// that changed since.
fn newer_source(list: &Path, built: SystemTime) -> Option<PathBuf> {
    let list = fs::read_to_string(list).unwrap_or_else(|_| panic!("{} is missing: run `{BUILD}`", list.display()));
    let (_, sources) = list.trim_end().split_once(": ").expect("cargo's dep-info has one rule");
    let changed = |source: &PathBuf| fs::metadata(source).and_then(|data| data.modified()).is_ok_and(|at| at > built);
    // A space inside a path is escaped; a space between two paths is not.
    let sources = sources.replace("\\ ", "\0");
    sources.split(' ').map(|source| PathBuf::from(source.replace('\0', " "))).find(changed)
}

/// Root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
