//! WARC (ISO 28500): what was captured from the web, record by record as it passes.
//!
//! Every answer of a server becomes a member with its address and the day of its
//! capture. The text lists each record with the server's own head, so that what a
//! server said about a page can be found.

use std::io::{self, BufRead, Read};

use super::http::{HEAD_BYTES, Head};
use super::{Output, Stop, dates};
use crate::read::error::Refusal;
use crate::read::{Format, Provenance};

/// The head of one record.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Record {
    /// Fields in their order, names as they stand there.
    pub fields: Vec<(String, String)>,
    /// Bytes of the block that follows.
    pub bytes: u64,
}

/// Why there is no further record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the web archive is cut off or damaged")]
pub struct Damaged;

impl Record {
    /// Reads the next head, or gives `None` at the end of the archive.
    ///
    /// # Errors
    /// [`Damaged`] for anything that is no head.
    pub fn read_from(input: &mut dyn BufRead) -> Result<Option<Self>, Damaged> {
        let mut head = input.take(HEAD_BYTES);
        let Some(version) = first_line(&mut head)? else { return Ok(None) };
        if !version.starts_with("WARC/") {
            return Err(Damaged);
        }
        let mut record = Self::default();
        loop {
            let line = line(&mut head)?.ok_or(Damaged)?;
            if line.is_empty() {
                break;
            }
            record.add(&line)?;
        }
        record.bytes = record.field("content-length").and_then(|length| length.parse().ok()).ok_or(Damaged)?;
        Ok(Some(record))
    }

    /// A field, or the continuation of the one before it.
    fn add(&mut self, line: &str) -> Result<(), Damaged> {
        if line.starts_with([' ', '\t']) {
            let (_, value) = self.fields.last_mut().ok_or(Damaged)?;
            value.push_str(line);
            return Ok(());
        }
        let (name, value) = line.split_once(':').ok_or(Damaged)?;
        self.fields.push((name.to_owned(), value.trim().to_owned()));
        Ok(())
    }

    /// The value of a field, whose name is given in small letters.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn address(&self) -> Option<String> {
        // wget writes the address in angle brackets, as WARC 1.0 was first read.
        let address = self.field("warc-target-uri")?;
        Some(address.trim_start_matches('<').trim_end_matches('>').to_owned())
    }

    fn provenance(&self) -> Provenance {
        let published = self.field("warc-date").and_then(dates::day);
        Provenance { url: self.address(), published, ..Provenance::default() }
    }
}

/// The first line that is not empty: records end with empty ones.
fn first_line(input: &mut dyn BufRead) -> Result<Option<String>, Damaged> {
    loop {
        match line(input)? {
            Some(line) if line.is_empty() => {}
            other => return Ok(other),
        }
    }
}

/// A line without its end, or `None` where there is nothing more.
fn line(input: &mut dyn BufRead) -> Result<Option<String>, Damaged> {
    let mut bytes = Vec::new();
    input.read_until(b'\n', &mut bytes).map_err(|_| Damaged)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let text = bytes.strip_suffix(b"\n").ok_or(Damaged)?;
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    Ok(Some(String::from_utf8_lossy(text).into_owned()))
}

/// Reads a web archive.
pub(super) fn read(input: &mut dyn BufRead, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut seen = Seen::default();
    loop {
        let record = match Record::read_from(input) {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(Damaged) if seen.records == 0 => return Err(Refusal::Unreadable.into()),
            Err(Damaged) => return cut(output),
        };
        if seen.records == 0 {
            output.format(Format::Warc)?;
        }
        seen.records += 1;
        let mut block = Block { input, left: record.bytes };
        seen.take(&record, &mut block, output)?;
        // What the member did not use, and what is no member.
        if io::copy(&mut block, &mut io::sink()).is_err() || block.left > 0 {
            return cut(output);
        }
    }
    seen.note(output)
}

fn cut(output: &mut Output<'_>) -> Result<(), Stop> {
    output.note("the web archive is cut off or damaged; what came before was read")
}

/// What was met so far.
#[derive(Default)]
struct Seen {
    records: u64,
    repeats: u64,
    packed: u64,
    damaged: u64,
    /// The list of records is as long as it may be; their pages still come.
    is_full: bool,
}

impl Seen {
    fn take(&mut self, record: &Record, block: &mut dyn BufRead, output: &mut Output<'_>) -> Result<(), Stop> {
        let kind = record.field("warc-type").unwrap_or_default();
        match kind {
            "response" if record.field("content-type").is_some_and(|kind| kind.starts_with("application/http")) => {
                self.answer(record, block, output)
            }
            "response" | "resource" | "conversion" => {
                self.list(record, None, output)?;
                let whole = output.member(&name(record), &record.provenance(), block)?;
                self.damaged += u64::from(!whole);
                Ok(())
            }
            "revisit" => {
                self.repeats += 1;
                self.list(record, None, output)
            }
            "warcinfo" => info(block, output),
            // What the crawler asked and noted is no document.
            _ => Ok(()),
        }
    }

    fn answer(&mut self, record: &Record, block: &mut dyn BufRead, output: &mut Output<'_>) -> Result<(), Stop> {
        let Some(head) = Head::read_from(block) else {
            self.damaged += 1;
            return Ok(());
        };
        self.list(record, Some(&head), output)?;
        // An answer without a body has nothing to read.
        if !block.fill_buf().is_ok_and(|bytes| !bytes.is_empty()) {
            return Ok(());
        }
        let Some(mut body) = head.body(block) else {
            self.packed += 1;
            return Ok(());
        };
        let whole = output.member(&name(record), &record.provenance(), &mut body)?;
        self.damaged += u64::from(!whole);
        Ok(())
    }

    fn list(&mut self, record: &Record, head: Option<&Head>, output: &mut Output<'_>) -> Result<(), Stop> {
        if self.is_full {
            return Ok(());
        }
        match list(self.records, record, head, output) {
            Err(Stop::Full) => {
                self.is_full = true;
                Ok(())
            }
            answer => answer,
        }
    }

    fn note(&self, output: &mut Output<'_>) -> Result<(), Stop> {
        let counts = [
            (self.repeats, "records repeat an earlier capture and hold no copy"),
            (self.packed, "answers are compressed in a way that is not known here, and were not read"),
            (self.damaged, "answers are damaged and were not read"),
        ];
        for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
            output.note(&format!("{count} {what}"))?;
        }
        Ok(())
    }
}

fn name(record: &Record) -> String {
    record.address().unwrap_or_else(|| "record without an address".to_owned())
}

/// One record in the text: when, what, where, and the server's head.
fn list(number: u64, record: &Record, head: Option<&Head>, output: &mut Output<'_>) -> Result<(), Stop> {
    output.part(&format!("record {number}"))?;
    let date = record.field("warc-date").unwrap_or_default();
    let kind = record.field("warc-type").unwrap_or_default();
    output.text(&format!("{date} {kind} {}\n", record.address().unwrap_or_default()))?;
    if let Some(head) = head {
        output.text(&format!("status {}\n", head.status))?;
        for (name, value) in &head.fields {
            output.text(&format!("{name}: {value}\n"))?;
        }
    }
    Ok(())
}

/// What the archive says of its making: lines of `name: value`.
fn info(block: &mut dyn BufRead, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut text = Vec::new();
    // A block that is cut shows when what is left of it is passed over.
    let _ = block.take(HEAD_BYTES).read_to_end(&mut text);
    for line in String::from_utf8_lossy(&text).lines() {
        if let Some((name, value)) = line.split_once(':') {
            output.metadata(&format!("warc.{}", super::xml::kebab(name)), value)?;
        }
    }
    Ok(())
}

/// The block of one record: so many bytes, and an error when there are fewer.
struct Block<'a> {
    input: &'a mut dyn BufRead,
    left: u64,
}

impl BufRead for Block<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Ok(&[]);
        }
        let bytes = self.input.fill_buf()?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        Ok(bytes.get(..room).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.input.consume(count);
    }
}

impl Read for Block<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let count = bytes.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_and_what_is_none_is_damage() {
        let head = b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: <https://a.example/>\r\n folded\r\n\
            Content-Length: 5\r\n\r\nhello";
        let mut input = head.as_slice();
        let record = Record::read_from(&mut input).unwrap().unwrap();
        assert_eq!((record.bytes, record.field("warc-type"), input), (5, Some("response"), b"hello".as_slice()));
        assert_eq!(Record::read_from(&mut b"\r\n\r\n".as_slice()), Ok(None), "the end");
        let damaged = [
            "WARC/1.0\r\nContent-Length: 5\r\n",
            "WARC/1.0\r\n\r\n",
            "WARC/1.0\r\nContent-Length: -1\r\n\r\n",
            "WARC/1.0\r\n folded\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
            "WARC/1.0",
        ];
        for text in damaged {
            assert_eq!(Record::read_from(&mut text.as_bytes()), Err(Damaged), "{text:?}");
        }
    }

    #[test]
    fn pages_come_even_when_the_list_of_them_is_full() {
        use crate::read::Limits;
        use crate::read::limits::PARTS;
        use crate::read::protocol::{Decoder, Message};
        let record = "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 1\r\n\r\nx\r\n\r\n";
        let archive = record.repeat(PARTS + 1);
        let (mut pipe, limits) = (Vec::new(), Limits::default());
        read(&mut archive.as_bytes(), &mut Output::new(&mut pipe, archive.len() as u64, &limits)).unwrap();
        let mut decoder = Decoder::default();
        decoder.push(&pipe);
        let (mut parts, mut members) = (0, 0);
        while let Some(message) = decoder.next_message().unwrap() {
            parts += usize::from(matches!(message, Message::Part(_)));
            members += usize::from(matches!(message, Message::End));
        }
        assert_eq!((parts, members), (PARTS, PARTS + 1));
    }

    #[test]
    fn an_endless_head_is_damage_and_takes_no_memory() {
        let endless = io::repeat(b'x').take(10 * 1024 * 1024);
        let mut input = io::BufReader::new(b"WARC/1.0\r\n".chain(endless));
        assert_eq!(Record::read_from(&mut input), Err(Damaged));
    }
}
