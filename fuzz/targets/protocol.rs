//! What a worker in a document's hands may send: whatever it is, the desk's side
//! refuses it or stays within every limit.
#![no_main]

use std::io;

use libfuzzer_sys::fuzz_target;
use subrosa_desk::read::assembly::Assembly;
use subrosa_desk::read::protocol::Decoder;
use subrosa_desk::read::{Limits, Members, Provenance};

/// Holds the order of calls to what it promises.
#[derive(Default)]
struct Strict {
    open: bool,
}

impl Members for Strict {
    fn begin(&mut self, _: &str, _: &Provenance) -> io::Result<()> {
        assert!(!std::mem::replace(&mut self.open, true));
        Ok(())
    }
    fn bytes(&mut self, _: &[u8]) -> io::Result<()> {
        assert!(self.open);
        Ok(())
    }
    fn end(&mut self) -> io::Result<()> {
        assert!(std::mem::take(&mut self.open));
        Ok(())
    }
    fn abandon(&mut self) -> io::Result<()> {
        self.end()
    }
}

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { text_bytes: 1000, members: 10, member_bytes: 1000, ..Limits::default() };
    let (mut members, mut decoder) = (Strict::default(), Decoder::default());
    let mut assembly = Assembly::new(100, &limits, &mut members);
    let mut failure = None;
    'all: for piece in bytes.chunks(7) {
        decoder.push(piece);
        while let Ok(Some(message)) = decoder.next_message() {
            failure = assembly.take(message).err();
            if failure.is_some() || assembly.is_ended() {
                break 'all;
            }
        }
    }
    if let Ok(reading) = assembly.into_reading(failure) {
        assert!(reading.text.len() <= limits.text_bytes);
        assert!(reading.parts.iter().all(|part| reading.text.is_char_boundary(part.start)));
    }
    assert!(!members.open, "a member is ended or abandoned");
});
