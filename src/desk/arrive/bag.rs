//! Importing a bag: everything is verified before anything is written.

use std::io::{Read, Seek};

use rusqlite::OptionalExtension;
use subrosa_tip::bag::chain::{ChainError, Gap, Known, Place, judge};
use subrosa_tip::bag::{BagError, Manifest, UntrustedBag, VerifiedBag, member_envelope};
use subrosa_tip::envelope::Kind;
use subrosa_tip::tombstone::{TOMBSTONES_MEMBER, Tombstone};

use super::envelope::{Envelope, Opener, Outcome, Round, take_up};
use super::pairing::{Paired, find};
use super::tombstones;
use crate::case::{Case, CaseError, Record, RowId};
use crate::failure::{Exit, Failure};
use crate::ledger::Stored;
use crate::reply::{Confirmed, confirm};

/// Who writes the bags that come to a desk.
const INTAKE: &str = "intake";

/// Why a bag was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ArriveError {
    /// The bag is damaged, or not from the server it claims to be from.
    #[error(transparent)]
    Bag(#[from] BagError),
    /// Nobody has compared this server's key yet.
    #[error("this bag claims to be from a server that is not paired with this desk")]
    Unpaired,
    /// It does not fit the bags before it.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<ArriveError> for Failure {
    fn from(error: ArriveError) -> Self {
        let message = error.to_string();
        let failure = |exit, code| Self::new(exit, code, message.clone());
        match error {
            ArriveError::Case(error) => error.into(),
            ArriveError::Bag(BagError::Io(error)) => Self::machine("the bag could not be read", &error),
            ArriveError::Bag(_) => failure(Exit::Damaged, "bag-damaged")
                .hint("copy it again from the server: `subrosa-intake export --again N`; nothing of it was imported"),
            ArriveError::Unpaired => failure(Exit::Refused, "intake-unpaired")
                .hint("pair it first: `subrosa-desk pair FILE`, with the output of `subrosa-intake key --json`"),
            ArriveError::Chain(ChainError::Epoch) => failure(Exit::Refused, "epoch-changed").hint(
                "ask the operator, in person, whether and why the server was set up anew or restored; \
                     if it was, let them read you the new epoch: `subrosa-desk trust-epoch EPOCH`",
            ),
            ArriveError::Chain(ChainError::SameNumber) => failure(Exit::Damaged, "bag-number-twice")
                .hint("keep both files, and ask the operator whether the server's state was copied or stolen"),
            ArriveError::Chain(ChainError::Link) => failure(Exit::Damaged, "bag-chain-broken")
                .hint("keep the file, and ask the operator whether the server's state was copied or stolen"),
        }
    }
}

/// An envelope that could not be opened, in a bag that is otherwise sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// Its id, or the member's name when it is no envelope.
    pub envelope: String,
    /// What is wrong with it; never a source's words.
    pub reason: String,
}

/// What came of a bag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// What the bag says of itself.
    pub manifest: Manifest,
    /// Hash of that.
    pub hash: [u8; 32],
    /// Where it stands among the bags before it.
    pub place: Place,
    /// Numbers of the new tips.
    pub tips: Vec<u32>,
    /// Tips in whose threads there are new messages, with the kind of each.
    pub messages: Vec<(u32, Kind)>,
    /// Envelopes that were taken up before.
    pub already: u64,
    /// New decoys: counted, and dropped.
    pub decoys: u64,
    /// What could not be opened.
    pub damaged: Vec<Damaged>,
    /// What expired at the server, as this bag tells for the first time.
    pub expired: Vec<Tombstone>,
    /// What the server says of the bags that went to it.
    pub confirmed: Confirmed,
}

impl Arrival {
    /// The bags that did not arrive before this one.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        if let Place::AfterGap(gap) = self.place { Some(gap) } else { None }
    }

    /// Envelopes that the bag carries.
    #[must_use]
    pub fn envelopes(&self) -> usize {
        self.manifest.members.iter().filter(|member| member_envelope(&member.name).is_some()).count()
    }

    fn count(&mut self, name: String, outcome: Outcome) {
        match outcome {
            Outcome::Stored(Stored::Tip(number)) => self.tips.push(number),
            Outcome::Stored(Stored::Message { tip, kind }) => self.messages.push((tip, kind)),
            // It was put off once already, and the second round puts nothing off.
            Outcome::Later(_) | Outcome::Nothing => {}
            Outcome::Already => self.already += 1,
            Outcome::Decoy => self.decoys += 1,
            Outcome::Damaged(reason) => self.damaged.push(Damaged { envelope: name, reason }),
        }
    }
}

/// Imports a bag. `progress` is told how many members of how many are done.
///
/// # Errors
/// [`ArriveError`]. Whatever was taken up before it stays; the same bag may be
/// imported again at any time.
pub fn import<R: Read + Seek>(
    case: &mut Case,
    bag: R,
    mut progress: impl FnMut(usize, usize),
) -> Result<Arrival, ArriveError> {
    let untrusted = UntrustedBag::read(bag)?;
    let paired = find(case, untrusted.claimed_installation())?.ok_or(ArriveError::Unpaired)?;
    let mut bag = untrusted.verify(&paired.bag_key, INTAKE, &case.desk_id()?)?;
    let place = judge(bag.manifest(), bag.manifest_hash(), &known(case, &paired, bag.manifest())?)?;
    case.sweep()?;
    let mut arrival = Arrival {
        manifest: bag.manifest().clone(),
        hash: bag.manifest_hash(),
        place,
        tips: Vec::new(),
        messages: Vec::new(),
        already: 0,
        decoys: 0,
        damaged: Vec::new(),
        expired: Vec::new(),
        confirmed: Confirmed::default(),
    };
    let importing = Importing { paired: &paired, opener: Opener::of(case)? };
    importing.members(case, &mut bag, &mut arrival, &mut progress)?;
    note_bag(case, &paired, &bag, &arrival)?;
    arrival.confirmed = confirm(case, &paired, &arrival.manifest)?;
    Ok(arrival)
}

struct Importing<'p> {
    paired: &'p Paired,
    opener: Opener,
}

impl Importing<'_> {
    /// Takes every member up: tips, then what follows them in the order of days.
    fn members<R: Read + Seek>(
        &self,
        case: &mut Case,
        bag: &mut VerifiedBag<R>,
        arrival: &mut Arrival,
        progress: &mut impl FnMut(usize, usize),
    ) -> Result<(), ArriveError> {
        let (members, mut later) = (arrival.manifest.members.len(), Vec::new());
        for index in 0..members {
            match self.member(case, bag, index, Round::Tips, arrival)? {
                (_, Outcome::Later(turn)) => later.push((turn, index)),
                (name, outcome) => arrival.count(name, outcome),
            }
            progress(index + 1 - later.len(), members);
        }
        later.sort_unstable();
        for (done, (_, index)) in later.iter().enumerate() {
            let (name, outcome) = self.member(case, bag, *index, Round::Rest, arrival)?;
            arrival.count(name, outcome);
            progress(members - later.len() + done + 1, members);
        }
        Ok(())
    }

    fn member<R: Read + Seek>(
        &self,
        case: &mut Case,
        bag: &mut VerifiedBag<R>,
        index: usize,
        round: Round,
        arrival: &mut Arrival,
    ) -> Result<(String, Outcome), ArriveError> {
        let member = bag.manifest().members.get(index).cloned().ok_or(BagError::Member(index + 1))?;
        if member.name == TOMBSTONES_MEMBER {
            let Some(list) = tombstones::read(bag, index, &member)? else {
                return Ok((member.name, Outcome::Damaged("a malformed list of expired envelopes".into())));
            };
            arrival.expired = tombstones::note(case, self.paired, &list)?;
            return Ok((member.name, Outcome::Nothing));
        }
        let Some(id) = member_envelope(&member.name) else {
            let reason = "a member of a kind that this version does not read";
            return Ok((member.name, Outcome::Damaged(reason.into())));
        };
        let envelope = Envelope { id, intake: self.paired.id, manifest: bag.manifest_hash(), member };
        let outcome = take_up(case, bag, index, &envelope, (&self.opener, round))?;
        Ok((id.to_string(), outcome))
    }
}

fn known(case: &Case, paired: &Paired, manifest: &Manifest) -> Result<Known, CaseError> {
    let column = |column: &str, sequence: Option<u64>| -> Result<Option<[u8; 32]>, CaseError> {
        let select = format!("SELECT {column} FROM bag WHERE intake = ?1 AND epoch = ?2 AND sequence = ?3");
        let row = case.db().query_row(&select, (paired.id, &manifest.epoch, sequence), |row| row.get(0));
        Ok(row.optional()?)
    };
    Ok(Known {
        epoch: paired.epoch.clone(),
        last: paired.last_sequence,
        same: column("manifest", Some(manifest.sequence))?,
        before: column("manifest", manifest.sequence.checked_sub(1))?,
        after_names: column("previous", manifest.sequence.checked_add(1))?,
    })
}

/// The bag is done: its place in the chain is kept from now on. Imported again,
/// it may hold less that is damaged: the stick was at fault, or an older version.
fn note_bag<R: Read + Seek>(
    case: &mut Case,
    paired: &Paired,
    bag: &VerifiedBag<R>,
    arrival: &Arrival,
) -> Result<(), CaseError> {
    let damaged = arrival.damaged.len() as u64;
    if arrival.place == Place::Known {
        return note_repaired(case, arrival.hash, damaged);
    }
    let (id, manifest, signed) = (RowId::new()?, &arrival.manifest, bag.signed());
    let act = case.begin()?;
    act.db().execute(
        "INSERT INTO bag (id, intake, epoch, sequence, manifest, previous, bytes, signature, day, damaged)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        (
            id,
            paired.id,
            &manifest.epoch,
            manifest.sequence,
            arrival.hash,
            manifest.previous,
            signed.bytes(),
            signed.signature(),
            act.day().number(),
            damaged,
        ),
    )?;
    act.db().execute("UPDATE intake SET epoch = ?2 WHERE id = ?1", (paired.id, &manifest.epoch))?;
    act.db().execute(
        "UPDATE intake SET last_sequence = ?2, last_manifest = ?3 WHERE id = ?1 AND last_sequence < ?2",
        (paired.id, manifest.sequence, arrival.hash),
    )?;
    act.commit(bag_record(id, paired, arrival))
}

fn note_repaired(case: &mut Case, manifest: [u8; 32], damaged: u64) -> Result<(), CaseError> {
    let act = case.begin()?;
    let repaired: Option<RowId> = act
        .db()
        .query_row(
            "UPDATE bag SET damaged = ?2 WHERE manifest = ?1 AND damaged > ?2 RETURNING id",
            (manifest, damaged),
            |row| row.get(0),
        )
        .optional()?;
    repaired.map_or(Ok(()), |id| act.commit(Record::new("repair-bag", id).with("damaged", damaged)))
}

fn bag_record(id: RowId, paired: &Paired, arrival: &Arrival) -> Record {
    let record = Record::new("import-bag", id)
        .with("intake", paired.id.to_string())
        .with("epoch", arrival.manifest.epoch.as_str())
        .with("sequence", arrival.manifest.sequence)
        .with("manifest", hex::encode(arrival.hash))
        .with("damaged", arrival.damaged.len() as u64);
    match arrival.place {
        Place::AfterGap(gap) => record.with("missing_first", gap.first).with("missing_last", gap.last),
        Place::Overtaken => record.with("overtaken", 1_u64),
        Place::Next | Place::Known => record,
    }
}
