//! The numbers that lead from a place in the index back to the case.

use std::io;

use tantivy::fastfield::Column;
use tantivy::{DocAddress, DocId, Searcher};

use super::SearchError;
use super::fields::{ITEM, PASSAGE};

/// The numbers of every passage, by segment. Opening a column reads all of it, some
/// bytes a passage: it is done once for as long as the index stays as it is.
pub(super) struct Numbers(Vec<Segment>);

struct Segment {
    item: Column<u64>,
    passage: Column<u64>,
}

fn missing() -> SearchError {
    SearchError::Index(io::ErrorKind::InvalidData.into())
}

impl Numbers {
    pub fn of(searcher: &Searcher) -> Result<Self, SearchError> {
        let segment = |reader: &tantivy::SegmentReader| {
            let fast = reader.fast_fields();
            Ok(Segment { item: fast.u64(ITEM)?, passage: fast.u64(PASSAGE)? })
        };
        searcher.segment_readers().iter().map(segment).collect::<Result<_, SearchError>>().map(Self)
    }

    /// Ordinal of the item, and number of the passage within it.
    pub fn place(&self, address: DocAddress) -> Result<(u64, u64), SearchError> {
        let segment = self.0.get(address.segment_ord as usize).ok_or_else(missing)?;
        let item = segment.item.first(address.doc_id).ok_or_else(missing)?;
        Ok((item, self.passage(address.segment_ord, address.doc_id)?))
    }

    /// Number of the passage within its item.
    pub fn passage(&self, segment: u32, document: DocId) -> Result<u64, SearchError> {
        self.0.get(segment as usize).and_then(|segment| segment.passage.first(document)).ok_or_else(missing)
    }
}
