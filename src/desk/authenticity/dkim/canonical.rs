//! What a signature is made over: canonical header fields and body (RFC 6376
//! section 3.4). Written straight into a hash; no copy of the body is made.

use sha2::Digest;

use super::message::Field;

/// How much a signature forgives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Next to nothing.
    Simple,
    /// Blanks.
    Relaxed,
}

/// `c=` (section 3.5): of the header and of the body.
///
/// *Returns* nothing for a form that no standard names.
#[must_use]
pub fn forms(text: &str) -> Option<(Form, Form)> {
    let form = |word: &str| match word {
        "simple" => Some(Form::Simple),
        "relaxed" => Some(Form::Relaxed),
        _ => None,
    };
    let (header, body) = text.split_once('/').unwrap_or((text, "simple"));
    Some((form(header)?, form(body)?))
}

/// A header field, without the end of its last line (sections 3.4.1 and 3.4.2).
#[must_use]
pub fn field(form: Form, field: Field<'_>) -> Vec<u8> {
    match form {
        Form::Simple => {
            let mut whole = field.name.to_vec();
            whole.push(b':');
            with_crlf(field.value, &mut whole);
            whole
        }
        Form::Relaxed => {
            let mut whole = field.name.trim_ascii_end().to_ascii_lowercase();
            whole.push(b':');
            let unfolded: Vec<u8> = field.value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
            whole.extend(single_blanks(trim_blanks(&unfolded)));
            whole
        }
    }
}

/// Lines that ended with LF alone end with CRLF.
fn with_crlf(value: &[u8], whole: &mut Vec<u8>) {
    for (number, line) in value.split(|byte| *byte == b'\n').enumerate() {
        if number > 0 {
            whole.extend_from_slice(b"\r\n");
        }
        whole.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
    }
}

fn trim_blanks(value: &[u8]) -> &[u8] {
    let is_text = |byte: &u8| !matches!(byte, b' ' | b'\t');
    let start = value.iter().position(is_text).unwrap_or(value.len());
    let end = value.iter().rposition(is_text).map_or(start, |last| last + 1);
    value.get(start..end).unwrap_or_default()
}

/// Every run of blanks as one space.
fn single_blanks(line: &[u8]) -> impl Iterator<Item = u8> {
    let mut after_blank = false;
    line.iter().filter_map(move |byte| {
        let is_blank = matches!(byte, b' ' | b'\t');
        let kept = if !is_blank {
            Some(*byte)
        } else if after_blank {
            None
        } else {
            Some(b' ')
        };
        after_blank = is_blank;
        kept
    })
}

/// Hashes a body (sections 3.4.3 to 3.4.5), at most `length` bytes of it.
///
/// *Returns* how many bytes it has in its canonical form, hashed or not.
pub fn body<D: Digest>(form: Form, body: &[u8], length: Option<u64>, hash: &mut D) -> u64 {
    let mut sink = Sink { hash, left: length.unwrap_or(u64::MAX), bytes: 0 };
    let mut empty_lines = 0_usize;
    let mut lines = body.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        // What follows the last line's end is no line.
        if lines.peek().is_none() && line.is_empty() {
            break;
        }
        let is_ended = lines.peek().is_some();
        let line = if is_ended { line.strip_suffix(b"\r").unwrap_or(line) } else { line };
        let line = if form == Form::Relaxed { trim_end_blanks(line) } else { line };
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        // Empty lines count only when something follows them.
        (0..std::mem::take(&mut empty_lines)).for_each(|_| sink.put(b"\r\n"));
        match form {
            Form::Simple => sink.put(line),
            Form::Relaxed => sink.put(&single_blanks(line).collect::<Vec<_>>()),
        }
        sink.put(b"\r\n");
    }
    if form == Form::Simple && sink.bytes == 0 {
        sink.put(b"\r\n");
    }
    sink.bytes
}

fn trim_end_blanks(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|byte| !matches!(byte, b' ' | b'\t')).map_or(0, |last| last + 1);
    line.get(..end).unwrap_or_default()
}

struct Sink<'a, D> {
    hash: &'a mut D,
    left: u64,
    bytes: u64,
}

impl<D: Digest> Sink<'_, D> {
    fn put(&mut self, bytes: &[u8]) {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        self.hash.update(bytes.get(..room).unwrap_or_default());
        self.left -= room as u64;
        self.bytes += bytes.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use sha2::Sha256;

    use super::*;

    fn hashed(form: Form, text: &[u8], length: Option<u64>) -> ([u8; 32], u64) {
        let mut hash = Sha256::new();
        let bytes = body(form, text, length, &mut hash);
        (hash.finalize().into(), bytes)
    }

    fn expect(form: Form, text: &str, canonical: &str) {
        assert_eq!(hashed(form, text.as_bytes(), None).0, <[u8; 32]>::from(Sha256::digest(canonical)), "{text:?}");
    }

    #[test]
    fn the_examples_of_section_3_4_6_come_out_as_they_are_printed() {
        let (a, b) = (Field { name: b"A", value: b" X" }, Field { name: b"B ", value: b" Y\t\r\n\tZ  " });
        assert_eq!(field(Form::Relaxed, a), b"a:X");
        assert_eq!(field(Form::Relaxed, b), b"b:Y Z");
        assert_eq!(field(Form::Simple, a), b"A: X");
        assert_eq!(field(Form::Simple, b), b"B : Y\t\r\n\tZ  ");
        expect(Form::Relaxed, " C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n");
        expect(Form::Simple, " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n");
    }

    #[test]
    fn empty_bodies_hash_as_section_3_4_says() {
        for text in ["", "\r\n", "\n\n", "\r\n\r\n\r\n"] {
            expect(Form::Simple, text, "\r\n");
            expect(Form::Relaxed, text, "");
        }
        expect(Form::Relaxed, " \t\r\n \r\n", "");
        expect(Form::Simple, " \r\n", " \r\n");
    }

    #[test]
    fn line_ends_and_a_missing_last_one_make_no_difference_and_words_do() {
        for form in [Form::Simple, Form::Relaxed] {
            for text in ["a\r\n\r\nb\r\n", "a\n\nb\n", "a\n\nb", "a\r\n\nb\r\n\r\n"] {
                expect(form, text, "a\r\n\r\nb\r\n");
            }
            assert_ne!(hashed(form, b"a\r\nb", None), hashed(form, b"a\r\n\r\nb", None));
        }
    }

    #[test]
    fn a_length_ends_the_hash_and_not_the_count() {
        let (hash, bytes) = hashed(Form::Simple, b"abc\r\ndef\r\n", Some(5));
        assert_eq!((hash, bytes), (Sha256::digest(b"abc\r\n").into(), 10));
    }
}
