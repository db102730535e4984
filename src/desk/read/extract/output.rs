//! What a parser says, bounded: the worker's half of the limits, so that an honest
//! document that exceeds one ends with a note and not as a broken protocol.

use std::io::{self, Read, Write};
use std::mem;
use std::time::Instant;

use crate::read::error::Refusal;
use crate::read::limits::{METADATA, NAME_BYTES, NOTES, PARTS, VALUE_BYTES};
use crate::read::protocol::{MESSAGE_BYTES, Message};
use crate::read::{Format, Limits, Metadata, Provenance};

/// Why a parser ends before the end of the document.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The document is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is as much text as is taken; a note says so. Not a failure.
    #[error("the text is full")]
    Full,
    /// The desk does not listen, or does not send what it promised.
    #[error("the pipe to the desk broke: {0}")]
    Pipe(#[source] io::Error),
}

/// The share of the time after which a parser comes to an end by itself.
const LATE: f32 = 0.75;

/// Where a parser's findings go.
pub struct Output<'a> {
    pipe: &'a mut dyn Write,
    limits: &'a Limits,
    document_bytes: u64,
    began: Instant,
    waiting: String,
    text_bytes: usize,
    parts: usize,
    metadata: usize,
    notes: usize,
    members: u64,
    member_bytes: u64,
}

impl<'a> Output<'a> {
    /// For a document of so many bytes.
    pub fn new(pipe: &'a mut dyn Write, document_bytes: u64, limits: &'a Limits) -> Self {
        Self {
            pipe,
            limits,
            document_bytes,
            began: Instant::now(),
            waiting: String::new(),
            text_bytes: 0,
            parts: 0,
            metadata: 0,
            notes: 0,
            members: 0,
            member_bytes: 0,
        }
    }

    /// What the reading may cost.
    #[must_use]
    pub fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// Bytes of text so far.
    #[must_use]
    pub fn text_bytes(&self) -> usize {
        self.text_bytes
    }

    /// What the document is. Comes first, once.
    ///
    /// # Errors
    /// [`Stop::Pipe`], here and below.
    pub fn format(&mut self, format: Format) -> Result<(), Stop> {
        self.send(&Message::Format(format))
    }

    /// The next piece of text.
    ///
    /// # Errors
    /// [`Stop::Full`] once there is as much as is taken.
    pub fn text(&mut self, text: &str) -> Result<(), Stop> {
        let kept = clip(text, self.limits.text_bytes.saturating_sub(self.text_bytes));
        self.text_bytes += kept.len();
        self.waiting.push_str(kept);
        if self.waiting.len() >= MESSAGE_BYTES / 2 {
            self.send_text()?;
        }
        if kept.len() < text.len() {
            self.note(&format!("text beyond {} bytes was not read", self.limits.text_bytes))?;
            return Err(Stop::Full);
        }
        Ok(())
    }

    /// A page, sheet or section begins here.
    ///
    /// # Errors
    /// [`Stop::Full`] once there are as many as are taken.
    pub fn part(&mut self, label: &str) -> Result<(), Stop> {
        if self.parts == PARTS {
            self.note(&format!("parts beyond {PARTS} were not read"))?;
            return Err(Stop::Full);
        }
        self.parts += 1;
        self.send_text()?;
        self.send(&Message::Part(clip(label, NAME_BYTES).to_owned()))
    }

    /// The part that began last is a picture without text.
    ///
    /// # Errors
    /// [`Stop::Pipe`].
    pub fn scan(&mut self) -> Result<(), Stop> {
        self.send(&Message::Scan)
    }

    /// Whether so much of the time is over that what was read should be given now:
    /// what is not given when it is over is lost. Only for what has no members, whose
    /// putting away takes time that is not counted.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.began.elapsed() > self.limits.time_for(self.document_bytes).mul_f32(LATE)
    }

    /// Something that the document says about itself. Empty values are left out.
    ///
    /// # Errors
    /// [`Stop::Pipe`].
    pub fn metadata(&mut self, key: &str, value: &str) -> Result<(), Stop> {
        let value = value.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
        if value.is_empty() || self.metadata > METADATA {
            return Ok(());
        }
        self.metadata += 1;
        if self.metadata > METADATA {
            return self.note(&format!("metadata beyond {METADATA} entries was not read"));
        }
        let entry = Metadata { key: clip(key, 200).to_owned(), value: clip(value, VALUE_BYTES).to_owned() };
        self.send(&Message::Metadata(entry))
    }

    /// Where the document comes from. The last word holds.
    ///
    /// # Errors
    /// [`Stop::Pipe`].
    pub fn provenance(&mut self, provenance: &Provenance) -> Result<(), Stop> {
        self.send(&Message::Provenance(bounded(provenance)))
    }

    /// What was not read, and why: a sentence for people, without the document's words.
    ///
    /// # Errors
    /// [`Stop::Pipe`].
    pub fn note(&mut self, note: &str) -> Result<(), Stop> {
        if self.notes == NOTES {
            return Ok(());
        }
        self.notes += 1;
        self.send(&Message::Note(clip(note, VALUE_BYTES).to_owned()))
    }

    /// Gives a member away whole. *Returns* whether it was: a member whose content
    /// cannot be read to its end is abandoned.
    ///
    /// # Errors
    /// [`Stop::Refused`] with a bomb or too many members.
    pub fn member(&mut self, name: &str, from: &Provenance, content: &mut dyn Read) -> Result<bool, Stop> {
        self.members += 1;
        if self.members > self.limits.members {
            return Err(Refusal::TooMany.into());
        }
        self.send(&Message::Begin(clip(name, NAME_BYTES).to_owned(), bounded(from)))?;
        let mut piece = vec![0; MESSAGE_BYTES];
        loop {
            let Ok(count) = content.read(&mut piece) else {
                self.send(&Message::Abandon)?;
                return Ok(false);
            };
            if count == 0 {
                self.send(&Message::End)?;
                return Ok(true);
            }
            self.member_bytes += count as u64;
            if self.limits.is_bomb(self.document_bytes, self.member_bytes) {
                return Err(Refusal::Bomb.into());
            }
            self.send(&Message::Bytes(piece.get(..count).unwrap_or_default().to_vec()))?;
        }
    }

    /// The last word: the reading is whole.
    ///
    /// # Errors
    /// [`Stop::Pipe`].
    pub fn finish(&mut self) -> Result<(), Stop> {
        self.send_text()?;
        self.send(&Message::Done)
    }

    /// The last word: the document is refused.
    ///
    /// # Errors
    /// [`Stop::Pipe`].
    pub fn refuse(&mut self, refusal: Refusal) -> Result<(), Stop> {
        self.send(&Message::Refused(refusal))
    }

    fn send_text(&mut self) -> Result<(), Stop> {
        let text = mem::take(&mut self.waiting);
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(clip(rest, MESSAGE_BYTES).len());
            self.send(&Message::Text(piece.to_owned()))?;
            rest = after;
        }
        Ok(())
    }

    fn send(&mut self, message: &Message) -> Result<(), Stop> {
        message.write_to(self.pipe).map_err(Stop::Pipe)
    }
}

/// The longest beginning of so many bytes that ends with a character.
pub(super) fn clip(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

fn bounded(from: &Provenance) -> Provenance {
    let field = |text: &Option<String>| {
        let text = text.as_deref().map(|text| clip(text.trim(), NAME_BYTES));
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    Provenance {
        title: field(&from.title),
        author: field(&from.author),
        publisher: field(&from.publisher),
        url: field(&from.url),
        published: from.published,
        language: field(&from.language),
    }
}
