//! Files and folders that an editor names → a list of files, in a fixed order.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders within folders are followed so deep.
const DEPTH: usize = 64;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub files: Vec<PathBuf>,
    /// What is there and cannot be read as a file, with the reason.
    pub failed: Vec<(PathBuf, String)>,
    /// What is passed over: links and what is no file.
    pub passed: Vec<(PathBuf, &'static str)>,
}

/// Lists the files at these paths. A link that is named is followed; one that lies
/// in a folder is not, so that no folder reaches out of itself.
pub(super) fn files(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(data) if data.is_dir() => folder(path, 0, &mut found),
            Ok(data) if data.is_file() => found.files.push(path.clone()),
            Ok(_) => found.passed.push((path.clone(), "neither a file nor a folder")),
            Err(error) => found.failed.push((path.clone(), error.to_string())),
        }
    }
    found
}

fn folder(path: &Path, depth: usize, found: &mut Found) {
    if depth == DEPTH {
        found.failed.push((path.to_owned(), format!("a folder {DEPTH} folders deep is not entered")));
        return;
    }
    let entries = fs::read_dir(path).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return found.failed.push((path.to_owned(), error.to_string())),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => folder(&entry.path(), depth + 1, found),
            Ok(kind) if kind.is_file() => found.files.push(entry.path()),
            Ok(kind) if kind.is_symlink() => found.passed.push((entry.path(), "a link inside a folder")),
            Ok(_) => found.passed.push((entry.path(), "neither a file nor a folder")),
            Err(error) => found.failed.push((entry.path(), error.to_string())),
        }
    }
}
