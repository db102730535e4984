//! Files of an editor become documents: one transaction each, with what lies in it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::again::{self, Again};
use super::intake::{Draft, Intake, next_name};
use super::item::Class;
use super::origin::{Origin, source};
use super::twins::Change;
use super::{CorpusError, Taken, item, walk};
use crate::case::content::ContentWriter;
use crate::case::{Act, Case, CaseError, RowId};
use crate::read::Provenance;

/// Longest file, in bytes: a file of holes must not fill the disk, and what a container
/// may hold together has this length too.
const FILE_BYTES: u64 = 16 * 1024 * 1024 * 1024;
/// Bytes that are read at once.
const PIECE_BYTES: usize = 64 * 1024;

/// What came of adding.
#[derive(Debug, Default)]
pub struct Added {
    /// Items, in the order of their numbers; those that could not be read too.
    pub taken: Vec<Taken>,
    /// Files that did not get into the case at all, with the reason.
    pub failed: Vec<(String, String)>,
    /// Files that were in the case already, with the names of their items.
    pub already: Vec<(String, String)>,
    /// Items whose pictures could be read now, and are not: evidence points at their text.
    pub linked: Vec<String>,
    /// What is no file, with the reason.
    pub passed: Vec<(String, &'static str)>,
    /// Items whose standing these changed.
    pub changes: Vec<Change>,
}

/// Adds files and folders. `progress` is told how many files of how many are done.
///
/// A file that is in the case already, by path and content, is not added twice; one
/// that could not be read then is read again, and so is one whose pictures were not
/// read for want of `tesseract`, once it is there. What cannot be read stops nothing.
///
/// # Errors
/// [`CorpusError`] when the origin cannot be or the desk itself failed; what was
/// added before stays, and the same files may be added again.
pub fn add(
    case: &mut Case,
    paths: &[PathBuf],
    origin: &Origin,
    mut progress: impl FnMut(usize, usize),
) -> Result<Added, CorpusError> {
    origin.check(case)?;
    let found = walk::files(paths);
    let mut added = Added::default();
    added.failed.extend(found.failed.into_iter().map(|(path, reason)| (typed(&path), reason)));
    added.passed.extend(found.passed.into_iter().map(|(path, reason)| (typed(&path), reason)));
    let of = found.files.len();
    for (index, path) in found.files.iter().enumerate() {
        added.file(case, path, origin)?;
        progress(index + 1, of);
    }
    Ok(added)
}

/// A path as it is kept: data from here on.
fn typed(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

impl Added {
    /// Adds one file.
    pub(super) fn file(&mut self, case: &mut Case, path: &Path, origin: &Origin) -> Result<(), CorpusError> {
        let name = typed(path);
        match earlier(case, path, &name) {
            Ok(Some(known)) if known.failure.is_none() || !item::members(case.db(), &known)?.is_empty() => {
                self.known(case, name, &known)
            }
            Ok(Some(known)) => self.take(case, |act| again::draft(act, &known)),
            Ok(None) => self.new_file(case, path, name, origin),
            Err(Fault::File(error)) => self.unreadable(name, &error),
            Err(Fault::Case(error)) => Err(error),
        }
    }

    /// A file that was read before: again only what pictures it has that were not.
    fn known(&mut self, case: &mut Case, name: String, known: &item::Item) -> Result<(), CorpusError> {
        let waiting = again::within(case.db(), known.ordinal)?;
        if waiting.free.is_empty() {
            self.already.push((name, known.name.clone()));
        }
        self.linked.extend(waiting.linked);
        for ordinal in waiting.free {
            let (taken, changes) = again::read(case, ordinal)?;
            self.taken.extend(taken);
            self.changes.extend(changes);
        }
        Ok(())
    }

    fn new_file(&mut self, case: &mut Case, path: &Path, name: String, origin: &Origin) -> Result<(), CorpusError> {
        let source = origin.source.map(|number| source(case, number)).transpose()?;
        let mut fault = None;
        let answer = self.take(case, |act| match copy_in(act, path) {
            Ok(content) => Ok(Some((draft(act, content, &name, origin, source)?, None))),
            Err(Fault::Case(error)) => Err(error),
            Err(Fault::File(error)) => {
                fault = Some(error);
                Ok(None)
            }
        });
        match fault {
            Some(error) => self.unreadable(name, &error),
            None => answer,
        }
    }

    fn unreadable(&mut self, name: String, error: &io::Error) -> Result<(), CorpusError> {
        self.failed.push((name, format!("the file could not be read: {error}")));
        Ok(())
    }

    /// Takes up what `prepare` gives, in one transaction; nothing when it gives nothing.
    fn take(
        &mut self,
        case: &mut Case,
        prepare: impl FnOnce(&Act<'_>) -> Result<Option<Again>, CorpusError>,
    ) -> Result<(), CorpusError> {
        let act = case.begin()?;
        let Some((draft, row)) = prepare(&act)? else { return Ok(()) };
        let mut intake = Intake::new(&act);
        let action = if row.is_some() { "read-again" } else { "add-document" };
        match row {
            Some(row) => intake.again(&draft, row)?,
            None => intake.document(&draft)?,
        }
        let (taken, changes) = (intake.taken, intake.changes);
        let Some((first, members)) = taken.split_first() else { return Ok(()) };
        for member in members {
            act.note(member.record("add-member"))?;
        }
        let record = first.record(action).with("members", members.len() as u64);
        act.commit(record)?;
        self.taken.extend(taken);
        self.changes.extend(changes);
        Ok(())
    }
}

/// Why a file was not taken.
enum Fault {
    /// It cannot be read; others can.
    File(io::Error),
    Case(CorpusError),
}

impl From<CaseError> for Fault {
    fn from(error: CaseError) -> Self {
        Self::Case(error.into())
    }
}

fn open(path: &Path) -> Result<File, Fault> {
    // A pipe would stand still for ever: what is no file is not opened.
    let data = std::fs::metadata(path).map_err(Fault::File)?;
    if !data.is_file() {
        return Err(Fault::File(io::Error::other("it is a folder, or no file")));
    }
    if data.len() > FILE_BYTES { Err(too_long()) } else { File::open(path).map_err(Fault::File) }
}

fn too_long() -> Fault {
    Fault::File(io::Error::other(format!("it is longer than {FILE_BYTES} bytes")))
}

/// Hands a file on, piece by piece.
fn pieces(path: &Path, mut to: impl FnMut(&[u8]) -> Result<(), CaseError>) -> Result<(), Fault> {
    let mut file = open(path)?;
    let mut piece = Zeroizing::new(vec![0; PIECE_BYTES]);
    let mut left = FILE_BYTES;
    loop {
        let read = match file.read(&mut piece) {
            Ok(0) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            answer => answer.map_err(Fault::File)?,
        };
        // It may have grown since it was measured.
        left = left.checked_sub(read as u64).ok_or_else(too_long)?;
        to(piece.get(..read).unwrap_or_default())?;
    }
}

/// The item that this file is already. It is read for its hash only when something
/// of its path is in the case.
fn earlier(case: &Case, path: &Path, name: &str) -> Result<Option<item::Item>, Fault> {
    let select = "SELECT count(*) FROM item WHERE path = ?1 AND container IS NULL AND tip IS NULL";
    let known: u64 = case.db().query_row(select, [name], |row| row.get(0)).map_err(CaseError::from)?;
    if known == 0 {
        return Ok(None);
    }
    let mut hash = Sha256::new();
    pieces(path, |piece| {
        hash.update(piece);
        Ok(())
    })?;
    let sha256: [u8; 32] = hash.finalize().into();
    let select = "SELECT ordinal FROM item WHERE path = ?1 AND sha256 = ?2 AND container IS NULL AND tip IS NULL";
    let ordinal = case.db().query_row(select, (name, sha256), |row| row.get(0)).optional().map_err(CaseError::from)?;
    Ok(ordinal.map(|ordinal| item::of_ordinal(case.db(), ordinal)).transpose()?.flatten())
}

fn copy_in(act: &Act<'_>, path: &Path) -> Result<RowId, Fault> {
    let mut writer = ContentWriter::begin(act)?;
    pieces(path, |piece| Ok(writer.write_all(piece)?))?;
    Ok(writer.finish()?)
}

fn draft(
    act: &Act<'_>,
    content: RowId,
    path: &str,
    origin: &Origin,
    source: Option<RowId>,
) -> Result<Draft, CorpusError> {
    Ok(Draft {
        name: next_name(act, "document", 'D')?,
        class: Class::Document,
        tip: None,
        row: None,
        container: None,
        path: Some(path.to_owned()),
        content,
        origin: origin.clone(),
        source,
        day: act.day(),
        recorded: false,
        claims: Provenance::default(),
    })
}
