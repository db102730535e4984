//! Words and files in the case, in rows of 1 MiB: streamed in, streamed out.

use std::io::{self, Read, Write};

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Act, CaseError, RowId};

/// Most bytes of one row.
const PART_BYTES: usize = 1024 * 1024;

/// Content being written. It is there only once [`ContentWriter::finish`] was
/// called and the act committed.
pub struct ContentWriter<'a> {
    db: &'a Connection,
    id: RowId,
    part: u32,
    waiting: Zeroizing<Vec<u8>>,
    bytes: u64,
    hash: Sha256,
}

impl<'a> ContentWriter<'a> {
    /// Begins new content.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn begin(act: &'a Act<'_>) -> Result<Self, CaseError> {
        let id = RowId::new()?;
        act.db().execute("INSERT INTO content (id, bytes, sha256) VALUES (?1, 0, zeroblob(32))", [id])?;
        let waiting = Zeroizing::new(Vec::with_capacity(PART_BYTES));
        Ok(Self { db: act.db(), id, part: 0, waiting, bytes: 0, hash: Sha256::new() })
    }

    /// Ends it. *Returns* its id.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn finish(mut self) -> Result<RowId, CaseError> {
        self.write_part()?;
        let sha256: [u8; 32] = self.hash.finalize().into();
        self.db.execute("UPDATE content SET bytes = ?2, sha256 = ?3 WHERE id = ?1", (self.id, self.bytes, sha256))?;
        Ok(self.id)
    }

    fn write_part(&mut self) -> Result<(), CaseError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.db.prepare("INSERT INTO content_part (content, part, bytes) VALUES (?1, ?2, ?3)")?.execute((
            self.id,
            self.part,
            self.waiting.as_slice(),
        ))?;
        self.part += 1;
        self.waiting.clear();
        Ok(())
    }
}

impl Write for ContentWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = PART_BYTES - self.waiting.len();
        let taken = bytes.get(..room.min(bytes.len())).unwrap_or_default();
        self.waiting.extend_from_slice(taken);
        self.hash.update(taken);
        self.bytes += taken.len() as u64;
        if self.waiting.len() == PART_BYTES {
            self.write_part().map_err(io::Error::other)?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Content being read, a row at a time. Its pages are authenticated as they come;
/// its hash is not looked at, as [`copy`] does.
pub struct ContentReader<'a> {
    db: &'a Connection,
    id: RowId,
    part: u32,
    row: Zeroizing<Vec<u8>>,
    taken: usize,
}

impl<'a> ContentReader<'a> {
    /// Of this content; reading what is not there gives nothing.
    #[must_use]
    pub fn new(db: &'a Connection, id: RowId) -> Self {
        Self { db, id, part: 0, row: Zeroizing::default(), taken: 0 }
    }

    fn next_row(&mut self) -> Result<(), rusqlite::Error> {
        let select = "SELECT bytes FROM content_part WHERE content = ?1 AND part = ?2";
        let row = self.db.prepare_cached(select)?.query_row((self.id, self.part), |row| row.get(0)).optional()?;
        self.row = Zeroizing::new(row.unwrap_or_default());
        self.part += 1;
        self.taken = 0;
        Ok(())
    }
}

impl Read for ContentReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.row.len() {
            self.next_row().map_err(io::Error::other)?;
        }
        let mut rest = self.row.get(self.taken..).unwrap_or_default();
        let taken = rest.read(buffer)?;
        self.taken += taken;
        Ok(taken)
    }
}

/// Why content was not copied out.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The bytes are not those that were written.
    #[error("content in the case does not match its hash")]
    Altered,
    /// The database failed.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The writer failed.
    #[error("writing failed")]
    Write(#[source] io::Error),
}

/// Copies content to a writer, a row at a time, and checks its hash.
///
/// # Errors
/// [`CopyError`]; what the writer got must then be thrown away.
pub fn copy(db: &Connection, id: RowId, to: &mut impl Write) -> Result<(), CopyError> {
    let mut hash = Sha256::new();
    let mut read = || -> Result<Option<io::Error>, rusqlite::Error> {
        let mut statement = db.prepare("SELECT bytes FROM content_part WHERE content = ?1 ORDER BY part")?;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let part = row.get_ref(0)?.as_blob()?;
            hash.update(part);
            if let Err(error) = to.write_all(part) {
                return Ok(Some(error));
            }
        }
        Ok(None)
    };
    if let Some(error) = read().map_err(CaseError::from)? {
        return Err(CopyError::Write(error));
    }
    let expected: [u8; 32] =
        db.query_row("SELECT sha256 FROM content WHERE id = ?1", [id], |row| row.get(0)).map_err(CaseError::from)?;
    if <[u8; 32]>::from(hash.finalize()) == expected { Ok(()) } else { Err(CopyError::Altered) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Record;
    use crate::fixture;

    fn put(case: &mut crate::case::Case, content: &[u8]) -> RowId {
        let act = case.begin().unwrap();
        let mut writer = ContentWriter::begin(&act).unwrap();
        // Uneven pieces, so that rows end inside one.
        content.chunks(70_001).for_each(|piece| writer.write_all(piece).unwrap());
        let id = writer.finish().unwrap();
        act.commit(Record::new("test", id)).unwrap();
        id
    }

    #[test]
    fn content_over_a_row_comes_back_whole() {
        let mut desk = fixture::case();
        for length in [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES + 17] {
            let content: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let id = put(&mut desk.case, &content);
            let mut back = Vec::new();
            copy(desk.case.db(), id, &mut back).unwrap();
            assert!(back == content, "{length}");
            back.clear();
            ContentReader::new(desk.case.db(), id).read_to_end(&mut back).unwrap();
            assert!(back == content, "{length}, read");
            let parts: usize = desk
                .case
                .db()
                .query_row("SELECT count(*) FROM content_part WHERE content = ?1", [id], |row| row.get(0))
                .unwrap();
            assert_eq!(parts, length.div_ceil(PART_BYTES));
        }
    }

    #[test]
    fn an_altered_or_missing_row_is_found() {
        let mut desk = fixture::case();
        let id = put(&mut desk.case, &vec![7; PART_BYTES + 5]);
        copy(desk.case.db(), id, &mut io::sink()).unwrap();
        let alter = "UPDATE content_part SET bytes = zeroblob(length(bytes)) WHERE content = ?1 AND part = 1";
        desk.case.db().execute(alter, [id]).unwrap();
        assert!(matches!(copy(desk.case.db(), id, &mut io::sink()), Err(CopyError::Altered)));
        desk.case.db().execute("DELETE FROM content_part WHERE content = ?1 AND part = 1", [id]).unwrap();
        assert!(matches!(copy(desk.case.db(), id, &mut io::sink()), Err(CopyError::Altered)));
    }
}
