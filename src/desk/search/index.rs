//! The index as a whole: opening, completing, rebuilding, forgetting.

use std::io;

use rusqlite::OptionalExtension;
use tantivy::indexer::NoMergePolicy;
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument};

use super::SearchError;
use super::chunks::Chunks;
use super::directory::IndexDirectory;
use super::fields::Fields;
use super::words::Stems;
use crate::case::{Case, CaseError, Generation, RowId};
use crate::corpus;

/// Memory of the writer, in bytes: a segment of some tens of thousands of passages.
const WRITER_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of text after which what was indexed is made last.
const BATCH_BYTES: usize = 128 * 1024 * 1024;

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
    reader: Option<IndexReader>,
}

impl OpenIndex {
    /// The index as it is now.
    pub(super) fn searcher(&mut self) -> Result<Searcher, SearchError> {
        let reader = match self.reader.take() {
            Some(reader) => reader,
            None => self.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?,
        };
        let searcher = reader.searcher();
        self.reader = Some(reader);
        Ok(searcher)
    }

    /// Tells a failure of the machine, which a new index would not mend, from damage.
    pub(super) fn judged<T>(&self, answer: Result<T, SearchError>) -> Result<T, SearchError> {
        judged(&self.directory, answer)
    }
}

fn judged<T>(directory: &IndexDirectory, answer: Result<T, SearchError>) -> Result<T, SearchError> {
    answer.map_err(|error| directory.machine_failure().map_or(error, SearchError::Case))
}

/// What the last commit says of itself: `generation ordinal id`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    generation: Generation,
    /// The last item it holds; zero when none.
    last: u64,
    id: String,
}

impl Mark {
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let generation = Generation(words.next()?.parse().ok()?);
        Some(Self { generation, last: words.next()?.parse().ok()?, id: words.next()?.to_owned() })
    }

    fn text(&self) -> String {
        format!("{} {} {}", self.generation.0, self.last, self.id)
    }

    fn empty(generation: Generation) -> Self {
        Self { generation, last: 0, id: "-".into() }
    }

    /// Whether the case is the one that it was made of, and not of an earlier time.
    fn is_of(&self, case: &Case) -> Result<bool, CaseError> {
        let Generation(now) = case.index_generation()?;
        // Killed between the two databases, the index is one ahead: the debts are there
        // still, and paid again.
        let fits = self.generation.0 == now || self.generation.0 == now + 1;
        if self.last == 0 || !fits {
            return Ok(fits);
        }
        let select = "SELECT id FROM item WHERE ordinal = ?1";
        let id: Option<RowId> = case.db().query_row(select, [self.last], |row| row.get(0)).optional()?;
        Ok(id.is_some_and(|id| id.to_string() == self.id))
    }
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
    if !index.judged(held).is_ok_and(|held| held.num_docs() == passages) {
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

/// Opens the index, whatever it takes.
pub(super) fn opened(
    case: &mut Case,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(OpenIndex, Fresh), SearchError> {
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
pub(super) fn rebuilt(
    case: &mut Case,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(OpenIndex, u64), SearchError> {
    let directory = IndexDirectory::new(Chunks::new(case.make_index()?));
    let (schema, fields) = Fields::schema();
    let index = Index::create(directory.clone(), schema, IndexSettings::default())?;
    let mark = Mark::empty(case.index_generation()?);
    let mut index = OpenIndex { index, fields, directory, mark, reader: None };
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
    Ok(Some(OpenIndex { index, fields, directory, mark, reader: None }))
}

/// Indexes what the index lacks, and renews what it owes. *Returns* how many items.
fn complete(
    case: &mut Case,
    index: &mut OpenIndex,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<u64, SearchError> {
    let last = index.mark.last;
    let owed = ordinals(case, "SELECT item FROM index_debt WHERE item <= ?1 ORDER BY item", last)?;
    let new = ordinals(case, "SELECT ordinal FROM item WHERE ordinal > ?1 ORDER BY ordinal", last)?;
    let stale: u64 = case.db().query_row("SELECT count(*) FROM index_debt", [], |row| row.get(0))?;
    if new.is_empty() && stale == 0 {
        return Ok(0);
    }
    index.reader = None;
    let mut filling = Filling {
        writer: index.index.writer_with_num_threads(1, WRITER_BYTES)?,
        index,
        mark: index.mark.clone(),
        waiting: 0,
    };
    let of = owed.len() + new.len();
    for (done, item) in owed.iter().enumerate() {
        filling.writer.delete_term(filling.index.fields.item(*item));
        filling.item(case, *item)?;
        progress(done + 1, of);
    }
    for (done, item) in new.iter().enumerate() {
        filling.item(case, *item)?;
        filling.reached(case, *item)?;
        progress(owed.len() + done + 1, of);
    }
    index.mark = if stale > 0 { filling.pay(case)? } else { filling.end()? };
    Ok(of as u64)
}

fn ordinals(case: &Case, select: &str, after: u64) -> Result<Vec<u64>, SearchError> {
    let mut statement = case.db().prepare(select)?;
    let ordinals: Result<Vec<u64>, _> = statement.query_map([after], |row| row.get(0))?.collect();
    Ok(ordinals?)
}

struct Filling<'i> {
    writer: IndexWriter<TantivyDocument>,
    index: &'i OpenIndex,
    mark: Mark,
    /// Bytes of text since the last commit.
    waiting: usize,
}

impl Filling<'_> {
    /// Adds every passage of an item; none of one that was forgotten.
    fn item(&mut self, case: &Case, item: u64) -> Result<(), SearchError> {
        let text = corpus::text(case.db(), item)?;
        let language: Option<String> =
            case.db().query_row("SELECT language FROM item WHERE ordinal = ?1", [item], |row| row.get(0))?;
        let stems = Stems::of(language.as_deref());
        for (number, start, bytes) in corpus::passage_ranges(case.db(), item)? {
            let passage = text.get(start..start + bytes).ok_or(CaseError::Damaged)?;
            self.writer.add_document(self.index.fields.document(item, number, passage, stems))?;
        }
        self.waiting += text.len();
        Ok(())
    }

    /// The index holds everything up to this item.
    fn reached(&mut self, case: &Case, item: u64) -> Result<(), SearchError> {
        let select = "SELECT id FROM item WHERE ordinal = ?1";
        let id: RowId = case.db().query_row(select, [item], |row| row.get(0))?;
        (self.mark.last, self.mark.id) = (item, id.to_string());
        if self.waiting >= BATCH_BYTES {
            self.commit()?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), SearchError> {
        self.waiting = 0;
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&self.mark.text());
        commit.commit()?;
        Ok(())
    }

    fn end(mut self) -> Result<Mark, SearchError> {
        self.commit()?;
        self.writer.wait_merging_threads()?;
        Ok(self.mark)
    }

    /// As [`Self::end`], and no page holds what the index owed: segments with deleted
    /// passages are written anew without their words, old files are overwritten.
    fn pay(mut self, case: &mut Case) -> Result<Mark, SearchError> {
        let Generation(before) = case.index_generation()?;
        self.mark.generation = Generation(before + 1);
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        self.commit()?;
        let segments = self.index.index.searchable_segment_metas()?;
        let stale: Vec<_> =
            segments.iter().filter(|segment| segment.has_deletes()).map(|segment| segment.id()).collect();
        // The list keeps the old files alive as long as it lives.
        drop(segments);
        if !stale.is_empty() {
            self.writer.merge(&stale).wait()?;
        }
        self.writer.garbage_collect_files().wait()?;
        self.writer.wait_merging_threads()?;
        self.index.directory.settle().map_err(SearchError::Index)?;
        case.settle_index(Generation(before + 1))?;
        Ok(self.mark)
    }
}
