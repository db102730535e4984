//! The desk's side: a worker's messages, checked and put together.
//!
//! The worker may be in the hands of the document. So every count and length is
//! bounded here again, offsets are made here and never taken over, and a message
//! out of turn ends the reading.

use std::io;
use std::time::{Duration, Instant};

use super::error::{ReadError, Refusal};
use super::limits::{METADATA, NAME_BYTES, NOTES, PARTS, VALUE_BYTES};
use super::protocol::Message;
use super::{Format, Limits, Members, Metadata, Part, Provenance, Reading};

/// Most bytes of a metadata key.
const KEY_BYTES: usize = 200;

/// A reading as it grows.
pub struct Assembly<'a> {
    limits: &'a Limits,
    container_bytes: u64,
    members: &'a mut dyn Members,
    format: Option<Format>,
    text: String,
    parts: Vec<Part>,
    metadata: Vec<Metadata>,
    provenance: Provenance,
    notes: Vec<String>,
    scans: Vec<u32>,
    member_open: bool,
    member_count: u64,
    member_bytes: u64,
    elsewhere: Duration,
    ended: Option<Result<(), Refusal>>,
}

impl<'a> Assembly<'a> {
    /// Nothing yet, for a document of so many bytes.
    pub fn new(container_bytes: u64, limits: &'a Limits, members: &'a mut dyn Members) -> Self {
        Self {
            limits,
            container_bytes,
            members,
            format: None,
            text: String::new(),
            parts: Vec::new(),
            metadata: Vec::new(),
            provenance: Provenance::default(),
            notes: Vec::new(),
            scans: Vec::new(),
            member_open: false,
            member_count: 0,
            member_bytes: 0,
            elsewhere: Duration::ZERO,
            ended: None,
        }
    }

    /// Whether the worker said its last word.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Time that members took to be put away: not the worker's.
    #[must_use]
    pub fn elsewhere(&self) -> Duration {
        self.elsewhere
    }

    fn tell(&mut self, what: impl FnOnce(&mut dyn Members) -> io::Result<()>) -> Result<(), ReadError> {
        let began = Instant::now();
        let told = what(self.members);
        self.elsewhere = self.elsewhere.saturating_add(began.elapsed());
        told.map_err(ReadError::Machine)
    }

    /// Takes the next message.
    ///
    /// # Errors
    /// [`ReadError::Output`] when it breaks a rule, [`ReadError::Refused`] with a
    /// bomb or too many members, [`ReadError::Machine`] from what receives members.
    pub fn take(&mut self, message: Message) -> Result<(), ReadError> {
        // Only a refusal may come before the format, and nothing after the end.
        let early = self.format.is_none() && !matches!(message, Message::Format(_) | Message::Refused(_));
        if early || self.is_ended() {
            return Err(ReadError::Output);
        }
        match message {
            Message::Format(format) => self.set_format(format),
            Message::Text(text) => self.add_text(&text),
            Message::Part(label) => self.add_part(label),
            Message::Scan => self.add_scan(),
            Message::Metadata(entry) => self.add_metadata(entry),
            Message::Provenance(provenance) => self.set_provenance(provenance),
            Message::Note(note) => self.add_note(note),
            Message::Begin(name, provenance) => self.begin(&name, &provenance),
            Message::Bytes(bytes) => self.add_bytes(&bytes),
            Message::End => self.close(true),
            Message::Abandon => self.close(false),
            Message::Refused(refusal) => self.finish(Err(refusal)),
            Message::Done => self.finish(Ok(())),
        }
    }

    fn set_format(&mut self, format: Format) -> Result<(), ReadError> {
        require(self.format.is_none())?;
        self.format = Some(format);
        Ok(())
    }

    fn add_text(&mut self, text: &str) -> Result<(), ReadError> {
        // Nothing at all, said without end, would be a flood that no limit counts.
        require(!text.is_empty() && self.text.len().saturating_add(text.len()) <= self.limits.text_bytes)?;
        self.text.push_str(text);
        Ok(())
    }

    fn add_part(&mut self, label: String) -> Result<(), ReadError> {
        require(self.parts.len() < PARTS && label.len() <= NAME_BYTES)?;
        self.parts.push(Part { start: self.text.len(), label });
        Ok(())
    }

    /// Of parts there are few, and each is a picture once.
    fn add_scan(&mut self) -> Result<(), ReadError> {
        let part = self.parts.len().checked_sub(1).and_then(|part| u32::try_from(part).ok());
        let part = part.filter(|part| self.scans.last() != Some(part)).ok_or(ReadError::Output)?;
        self.scans.push(part);
        Ok(())
    }

    fn add_metadata(&mut self, entry: Metadata) -> Result<(), ReadError> {
        let fits = entry.key.len() <= KEY_BYTES && entry.value.len() <= VALUE_BYTES;
        require(fits && self.metadata.len() < METADATA)?;
        self.metadata.push(entry);
        Ok(())
    }

    fn set_provenance(&mut self, provenance: Provenance) -> Result<(), ReadError> {
        require(provenance.is_bounded())?;
        self.provenance = provenance;
        Ok(())
    }

    fn add_note(&mut self, note: String) -> Result<(), ReadError> {
        require(self.notes.len() < NOTES && note.len() <= VALUE_BYTES)?;
        self.notes.push(note);
        Ok(())
    }

    fn begin(&mut self, name: &str, provenance: &Provenance) -> Result<(), ReadError> {
        require(!self.member_open && name.len() <= NAME_BYTES && provenance.is_bounded())?;
        self.member_count += 1;
        if self.member_count > self.limits.members {
            return Err(Refusal::TooMany.into());
        }
        self.member_open = true;
        self.tell(|members| members.begin(name, provenance))
    }

    fn add_bytes(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        require(self.member_open && !bytes.is_empty())?;
        self.member_bytes = self.member_bytes.saturating_add(bytes.len() as u64);
        if self.limits.is_bomb(self.container_bytes, self.member_bytes) {
            return Err(Refusal::Bomb.into());
        }
        self.tell(|members| members.bytes(bytes))
    }

    fn close(&mut self, whole: bool) -> Result<(), ReadError> {
        require(self.member_open)?;
        self.member_open = false;
        self.tell(|members| if whole { members.end() } else { members.abandon() })
    }

    fn finish(&mut self, answer: Result<(), Refusal>) -> Result<(), ReadError> {
        // A refusal may come in the middle of a member, the end of a reading not.
        require(!self.member_open || answer.is_err())?;
        self.ended = Some(answer);
        Ok(())
    }

    /// The whole reading. A member that is still open is abandoned first.
    ///
    /// # Errors
    /// The failure of the exchange; the worker's refusal; and
    /// [`ReadError::Machine`] from what receives members.
    pub fn into_reading(mut self, failure: Option<ReadError>) -> Result<Reading, ReadError> {
        if self.member_open {
            self.close(false)?;
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.ended.ok_or(ReadError::Output)??;
        let format = self.format.ok_or(ReadError::Output)?;
        let Self { text, parts, metadata, provenance, notes, scans, .. } = self;
        Ok(Reading { format, text, parts, metadata, provenance, notes, scans })
    }
}

impl Provenance {
    fn is_bounded(&self) -> bool {
        let fields = [&self.title, &self.author, &self.publisher, &self.url, &self.language];
        fields.into_iter().flatten().all(|field| field.len() <= NAME_BYTES)
    }
}

fn require(kept: bool) -> Result<(), ReadError> {
    if kept { Ok(()) } else { Err(ReadError::Output) }
}

#[cfg(test)]
#[path = "assembly/tests.rs"]
mod tests;
