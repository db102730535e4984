//! What the case has and the index lacks: new items, and what it owes.

use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, TantivyDocument};

use super::mark::Mark;
use super::{OpenIndex, SearchError};
use crate::case::{Case, CaseError, Generation, RowId};
use crate::corpus;
use crate::search::words::Stems;

/// Memory of the writer, in bytes: a segment of some tens of thousands of passages.
const WRITER_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of text after which what was indexed is made last.
const BATCH_BYTES: usize = 128 * 1024 * 1024;

/// Indexes what the index lacks, and renews what it owes. *Returns* how many items.
pub(super) fn complete(
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
    index.reading = None;
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
