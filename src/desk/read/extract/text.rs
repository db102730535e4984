//! Plain text in any encoding; tables and Markdown are text with a name.

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Output, Stop};
use crate::read::Format;
use crate::read::error::Refusal;

/// Bytes in which a table or Markdown shows itself.
const LOOK_BYTES: usize = 64 * 1024;
/// Of so many characters at most one may be a control character.
const CONTROL_SHARE: usize = 50;

/// Reads plain text, Markdown or a table.
pub(super) fn read(document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let encoding = encoding(document).ok_or(Refusal::Unsupported)?;
    let (text, encoding, damaged) = encoding.decode(document);
    output.format(kind(super::output::clip(&text, LOOK_BYTES)))?;
    if encoding != UTF_8 {
        output.metadata("text.encoding", encoding.name())?;
    }
    if damaged {
        let name = encoding.name();
        output.note(&format!("some bytes are no characters of {name} and stand as \u{fffd}"))?;
    }
    output.text(&text)
}

/// The text of bytes in an encoding that is found out, or `None` for what is none.
pub(super) fn decoded(document: &[u8]) -> Option<String> {
    Some(encoding(document)?.decode(document).0.into_owned())
}

/// The text of the first bytes.
pub(super) fn decoded_head(document: &[u8], bytes: usize) -> Option<String> {
    let head = document.get(..document.len().min(bytes)).unwrap_or_default();
    Some(encoding(head)?.decode(head).0.into_owned())
}

/// The encoding of text, or `None` when the bytes are no text.
fn encoding(document: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(document) {
        return Some(encoding);
    }
    let head = document.get(..document.len().min(LOOK_BYTES)).unwrap_or_default();
    if let Some(encoding) = utf16(head) {
        return Some(encoding);
    }
    if !is_text(head) {
        return None;
    }
    if is_utf8(document, head) {
        return Some(UTF_8);
    }
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(document, true);
    Some(detector.guess(None, chardetng::Utf8Detection::Allow))
}

/// Whole UTF-8, or UTF-8 that was cut or damaged in few places.
fn is_utf8(document: &[u8], head: &[u8]) -> bool {
    if std::str::from_utf8(document).is_ok() {
        return true;
    }
    let lossy = String::from_utf8_lossy(head);
    let (mut many, mut damaged) = (0_usize, 0_usize);
    for letter in lossy.chars().filter(|letter| !letter.is_ascii()) {
        many += 1;
        damaged += usize::from(letter == '\u{fffd}');
    }
    damaged.saturating_mul(10) < many
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    let zeroes = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeroes(0), zeroes(1), head.len() / 2);
    if pairs < 4 {
        None
    } else if odd * 2 > pairs && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 2 > pairs && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_text(head: &[u8]) -> bool {
    let is_control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b);
    !head.contains(&0) && head.iter().filter(is_control).count() * CONTROL_SHARE <= head.len()
}

fn kind(head: &str) -> Format {
    if is_table(head) {
        Format::Csv
    } else if is_markdown(head) {
        Format::Markdown
    } else {
        Format::Text
    }
}

/// At least three rows of at least two fields, all with as many.
fn is_table(head: &str) -> bool {
    [b',', b';', b'\t', b'|'].into_iter().any(|delimiter| {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.delimiter(delimiter).has_headers(false).flexible(true).from_reader(head.as_bytes());
        let widths: Vec<usize> = reader.records().map_while(Result::ok).map(|record| record.len()).collect();
        // The last row may be cut off by the end of the look.
        let whole = if head.len() + 4 >= LOOK_BYTES { widths.len().saturating_sub(1) } else { widths.len() };
        let mut rows = widths.iter().take(whole);
        rows.next().is_some_and(|first| whole >= 3 && *first >= 2 && rows.all(|width| width == first))
    })
}

/// Two kinds at least of Markdown's marks (CommonMark).
fn is_markdown(head: &str) -> bool {
    let line = |test: fn(&str) -> bool| head.lines().any(test);
    let signs = [
        line(|line| {
            line.trim_start_matches('#').starts_with(' ')
                && (1..=6).contains(&(line.len() - line.trim_start_matches('#').len()))
        }),
        line(|line| line.starts_with("```") || line.starts_with("~~~")),
        line(|line| line.starts_with("- ") || line.starts_with("* ") || line.starts_with("> ")),
        head.contains("](http") || head.contains("]: http"),
        head.matches("**").count() >= 2,
    ];
    signs.into_iter().filter(|sign| *sign).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_gives_the_same_text() {
        let text = "Die Prüfung der Brücke über die Spree wurde für März angekündigt, sagte Frau Köhler.";
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xff, 0xfe], wide.as_slice()].concat();
        for bytes in [text.as_bytes().to_vec(), latin, wide, big, marked] {
            assert_eq!(decoded(&bytes).as_deref(), Some(text));
        }
        // The control: not everything is text.
        assert_eq!(decoded(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), None);
    }

    #[test]
    fn prose_with_commas_is_no_table() {
        assert_eq!(kind("name,year\nAda,1815\nBen,1820\n"), Format::Csv, "the control");
        assert_eq!(kind("Yes, we came, we saw.\nNobody spoke.\nThen, at last, rain.\n"), Format::Text);
        assert_eq!(kind("name;\"a; b\"\nAda;x\nBen;y\n"), Format::Csv);
    }

    #[test]
    fn one_hash_is_no_markdown() {
        assert_eq!(kind("# Minutes\n\n- one\n- two\n"), Format::Markdown, "the control");
        assert_eq!(kind("#1 is the best\n- maybe\n"), Format::Text);
    }
}
