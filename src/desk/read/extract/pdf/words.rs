//! Text strings of a PDF (ISO 32000-2, 7.9.2.2).

/// The bytes of PDFDocEncoding (annex D.2) that are not Latin-1's, from 0x18.
const LOW: [char; 8] = ['\u{2d8}', '\u{2c7}', '\u{2c6}', '\u{2d9}', '\u{2dd}', '\u{2db}', '\u{2da}', '\u{2dc}'];
/// The same from 0x80.
const HIGH: [char; 33] = [
    '\u{2022}', '\u{2020}', '\u{2021}', '\u{2026}', '\u{2014}', '\u{2013}', '\u{192}', '\u{2044}', '\u{2039}',
    '\u{203a}', '\u{2212}', '\u{2030}', '\u{201e}', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}', '\u{201a}',
    '\u{2122}', '\u{fb01}', '\u{fb02}', '\u{141}', '\u{152}', '\u{160}', '\u{178}', '\u{17d}', '\u{131}', '\u{142}',
    '\u{153}', '\u{161}', '\u{17e}', '\u{fffd}', '\u{20ac}',
];

/// A text string: UTF-16 or UTF-8 with their marks, or else PDFDocEncoding.
pub(super) fn words(text: Option<&[u8]>) -> Option<String> {
    let text = text?;
    Some(match encoding_rs::Encoding::for_bom(text) {
        Some((encoding, _)) => encoding.decode(text).0.into_owned(),
        None => text.iter().copied().map(letter).collect(),
    })
}

fn letter(byte: u8) -> char {
    let listed = match byte {
        0x18..0x20 => LOW.get(usize::from(byte - 0x18)),
        0x80..=0xa0 => HIGH.get(usize::from(byte - 0x80)),
        _ => None,
    };
    listed.copied().unwrap_or_else(|| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_are_read_in_their_three_encodings() {
        assert_eq!(words(Some(b"\xfe\xff\xfe\xff\x20\x0b")).unwrap(), "\u{feff}\u{200b}", "only the first mark is one");
        assert_eq!(words(Some(b"\xef\xbb\xbf\xe2\x82\xac")).unwrap(), "€");
        assert_eq!(words(Some(b"don\x90t \x84 \xa0 5 \xe9\x18")).unwrap(), "don’t — € 5 é\u{2d8}");
        assert_eq!(words(None), None);
    }
}
