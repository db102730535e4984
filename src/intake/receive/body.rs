//! The request's body: counted, paced, and still there after a refusal.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_multipart::MultipartError;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, Sleep, sleep};

use crate::form::Refusal;
use crate::listen::Budget;

/// Longest silence within a body. Tor circuits stall for ten seconds and go on.
const STALL: Duration = Duration::from_secs(30);
/// Time before the rate is looked at.
const GRACE: Duration = Duration::from_secs(60);
/// Slowest body that is waited for, in bytes a second, over all of it.
const RATE: u64 = 512;
/// The same while seats are short: whoever drips keeps others out.
const RATE_TIGHT: u64 = 8 * 1024;
const GRACE_TIGHT: Duration = Duration::from_secs(15);
/// Longest request: 3,900 MiB at 48 KiB a second, a slow Tor circuit.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Longest that a refused body is read on, so that the page can appear.
const DRAIN: Duration = Duration::from_secs(90);

/// A body that several readers take from, one after the other.
pub(super) struct SharedBody {
    payload: RefCell<Payload>,
    stall: RefCell<Pin<Box<Sleep>>>,
    started: Instant,
    limit: u64,
    budget: Budget,
    read: Cell<u64>,
    fault: Cell<Option<Refusal>>,
    parts_are_over: Cell<bool>,
}

impl SharedBody {
    pub(super) fn new(payload: Payload, limit: u64, budget: Budget) -> Rc<Self> {
        Rc::new(Self {
            payload: RefCell::new(payload),
            stall: RefCell::new(Box::pin(sleep(STALL))),
            started: Instant::now(),
            limit,
            budget,
            read: Cell::new(0),
            fault: Cell::new(None),
            parts_are_over: Cell::new(false),
        })
    }

    /// A stream over what has not been read yet.
    pub(super) fn stream(self: &Rc<Self>) -> BodyStream {
        BodyStream(self.clone())
    }

    /// Why no further part can be read: too slow and too large are found here, a
    /// name with control characters or NUL by the parser of part headers, and
    /// the rest is not a form.
    pub(super) fn refusal(&self, error: &MultipartError) -> Refusal {
        self.parts_are_over.set(true);
        let parser = if matches!(error, MultipartError::Parse(_)) { Refusal::NotText } else { Refusal::Malformed };
        self.fault.get().unwrap_or(parser)
    }

    /// Whether a part ended with an error: none can be read after it.
    pub(super) fn parts_are_over(&self) -> bool {
        self.parts_are_over.get()
    }

    /// Whether nothing more can be read of the body.
    fn has_failed(&self) -> bool {
        self.fault.get().is_some()
    }

    /// Reads on to the end, so that a browser that is still sending shows the
    /// answer; gives up at the limit, on a fault, or after a while.
    pub(super) async fn drain(self: &Rc<Self>) {
        if self.has_failed() {
            return;
        }
        let mut rest = self.stream();
        let to_the_end = async { while let Some(Ok(_)) = rest.next().await {} };
        // Whether it ended or not, the answer is sent now.
        let _ended = tokio::time::timeout(DRAIN, to_the_end).await;
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, PayloadError>>> {
        if self.has_failed() {
            return Poll::Ready(None);
        }
        let mut stall = self.stall.borrow_mut();
        match self.payload.borrow_mut().poll_next_unpin(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                stall.as_mut().reset(Instant::now() + STALL);
                self.count(bytes)
            }
            Poll::Pending if stall.as_mut().poll(context).is_ready() => self.fail(Refusal::TooSlow),
            other => other,
        }
    }

    fn count(&self, bytes: Bytes) -> Poll<Option<Result<Bytes, PayloadError>>> {
        let read = self.read.get() + bytes.len() as u64;
        self.read.set(read);
        let elapsed = self.started.elapsed();
        if read > self.limit {
            self.fail(Refusal::TotalTooLarge)
        } else if self.is_too_slow(read, elapsed) {
            self.fail(Refusal::TooSlow)
        } else {
            Poll::Ready(Some(Ok(bytes)))
        }
    }

    fn is_too_slow(&self, read: u64, elapsed: Duration) -> bool {
        let (grace, rate) = if self.budget.is_tight() { (GRACE_TIGHT, RATE_TIGHT) } else { (GRACE, RATE) };
        elapsed > LONGEST || (elapsed > grace && read < rate.saturating_mul(elapsed.as_secs()))
    }

    fn fail(&self, fault: Refusal) -> Poll<Option<Result<Bytes, PayloadError>>> {
        self.fault.set(Some(fault));
        Poll::Ready(Some(Err(PayloadError::Overflow)))
    }
}

/// See [`SharedBody::stream`].
pub(super) struct BodyStream(Rc<SharedBody>);

impl Stream for BodyStream {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll(context)
    }
}
