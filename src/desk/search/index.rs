//! The index as a whole: opening, completing, rebuilding, forgetting.

mod filling;
mod mark;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy, Searcher};

use super::SearchError;
use super::chunks::Chunks;
use super::directory::IndexDirectory;
use super::fields::Fields;
use super::numbers::Numbers;
use crate::case::{Case, CaseError};
use filling::complete;
use mark::Mark;

/// How the index came to be as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fresh {
    /// It was there and whole; so many items were added or renewed.
    Completed(u64),
    /// There was none.
    Made(u64),
    /// It was damaged, another case's, or of another time than this one.
    Rebuilt(u64),
}

/// An open index that holds every item as the case does. The case keeps it for the
/// next command: it is locked, so nobody else changes the one or the other.
pub(crate) struct OpenIndex {
    index: Index,
    pub(super) fields: Fields,
    directory: IndexDirectory,
    mark: Mark,
    /// Dropped before anything is written: it would keep old files alive.
    reading: Option<Reading>,
}

/// What is kept of an index for as long as nothing is written.
struct Reading {
    reader: IndexReader,
    numbers: Arc<Numbers>,
}

impl OpenIndex {
    /// The index as it is now, and the numbers of its passages.
    pub(super) fn searcher(&mut self) -> Result<(Searcher, Arc<Numbers>), SearchError> {
        let reading = match self.reading.take() {
            Some(reading) => reading,
            None => {
                let reader: IndexReader = self.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
                let numbers = Arc::new(Numbers::of(&reader.searcher())?);
                Reading { reader, numbers }
            }
        };
        let answer = (reading.reader.searcher(), Arc::clone(&reading.numbers));
        self.reading = Some(reading);
        Ok(answer)
    }

    /// Tells a failure of the machine, which a new index would not mend, from damage.
    pub(super) fn judged<T>(&self, answer: Result<T, SearchError>) -> Result<T, SearchError> {
        judged(&self.directory, answer)
    }
}

fn judged<T>(directory: &IndexDirectory, answer: Result<T, SearchError>) -> Result<T, SearchError> {
    answer.map_err(|error| directory.machine_failure().map_or(error, SearchError::Case))
}

/// Opens the index and indexes what it lacks. `progress` is told how many items of
/// how many are done.
///
/// # Errors
/// [`SearchError`]; a damaged index is none: it is made anew.
pub fn bring_up(case: &mut Case, mut progress: impl FnMut(usize, usize)) -> Result<Fresh, SearchError> {
    let (index, fresh) = opened(case, &mut progress)?;
    case.keep_index(index);
    Ok(fresh)
}

/// Looks whether the index holds as many passages as the case does, after it was
/// completed; makes it anew where it does not.
///
/// # Errors
/// [`SearchError`].
pub fn verify(case: &mut Case, mut progress: impl FnMut(usize, usize)) -> Result<Fresh, SearchError> {
    let (mut index, mut fresh) = opened(case, &mut progress)?;
    let passages: u64 = case.db().query_row("SELECT count(*) FROM passage", [], |row| row.get(0))?;
    let held = index.searcher();
    if !index.judged(held).is_ok_and(|(held, _)| held.num_docs() == passages) {
        drop(index);
        let (anew, added) = rebuilt(case, &mut progress)?;
        (index, fresh) = (anew, Fresh::Rebuilt(added));
    }
    case.keep_index(index);
    Ok(fresh)
}

/// Makes the index anew.
///
/// # Errors
/// [`SearchError`].
pub fn remake(case: &mut Case, mut progress: impl FnMut(usize, usize)) -> Result<Fresh, SearchError> {
    let (index, added) = rebuilt(case, &mut progress)?;
    case.keep_index(index);
    Ok(Fresh::Rebuilt(added))
}

/// Takes out of the index what was forgotten, so that no page of it holds a word of
/// that: segments that held some are written anew, and the old ones overwritten.
///
/// # Errors
/// [`SearchError`]; what was not done is done by the next opening.
pub fn forget(case: &mut Case) -> Result<(), SearchError> {
    let owes: u64 = case.db().query_row("SELECT count(*) FROM index_debt", [], |row| row.get(0))?;
    if owes > 0 && case.has_index()? {
        let (index, _) = opened(case, &mut |_, _| {})?;
        case.keep_index(index);
    }
    Ok(())
}

/// Looks something up in the index, after it was completed. *Returns* what was found,
/// and how the index came to be as it is.
///
/// # Errors
/// [`SearchError`]; a damaged index is none: it is made anew, and looked into then.
pub(super) fn searched<T>(
    case: &mut Case,
    progress: &mut dyn FnMut(usize, usize),
    look: impl Fn(&Case, &mut OpenIndex) -> Result<T, SearchError>,
) -> Result<(T, Fresh), SearchError> {
    let (mut index, mut fresh) = opened(case, progress)?;
    let found = match attempt(case, &mut index, &look) {
        Err(SearchError::Index(_)) => {
            drop(index);
            let (anew, added) = rebuilt(case, progress)?;
            (index, fresh) = (anew, Fresh::Rebuilt(added));
            look(case, &mut index)?
        }
        answer => answer?,
    };
    case.keep_index(index);
    Ok((found, fresh))
}

/// A damaged page is found when it is read; tantivy may answer with a panic.
fn attempt<T>(
    case: &Case,
    index: &mut OpenIndex,
    look: &impl Fn(&Case, &mut OpenIndex) -> Result<T, SearchError>,
) -> Result<T, SearchError> {
    let answer = catch_unwind(AssertUnwindSafe(|| look(case, index)));
    let panicked = |_| Err(SearchError::Index(io::ErrorKind::InvalidData.into()));
    index.judged(answer.unwrap_or_else(panicked))
}

/// Opens the index, whatever it takes.
fn opened(case: &mut Case, progress: &mut dyn FnMut(usize, usize)) -> Result<(OpenIndex, Fresh), SearchError> {
    let present = match case.take_index() {
        Some(index) => Ok(Some(index)),
        None => present(case),
    };
    match present {
        Ok(Some(mut index)) => {
            let completed = complete(case, &mut index, progress);
            match index.judged(completed) {
                Ok(added) => Ok((index, Fresh::Completed(added))),
                Err(SearchError::Case(error)) => Err(error.into()),
                Err(_) => {
                    drop(index);
                    let (index, added) = rebuilt(case, progress)?;
                    Ok((index, Fresh::Rebuilt(added)))
                }
            }
        }
        Ok(None) => {
            let (index, added) = rebuilt(case, progress)?;
            Ok((index, Fresh::Made(added)))
        }
        Err(SearchError::Case(error)) => Err(error.into()),
        Err(_) => {
            let (index, added) = rebuilt(case, progress)?;
            Ok((index, Fresh::Rebuilt(added)))
        }
    }
}

/// Makes the index anew. *Returns* how many items it holds.
fn rebuilt(case: &mut Case, progress: &mut dyn FnMut(usize, usize)) -> Result<(OpenIndex, u64), SearchError> {
    let directory = IndexDirectory::new(Chunks::new(case.make_index()?));
    let (schema, fields) = Fields::schema();
    let index = Index::create(directory.clone(), schema, IndexSettings::default())?;
    let mark = Mark::empty(case.index_generation()?);
    let mut index = OpenIndex { index, fields, directory, mark, reading: None };
    let completed = complete(case, &mut index, progress);
    let added = index.judged(completed)?;
    Ok((index, added))
}

/// The index that is there, unless it is damaged or not of this case.
fn present(case: &mut Case) -> Result<Option<OpenIndex>, SearchError> {
    let foreign = || SearchError::Index(io::Error::other("the index is of another case or another time"));
    let db = match case.open_index() {
        Ok(None) => return Ok(None),
        Ok(Some(db)) => db,
        // Its pages do not authenticate: it is no page of the case that is damaged.
        Err(CaseError::Damaged | CaseError::Newer) => return Err(foreign()),
        Err(error) => return Err(error.into()),
    };
    let directory = IndexDirectory::new(Chunks::new(db));
    let index = judged(&directory, Index::open(directory.clone()).map_err(SearchError::from))?;
    let (schema, fields) = Fields::schema();
    if index.schema() != schema {
        return Err(foreign());
    }
    let metas = judged(&directory, index.load_metas().map_err(SearchError::from))?;
    let mark = match metas.payload {
        Some(payload) => Mark::parse(&payload).ok_or_else(foreign)?,
        // Killed before its first commit.
        None => Mark::empty(case.index_generation()?),
    };
    if !mark.is_of(case)? {
        return Err(foreign());
    }
    Ok(Some(OpenIndex { index, fields, directory, mark, reading: None }))
}
