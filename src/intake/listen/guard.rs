//! A connection that cannot be held for ever, and the budget it comes out of.

use std::cell::Cell;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::stream::Entrance;

/// Longest time in which a client that is sent something takes none of it.
const WRITE_STALL: Duration = Duration::from_secs(20);

/// Longest time without a request: since the connection was made, or since
/// the last answer was on its way. Longer than a head may take.
const AGAIN: Duration = Duration::from_secs(30);
/// How often a connection at work is looked at again.
const LOOK: Duration = Duration::from_secs(5);

/// How many connections there may be of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Those that are served.
    pub seats: usize,
    /// Those that are only told that there is no room.
    pub standing: usize,
    /// Those that have not come through their TLS handshake.
    pub greetings: usize,
}

/// Connections of the whole process. A seat is taken after TLS only: a socket
/// that says nothing costs little, and must not cost a seat.
#[derive(Clone)]
pub struct Budget {
    seats: Arc<Semaphore>,
    standing: Arc<Semaphore>,
    greetings: Arc<Semaphore>,
    size: Places,
}

/// A place in the budget; given back when the connection ends.
pub struct Place {
    _permit: OwnedSemaphorePermit,
    /// Whether the connection is only told that there is no room.
    pub is_standing: bool,
}

/// A place for the time of a handshake.
pub struct Greeting {
    _permit: OwnedSemaphorePermit,
}

impl Budget {
    /// So many connections.
    #[must_use]
    pub fn new(size: Places) -> Self {
        let pool = |places| Arc::new(Semaphore::new(places));
        Self { seats: pool(size.seats), standing: pool(size.standing), greetings: pool(size.greetings), size }
    }

    /// Whether fewer than a quarter of the seats are free.
    #[must_use]
    pub fn is_tight(&self) -> bool {
        self.seats.available_permits() < self.size.seats / 4
    }

    /// Waits until every seat is free, but not for ever.
    pub async fn wait_until_free(&self, patience: Duration) {
        let all = u32::try_from(self.size.seats).unwrap_or(u32::MAX);
        // Whoever is not done by then is cut off.
        let _done = tokio::time::timeout(patience, self.seats.acquire_many(all)).await;
    }

    /// A place for a new socket; none when too many have not said a word.
    #[must_use]
    pub fn greet(&self) -> Option<Greeting> {
        self.greetings.clone().try_acquire_owned().ok().map(|permit| Greeting { _permit: permit })
    }

    /// Whether fewer than a quarter of the places for handshakes are free.
    #[must_use]
    pub fn is_crowded(&self) -> bool {
        self.greetings.available_permits() < self.size.greetings / 4
    }

    /// A place for a connection after TLS; none when even standing room is taken.
    #[must_use]
    pub fn take(&self) -> Option<Place> {
        let seat = self.seats.clone().try_acquire_owned().map(|permit| (permit, false));
        let place = seat.or_else(|_| self.standing.clone().try_acquire_owned().map(|permit| (permit, true)));
        place.ok().map(|(permit, is_standing)| Place { _permit: permit, is_standing })
    }
}

/// Where a connection is between two requests: shared by its stream and by the
/// service that handles them.
///
/// actix-http arms its timer for heads only for the first one, and drops that
/// of keep-alive at the first byte after an answer.
#[derive(Clone)]
pub struct Phase(Rc<Cell<Option<Instant>>>);

impl Phase {
    fn new() -> Self {
        Self(Rc::new(Cell::new(Some(Instant::now()))))
    }

    /// A head arrived: from here on the body has its own pace.
    pub fn busy(&self) {
        self.0.set(None);
    }

    /// An answer is ready.
    pub fn idle(&self) {
        self.0.set(Some(Instant::now()));
    }

    /// Something of an answer was taken.
    fn wrote(&self) {
        if self.0.get().is_some() {
            self.idle();
        }
    }

    /// Ends when there was no request for too long.
    pub async fn overdue(self) {
        loop {
            match self.0.get() {
                Some(since) if since.elapsed() >= AGAIN => return,
                Some(since) => sleep_until(since + AGAIN).await,
                None => sleep(LOOK).await,
            }
        }
    }
}

/// A stream with its place, and an end to waiting for a client that reads nothing.
pub struct Guarded<S> {
    stream: S,
    _place: Place,
    entrance: Entrance,
    phase: Phase,
    write_stall: Option<Pin<Box<Sleep>>>,
}

impl<S> Guarded<S> {
    /// Guards a stream.
    pub(super) fn new(stream: S, place: Place, entrance: Entrance) -> Self {
        Self { stream, _place: place, entrance, phase: Phase::new(), write_stall: None }
    }

    /// By which door the connection came.
    pub(super) fn entrance(&self) -> Entrance {
        self.entrance.clone()
    }

    /// Where the connection is.
    pub fn phase(&self) -> Phase {
        self.phase.clone()
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
        if progress.is_ready() {
            self.phase.wrote();
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_place_has_its_own_pool() {
        let budget = Budget::new(Places { seats: 1, standing: 1, greetings: 8 });
        let greeted: Vec<_> = (0..8).map_while(|_| budget.greet()).collect();
        assert!(greeted.len() == 8 && budget.greet().is_none() && budget.is_crowded());
        let seat = budget.take().unwrap();
        let standing = budget.take().unwrap();
        assert_eq!((seat.is_standing, standing.is_standing), (false, true));
        assert!(budget.take().is_none());
        drop((greeted, seat));
        assert!(!budget.is_crowded() && budget.take().is_some_and(|place| !place.is_standing));
    }
}
