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
    } else if is_web_archive(head) {
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
    let found = infer::get(document).filter(|found| found.matcher_type() != infer::MatcherType::Text);
    let look = text::decoded_head(document, LOOK_BYTES);
    let Some(look) = look.filter(|_| found.is_none_or(|found| is_short_magic(&found, document))) else {
        return Err(Refusal::Unsupported);
    };
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
    if starts(b"%PDF-") {
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
    } else if has_late_pdf(document) {
        Some(Kind::Pdf)
    } else {
        None
    }
}

/// An ISO base media file (ISO 14496-12) of a brand that holds pictures.
fn is_heic(document: &[u8]) -> bool {
    const BRANDS: [&[u8]; 7] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"];
    document.get(4..8) == Some(b"ftyp") && document.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

/// Readers take a PDF whose head comes within the first bytes, and so do those who
/// hide one. A text that only speaks of PDF has no objects.
fn has_late_pdf(document: &[u8]) -> bool {
    let early = document.get(..document.len().min(1024)).unwrap_or_default();
    memchr::memmem::find(early, b"%PDF-").is_some_and(|at| {
        let rest = document.get(at..).unwrap_or_default();
        memchr::memmem::find(rest, b" obj").is_some() && memchr::memmem::find(rest, b"%%EOF").is_some()
    })
}

/// Magic of two letters is a word as well, and a text may speak of PDF: what is whole
/// text is text.
fn is_short_magic(found: &infer::Type, document: &[u8]) -> bool {
    const WORDS: [&str; 3] = ["image/bmp", "application/pdf", "application/vnd.microsoft.portable-executable"];
    let head = document.get(..document.len().min(LOOK_BYTES)).unwrap_or_default();
    WORDS.contains(&found.mime_type()) && !head.iter().any(|byte| *byte < 0x09)
}

/// A record's first line and nothing else on it.
fn is_web_archive(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let version = line.strip_suffix(b"\r").unwrap_or(line).strip_prefix(b"WARC/").unwrap_or_default();
    line.len() < head.len()
        && matches!(version, [b'0' | b'1', b'.', rest @ ..] if !rest.is_empty() && rest.iter().all(u8::is_ascii_digit))
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
    fn a_word_that_begins_like_a_picture_is_text() {
        assert_eq!(whole(b"BM\x00\x01\x00\x00\x00\x00\x00\x00\x36\0\0\0"), Err(Refusal::Unsupported), "the control");
        assert_eq!(whole(b"BM Bank closed its branch.\n"), Ok(Kind::Text));
        assert_eq!(whole(b"MZ, the witness, left at nine.\n"), Ok(Kind::Text));
        assert_eq!(whole(b"{\\rtf1 text}"), Err(Refusal::Unsupported), "what has marks of its own is no plain text");
    }

    #[test]
    fn a_pdf_inside_another_file_makes_no_pdf_of_it() {
        let pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF";
        assert_eq!(whole(&[b"junk before\n", pdf.as_slice()].concat()), Ok(Kind::Pdf), "the control");
        // The first entry of a ZIP, stored.
        assert_eq!(
            whole(&[b"PK\x03\x04..........................report.pdf", pdf.as_slice()].concat()),
            Ok(Kind::Archive)
        );
        assert_eq!(whole(b"Every PDF begins with %PDF-1.7, they say.\n"), Ok(Kind::Text));
    }

    #[test]
    fn a_text_about_web_archives_is_none() {
        assert_eq!(stream(b"WARC/1.0\r\nWARC-Type: x"), Some(Format::Warc), "the control");
        assert_eq!(stream(b"WARC/1.0 is a format.\n"), None);
    }

    #[test]
    fn a_table_of_from_is_no_mailbox() {
        let mailbox = b"From ada@example.org Mon May  6 10:00:00 2024\nFrom: a\nTo: b\n\nx";
        assert_eq!(stream(mailbox), Some(Format::Mbox), "the control");
        assert_eq!(stream(b"From here on nothing was said.\nNobody spoke.\n"), None);
    }
}
