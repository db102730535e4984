//! The worker's side: confined first, then reading.

use std::io::{self, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use super::error::Refusal;
use super::extract;
use super::extract::{Output, Stop};
use super::protocol::{MESSAGE_BYTES, Request, Task};
use crate::authenticity::dkim::examine;
use crate::sandbox;

/// The exit code of a worker that the kernel would not confine.
pub(super) const NO_SANDBOX: u8 = 70;

/// What reads a document: its bytes and their number in, messages out.
pub type Parser = fn(&mut dyn Read, u64, &mut Output<'_>) -> Result<(), Stop>;

/// The worker as the desk starts it: one document from standard input.
#[must_use]
pub fn main() -> ExitCode {
    main_with(extract::document)
}

/// The worker with another parser: how tests try what a subverted one could do.
#[must_use]
pub fn main_with(parser: Parser) -> ExitCode {
    let mut input = io::stdin().lock();
    // The request is the desk's own word; the document begins only after it.
    let Ok(request) = Request::read_from(&mut input) else { return ExitCode::FAILURE };
    if sandbox::worker::confine(&request).is_err() {
        return ExitCode::from(NO_SANDBOX);
    }
    serve(&request, &mut input, &mut io::stdout().lock(), parser);
    ExitCode::SUCCESS
}

/// Reads one document and answers. A panic of the parser is an answer too.
pub(super) fn serve(request: &Request, input: &mut dyn Read, output: &mut dyn Write, parser: Parser) {
    // What a panic would print may hold words of the document.
    #[cfg(not(test))]
    std::panic::set_hook(Box::new(|_| {}));
    let mut pipe = BufWriter::with_capacity(MESSAGE_BYTES, output);
    let mut output = Output::new(&mut pipe, request.bytes, &request.limits);
    let mut document = input.take(request.bytes);
    let read = catch_unwind(AssertUnwindSafe(|| match &request.task {
        Task::Read => parser(&mut document, request.bytes, &mut output),
        Task::Signatures => examine::document(&mut document, request.bytes, &mut output),
        Task::Pictures(pages) => extract::pictures(&mut document, request.bytes, pages, &mut output),
    }));
    let answered = match read.unwrap_or(Err(Stop::Refused(Refusal::Crashed))) {
        Ok(()) | Err(Stop::Full) => output.finish(),
        Err(Stop::Refused(refusal)) => output.refuse(refusal),
        // Nobody listens any more.
        Err(Stop::Pipe(_)) => return,
    };
    if answered.is_ok() {
        let _ = pipe.flush();
    }
}
