//! The answer of a web server as a web archive keeps it (RFC 9112): a head, and a
//! body that may be in chunks and compressed.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

/// Most bytes of a head; servers take 8 to 64 KiB.
pub const HEAD_BYTES: u64 = 64 * 1024;
/// Most fields of a head.
const FIELDS: usize = 256;
/// Most bytes of the line before a chunk.
const CHUNK_LINE_BYTES: u64 = 1024;

/// The head of an answer.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Head {
    /// The status code.
    pub status: u16,
    /// Fields in their order, as they stand there.
    pub fields: Vec<(String, String)>,
}

impl Head {
    /// Reads a head up to the empty line, or gives `None` for what is none.
    pub fn read_from(input: &mut dyn BufRead) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut limited = input.take(HEAD_BYTES);
        while !(bytes.ends_with(b"\r\n\r\n") || bytes.ends_with(b"\n\n")) {
            if limited.read_until(b'\n', &mut bytes).ok()? == 0 {
                return None;
            }
        }
        let mut fields = [httparse::EMPTY_HEADER; FIELDS];
        let mut response = httparse::Response::new(&mut fields);
        response.parse(&bytes).ok().filter(httparse::Status::is_complete)?;
        let field = |field: &httparse::Header<'_>| {
            (field.name.to_owned(), encoding_rs::mem::decode_latin1(field.value).into_owned())
        };
        Some(Self { status: response.code?, fields: response.headers.iter().map(field).collect() })
    }

    /// The value of a field, whose name is given in small letters.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The body with its chunks joined and its compression undone, or `None` for a
    /// compression that is not known here. Archives often keep a body already
    /// unpacked under its old head: then it is given as it is.
    pub fn body<'a>(&self, raw: &'a mut dyn BufRead) -> Option<Box<dyn Read + 'a>> {
        let is_chunked = self.field("transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("chunked"));
        let looks_chunked = is_chunked && raw.fill_buf().is_ok_and(begins_with_chunk);
        let mut body: Box<dyn BufRead + 'a> =
            if looks_chunked { Box::new(BufReader::new(Chunks::new(raw))) } else { Box::new(raw) };
        let packing = self.field("content-encoding").unwrap_or("identity").to_ascii_lowercase();
        let first = body.fill_buf().ok().and_then(|bytes| bytes.first().copied());
        match packing.as_str() {
            "identity" | "" | "none" => Some(Box::new(body)),
            "gzip" | "x-gzip" if first == Some(0x1f) => Some(Box::new(MultiGzDecoder::new(body))),
            "deflate" if first.is_some_and(|byte| byte & 0x0f == 8) => Some(Box::new(ZlibDecoder::new(body))),
            "br" if !looks_unpacked(&mut body) => Some(Box::new(brotli_decompressor::Decompressor::new(body, 4096))),
            "gzip" | "x-gzip" | "deflate" | "br" => Some(Box::new(body)),
            _ => None,
        }
    }
}

/// Brotli has no mark of its own: what begins like a page or a text is unpacked.
fn looks_unpacked(body: &mut dyn BufRead) -> bool {
    let Ok(bytes) = body.fill_buf() else { return false };
    let head = bytes.get(..bytes.len().min(64)).unwrap_or_default();
    std::str::from_utf8(head).is_ok_and(|text| text.trim_start().starts_with(['<', '{', '[']))
}

fn begins_with_chunk(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    chunk_length(line).is_some()
}

/// The length of a chunk: hexadecimal, before an extension.
fn chunk_length(line: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(line).ok()?;
    let digits = text.split(';').next()?.trim();
    u64::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
}

/// A body in chunks (RFC 9112, 7.1), joined.
struct Chunks<'a> {
    input: &'a mut dyn BufRead,
    /// Bytes of this chunk that are still to come.
    left: u64,
    first: bool,
    ended: bool,
}

impl<'a> Chunks<'a> {
    fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input, left: 0, first: true, ended: false }
    }

    fn next_chunk(&mut self) -> std::io::Result<()> {
        let mut line = Vec::new();
        if !self.first {
            (&mut self.input).take(2).read_until(b'\n', &mut line)?;
            line.clear();
        }
        self.first = false;
        (&mut self.input).take(CHUNK_LINE_BYTES).read_until(b'\n', &mut line)?;
        self.left = chunk_length(&line).ok_or(std::io::ErrorKind::InvalidData)?;
        self.ended = self.left == 0;
        Ok(())
    }
}

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if buffer.is_empty() || self.ended {
            return Ok(0);
        }
        if self.left == 0 {
            self.next_chunk()?;
            return self.read(buffer);
        }
        let count = (&mut self.input).take(self.left).read(buffer)?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(answer: &[u8]) -> std::io::Result<String> {
        let mut input = answer;
        let head = Head::read_from(&mut input).unwrap();
        let mut text = String::new();
        head.body(&mut input).unwrap().read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn a_body_in_chunks_is_joined_and_a_cut_one_is_not_whole() {
        const HEAD: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let whole = format!("{HEAD}6\r\nHello \r\n5;x=y\r\nworld\r\n0\r\n\r\n");
        assert_eq!(body(whole.as_bytes()).unwrap(), "Hello world", "the control");
        for cut in ["6\r\nHel", "6\r\nHello \r\n", "6\r\nHello \r\nzz\r\n", "6\r\nHello \r\n+5\r\nworld\r\n0\r\n\r\n"] {
            assert!(body(format!("{HEAD}{cut}").as_bytes()).is_err(), "{cut:?}");
        }
    }

    #[test]
    fn a_body_that_was_unpacked_already_is_taken_as_it_is() {
        for how in ["Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Encoding: br"] {
            let answer = format!("HTTP/1.1 200 OK\r\n{how}\r\n\r\n<p>Hello</p>");
            assert_eq!(body(answer.as_bytes()).unwrap(), "<p>Hello</p>", "{how}");
        }
    }

    #[test]
    fn what_has_no_head_is_no_answer() {
        assert!(Head::read_from(&mut &b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"[..]).is_some(), "the control");
        for none in [&b"HTTP/1.1 200 OK\r\nA: b\r\n"[..], b"Hello\r\n\r\n", b""] {
            assert!(Head::read_from(&mut { none }).is_none(), "{none:?}");
        }
    }
}
