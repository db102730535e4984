//! Heads of web archive records.
#![no_main]

use libfuzzer_sys::fuzz_target;
use subrosa_desk::read::extract::warc::Record;

fuzz_target!(|bytes: &[u8]| {
    let mut input = bytes;
    while let Ok(Some(record)) = Record::read_from(&mut input) {
        let _ = record.field("warc-type");
    }
});
