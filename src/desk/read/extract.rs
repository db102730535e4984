//! From the bytes of a document to messages: runs in the worker only.
//!
//! Each format is a module with one function. What they share is [`Output`], which
//! bounds everything they say, and [`Stop`], why they end early.

mod output;
mod text;

pub use output::{Output, Stop};

use std::io::Read;

use super::error::Refusal;

/// Finds out what the document is and reads it.
///
/// # Errors
/// [`Stop`].
pub fn document(input: &mut dyn Read, bytes: u64, output: &mut Output<'_>) -> Result<(), Stop> {
    let document = hold(input, bytes, output)?;
    text::read(&document, output)
}

/// The whole document in memory.
fn hold(input: &mut dyn Read, bytes: u64, output: &Output<'_>) -> Result<Vec<u8>, Stop> {
    if bytes > output.limits().held_bytes {
        return Err(Refusal::TooLarge.into());
    }
    let mut document = Vec::new();
    input.read_to_end(&mut document).map_err(Stop::Pipe)?;
    Ok(document)
}
