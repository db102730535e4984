//! One envelope: copied beside the case, opened, and stored in one transaction.
//!
//! The order is what survives a kill: the sealed copy is synced and named before
//! the transaction that speaks of it is committed. A copy without a row is taken
//! up again by the next import; a row without its copy cannot come to be.
//!
//! A bag's members lie in no order. What follows a tip is put off until every
//! tip of the bag was taken up, so that it finds its thread.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek};

use rusqlite::OptionalExtension;
use subrosa_tip::Day;
use subrosa_tip::bag::{BagError, Member, VerifiedBag};
use subrosa_tip::envelope::{EnvelopeId, Kind, OpenEnvelope, OpenError, TipDocument};

use super::bag::ArriveError;
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::disk::{create_private, folder_of, sync_folder};
use crate::ledger::{self, Arrived, StoreError, Stored};

/// An envelope as the manifest names it.
pub(super) struct Envelope {
    pub id: EnvelopeId,
    pub intake: RowId,
    pub manifest: [u8; 32],
    pub member: Member,
}

/// What came of an envelope.
pub(super) enum Outcome {
    Stored(Stored),
    Already,
    Decoy,
    Damaged(String),
    /// Put off until the bag's tips are there.
    Later(Turn),
    /// It was no envelope, and is done.
    Nothing,
}

/// The order among what was put off: by day, and what takes back comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    day: Day,
    withdrawal: bool,
}

/// Whether what follows a tip is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    Tips,
    Rest,
}

/// What opens envelopes.
pub(super) struct Opener {
    identities: Vec<age::x25519::Identity>,
    recipients: usize,
}

impl Opener {
    pub fn of(case: &Case) -> Result<Self, CaseError> {
        let identities = case.identities()?.into_iter().map(|identity| identity.identity).collect();
        Ok(Self { identities, recipients: case.ring()?.recipients().len() })
    }

    fn open(&self, file: File) -> Result<OpenEnvelope<File>, OpenError> {
        OpenEnvelope::open(file, &self.identities, self.recipients)
    }
}

/// Why an envelope did not become a tip.
enum Fault {
    /// It is the envelope's own: the bag's others are not held up by it.
    Envelope(String),
    /// It is the desk's, and ends the import.
    Desk(CaseError),
}

impl From<OpenError> for Fault {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Io(error) => Self::Desk(error.into()),
            error => Self::Envelope(error.to_string()),
        }
    }
}

impl From<CaseError> for Fault {
    fn from(error: CaseError) -> Self {
        Self::Desk(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Open(error) => error.into(),
            StoreError::Case(error) => error.into(),
        }
    }
}

/// Takes an envelope up, unless it was before.
pub(super) fn take_up<R: Read + Seek>(
    case: &mut Case,
    bag: &mut VerifiedBag<R>,
    index: usize,
    envelope: &Envelope,
    (opener, round): (&Opener, Round),
) -> Result<Outcome, ArriveError> {
    match earlier(case, envelope)? {
        Some(Earlier::Done) => return Ok(Outcome::Already),
        Some(Earlier::Other) => {
            return Ok(Outcome::Damaged("another envelope with this id was imported before".into()));
        }
        Some(Earlier::Damaged) | None => {}
    }
    let copy = copy_out(case, bag, index, envelope)?;
    match open_and_store(case, copy, envelope, (opener, round)) {
        Ok(outcome) => Ok(outcome),
        Err(Fault::Desk(error)) => Err(error.into()),
        Err(Fault::Envelope(reason)) => {
            note_damaged(case, envelope, &reason)?;
            Ok(Outcome::Damaged(reason))
        }
    }
}

enum Earlier {
    /// Opened, or a decoy.
    Done,
    /// Not opened: it is tried again, because a later version may read it.
    Damaged,
    /// Opened, and its bytes were others.
    Other,
}

fn earlier(case: &Case, envelope: &Envelope) -> Result<Option<Earlier>, CaseError> {
    let select = "SELECT outcome = 'damaged', sha256 = ?2 FROM envelope WHERE id = ?1";
    let row = case.db().query_row(select, (envelope.id.0, envelope.member.sha256), |row| {
        Ok(match (row.get(0)?, row.get(1)?) {
            (true, _) => Earlier::Damaged,
            (false, true) => Earlier::Done,
            (false, false) => Earlier::Other,
        })
    });
    Ok(row.optional()?)
}

/// Copies the sealed bytes under an unfinished name, hashing them again: the bag
/// lies on a stick, which may answer differently a second time.
fn copy_out<R: Read + Seek>(
    case: &Case,
    bag: &mut VerifiedBag<R>,
    index: usize,
    envelope: &Envelope,
) -> Result<File, ArriveError> {
    let mut copy = create_private(&case.unfinished_envelope_path(envelope.id)).map_err(CaseError::from)?;
    match bag.copy_member(index, &mut copy) {
        Ok(()) => Ok(copy),
        // Reading the stick and writing the copy fail alike here; both are the machine.
        Err(BagError::Io(error)) => Err(CaseError::from(error).into()),
        Err(error) => Err(error.into()),
    }
}

fn open_and_store(
    case: &mut Case,
    copy: File,
    envelope: &Envelope,
    (opener, round): (&Opener, Round),
) -> Result<Outcome, Fault> {
    let synced = copy.try_clone().map_err(CaseError::from)?;
    let mut open = opener.open(rewound(copy)?)?;
    if open.document().decoy {
        drop_decoy(case, envelope)?;
        return Ok(Outcome::Decoy);
    }
    check_kind(open.document())?;
    if let (Round::Tips, Some(turn)) = (round, turn(open.document())) {
        fs::remove_file(case.unfinished_envelope_path(envelope.id)).map_err(CaseError::from)?;
        return Ok(Outcome::Later(turn));
    }
    let sealed = (case.unfinished_envelope_path(envelope.id), case.envelope_path(envelope.id));
    let act = case.begin()?;
    note_envelope(&act, envelope, "opened", None)?;
    let arrived = Arrived { envelope: envelope.id, intake: envelope.intake, open: &mut open };
    let (stored, record) = ledger::store(&act, arrived)?;
    keep_copy(&synced, &sealed)?;
    act.commit(record.with("sha256", hex::encode(envelope.member.sha256)))?;
    Ok(Outcome::Stored(stored))
}

fn turn(document: &TipDocument) -> Option<Turn> {
    let follows = document.kind.needs_mailbox();
    follows.then_some(Turn { day: document.day, withdrawal: document.kind == Kind::Withdrawal })
}

fn rewound(mut file: File) -> Result<File, CaseError> {
    file.rewind()?;
    Ok(file)
}

/// The mailbox's signature was checked on opening. A reply is ours: a server that
/// sends one would put words into the desk's mouth.
fn check_kind(document: &TipDocument) -> Result<(), Fault> {
    match document.kind {
        Kind::Tip | Kind::FollowUp | Kind::Correction | Kind::Withdrawal => Ok(()),
        Kind::Reply => Err(Fault::Envelope("a reply, which no server may send".into())),
    }
}

fn keep_copy(copy: &File, (from, to): &(std::path::PathBuf, std::path::PathBuf)) -> Result<(), CaseError> {
    copy.sync_all()?;
    fs::rename(from, to)?;
    Ok(sync_folder(folder_of(to))?)
}

/// A decoy leaves a row, so that it is known when the next bag brings it again.
fn drop_decoy(case: &mut Case, envelope: &Envelope) -> Result<(), CaseError> {
    fs::remove_file(case.unfinished_envelope_path(envelope.id))?;
    // It is only there when an earlier version could not tell that it is a decoy.
    match fs::remove_file(case.envelope_path(envelope.id)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let act = case.begin()?;
    note_envelope(&act, envelope, "decoy", None)?;
    act.commit(Record::new("drop-decoy", envelope.id))
}

/// The sealed bytes are kept: they are what a source sent, and all there is of it.
fn note_damaged(case: &mut Case, envelope: &Envelope, reason: &str) -> Result<(), CaseError> {
    let sealed = (case.unfinished_envelope_path(envelope.id), case.envelope_path(envelope.id));
    keep_copy(&File::open(&sealed.0)?, &sealed)?;
    let act = case.begin()?;
    if note_envelope(&act, envelope, "damaged", Some(reason))? {
        let sha256 = hex::encode(envelope.member.sha256);
        act.commit(Record::new("damaged-envelope", envelope.id).with("reason", reason).with("sha256", sha256))?;
    }
    Ok(())
}

/// *Returns* whether the row says anything new.
fn note_envelope(act: &Act<'_>, envelope: &Envelope, outcome: &str, reason: Option<&str>) -> Result<bool, CaseError> {
    let changed = act.db().execute(
        "INSERT INTO envelope (id, intake, manifest, bytes, sha256, outcome, reason, day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE
         SET intake = ?2, manifest = ?3, bytes = ?4, sha256 = ?5, outcome = ?6, reason = ?7, day = ?8
         WHERE outcome = 'damaged' AND (outcome, reason, sha256) IS NOT (?6, ?7, ?5)",
        (
            envelope.id.0,
            envelope.intake,
            envelope.manifest,
            envelope.member.bytes,
            envelope.member.sha256,
            outcome,
            reason,
            act.day().number(),
        ),
    )?;
    Ok(changed == 1)
}
