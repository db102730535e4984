//! A connection that cannot be held for ever, and the budget it comes out of.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// Longest time in which a client that is sent something takes none of it.
const WRITE_STALL: Duration = Duration::from_secs(20);

/// Connections of the whole process. A few more are let in only to be told
/// that there is no room.
#[derive(Clone)]
pub struct Budget {
    seats: Arc<Semaphore>,
    size: usize,
    standing: Arc<Semaphore>,
}

/// A place in the budget; given back when the connection ends.
pub struct Place {
    _permit: OwnedSemaphorePermit,
    /// Whether the connection is only told that there is no room.
    pub is_standing: bool,
}

impl Budget {
    /// So many connections, and so many more to be refused politely.
    #[must_use]
    pub fn new(seats: usize, standing: usize) -> Self {
        Self { seats: Arc::new(Semaphore::new(seats)), size: seats, standing: Arc::new(Semaphore::new(standing)) }
    }

    /// Whether fewer than a quarter of the seats are free.
    #[must_use]
    pub fn is_tight(&self) -> bool {
        self.seats.available_permits() < self.size / 4
    }

    /// Waits until every seat is free, but not for ever.
    pub async fn wait_until_free(&self, patience: Duration) {
        let all = u32::try_from(self.size).unwrap_or(u32::MAX);
        // Whoever is not done by then is cut off.
        let _done = tokio::time::timeout(patience, self.seats.acquire_many(all)).await;
    }

    /// A place for a new connection; none when even standing room is taken.
    #[must_use]
    pub fn take(&self) -> Option<Place> {
        let seat = self.seats.clone().try_acquire_owned().map(|permit| (permit, false));
        let place = seat.or_else(|_| self.standing.clone().try_acquire_owned().map(|permit| (permit, true)));
        place.ok().map(|(permit, is_standing)| Place { _permit: permit, is_standing })
    }
}

/// A stream with its place, and an end to waiting for a client that reads nothing.
pub struct Guarded<S> {
    stream: S,
    _place: Place,
    write_stall: Option<Pin<Box<Sleep>>>,
}

impl<S> Guarded<S> {
    /// Guards a stream.
    pub fn new(stream: S, place: Place) -> Self {
        Self { stream, _place: place, write_stall: None }
    }

    /// Notes whether a write got on; fails one that has stood still too long.
    fn watch<T>(&mut self, context: &mut Context<'_>, progress: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.write_stall = None;
            return progress;
        }
        let stall = self.write_stall.get_or_insert_with(|| Box::pin(sleep(WRITE_STALL)));
        match stall.as_mut().poll(context) {
            Poll::Ready(()) if stall.deadline() <= Instant::now() => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            _ => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, progress)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let progress = Pin::new(&mut self.stream).poll_flush(context);
        self.watch(context, progress)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let progress = Pin::new(&mut self.stream).poll_shutdown(context);
        self.watch(context, progress)
    }
}
