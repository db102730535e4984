//! From the bytes of a document to messages: runs in the worker only.
//!
//! Each format is a module with one function. What they share is [`Output`], which
//! bounds everything they say, and [`Stop`], why they end early.
//!
//! | Module | Reads |
//! |---|---|
//! | `detect` | which format it is, by content |
//! | `text`, `html` | text in any encoding, tables, pages of the web |
//! | `pdf` | PDF, laid out in lines again |
//! | `office`, `word`, `slides`, `open`, `sheet` | what lies in a ZIP of XML |
//! | `mail` | e-mails and mailboxes |
//! | `archive`, `warc`, `wacz` | what has members |
//! | `image` | what a camera or a program wrote into a picture |
//! | `xml`, `dates`, `http` | what several of them need |

mod archive;
mod dates;
mod detect;
mod html;
pub mod http;
mod image;
mod mail;
mod office;
mod open;
mod output;
mod pdf;
mod sheet;
mod slides;
mod text;
mod traces;
mod wacz;
pub mod warc;
mod word;
mod xml;

pub use output::{Output, Stop};

use std::io::{self, BufReader, Read};

use detect::Kind;

use super::Format;
use super::error::Refusal;

/// As many of the first bytes as [`detect`] wants to see.
const HEAD_BYTES: u64 = 64 * 1024;

/// Finds out what the document is and reads it.
///
/// # Errors
/// [`Stop`].
pub fn document(input: &mut dyn Read, bytes: u64, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut head = Vec::new();
    input.take(HEAD_BYTES).read_to_end(&mut head).map_err(Stop::Pipe)?;
    let format = detect::stream(&head);
    let mut input = BufReader::new(head.as_slice().chain(input));
    match format {
        // These pass through, however long they are.
        Some(Format::Tar) => archive::tar(&mut input, output),
        Some(Format::Gzip) => archive::gzip(input, output),
        Some(Format::Warc) => warc::read(&mut input, output),
        Some(Format::Mbox) => mail::mailbox(&mut input, output),
        _ => held(hold(&mut input, bytes, output)?, output),
    }
}

/// Gives the wanted pages of a PDF away as pictures.
///
/// # Errors
/// [`Stop`].
pub fn pictures(input: &mut dyn Read, bytes: u64, parts: &[u32], output: &mut Output<'_>) -> Result<(), Stop> {
    let document = hold(input, bytes, output)?;
    match detect::whole(&document)? {
        Kind::Pdf => pdf::pictures(document, parts, output),
        _ => Err(Refusal::Unsupported.into()),
    }
}

/// A document that must be there whole.
fn held(document: Vec<u8>, output: &mut Output<'_>) -> Result<(), Stop> {
    match detect::whole(&document)? {
        Kind::Text => text::read(&document, output),
        Kind::Html => html::read(&document, output),
        Kind::Mail => mail::read(&document, output),
        Kind::Pdf => pdf::read(document, output),
        Kind::Picture(format) => image::read(&document, format, output),
        Kind::Archive => archive::zip(&document, output),
        Kind::OldOffice => office::old(&document),
    }
}

/// The whole document in memory.
fn hold(input: &mut dyn Read, bytes: u64, output: &Output<'_>) -> Result<Vec<u8>, Stop> {
    if bytes > output.limits().held_bytes {
        return Err(Refusal::TooLarge.into());
    }
    let mut document = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    input.read_to_end(&mut document).map_err(Stop::Pipe)?;
    // A desk that went before it had sent everything wants no answer.
    if document.len() as u64 == bytes { Ok(document) } else { Err(Stop::Pipe(io::ErrorKind::UnexpectedEof.into())) }
}
