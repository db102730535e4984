//! `tesseract`: where it is, what it can, and how this program becomes it.

use std::ffi::{CString, OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

use nix::unistd::execve;

use super::converse::converse;
use crate::read::ReadError;
use crate::read::process;
use crate::read::worker::NO_SANDBOX;
use crate::sandbox;

/// The argument by which the desk becomes `tesseract`, confined.
pub const SCANNER: &str = "be-the-scanner";
/// What a person is told where it is not installed.
pub const MISSING: &str = "tesseract is not installed (Debian: apt install tesseract-ocr)";
/// Time for one picture.
const TIME: Duration = Duration::from_secs(60);
/// Most bytes of text of one picture: a page of the smallest print has 20 KiB.
const TEXT_BYTES: usize = 256 * 1024;
/// Most languages that are read at once: each costs its own time again.
const LANGUAGES: usize = 3;

/// An installed `tesseract`.
#[derive(Debug)]
pub struct Scanner {
    program: PathBuf,
    version: String,
    languages: String,
}

/// The one on this machine, looked for once.
pub fn installed() -> Option<&'static Scanner> {
    static FOUND: OnceLock<Option<Scanner>> = OnceLock::new();
    FOUND.get_or_init(Scanner::find).as_ref()
}

impl Scanner {
    fn find() -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        let mut candidates = std::env::split_paths(&path).map(|folder| folder.join("tesseract"));
        let program = candidates.find(|file| file.is_file())?.canonicalize().ok()?;
        let version = said(&program, "--version")?;
        let languages = said(&program, "--list-langs")?;
        let version = version.lines().next()?.trim_start_matches("tesseract").trim().to_owned();
        let languages = languages.lines().skip(1).map(str::trim);
        // `osd` finds which way is up and `equ` formulas: neither is a language.
        let languages: Vec<&str> =
            languages.filter(|name| is_language(name) && !matches!(*name, "osd" | "equ")).take(LANGUAGES).collect();
        let known = !version.is_empty() && version.len() < 40 && !languages.is_empty();
        known.then(|| Self { program, version, languages: languages.join("+") })
    }

    /// `tesseract 5.3.0, eng`: as it stands in an item's metadata.
    pub fn name(&self) -> String {
        format!("tesseract {}, {}", self.version, self.languages)
    }

    /// The text in a picture (PNG, JPEG, TIFF or PNM).
    ///
    /// # Errors
    /// [`ReadError`] when it fails, says too much or takes too long.
    pub fn letters(&self, picture: &[u8]) -> Result<String, ReadError> {
        let words = ["stdin", "stdout", "-l", &self.languages];
        let text = run(&self.program, &words, picture)?;
        // A form feed ends each page of a picture that has several.
        Ok(text.replace('\u{c}', "\n").trim_end().to_owned())
    }
}

fn is_language(name: &str) -> bool {
    !name.is_empty() && name.len() < 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn said(program: &Path, word: &str) -> Option<String> {
    run(program, &[word], &[]).ok()
}

/// Runs it in its profile.
fn run(program: &Path, words: &[&str], input: &[u8]) -> Result<String, ReadError> {
    let text = |word: &OsStr| CString::new(word.as_bytes()).map_err(|error| ReadError::Machine(error.into()));
    let desk = std::process::id().to_string();
    let mut arguments = vec![text(OsStr::new(SCANNER))?, text(OsStr::new(&desk))?, text(program.as_os_str())?];
    for word in words {
        arguments.push(text(OsStr::new(word))?);
    }
    let worker = process::start_as(&arguments).map_err(ReadError::Machine)?;
    let answer = converse(worker, input, TIME, TEXT_BYTES)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Confines this process, and becomes the program that the desk named. The arguments
/// are those after [`SCANNER`].
#[must_use]
pub fn main(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let desk = arguments.next().and_then(|number| number.to_str()?.parse().ok());
    let (Some(desk), Some(program)) = (desk, arguments.next()) else { return ExitCode::FAILURE };
    let words = [program.clone()].into_iter().chain(arguments).map(|word| CString::new(word.as_bytes()));
    let Ok(words) = words.collect::<Result<Vec<_>, _>>() else { return ExitCode::FAILURE };
    if sandbox::scanner::confine(desk, Path::new(&program)).is_err() {
        return ExitCode::from(NO_SANDBOX);
    }
    // One thread: it may start no other.
    let environment = [c"OMP_THREAD_LIMIT=1", c"LC_ALL=C"];
    if let Some(program) = words.first() {
        let _ = execve(program, &words, &environment);
    }
    ExitCode::FAILURE
}
