//! The small trees: what is stored, and where.
//!
//! *Keys*: `b` and a batch's hash: its replies were put; `i` and an envelope's
//! id; `p` and a reply's place; `r`, sequence and part: a row; `s`: see
//! [`START_KEY`].

use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;

use super::record::Place;
use super::{Entry, Item, ReplyPlace, StoredReply};

/// Highest number that a start may have used.
pub(super) const START_KEY: &[u8] = b"s";
pub(super) const ENVELOPES: &[u8] = b"i";
pub(super) const REPLIES: &[u8] = b"p";
pub(super) const BATCHES: &[u8] = b"b";

/// One line of the small trees: what → where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IndexRow {
    /// A reply's place stands in the id.
    pub(super) entry: Entry,
    pub(super) sequence: u64,
    pub(super) slot: u32,
    pub(super) place: Place,
}

pub(super) fn index_key(item: Item) -> Vec<u8> {
    match item {
        Item::Envelope(id) => [ENVELOPES, &id.0].concat(),
        Item::Reply(place) => [REPLIES, &place.0].concat(),
    }
}

pub(super) fn batch_key(batch: &[u8; 32]) -> Vec<u8> {
    [BATCHES, batch].concat()
}

/// Rows sort by arrival: new ones always go to the last, warm leaf.
pub(super) fn row_key(sequence: u64, part: u16) -> Vec<u8> {
    [b"r".as_slice(), &sequence.to_be_bytes(), &part.to_be_bytes()].concat()
}

impl IndexRow {
    /// What it is the line of.
    pub(super) fn item(&self) -> Item {
        match self.place {
            Place::Rows | Place::File => Item::Envelope(self.entry.id),
            Place::Reply => Item::Reply(ReplyPlace(self.entry.id.0)),
        }
    }

    pub(super) fn reply(&self) -> StoredReply {
        let Entry { id, day, bytes, sha256 } = self.entry;
        StoredReply { place: ReplyPlace(id.0), sequence: self.sequence, day, bytes, sha256 }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = self.sequence.to_be_bytes().to_vec();
        out.extend_from_slice(&self.slot.to_be_bytes());
        out.push(self.place.number());
        out.extend_from_slice(&self.entry.day.number().to_be_bytes());
        out.extend_from_slice(&self.entry.bytes.to_be_bytes());
        out.extend_from_slice(&self.entry.sha256);
        out
    }

    /// Reads a line; its key tells shelf and id.
    pub(super) fn decode(key: &[u8], value: &[u8]) -> Option<Self> {
        let (shelf, id) = key.split_at_checked(1)?;
        let id = EnvelopeId(id.try_into().ok()?);
        let (sequence, rest) = value.split_first_chunk()?;
        let (slot, rest) = rest.split_first_chunk()?;
        let ([place], rest) = rest.split_first_chunk()?;
        let (day, rest) = rest.split_first_chunk()?;
        let (bytes, rest) = rest.split_first_chunk()?;
        let sha256 = rest.try_into().ok()?;
        let day = Day::from_number(i32::from_be_bytes(*day)).ok()?;
        let place = Place::of(*place).filter(|place| (*place == Place::Reply) == (shelf == REPLIES))?;
        let entry = Entry { id, day, bytes: u64::from_be_bytes(*bytes), sha256 };
        Some(Self { entry, sequence: u64::from_be_bytes(*sequence), slot: u32::from_be_bytes(*slot), place })
    }
}
