//! Feeds a worker its document and drains what it answers, by the clock.
//!
//! One thread and `poll`: neither side can block the other for ever. The clock stops
//! only while the desk reads the document or its members are put away: what the desk
//! does with a worker's messages counts, so that no flood of small ones is endless.

use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::Errno;

use super::assembly::Assembly;
use super::error::ReadError;
use super::process::Worker;
use super::protocol::{Decoder, MESSAGE_BYTES, Request, Task};
use super::{Limits, Members, Reading};

/// Most bytes that are kept of what a worker says on its way down.
const LAST_WORDS_BYTES: usize = 1024;
/// How Rust's runtime begins its last words when memory is refused.
const OUT_OF_MEMORY: &[u8] = b"memory allocation of";

/// The desk's ends of a worker's pipes.
pub struct Pipes {
    pub(super) input: Option<OwnedFd>,
    pub(super) output: OwnedFd,
    pub(super) errors: Option<OwnedFd>,
}

impl Pipes {
    /// The three ends, none of which blocks from now on.
    ///
    /// # Errors
    /// What the kernel gives.
    pub fn new(input: OwnedFd, output: OwnedFd, errors: OwnedFd) -> io::Result<Self> {
        for end in [&input, &output, &errors] {
            fcntl_setfl(end, OFlags::NONBLOCK)?;
        }
        Ok(Self { input: Some(input), output, errors: Some(errors) })
    }
}

/// How a worker's process ended, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The kernel ended it for a call that it may not make.
    Forbidden,
    /// It used up its time on the processor.
    Time,
    /// It found itself unconfined and read nothing.
    Unconfined,
    /// By itself, with nothing to complain of.
    Success,
    /// Any other way.
    Other,
}

/// Gives a worker its document and puts its answer together.
///
/// # Errors
/// [`ReadError`].
pub fn run(
    worker: Worker,
    (task, bytes): (Task, u64),
    input: &mut dyn Read,
    limits: &Limits,
    members: &mut dyn Members,
) -> Result<Reading, ReadError> {
    let request = Request { task, bytes, limits: limits.clone(), desk: std::process::id() };
    let piece = request.to_bytes().map_err(ReadError::Machine)?;
    let source = Source { input, left: bytes, piece, sent: 0, elsewhere: Duration::ZERO };
    let left = limits.time_for(bytes);
    let mut exchange = Exchange { worker, source, left, decoder: Decoder::default(), last_words: Vec::new() };
    let mut assembly = Assembly::new(bytes, limits, members);
    let failure = exchange.drain(&mut assembly).err();
    // The worker is gone before anything else happens.
    drop(exchange);
    assembly.into_reading(failure)
}

struct Exchange<'a> {
    worker: Worker,
    source: Source<'a>,
    /// What is left of the worker's time.
    left: Duration,
    decoder: Decoder,
    last_words: Vec<u8>,
}

/// Which pipes may be used now.
struct Ready {
    input: bool,
    output: bool,
    errors: bool,
}

impl Exchange<'_> {
    /// Takes messages until the worker said its last word. Closing the pipe is none.
    fn drain(&mut self, assembly: &mut Assembly<'_>) -> Result<(), ReadError> {
        while !assembly.is_ended() {
            let (began, elsewhere) = (Instant::now(), self.elsewhere(assembly));
            let whole = self.step(assembly);
            let elsewhere = self.elsewhere(assembly).saturating_sub(elsewhere);
            self.left = self.left.saturating_sub(began.elapsed().saturating_sub(elsewhere));
            if !whole? {
                return Err(self.reason());
            }
            if self.left.is_zero() && !assembly.is_ended() {
                return Err(ReadError::Timeout);
            }
        }
        Ok(())
    }

    /// Time that went into what is not the worker's fault.
    fn elsewhere(&self, assembly: &Assembly<'_>) -> Duration {
        self.source.elsewhere.saturating_add(assembly.elsewhere())
    }

    /// Does what the pipes allow now. *Returns* whether more may come.
    fn step(&mut self, assembly: &mut Assembly<'_>) -> Result<bool, ReadError> {
        let ready = self.wait()?;
        if ready.errors {
            self.hear_last_words();
        }
        if ready.input && !self.source.feed(&mut self.worker.pipes.input)? {
            self.worker.pipes.input = None;
        }
        if ready.output { self.take(assembly) } else { Ok(true) }
    }

    fn wait(&self) -> Result<Ready, ReadError> {
        let pipes = &self.worker.pipes;
        let mut watched = vec![PollFd::new(&pipes.output, PollFlags::IN)];
        watched.extend(pipes.errors.as_ref().map(|end| PollFd::new(end, PollFlags::IN)));
        watched.extend(pipes.input.as_ref().map(|end| PollFd::new(end, PollFlags::OUT)));
        match poll(&mut watched, Timespec::try_from(self.left).ok().as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(ReadError::Machine(error.into())),
        }
        let mut answers = watched.iter().map(|pipe| !pipe.revents().is_empty());
        let output = answers.next().unwrap_or_default();
        let errors = pipes.errors.is_some() && answers.next().unwrap_or_default();
        let input = pipes.input.is_some() && answers.next().unwrap_or_default();
        Ok(Ready { input, output, errors })
    }

    /// *Returns* whether more may come.
    fn take(&mut self, assembly: &mut Assembly<'_>) -> Result<bool, ReadError> {
        let mut piece = [0; MESSAGE_BYTES];
        let Some(count) = receive(&self.worker.pipes.output, &mut piece).map_err(ReadError::Machine)? else {
            return Ok(true);
        };
        self.decoder.push(piece.get(..count).unwrap_or_default());
        while !assembly.is_ended() {
            let Some(message) = self.decoder.next_message().map_err(|_| ReadError::Output)? else { break };
            assembly.take(message)?;
        }
        Ok(count > 0)
    }

    fn hear_last_words(&mut self) {
        let Some(errors) = &self.worker.pipes.errors else { return };
        let mut piece = [0; LAST_WORDS_BYTES];
        match receive(errors, &mut piece) {
            Ok(Some(count)) if count > 0 => {
                let room = LAST_WORDS_BYTES.saturating_sub(self.last_words.len());
                self.last_words.extend(piece.iter().take(count.min(room)));
            }
            Ok(None) => {}
            Ok(Some(_)) | Err(_) => self.worker.pipes.errors = None,
        }
    }

    /// Why a worker that said no last word ended, once it did.
    fn reason(&mut self) -> ReadError {
        let began = Instant::now();
        loop {
            match self.worker.ending() {
                Ok(Some(ending)) => break self.judge(ending),
                Ok(None) if began.elapsed() > self.left => break ReadError::Timeout,
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
                Err(error) => break ReadError::Machine(error),
            }
        }
    }

    fn judge(&mut self, ending: Ending) -> ReadError {
        self.hear_last_words();
        match ending {
            Ending::Forbidden => ReadError::Forbidden,
            Ending::Time => ReadError::Timeout,
            Ending::Unconfined => ReadError::Sandbox,
            Ending::Other if self.last_words.starts_with(OUT_OF_MEMORY) => ReadError::Memory,
            // A worker that goes without a last word failed, whatever it says of itself.
            Ending::Success | Ending::Other => ReadError::Crashed,
        }
    }
}

/// The request and then the document, on their way to the worker.
struct Source<'a> {
    input: &'a mut dyn Read,
    left: u64,
    piece: Vec<u8>,
    sent: usize,
    /// Time that reading the document took.
    elsewhere: Duration,
}

impl Source<'_> {
    /// Sends what the pipe takes now. *Returns* whether there is more.
    fn feed(&mut self, pipe: &mut Option<OwnedFd>) -> Result<bool, ReadError> {
        if self.sent == self.piece.len() && !self.refill().map_err(ReadError::Machine)? {
            return Ok(false);
        }
        let Some(pipe) = pipe else { return Ok(false) };
        match rustix::io::write(pipe, self.piece.get(self.sent..).unwrap_or_default()) {
            Ok(count) => self.sent += count,
            Err(Errno::AGAIN | Errno::INTR) => {}
            // A worker that has read enough closes its end.
            Err(Errno::PIPE) => return Ok(false),
            Err(error) => return Err(ReadError::Machine(error.into())),
        }
        Ok(true)
    }

    /// *Returns* whether there was more of the document.
    fn refill(&mut self) -> io::Result<bool> {
        self.piece.resize(MESSAGE_BYTES, 0);
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(MESSAGE_BYTES);
        let piece = self.piece.get_mut(..room).unwrap_or_default();
        let began = Instant::now();
        let count = if room == 0 { 0 } else { self.input.read(piece)? };
        self.elsewhere = self.elsewhere.saturating_add(began.elapsed());
        if count == 0 && self.left > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left = self.left.saturating_sub(count as u64);
        self.piece.truncate(count);
        self.sent = 0;
        Ok(count > 0)
    }
}

/// What the pipe holds now, or `None` when it holds nothing yet.
pub(super) fn receive(pipe: &OwnedFd, piece: &mut [u8]) -> io::Result<Option<usize>> {
    match rustix::io::read(pipe, piece) {
        Ok(count) => Ok(Some(count)),
        Err(Errno::AGAIN | Errno::INTR) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
