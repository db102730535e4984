//! The messages between desk and worker.
//!
//! *Format*: to the worker one request (a length in four bytes, little-endian,
//! then JSON), then the bytes of the document. Back come messages: a kind in one
//! byte, a length in four bytes, little-endian, then at most [`MESSAGE_BYTES`].
//! Text and bytes go as they are, everything else as JSON.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::error::Refusal;
use super::{Format, Limits, Metadata, Provenance};

/// Most bytes of one message, without its kind and length.
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// Kind and length.
const HEAD_BYTES: usize = 5;
/// Most bytes of a request: the limits are a few numbers, and pages some hundreds.
const REQUEST_BYTES: u32 = 16 * 1024;

/// What the worker is to do with the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Find out what it is, and read it.
    #[default]
    Read,
    /// It is an e-mail: look at its signatures. The answer is JSON in place of text.
    Signatures,
    /// It is a PDF: draw these parts, counted from 0, which are pages without text.
    Pictures(Vec<u32>),
}

/// What the worker is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What to do.
    pub task: Task,
    /// Bytes of the document, which follow.
    pub bytes: u64,
    /// What the reading may cost.
    pub limits: Limits,
    /// The desk's process. A worker whose parent is another one by now is an orphan.
    pub desk: u32,
}

impl Request {
    /// The request as it goes to the worker.
    ///
    /// # Errors
    /// Never in practice: what serde gives.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let json = serde_json::to_vec(self)?;
        let length = u32::try_from(json.len()).map_err(|_| malformed())?;
        Ok([&length.to_le_bytes(), json.as_slice()].concat())
    }

    /// Reads a request, and no byte beyond it.
    ///
    /// # Errors
    /// What reading gives, or `InvalidData`.
    pub fn read_from(input: &mut dyn Read) -> io::Result<Self> {
        let mut length = [0; 4];
        input.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length > REQUEST_BYTES {
            return Err(malformed());
        }
        let mut json = Vec::new();
        input.take(length.into()).read_to_end(&mut json)?;
        serde_json::from_slice(&json).map_err(|_| malformed())
    }
}

/// One message of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// What the document is; comes first, once.
    Format(Format),
    /// The next piece of its text.
    Text(String),
    /// A part begins where the text now ends.
    Part(String),
    /// The part that began last is a picture, and has no text of its own.
    Scan,
    /// Something that it says about itself.
    Metadata(Metadata),
    /// Where it comes from; the last one holds.
    Provenance(Provenance),
    /// What was not read, and why.
    Note(String),
    /// A member begins.
    Begin(String, Provenance),
    /// The next bytes of the member.
    Bytes(Vec<u8>),
    /// The member is whole.
    End,
    /// The member is not whole.
    Abandon,
    /// The document is refused; nothing follows.
    Refused(Refusal),
    /// The reading is whole; nothing follows.
    Done,
}

/// A message breaks the rules of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of the worker breaks the rules")]
pub struct Malformed;

impl Message {
    fn kind(&self) -> u8 {
        match self {
            Self::Format(_) => b'F',
            Self::Text(_) => b'T',
            Self::Part(_) => b'P',
            Self::Scan => b'S',
            Self::Metadata(_) => b'M',
            Self::Provenance(_) => b'V',
            Self::Note(_) => b'N',
            Self::Begin(..) => b'B',
            Self::Bytes(_) => b'D',
            Self::End => b'E',
            Self::Abandon => b'A',
            Self::Refused(_) => b'X',
            Self::Done => b'Z',
        }
    }

    fn payload(&self) -> io::Result<Vec<u8>> {
        Ok(match self {
            Self::Text(text) | Self::Part(text) | Self::Note(text) => text.as_bytes().to_vec(),
            Self::Bytes(bytes) => bytes.clone(),
            Self::Format(format) => serde_json::to_vec(format)?,
            Self::Metadata(metadata) => serde_json::to_vec(metadata)?,
            Self::Provenance(provenance) => serde_json::to_vec(provenance)?,
            Self::Begin(name, provenance) => serde_json::to_vec(&(name, provenance))?,
            Self::Refused(refusal) => serde_json::to_vec(refusal)?,
            Self::Scan | Self::End | Self::Abandon | Self::Done => Vec::new(),
        })
    }

    /// Writes it.
    ///
    /// # Errors
    /// What writing gives; `InvalidData` when it is longer than [`MESSAGE_BYTES`].
    pub fn write_to(&self, output: &mut dyn Write) -> io::Result<()> {
        let payload = self.payload()?;
        if payload.len() > MESSAGE_BYTES {
            return Err(malformed());
        }
        let length = u32::try_from(payload.len()).map_err(|_| malformed())?;
        output.write_all(&[self.kind()])?;
        output.write_all(&length.to_le_bytes())?;
        output.write_all(&payload)
    }

    fn parse(kind: u8, payload: &[u8]) -> Result<Self, Malformed> {
        let text = || std::str::from_utf8(payload).map(str::to_owned).map_err(|_| Malformed);
        let empty = |message: Self| if payload.is_empty() { Ok(message) } else { Err(Malformed) };
        match kind {
            b'F' => json(payload).map(Self::Format),
            b'T' => text().map(Self::Text),
            b'P' => text().map(Self::Part),
            b'S' => empty(Self::Scan),
            b'M' => json(payload).map(Self::Metadata),
            b'V' => json(payload).map(Self::Provenance),
            b'N' => text().map(Self::Note),
            b'B' => json(payload).map(|(name, provenance)| Self::Begin(name, provenance)),
            b'D' => Ok(Self::Bytes(payload.to_vec())),
            b'E' => empty(Self::End),
            b'A' => empty(Self::Abandon),
            b'X' => json(payload).map(Self::Refused),
            b'Z' => empty(Self::Done),
            _ => Err(Malformed),
        }
    }
}

fn json<T: for<'a> Deserialize<'a>>(payload: &[u8]) -> Result<T, Malformed> {
    serde_json::from_slice(payload).map_err(|_| Malformed)
}

fn malformed() -> io::Error {
    io::Error::from(io::ErrorKind::InvalidData)
}

/// Makes messages of bytes as they come. Holds at most one message and one push.
#[derive(Debug, Default)]
pub struct Decoder {
    waiting: Vec<u8>,
    used: usize,
}

impl Decoder {
    /// Takes what came from the worker.
    pub fn push(&mut self, bytes: &[u8]) {
        self.waiting.drain(..self.used.min(self.waiting.len()));
        self.used = 0;
        self.waiting.extend_from_slice(bytes);
    }

    /// The next whole message, or `None` until more came.
    ///
    /// # Errors
    /// [`Malformed`], as soon as the head says so; the worker is then not to be
    /// listened to any more.
    pub fn next_message(&mut self) -> Result<Option<Message>, Malformed> {
        let rest = self.waiting.get(self.used..).unwrap_or_default();
        let Some((head, rest)) = rest.split_first_chunk::<HEAD_BYTES>() else { return Ok(None) };
        let [kind, length @ ..] = *head;
        let length = u32::from_le_bytes(length) as usize;
        if length > MESSAGE_BYTES {
            return Err(Malformed);
        }
        let Some(payload) = rest.get(..length) else { return Ok(None) };
        let message = Message::parse(kind, payload)?;
        self.used += HEAD_BYTES + length;
        Ok(Some(message))
    }
}

#[cfg(test)]
#[path = "protocol/tests.rs"]
mod tests;
