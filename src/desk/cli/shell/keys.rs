//! Bytes of a terminal → keys. Pure.

/// A key, as far as the line knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Character(char),
    Enter,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    /// Ctrl-C: the line is dropped.
    Cancel,
    /// Ctrl-D: on an empty line the end.
    Finish,
    /// Ctrl-K: to the end of the line.
    CutEnd,
    /// Ctrl-U: to its beginning.
    CutStart,
    /// Ctrl-W: the word before.
    CutWord,
}

/// The first key in the bytes and how many bytes it has; a key of none for what is no
/// key here. Nothing while the bytes could go on.
pub(super) fn parse(bytes: &[u8]) -> Option<(Option<Key>, usize)> {
    let first = *bytes.first()?;
    let control = |key| Some((Some(key), 1));
    match first {
        b'\r' | b'\n' => control(Key::Enter),
        b'\t' => control(Key::Tab),
        0x7f | 0x08 => control(Key::Backspace),
        0x01 => control(Key::Home),
        0x02 => control(Key::Left),
        0x03 => control(Key::Cancel),
        0x04 => control(Key::Finish),
        0x05 => control(Key::End),
        0x06 => control(Key::Right),
        0x0b => control(Key::CutEnd),
        0x0e => control(Key::Down),
        0x10 => control(Key::Up),
        0x15 => control(Key::CutStart),
        0x17 => control(Key::CutWord),
        0x1b => escape(bytes),
        0x00..=0x1f => Some((None, 1)),
        _ => character(bytes),
    }
}

/// CSI and SS3 sequences (ECMA-48): parameters, then one final byte.
fn escape(bytes: &[u8]) -> Option<(Option<Key>, usize)> {
    match bytes.get(1)? {
        b'O' => bytes.get(2).map(|last| (named(&[], *last), 3)),
        b'[' => {
            let rest = bytes.get(2..)?;
            let length = rest.iter().position(|byte| (0x40..=0x7e).contains(byte))?;
            Some((named(rest.get(..length)?, *rest.get(length)?), 2 + length + 1))
        }
        _ => Some((None, 2)),
    }
}

fn named(parameters: &[u8], last: u8) -> Option<Key> {
    match (parameters, last) {
        (_, b'A') => Some(Key::Up),
        (_, b'B') => Some(Key::Down),
        (_, b'C') => Some(Key::Right),
        (_, b'D') => Some(Key::Left),
        (_, b'H') | (b"1" | b"7", b'~') => Some(Key::Home),
        (_, b'F') | (b"4" | b"8", b'~') => Some(Key::End),
        (b"3", b'~') => Some(Key::Delete),
        _ => None,
    }
}

fn character(bytes: &[u8]) -> Option<(Option<Key>, usize)> {
    let piece = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    let whole = match std::str::from_utf8(piece) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            std::str::from_utf8(piece.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
        // More may come.
        Err(error) if error.error_len().is_none() => return None,
        Err(_) => return Some((None, 1)),
    };
    whole.chars().next().map(|character| (Some(Key::Character(character)), character.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_terminal_becomes_a_key_or_nothing() {
        for (bytes, key) in [
            (&b"a"[..], Some(Key::Character('a'))),
            ("橋".as_bytes(), Some(Key::Character('橋'))),
            (b"\x1b[A", Some(Key::Up)),
            (b"\x1bOB", Some(Key::Down)),
            (b"\x1b[3~", Some(Key::Delete)),
            (b"\x1b[1;5D", Some(Key::Left)),
            (b"\x1b[200~", None),
            (b"\x03", Some(Key::Cancel)),
            (b"\xff", None),
            (b"\x1bx", None),
        ] {
            assert_eq!(parse(bytes), Some((key, bytes.len())), "{bytes:?}");
        }
        for more in [&b""[..], b"\x1b", b"\x1b[", b"\x1b[1;", "橋".as_bytes().get(..2).unwrap()] {
            assert_eq!(parse(more), None, "{more:?}");
        }
        assert_eq!(parse("äb".as_bytes()), Some((Some(Key::Character('ä')), 2)), "only the first");
    }
}
