//! One thread makes envelopes durable, many at a time.
//!
//! A flush for each tip under load deadlocks sled 0.34 (its issue 1308), and a
//! sync costs the same for one tip as for sixty-four.

use std::collections::HashSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::compact::compact;
use super::forget::{Target, forget};
use super::index::{IndexRow, batch_key, index_key, row_key};
use super::keyslots::Slot;
use super::record::Place;
use super::shelve::Shelving;
use super::sled_store::Store;
use super::{Acknowledgement, NewReplies, Put, VaultError};

/// Envelopes in one commit.
pub(super) const GROUP: usize = 64;
/// Envelopes that may wait; beyond it the form says 503 instead of queueing.
const QUEUE: usize = 512;

/// An envelope or a reply ready to be committed.
pub(super) struct Job {
    pub(super) index: IndexRow,
    pub(super) rows: Vec<Vec<u8>>,
    pub(super) slot: Slot,
}

impl Job {
    /// Rows and index go together.
    pub(super) fn insert_into(&self, batch: &mut sled::Batch) {
        for (part, row) in (0..).zip(&self.rows) {
            batch.insert(row_key(self.index.sequence, part), row.as_slice());
        }
        batch.insert(index_key(self.index.item()), self.index.encode());
    }
}

enum Order {
    Put(Box<Job>, Answer<Put>),
    Replies(NewReplies, Answer<u64>),
    Settle(Vec<[u8; 32]>, Answer<()>),
    Forget(Vec<Target>, Answer<u64>),
}

type Answer<T> = oneshot::Sender<Result<T, VaultError>>;

pub(super) struct Committer {
    orders: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Committer {
    pub(super) fn start(store: Arc<Store>) -> io::Result<Self> {
        let (sender, receiver) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new().name("vault".into()).spawn(move || run(&store, &receiver))?;
        Ok(Self { orders: Some(sender), thread: Some(thread) })
    }

    /// Queues an envelope, or gives it back with the reason.
    pub(super) fn send(&self, job: Job) -> Result<Acknowledgement, (VaultError, Option<Box<Job>>)> {
        let (answer, acknowledgement) = oneshot::channel();
        self.order(Order::Put(Box::new(job), answer)).map(|()| acknowledgement).map_err(|(error, order)| match order {
            Order::Put(job, _) => (error, Some(job)),
            _ => (error, None),
        })
    }

    /// Puts a batch of replies and waits for it.
    pub(super) fn put_replies(&self, replies: NewReplies) -> Result<u64, VaultError> {
        self.ask(|answer| Order::Replies(replies, answer))
    }

    /// Removes the marks of batches and waits for it.
    pub(super) fn settle_batches(&self, batches: Vec<[u8; 32]>) -> Result<(), VaultError> {
        self.ask(|answer| Order::Settle(batches, answer))
    }

    /// Forgets and waits for it.
    pub(super) fn forget(&self, items: Vec<Target>) -> Result<u64, VaultError> {
        self.ask(|answer| Order::Forget(items, answer))
    }

    fn ask<T>(&self, order: impl FnOnce(Answer<T>) -> Order) -> Result<T, VaultError> {
        let (answer, done) = oneshot::channel();
        self.order(order(answer)).map_err(|(error, _)| error)?;
        done.blocking_recv().unwrap_or(Err(VaultError::Poisoned))
    }

    fn order(&self, order: Order) -> Result<(), (VaultError, Order)> {
        let Some(orders) = &self.orders else { return Err((VaultError::Poisoned, order)) };
        orders.try_send(order).map_err(|error| match error {
            TrySendError::Full(order) => (VaultError::Busy, order),
            TrySendError::Disconnected(order) => (VaultError::Poisoned, order),
        })
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // A panic in the thread was already an unanswered acknowledgement.
            let _ended = thread.join();
        }
    }
}

fn run(store: &Store, orders: &Receiver<Order>) {
    while let Ok(first) = orders.recv() {
        let waiting = orders.try_iter().take(GROUP - 1);
        let (mut puts, mut others) = (Vec::new(), Vec::new());
        for order in std::iter::once(first).chain(waiting) {
            match order {
                Order::Put(job, answer) => puts.push((job, answer)),
                other => others.push(other),
            }
        }
        put_group(store, puts);
        others.into_iter().for_each(|order| carry_out(store, order));
    }
}

/// Whoever asked may have gone; the work is done all the same.
fn carry_out(store: &Store, order: Order) {
    match order {
        Order::Put(job, answer) => put_group(store, vec![(job, answer)]),
        Order::Replies(replies, answer) => drop(answer.send(put_replies(store, &replies))),
        Order::Settle(batches, answer) => drop(answer.send(guarded(store, || settle(store, &batches)))),
        Order::Forget(items, answer) => {
            let _gone = answer.send(guarded(store, || forget(store, &items)));
            // A failed exchange leaves nothing open: the vault stops.
            let _poisoned = guarded(store, || compact(store));
        }
    }
}

/// A refusal before the first write harms nothing; a failure after it stops the vault.
fn put_replies(store: &Store, replies: &NewReplies) -> Result<u64, VaultError> {
    match Shelving::prepare(store, replies)? {
        None => Ok(0),
        Some(shelving) => guarded(store, || shelving.commit(store)),
    }
}

fn settle(store: &Store, batches: &[[u8; 32]]) -> Result<(), VaultError> {
    let mut marks = sled::Batch::default();
    batches.iter().for_each(|batch| marks.remove(batch_key(batch)));
    store.engine.apply(marks)
}

type Waiting = (Box<Job>, oneshot::Sender<Result<Put, VaultError>>);

/// Commits a group and answers everyone in it.
fn put_group(store: &Store, group: Vec<Waiting>) {
    if group.is_empty() {
        return;
    }
    let mut fresh = Vec::new();
    let mut known = Vec::new();
    let mut names = HashSet::new();
    for (job, answer) in group {
        let name = job.index.item();
        match store.lookup(name) {
            Ok(None) if names.insert(name) => fresh.push((job, answer)),
            Ok(_) => known.push((job, answer)),
            Err(error) => {
                discard(store, &job);
                reply(answer, Err(error));
            }
        }
    }
    let outcome = guarded(store, || commit(store, &fresh));
    for (job, answer) in fresh {
        let bytes = job.index.entry.bytes;
        if outcome.is_ok() {
            store.room.store(bytes);
        }
        reply(answer, outcome.as_ref().map(|()| Put::Stored).map_err(|_| VaultError::Poisoned));
    }
    for (job, answer) in known {
        discard(store, &job);
        // The first one of this group may have failed just now.
        reply(answer, outcome.as_ref().map(|()| Put::AlreadyStored).map_err(|_| VaultError::Poisoned));
    }
}

fn reply(answer: oneshot::Sender<Result<Put, VaultError>>, result: Result<Put, VaultError>) {
    // The source may have closed the connection; the tip is kept all the same.
    let _gone = answer.send(result);
}

/// Throws away an envelope that will not be stored: slot and file are its own.
pub(super) fn discard(store: &Store, job: &Job) {
    store.slots.release(job.index.slot);
    if job.index.place == Place::File && store.large.remove(std::iter::once(job.index.sequence)).is_err() {
        tracing::warn!("an envelope's file could not be removed; the next start sweeps it");
    }
}

/// Runs a write; after any failure nothing more is promised until a restart.
fn guarded<T>(store: &Store, write: impl FnOnce() -> Result<T, VaultError>) -> Result<T, VaultError> {
    if store.is_poisoned() {
        return Err(VaultError::Poisoned);
    }
    // A panic of the engine is a failed write too.
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) | Err(_) => {
            store.poison();
            Err(VaultError::Poisoned)
        }
    }
}

/// Keys first and synced, then rows and index in one batch, flushed and synced.
fn commit(store: &Store, group: &[Waiting]) -> Result<(), VaultError> {
    if group.is_empty() {
        return Ok(());
    }
    let mut batch = sled::Batch::default();
    for (job, _) in group {
        store.slots.write(&job.slot, job.index.sequence)?;
        job.insert_into(&mut batch);
    }
    store.slots.sync()?;
    store.engine.apply(batch)
}
