//! Any document, as the worker reads it: a panic is caught there, and is still a
//! fault of ours. Covers detection, text, HTML, mail, archives, HTTP and what lies
//! under them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use subrosa_desk::read::Limits;
use subrosa_desk::read::extract::{Output, document};
use subrosa_desk::read::protocol::Decoder;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { text_bytes: 1_000_000, members: 1000, member_bytes: 10_000_000, ..Limits::default() };
    let mut pipe = Vec::new();
    let mut input = bytes;
    let _ = document(&mut input, bytes.len() as u64, &mut Output::new(&mut pipe, bytes.len() as u64, &limits));
    // Whatever it said keeps the form.
    let mut decoder = Decoder::default();
    decoder.push(&pipe);
    while decoder.next_message().expect("the worker's own messages are well-formed").is_some() {}
});
