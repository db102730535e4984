//! The bytes of a message → header fields and body (RFC 5322 section 2), bounded.
//!
//! Nothing is decoded. Lines may end with LF alone, as files and mailboxes on Unix
//! have them: signatures are made over CRLF, so [`super::canonical`] writes that.

use serde::{Deserialize, Serialize};

/// Most header fields; real messages have under 200.
pub const FIELDS: usize = 2_000;
/// Most bytes of one field, its folded lines together.
pub const FIELD_BYTES: usize = 256 * 1024;

/// One header field as it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name, without the colon; blanks before the colon are part of it.
    pub name: &'a [u8],
    /// Everything after the colon, without the last line's end.
    pub value: &'a [u8],
}

impl Field<'_> {
    /// Whether it has this name, whatever its case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.trim_ascii_end().eq_ignore_ascii_case(name.as_bytes())
    }

    /// Its name in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        String::from_utf8_lossy(self.name.trim_ascii_end()).to_ascii_lowercase()
    }
}

/// A message that was taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its fields, top to bottom.
    pub fields: Vec<Field<'a>>,
    /// What follows the first empty line.
    pub body: &'a [u8],
}

/// Why a message cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    /// A line of the header is no field.
    #[error("a line of its header is no header field")]
    Field,
    /// More fields than any message has.
    #[error("its header has more than {FIELDS} fields")]
    Fields,
    /// A field is longer than any message's.
    #[error("a field of its header is longer than {FIELD_BYTES} bytes")]
    Length,
}

impl<'a> Message<'a> {
    /// Takes a message apart. The `From ` line of a mailbox before it is passed over.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Unfit> {
        let mut rest = if bytes.starts_with(b"From ") { split_line(bytes).1 } else { bytes };
        let mut fields = Vec::new();
        loop {
            let (line, after) = split_line(rest);
            if line.is_empty() {
                return Ok(Self { fields, body: after });
            }
            let (field, after) = split_field(rest);
            if field.len() > FIELD_BYTES {
                return Err(Unfit::Length);
            }
            if fields.len() == FIELDS {
                return Err(Unfit::Fields);
            }
            fields.push(parse_field(field)?);
            rest = after;
        }
    }
}

/// A line without its end, and what follows it.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match memchr::memchr(b'\n', bytes) {
        Some(end) => (bytes.get(..end).unwrap_or_default(), bytes.get(end + 1..).unwrap_or_default()),
        None => (bytes, &[][..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// A field with the lines that it was folded into, and what follows it.
fn split_field(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    loop {
        let rest = bytes.get(end..).unwrap_or_default();
        end += memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
        let is_folded = matches!(bytes.get(end), Some(b' ' | b'\t'));
        if !is_folded {
            return bytes.split_at_checked(end).unwrap_or((bytes, &[]));
        }
    }
}

/// `name: value`. A name is printable ASCII without a colon (RFC 5322, 2.2); blanks
/// before the colon are obsolete and still seen.
fn parse_field(field: &[u8]) -> Result<Field<'_>, Unfit> {
    let field = field.strip_suffix(b"\n").unwrap_or(field);
    let field = field.strip_suffix(b"\r").unwrap_or(field);
    let colon = memchr::memchr(b':', field).ok_or(Unfit::Field)?;
    let (name, value) = field.split_at_checked(colon).ok_or(Unfit::Field)?;
    let bare = name.trim_ascii_end();
    let sound = !bare.is_empty() && bare.iter().all(u8::is_ascii_graphic);
    let value = value.strip_prefix(b":").ok_or(Unfit::Field)?;
    if sound { Ok(Field { name, value }) } else { Err(Unfit::Field) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_folds_and_the_body_begins_after_the_first_empty_line() {
        for end in ["\r\n", "\n"] {
            let text = ["A: x", "b :  y", "\t z", "", "Body: no field", "", ""].join(end);
            let message = Message::parse(text.as_bytes()).unwrap();
            let folded = format!("  y{end}\t z");
            assert_eq!(message.fields[0], Field { name: b"A", value: b" x" });
            assert_eq!(message.fields[1], Field { name: b"b ", value: folded.as_bytes() });
            assert!(message.fields[1].is("B") && message.fields[1].key() == "b");
            assert_eq!(message.body, format!("Body: no field{end}{end}").as_bytes());
        }
        let bare = Message::parse(b"A: x").unwrap();
        assert_eq!((bare.fields.len(), bare.body), (1, &b""[..]), "a header alone");
        assert_eq!(Message::parse(b"From x Mon\nA: y\n\n").unwrap().fields.len(), 1, "the line of a mailbox");
    }

    #[test]
    fn what_is_no_header_and_what_is_beyond_bounds_is_refused_by_name() {
        assert_eq!(Message::parse(b"A: x\r\nno field\r\n\r\n"), Err(Unfit::Field));
        assert_eq!(Message::parse(b": x\r\n\r\n"), Err(Unfit::Field));
        assert_eq!(Message::parse("Ä: x\r\n\r\n".as_bytes()), Err(Unfit::Field));
        assert_eq!(Message::parse(&b"A: x\r\n".repeat(FIELDS + 1)), Err(Unfit::Fields));
        assert!(Message::parse(&b"A: x\r\n".repeat(FIELDS)).is_ok(), "the control");
        let long = |bytes: usize| [b"A:".as_slice(), &vec![b'x'; bytes - 4], b"\r\n"].concat();
        assert_eq!(Message::parse(&long(FIELD_BYTES + 1)), Err(Unfit::Length));
        assert!(Message::parse(&long(FIELD_BYTES)).is_ok(), "the control");
    }
}
