//! The parsers, and what must hold whatever they are given.

use std::io::{self, Read};

use crate::sought;
use subrosa_desk::passage;
use subrosa_desk::read::assembly::Assembly;
use subrosa_desk::read::error::Refusal;
use subrosa_desk::read::extract::http::Head;
use subrosa_desk::read::extract::warc::Record;
use subrosa_desk::read::extract::{self, Output};
use subrosa_desk::read::protocol::{Decoder, Message, Request, Task};
use subrosa_desk::read::{Format, Limits, Members, Metadata, Provenance};

/// Takes any bytes; a panic is a fault.
pub type Target = fn(&[u8]);

/// The names of all.
pub const NAMES: [&str; 10] =
    ["protocol", "request", "document", "pictures", "warc", "http", "passages", "query", "columns", "hints"];

/// The one of this name.
pub fn named(name: &str) -> Option<Target> {
    Some(match name {
        "protocol" => protocol,
        "request" => request,
        "document" => document,
        "pictures" => pictures,
        "warc" => warc,
        "http" => http,
        "passages" => passages,
        "query" => sought::query,
        "columns" => sought::columns,
        "hints" => sought::hints,
        _ => return None,
    })
}

/// Seeds that no file holds.
pub fn seeds(name: &str) -> Vec<Vec<u8>> {
    match name {
        "protocol" => vec![messages()],
        "request" => {
            let request = Request { task: Task::Pictures(vec![0, 3]), bytes: 7, limits: Limits::default(), desk: 1 };
            request.to_bytes().into_iter().collect()
        }
        "http" => vec![
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nHello \r\n5;x=y\r\nworld\r\n0\r\n\r\n".to_vec(),
            b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\nx\x9c\x4b\x04\x00\x00\x62\x00\x62".to_vec(),
        ],
        _ => sought::seeds(name),
    }
}

fn messages() -> Vec<u8> {
    let all = [
        Message::Format(Format::Zip),
        Message::Part("page 1".to_owned()),
        Message::Scan,
        Message::Text("Die Brücke".to_owned()),
        Message::Metadata(Metadata { key: "pdf.author".to_owned(), value: "Ada".to_owned() }),
        Message::Provenance(Provenance { title: Some("Lamps".to_owned()), ..Provenance::default() }),
        Message::Note("a note".to_owned()),
        Message::Begin("a.txt".to_owned(), Provenance::default()),
        Message::Bytes(b"lamps".to_vec()),
        Message::End,
        Message::Refused(Refusal::Bomb),
        Message::Done,
    ];
    let mut bytes = Vec::new();
    for message in all {
        let _ = message.write_to(&mut bytes);
    }
    bytes
}

/// Holds the order of calls to what it promises.
#[derive(Default)]
struct Strict {
    open: bool,
}

impl Members for Strict {
    fn begin(&mut self, _: &str, _: &Provenance) -> io::Result<()> {
        assert!(!std::mem::replace(&mut self.open, true), "one member at a time");
        Ok(())
    }
    fn bytes(&mut self, _: &[u8]) -> io::Result<()> {
        assert!(self.open, "bytes are of a member");
        Ok(())
    }
    fn end(&mut self) -> io::Result<()> {
        assert!(std::mem::take(&mut self.open), "only what began ends");
        Ok(())
    }
    fn abandon(&mut self) -> io::Result<()> {
        self.end()
    }
}

/// What a worker in a document's hands may send: whatever it is, the desk's side
/// refuses it or stays within every limit.
fn protocol(bytes: &[u8]) {
    let limits = Limits { text_bytes: 1000, members: 10, member_bytes: 1000, ..Limits::default() };
    let (mut members, mut decoder) = (Strict::default(), Decoder::default());
    let mut assembly = Assembly::new(100, &limits, &mut members);
    let mut failure = None;
    'all: for piece in bytes.chunks(7) {
        decoder.push(piece);
        while let Ok(Some(message)) = decoder.next_message() {
            failure = assembly.take(message).err();
            if failure.is_some() || assembly.is_ended() {
                break 'all;
            }
        }
    }
    if let Ok(reading) = assembly.into_reading(failure) {
        assert!(reading.text.len() <= limits.text_bytes, "text is bounded");
        assert!(reading.parts.iter().all(|part| reading.text.is_char_boundary(part.start)), "offsets are whole");
        assert!(reading.scans.iter().all(|part| (*part as usize) < reading.parts.len()), "a scan is a part");
    }
    assert!(!members.open, "a member is ended or abandoned");
}

fn request(bytes: &[u8]) {
    let mut input = bytes;
    if let Ok(request) = Request::read_from(&mut input) {
        let again = request.to_bytes().ok();
        let again = again.and_then(|bytes| Request::read_from(&mut bytes.as_slice()).ok());
        assert_eq!(again.as_ref(), Some(&request), "what was read is written again");
    }
}

/// Any document, as the worker reads it. What it says keeps the form and every limit.
fn document(bytes: &[u8]) {
    let limits = Limits { text_bytes: 1_000_000, members: 1000, member_bytes: 10_000_000, ..Limits::default() };
    told(bytes, &limits, |input, length, output| extract::document(input, length, output));
}

fn pictures(bytes: &[u8]) {
    let limits = Limits { ratio: u64::MAX, members: 10, member_bytes: 1 << 30, ..Limits::default() };
    told(bytes, &limits, |input, length, output| extract::pictures(input, length, &[0, 1], output));
}

fn told(
    bytes: &[u8],
    limits: &Limits,
    read: impl FnOnce(&mut dyn Read, u64, &mut Output<'_>) -> Result<(), extract::Stop>,
) {
    let (mut pipe, length) = (Vec::new(), bytes.len() as u64);
    let mut output = Output::new(&mut pipe, length, limits);
    let whole = match read(&mut &*bytes, length, &mut output) {
        Ok(()) | Err(extract::Stop::Full) => output.finish(),
        Err(extract::Stop::Refused(refusal)) => output.refuse(refusal),
        Err(extract::Stop::Pipe(_)) => return,
    };
    assert!(whole.is_ok(), "a last word can be said");
    let (mut members, mut decoder) = (Strict::default(), Decoder::default());
    let mut assembly = Assembly::new(length, limits, &mut members);
    decoder.push(&pipe);
    loop {
        let message = decoder.next_message();
        let Ok(Some(message)) = message else {
            assert_eq!(message, Ok(None), "the worker's own messages are well-formed");
            break;
        };
        let taken = assembly.take(message);
        assert!(!matches!(taken, Err(subrosa_desk::read::ReadError::Output)), "and keep the rules");
        if taken.is_err() {
            return;
        }
    }
    assert!(assembly.is_ended(), "a reading has a last word");
}

/// Heads of web archive records.
fn warc(bytes: &[u8]) {
    let mut input = bytes;
    while let Ok(Some(record)) = Record::read_from(&mut input) {
        let _ = record.field("warc-type");
    }
}

fn http(bytes: &[u8]) {
    let mut input = bytes;
    let Some(head) = Head::read_from(&mut input) else { return };
    if let Some(body) = head.body(&mut input) {
        let _ = body.take(1 << 24).read_to_end(&mut Vec::new());
    }
}

/// Passages lie in the text, in order, on whole characters, and their two kinds of
/// offsets say the same.
fn passages(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parts: Vec<usize> = bytes.iter().take(5).map(|byte| text.floor_char_boundary(usize::from(*byte) * 7)).collect();
    let mut before = (0, 0);
    for piece in passage::split(&text, &parts) {
        assert!(piece.bytes.start >= before.0, "in order");
        let skipped = text.get(before.0..piece.bytes.start).map(|text| text.chars().count());
        let inside = text.get(piece.bytes.clone()).map(|text| text.chars().count());
        assert_eq!(skipped.map(|count| before.1 + count), Some(piece.characters.start), "starts agree");
        assert_eq!(inside, Some(piece.characters.len()), "lengths agree");
        before = (piece.bytes.end, piece.characters.end);
    }
}
