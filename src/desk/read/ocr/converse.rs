//! A picture in, text out, by the clock.

use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::read::ReadError;
use crate::read::exchange::{Ending, receive};
use crate::read::process::Worker;

/// Bytes that are taken at once.
const PIECE_BYTES: usize = 16 * 1024;

/// Gives a program its input and takes its output, at most so many bytes in so much
/// time. What it says on the third pipe is dropped.
///
/// # Errors
/// [`ReadError`]: too long, too much, or an end that says that it failed.
pub(super) fn converse(mut worker: Worker, input: &[u8], time: Duration, most: usize) -> Result<Vec<u8>, ReadError> {
    let until = Instant::now() + time;
    let (mut rest, mut answer) = (input, Vec::new());
    while step(&mut worker, &mut rest, &mut answer, until)? {
        if answer.len() > most {
            return Err(ReadError::Output);
        }
    }
    loop {
        match worker.ending().map_err(ReadError::Machine)? {
            Some(Ending::Success) => return Ok(answer),
            Some(Ending::Unconfined) => return Err(ReadError::Sandbox),
            Some(_) => return Err(ReadError::Crashed),
            None if Instant::now() > until => return Err(ReadError::Timeout),
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Does what the pipes allow now. *Returns* whether more may come.
fn step(worker: &mut Worker, rest: &mut &[u8], answer: &mut Vec<u8>, until: Instant) -> Result<bool, ReadError> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ReadError::Timeout);
    }
    let pipes = &mut worker.pipes;
    if rest.is_empty() {
        pipes.input = None;
    }
    let mut watched = vec![PollFd::new(&pipes.output, PollFlags::IN)];
    watched.extend(pipes.errors.as_ref().map(|end| PollFd::new(end, PollFlags::IN)));
    watched.extend(pipes.input.as_ref().map(|end| PollFd::new(end, PollFlags::OUT)));
    match poll(&mut watched, Timespec::try_from(left).ok().as_ref()) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(ReadError::Machine(error.into())),
    }
    // None of the ends blocks, so each is simply tried.
    let mut piece = [0; PIECE_BYTES];
    if let Some(errors) = &pipes.errors
        && !matches!(receive(errors, &mut piece), Ok(None | Some(1..)))
    {
        pipes.errors = None;
    }
    if let Some(end) = &pipes.input {
        match rustix::io::write(end, rest) {
            Ok(count) => *rest = rest.get(count..).unwrap_or_default(),
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(_) => *rest = &[],
        }
    }
    let taken = receive(&pipes.output, &mut piece).map_err(ReadError::Machine)?;
    answer.extend(piece.iter().take(taken.unwrap_or_default()));
    Ok(taken != Some(0))
}
