//! The small picture inside a photograph. Programs that cut a picture leave it as it
//! was now and then: it still shows what was cut away.

/// Shapes that differ by less than so many of a hundred are the same, but for rounding.
const SAME_PERCENT: u64 = 3;

/// Both sizes, when the preview of a JPEG has another shape than the picture. What the
/// two show is not compared: that takes eyes.
pub(in crate::read::extract) fn preview(document: &[u8], data: &exif::Exif) -> Option<String> {
    let number = |tag| data.get_field(tag, exif::In::THUMBNAIL)?.value.get_uint(0);
    let start = usize::try_from(number(exif::Tag::JPEGInterchangeFormat)?).ok()?;
    let length = usize::try_from(number(exif::Tag::JPEGInterchangeFormatLength)?).ok()?;
    let preview = data.buf().get(start..start.checked_add(length)?)?;
    let ((width, height), (small_width, small_height)) = (size(document)?, size(preview)?);
    let (one, other) = (width * small_height, small_width * height);
    let is_other = one.abs_diff(other) * 100 > one.max(other) * SAME_PERCENT;
    is_other.then(|| format!("{small_width}x{small_height}, of a picture of {width}x{height}"))
}

/// Width and height of a JPEG (ITU-T T.81, B.2): of its first frame.
fn size(document: &[u8]) -> Option<(u64, u64)> {
    let mut rest = document.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let [0xff, marker, high, low, content @ ..] = rest else { return None };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        // Frames are C0 to CF, but for tables (C4, CC) and an extension (C8).
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let [_, height_high, height_low, width_high, width_low, ..] = content else { return None };
            let number = |high: &u8, low: &u8| u64::from(u16::from_be_bytes([*high, *low]));
            return Some((number(width_high, width_low), number(height_high, height_low)));
        }
        rest = content.get(length.checked_sub(2)?..)?;
    }
}

#[cfg(test)]
mod tests {
    /// The head of a picture of this size.
    fn picture(width: u16, height: u16) -> Vec<u8> {
        let frame =
            [&[0xff, 0xc0, 0, 11, 8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
        [&[0xff, 0xd8][..], &[0xff, 0xdb, 0, 4, 0, 0], &frame].concat()
    }

    /// Exif with a preview, as cameras write it (Exif 2.3, 4.5.4 and 4.6.2).
    fn photograph(size: (u16, u16), preview: &[u8]) -> Vec<u8> {
        let entry = |tag: u16, value: u32| {
            [&tag.to_be_bytes()[..], &4_u16.to_be_bytes(), &1_u32.to_be_bytes(), &value.to_be_bytes()].concat()
        };
        // Head, a directory of one entry, a directory of two.
        let (second, start) = (8 + 2 + 12 + 4_u32, 8 + 2 + 12 + 4 + 2 + 24 + 4_u32);
        let tiff = [
            &b"MM\0*\0\0\0\x08\0\x01"[..],
            &entry(0x0100, size.0.into()),
            &second.to_be_bytes(),
            &2_u16.to_be_bytes(),
            &entry(0x0201, start),
            &entry(0x0202, u32::try_from(preview.len()).unwrap()),
            &[0; 4],
            preview,
        ]
        .concat();
        let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
        [&[0xff, 0xd8, 0xff, 0xe1][..], &length, b"Exif\0\0", &tiff, &picture(size.0, size.1)[2..]].concat()
    }

    #[test]
    fn a_preview_of_another_shape_is_named_and_one_of_the_same_is_not() {
        let said = |size, preview: &[u8]| {
            let document = photograph(size, preview);
            let data = exif::Reader::new().read_from_container(&mut std::io::Cursor::new(&document)).unwrap();
            super::preview(&document, &data)
        };
        assert_eq!(said((900, 900), &picture(160, 120)).unwrap(), "160x120, of a picture of 900x900");
        assert_eq!(said((4_000, 3_000), &picture(160, 120)), None, "the control");
        assert_eq!(said((4_003, 3_000), &picture(160, 120)), None, "but for rounding");
        assert_eq!(said((900, 900), b"no picture"), None);
    }
}
