//! Which format a document is, by its bytes. Its name is never asked.

use crate::read::Format;
use crate::read::error::Refusal;

use super::text;

/// What is read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Html,
    Mail,
    Pdf,
    Picture(Format),
    /// A ZIP; what it is made into is found inside.
    Archive,
    /// An OLE compound file: Office before 2007, or encrypted Office of today.
    OldOffice,
}

/// Bytes in which something that is text shows what it is.
const LOOK_BYTES: usize = 4096;
/// Where tar's magic stands.
const TAR_MAGIC: std::ops::Range<usize> = 257..262;

/// The formats that pass through, by their first bytes.
pub(super) fn stream(head: &[u8]) -> Option<Format> {
    if head.starts_with(&[0x1f, 0x8b]) {
        Some(Format::Gzip)
    } else if head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0.") {
        Some(Format::Warc)
    } else if head.get(TAR_MAGIC) == Some(b"ustar") {
        Some(Format::Tar)
    } else if is_mailbox(head) {
        Some(Format::Mbox)
    } else {
        None
    }
}

/// What a document is that does not pass through.
///
/// # Errors
/// [`Refusal::Unsupported`] for what nothing here reads.
pub(super) fn whole(document: &[u8]) -> Result<Kind, Refusal> {
    if let Some(kind) = by_magic(document) {
        return Ok(kind);
    }
    if infer::get(document).is_some_and(|found| is_binary(found.matcher_type())) {
        return Err(Refusal::Unsupported);
    }
    let look = text::decoded_head(document, LOOK_BYTES).ok_or(Refusal::Unsupported)?;
    Ok(if is_html(&look) {
        Kind::Html
    } else if is_mail(&look) {
        Kind::Mail
    } else {
        Kind::Text
    })
}

fn by_magic(document: &[u8]) -> Option<Kind> {
    let starts = |magic: &[u8]| document.starts_with(magic);
    // Readers take a PDF whose head comes late, and so do those who hide one.
    let early = document.get(..document.len().min(1024)).unwrap_or_default();
    if early.windows(5).any(|five| five == b"%PDF-") {
        Some(Kind::Pdf)
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        Some(Kind::Archive)
    } else if starts(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        Some(Kind::OldOffice)
    } else if starts(&[0xff, 0xd8, 0xff]) {
        Some(Kind::Picture(Format::Jpeg))
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Picture(Format::Png))
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        Some(Kind::Picture(Format::Tiff))
    } else if is_heic(document) {
        Some(Kind::Picture(Format::Heic))
    } else {
        None
    }
}

/// An ISO base media file (ISO 14496-12) of a brand that holds pictures.
fn is_heic(document: &[u8]) -> bool {
    const BRANDS: [&[u8]; 7] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"];
    document.get(4..8) == Some(b"ftyp") && document.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

fn is_binary(kind: infer::MatcherType) -> bool {
    !matches!(kind, infer::MatcherType::Text)
}

/// Mbox (RFC 4155): a line "From ", then at once the fields of a message.
fn is_mailbox(head: &[u8]) -> bool {
    let head = head.get(..head.len().min(LOOK_BYTES)).unwrap_or_default();
    let text = String::from_utf8_lossy(head);
    text.strip_prefix("From ").and_then(|rest| rest.split_once('\n')).is_some_and(|(_, message)| is_mail(message))
}

fn is_html(text: &str) -> bool {
    let start = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    let lower = start.to_ascii_lowercase();
    lower.starts_with("<!doctype html")
        || (lower.starts_with('<') && ["<html", "<head", "<body", "<div", "<p>"].iter().any(|tag| lower.contains(tag)))
}

/// A message (RFC 5322): every line a field or its continuation, and two fields at
/// least that only a message has.
fn is_mail(text: &str) -> bool {
    const KNOWN: [&str; 12] = [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "message-id",
        "mime-version",
        "return-path",
        "delivered-to",
        "cc",
        "reply-to",
        "x-mailer",
    ];
    let mut known = 0;
    for line in text.lines().take_while(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        known += usize::from(KNOWN.contains(&name.to_ascii_lowercase().as_str()));
    }
    known >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_speaks_of_mail_is_no_mail() {
        assert_eq!(whole(b"From: Ada\nTo: Ben\nSubject: the minutes\n\nHello"), Ok(Kind::Mail), "the control");
        assert_eq!(whole(b"From: Ada we heard this.\nThen nothing came"), Ok(Kind::Text));
        assert_eq!(whole(b"Note: buy milk\nTo do: write\n"), Ok(Kind::Text));
    }

    #[test]
    fn what_nothing_reads_is_unsupported_and_not_text() {
        assert_eq!(whole(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0"), Err(Refusal::Unsupported));
        assert_eq!(whole(&[0, 159, 146, 150, 0, 0, 1, 2]), Err(Refusal::Unsupported));
        assert_eq!(whole(b"plain"), Ok(Kind::Text), "the control");
    }

    #[test]
    fn a_table_of_from_is_no_mailbox() {
        let mailbox = b"From ada@example.org Mon May  6 10:00:00 2024\nFrom: a\nTo: b\n\nx";
        assert_eq!(stream(mailbox), Some(Format::Mbox), "the control");
        assert_eq!(stream(b"From here on nothing was said.\nNobody spoke.\n"), None);
    }
}
