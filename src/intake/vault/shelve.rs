//! Putting a batch of replies on their shelf: slots, then rows, index and the
//! mark of the batch in one write, so that a repeat finds all of it or nothing.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;

use super::committer::Job;
use super::index::{IndexRow, batch_key};
use super::record::Place;
use super::sled_store::Store;
use super::{Entry, Item, NewReplies, NewReply, ReplyPlace, VaultError};

/// A batch that is ready to be committed.
pub(super) struct Shelving {
    batch: [u8; 32],
    jobs: Vec<Job>,
    /// The oldest replies of full mailboxes.
    displaced: Vec<IndexRow>,
}

impl Shelving {
    /// Chooses places and seals; nothing is written. None for a batch that was put.
    pub(super) fn prepare(store: &Store, replies: &NewReplies) -> Result<Option<Self>, VaultError> {
        if store.engine.with(|db| db.contains_key(batch_key(&replies.batch)))? {
            return Ok(None);
        }
        let bytes = replies.replies.iter().map(|reply| reply.reply.len() as u64).sum();
        store.room.check(bytes)?;
        let mut shelving = Self { batch: replies.batch, jobs: Vec::new(), displaced: Vec::new() };
        let mut chosen = Chosen::default();
        for reply in &replies.replies {
            if let Err(error) = shelving.add(store, reply, replies.day, &mut chosen) {
                shelving.jobs.iter().for_each(|job| store.slots.release(job.slot.number));
                return Err(error);
            }
        }
        Ok(Some(shelving))
    }

    fn add(&mut self, store: &Store, new: &NewReply, day: Day, chosen: &mut Chosen) -> Result<(), VaultError> {
        let sha256 = Sha256::digest(&new.reply).into();
        let Some((place, oldest)) = chosen.place(store, &new.places, sha256)? else { return Ok(()) };
        self.displaced.extend(oldest);
        let (header, payload) = new.reply.split_at_checked(header_bytes(&new.reply)).ok_or(VaultError::NotAge)?;
        let slot = store.slots.reserve()?;
        let entry = Entry { id: EnvelopeId(place.0), day, bytes: new.reply.len() as u64, sha256 };
        let sequence = store.next_sequence();
        let index = IndexRow { entry, sequence, slot: slot.number, place: Place::Reply };
        let record = store.head(&index, &slot, header).inspect_err(|_| store.slots.release(slot.number))?;
        let rows = store.rows(sequence, &[record.as_slice(), payload].concat());
        self.jobs.push(Job { index, rows, slot });
        Ok(())
    }

    /// Makes it durable. *Returns* how many replies were stored.
    pub(super) fn commit(self, store: &Store) -> Result<u64, VaultError> {
        store.erase(&self.displaced)?;
        let mut batch = sled::Batch::default();
        for old in &self.displaced {
            store.remove_in(&mut batch, old)?;
        }
        for job in &self.jobs {
            store.slots.write(&job.slot, job.index.sequence)?;
            job.insert_into(&mut batch);
        }
        batch.insert(batch_key(&self.batch), &[]);
        store.slots.sync()?;
        store.engine.apply(batch)?;
        store.free(&self.displaced);
        self.jobs.iter().for_each(|job| store.room.store(job.index.entry.bytes));
        Ok(self.jobs.len() as u64)
    }
}

/// What the replies of one batch have taken already.
#[derive(Default)]
struct Chosen {
    taken: HashMap<ReplyPlace, [u8; 32]>,
}

impl Chosen {
    /// The place for a reply, with the reply that must leave it; none when the
    /// same reply is there already.
    fn place(
        &mut self,
        store: &Store,
        places: &[ReplyPlace],
        sha256: [u8; 32],
    ) -> Result<Option<(ReplyPlace, Option<IndexRow>)>, VaultError> {
        let stored: Result<Vec<_>, _> = places.iter().map(|place| store.lookup(Item::Reply(*place))).collect();
        let stored = stored?;
        let is_there = stored.iter().flatten().any(|row| row.entry.sha256 == sha256);
        if is_there || places.iter().any(|place| self.taken.get(place) == Some(&sha256)) {
            return Ok(None);
        }
        let places = || places.iter().copied().zip(&stored).filter(|(place, _)| !self.taken.contains_key(place));
        let free = places().find(|(_, row)| row.is_none()).map(|(place, _)| (place, None));
        let oldest =
            || places().filter_map(|(place, row)| Some((place, row.clone()?))).min_by_key(|(_, row)| row.sequence);
        let choice = free.or_else(|| oldest().map(|(place, row)| (place, Some(row)))).ok_or(VaultError::Full)?;
        self.taken.insert(choice.0, sha256);
        Ok(Some(choice))
    }
}

/// Where the header of an age file ends: behind the line that begins with `---`.
/// More than there is when it has none.
///
/// *Source*: C2SP age, "Header".
fn header_bytes(file: &[u8]) -> usize {
    let mut end = 0;
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if line.starts_with(b"---") && line.ends_with(b"\n") {
            return end;
        }
    }
    usize::MAX
}
