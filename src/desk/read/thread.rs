//! Stands in for `process.rs` in the unit tests: the worker as a thread.

use std::fs::File;
use std::io;
use std::thread::JoinHandle;

use rustix::pipe::{PipeFlags, pipe_with};

use super::exchange::{Ending, Pipes};
use super::{extract, worker};

/// A worker with the desk's ends of its pipes.
pub struct Worker {
    /// The pipes.
    pub pipes: Pipes,
    thread: Option<JoinHandle<()>>,
}

/// Starts the thread.
pub fn start() -> io::Result<Worker> {
    let (input, ours_in) = pipe_with(PipeFlags::CLOEXEC)?;
    let (ours_out, output) = pipe_with(PipeFlags::CLOEXEC)?;
    let (ours_errors, _) = pipe_with(PipeFlags::CLOEXEC)?;
    let thread = std::thread::spawn(move || {
        let (mut input, mut output) = (File::from(input), File::from(output));
        let request = super::protocol::Request::read_from(&mut input).unwrap();
        let parser = worker::parser_for(request.task, extract::document);
        worker::serve(&request, &mut input, &mut output, parser);
    });
    Ok(Worker { pipes: Pipes::new(ours_in, ours_out, ours_errors)?, thread: Some(thread) })
}

impl Worker {
    /// How it ended, or `None` while it runs.
    pub fn ending(&mut self) -> io::Result<Option<Ending>> {
        if !self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            return Ok(None);
        }
        let _ = self.thread.take().map(JoinHandle::join);
        Ok(Some(Ending::Other))
    }
}
