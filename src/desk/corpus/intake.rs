//! Content becomes an item: through a worker, and its members after it.

use std::io::{self, Write};

use subrosa_tip::Day;

use super::item::Class;
use super::origin::Origin;
use super::standing::{Because, Standing};
use super::twins::{self, Change, Equal};
use super::{CorpusError, again, store};
use crate::case::content::{ContentReader, ContentWriter};
use crate::case::{Act, CaseError, Record, RowId};
use crate::read::ocr;
use crate::read::{self, Format, Limits, Members, Provenance, ReadError, Reading};

/// An archive within an archive within an archive …: so deep and no deeper.
const DEPTH: u32 = 8;
/// So many documents of one file may use up their time; then the rest is not opened.
const STALLS: u32 = 10;

/// An item to be.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub name: String,
    pub class: Class,
    /// The tip whose thread it is of.
    pub tip: Option<RowId>,
    /// The row of the ledger that it reads.
    pub row: Option<RowId>,
    pub container: Option<u64>,
    pub path: Option<String>,
    pub content: RowId,
    pub origin: Origin,
    pub source: Option<RowId>,
    pub day: Day,
    /// Whether its origin is only what a web archive recorded.
    pub recorded: bool,
    /// What its container says of its origin.
    pub claims: Provenance,
}

/// An item that was taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its permanent id.
    pub id: RowId,
    /// What people type.
    pub name: String,
    /// Where it lay.
    pub path: Option<String>,
    /// What it is; none where it could not be read.
    pub format: Option<Format>,
    /// Passages of its text.
    pub passages: usize,
    /// Number of its source.
    pub source: Option<u32>,
    /// How far it may be shown.
    pub standing: Standing,
    /// Why.
    pub because: Because,
    /// Something protected that it equals.
    pub equal: Option<Equal>,
    /// What was not read of it, and why.
    pub notes: Vec<String>,
    /// Why nothing of it was read.
    pub failed: Option<Failed>,
    /// Of a document or interview. A tip can be forgotten, and a hash in the custody
    /// log never is: whoever holds the file would know it by that.
    sha256: Option<[u8; 32]>,
}

impl Taken {
    /// What the custody log says of it.
    pub(super) fn record(&self, action: &'static str) -> Record {
        let record = Record::new(action, self.id)
            .with("name", self.name.as_str())
            .with("standing", self.standing.word())
            .with("because", self.because.word());
        let record = match self.sha256 {
            Some(sha256) => record.with("sha256", hex::encode(sha256)),
            None => record,
        };
        match &self.failed {
            Some(failed) => record.with("failure", failed.code),
            None => record.with("passages", self.passages as u64),
        }
    }
}

/// Why nothing was read of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// What scripts compare, in kebab-case.
    pub code: &'static str,
    /// For people.
    pub reason: String,
}

impl From<&ReadError> for Failed {
    fn from(error: &ReadError) -> Self {
        Self { code: error.code(), reason: error.to_string() }
    }
}

/// Takes up one document with everything inside it, in the transaction of an act.
pub(super) struct Intake<'a> {
    act: &'a Act<'a>,
    limits: Limits,
    /// Documents that were not read in time.
    stalled: u32,
    /// Items in the order in which they were taken up; a container before its members.
    pub taken: Vec<Taken>,
    /// Other items whose standing these changed.
    pub changes: Vec<Change>,
}

impl<'a> Intake<'a> {
    pub fn new(act: &'a Act<'a>) -> Self {
        Self { act, limits: Limits::default(), stalled: 0, taken: Vec::new(), changes: Vec::new() }
    }

    /// Takes up an item whose content a worker reads.
    pub fn document(&mut self, draft: &Draft) -> Result<(), CorpusError> {
        self.read(draft, 0)
    }

    /// Takes up an item whose text is known: what somebody typed.
    pub fn text(&mut self, draft: &Draft, text: String) -> Result<(), CorpusError> {
        let (ordinal, id) = store::insert(self.act, draft)?;
        let reading = Reading {
            format: Format::Text,
            text,
            parts: Vec::new(),
            metadata: Vec::new(),
            provenance: Provenance::default(),
            notes: Vec::new(),
            scans: Vec::new(),
        };
        let answer = Ok(reading);
        let passages = self.keep(ordinal, &answer)?;
        self.judge(draft, (ordinal, id), self.taken.len(), (&answer, passages))
    }

    /// Reads an item of an earlier attempt again.
    pub fn again(&mut self, draft: &Draft, row: (u64, RowId)) -> Result<(), CorpusError> {
        self.fill(draft, row, 0)
    }

    fn read(&mut self, draft: &Draft, depth: u32) -> Result<(), CorpusError> {
        let row = store::insert(self.act, draft)?;
        store::keep_claims(self.act, row.0, &draft.claims)?;
        self.fill(draft, row, depth)
    }

    fn fill(&mut self, draft: &Draft, row: (u64, RowId), depth: u32) -> Result<(), CorpusError> {
        let bytes = store::original(self.act.db(), draft.content)?.bytes;
        if depth == 0 {
            (self.stalled, self.limits) = (0, whole_file(&Limits::default(), bytes));
        }
        if self.stalled >= STALLS {
            let reason = format!("{STALLS} documents of the same file were not read in time, so it was not opened");
            let answer = Err(Failed { code: "given-up", reason });
            let passages = self.keep(row.0, &answer)?;
            return self.judge(draft, row, self.taken.len(), (&answer, passages));
        }
        let mut sink = Sink { act: self.act, open: None, whole: Vec::new(), bytes: 0 };
        let mut limits = self.limits.clone();
        if depth >= DEPTH {
            limits.members = 0;
        }
        let mut input = ContentReader::new(self.act.db(), draft.content);
        let answer = match read::read(&mut input, bytes, &limits, &mut sink) {
            Ok(mut reading) => {
                let again = || Box::new(ContentReader::new(self.act.db(), draft.content)) as Box<dyn io::Read>;
                match ocr::complete(&mut reading, again, bytes, &limits) {
                    Err(ReadError::Machine(error)) => return Err(CorpusError::Worker(error)),
                    Err(error) => return Err(CorpusError::Worker(io::Error::other(error))),
                    Ok(()) => Ok(reading),
                }
            }
            Err(ReadError::Machine(error)) => return Err(CorpusError::Worker(error)),
            Err(error @ ReadError::Sandbox) => return Err(CorpusError::Worker(io::Error::other(error))),
            Err(error) => {
                self.stalled += u32::from(matches!(error, ReadError::Timeout));
                Err(failed(&error, depth))
            }
        };
        sink.abandon().map_err(CorpusError::Worker)?;
        // What was thrown away was unpacked all the same.
        self.limits.member_bytes = self.limits.member_bytes.saturating_sub(sink.bytes);
        self.limits.members = self.limits.members.saturating_sub(sink.whole.len() as u64);
        let members = self.unless_known(row.0, sink.whole)?;
        let passages = self.keep(row.0, &answer)?;
        let place = self.taken.len();
        let is_web_archive = matches!(&answer, Ok(Reading { format: Format::Warc | Format::Wacz, .. }));
        for member in members {
            self.member(draft, row.0, member, is_web_archive, depth + 1)?;
        }
        self.judge(draft, row, place, (&answer, passages))
    }

    /// What lies in an item that is read again is in the case already.
    fn unless_known(&self, ordinal: u64, found: Vec<Member>) -> Result<Vec<Member>, CaseError> {
        let select = "SELECT count(*) FROM item WHERE container = ?1";
        let known: u64 = self.act.db().prepare_cached(select)?.query_row([ordinal], |row| row.get(0))?;
        if known == 0 {
            return Ok(found);
        }
        for member in found {
            self.act.db().execute("DELETE FROM content WHERE id = ?1", [member.content])?;
        }
        Ok(Vec::new())
    }

    /// Keeps what was read. *Returns* the number of passages. Members look at what they
    /// lie in: whether that is protected by itself is known from here on.
    fn keep(&mut self, ordinal: u64, answer: &Result<Reading, Failed>) -> Result<usize, CorpusError> {
        twins::renew_root(self.act, ordinal)?;
        match answer {
            Ok(reading) => {
                again::clear(self.act, ordinal)?;
                Ok(store::keep_reading(self.act, ordinal, reading)?)
            }
            Err(failed) => {
                // What was read of it before stays, if it was.
                let update = "UPDATE item SET failure = ?2 WHERE ordinal = ?1 AND characters IS NULL";
                self.act.db().execute(update, (ordinal, failed.code))?;
                again::give_up(self.act, ordinal, failed.code)?;
                Ok(0)
            }
        }
    }

    /// Judges an item once everything in it was: its standing follows from that too.
    fn judge(
        &mut self,
        draft: &Draft,
        (ordinal, id): (u64, RowId),
        place: usize,
        (answer, passages): (&Result<Reading, Failed>, usize),
    ) -> Result<(), CorpusError> {
        let (judged, changes) = twins::judge_all(self.act, ordinal)?;
        self.changes.extend(changes);
        let sha256 = store::original(self.act.db(), draft.content)?.sha256;
        let taken = Taken {
            id,
            name: draft.name.clone(),
            path: draft.path.clone(),
            format: answer.as_ref().ok().map(|reading| reading.format),
            passages,
            source: judged.source,
            standing: judged.standing,
            because: judged.because,
            equal: judged.equal,
            notes: answer.as_ref().map(|reading| reading.notes.clone()).unwrap_or_default(),
            failed: answer.as_ref().err().cloned(),
            sha256: draft.tip.is_none().then_some(sha256),
        };
        self.taken.insert(place, taken);
        Ok(())
    }

    fn member(
        &mut self,
        outer: &Draft,
        container: u64,
        member: Member,
        is_web_archive: bool,
        depth: u32,
    ) -> Result<(), CorpusError> {
        let (mut origin, mut recorded) = (outer.origin.clone(), outer.recorded);
        // The record of a web archive says where a program fetched it: an origin. What
        // any other container or the document itself says is a claim.
        if is_web_archive && member.provenance.url.is_some() {
            origin.url.clone_from(&member.provenance.url);
            origin.published = member.provenance.published.or(origin.published);
            recorded = true;
        }
        let path = outer.path.as_ref().map_or_else(|| member.name.clone(), |path| format!("{path}/{}", member.name));
        let draft = Draft {
            name: self.member_name(outer)?,
            container: Some(container),
            path: Some(path),
            content: member.content,
            origin,
            recorded,
            claims: member.provenance,
            ..outer.clone()
        };
        self.read(&draft, depth)?;
        Ok(())
    }

    /// Members of documents are documents; members of a tip's file are counted in it.
    fn member_name(&self, outer: &Draft) -> Result<String, CaseError> {
        let Some(row) = outer.row else { return next_name(self.act, "document", 'D') };
        let count = "SELECT count(*) FROM item WHERE origin = ?1";
        let count: u64 = self.act.db().query_row(count, [row], |row| row.get(0))?;
        let root = "SELECT name FROM item WHERE origin = ?1 AND container IS NULL";
        let root: String = self.act.db().query_row(root, [row], |row| row.get(0))?;
        Ok(format!("{root}/{count}"))
    }
}

/// The next of `D1`, `D2` … or `I1`, `I2` ….
pub(super) fn next_name(act: &Act<'_>, kind: &str, letter: char) -> Result<String, CaseError> {
    Ok(format!("{letter}{}", act.next_number(kind)?))
}

/// What all that lies in one file may cost together: the ratio holds for an archive of
/// archives as it does for one.
fn whole_file(limits: &Limits, bytes: u64) -> Limits {
    let honest = bytes.saturating_mul(limits.ratio).max(Limits::FREE_BYTES);
    Limits { member_bytes: limits.member_bytes.min(honest), ..limits.clone() }
}

fn failed(error: &ReadError, depth: u32) -> Failed {
    match error.code() {
        "too-many" if depth >= DEPTH => {
            Failed { code: "too-deep", reason: format!("an archive {DEPTH} archives deep is not opened") }
        }
        _ => error.into(),
    }
}

/// A member that is whole.
struct Member {
    name: String,
    provenance: Provenance,
    content: RowId,
}

/// Puts members into the case as they are read.
struct Sink<'a> {
    act: &'a Act<'a>,
    open: Option<(String, Provenance, ContentWriter<'a>)>,
    whole: Vec<Member>,
    /// Of all members so far.
    bytes: u64,
}

fn other(error: CaseError) -> io::Error {
    io::Error::other(error)
}

impl Members for Sink<'_> {
    fn begin(&mut self, name: &str, provenance: &Provenance) -> io::Result<()> {
        let writer = ContentWriter::begin(self.act).map_err(other)?;
        self.open = Some((name.to_owned(), provenance.clone(), writer));
        Ok(())
    }

    fn bytes(&mut self, piece: &[u8]) -> io::Result<()> {
        self.bytes += piece.len() as u64;
        self.open.as_mut().map_or(Ok(()), |(_, _, writer)| writer.write_all(piece))
    }

    fn end(&mut self) -> io::Result<()> {
        let Some((name, provenance, writer)) = self.open.take() else { return Ok(()) };
        let content = writer.finish().map_err(other)?;
        self.whole.push(Member { name, provenance, content });
        Ok(())
    }

    fn abandon(&mut self) -> io::Result<()> {
        let Some((_, _, writer)) = self.open.take() else { return Ok(()) };
        let content = writer.finish().map_err(other)?;
        self.act.db().execute("DELETE FROM content WHERE id = ?1", [content]).map_err(io::Error::other)?;
        Ok(())
    }
}
