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

use subrosa_tip::envelope::EnvelopeId;
use tokio::sync::oneshot;

use super::keyslots::Slot;
use super::record::Place;
use super::sled_store::{IndexRow, Store, index_key, row_key};
use super::{Acknowledgement, Put, VaultError};

/// Envelopes in one commit.
pub(super) const GROUP: usize = 64;
/// Envelopes that may wait; beyond it the form says 503 instead of queueing.
const QUEUE: usize = 512;

/// An envelope ready to be committed.
pub(super) struct Job {
    pub(super) index: IndexRow,
    pub(super) rows: Vec<Vec<u8>>,
    pub(super) slot: Slot,
}

enum Order {
    Put(Box<Job>, oneshot::Sender<Result<Put, VaultError>>),
    Forget(EnvelopeId, oneshot::Sender<Result<(), VaultError>>),
}

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
            Order::Forget(..) => (error, None),
        })
    }

    pub(super) fn forget(&self, id: EnvelopeId) -> Result<oneshot::Receiver<Result<(), VaultError>>, VaultError> {
        let (answer, done) = oneshot::channel();
        self.order(Order::Forget(id, answer)).map_err(|(error, _)| error)?;
        Ok(done)
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
        let mut puts = Vec::new();
        let mut forgets = Vec::new();
        for order in std::iter::once(first).chain(waiting) {
            match order {
                Order::Put(job, answer) => puts.push((job, answer)),
                Order::Forget(id, answer) => forgets.push((id, answer)),
            }
        }
        put_group(store, puts);
        for (id, answer) in forgets {
            // Whoever asked may have gone; the work is done all the same.
            let _gone = answer.send(guarded(store, || forget(store, id)));
        }
    }
}

type Waiting = (Box<Job>, oneshot::Sender<Result<Put, VaultError>>);

/// Commits a group and answers everyone in it.
fn put_group(store: &Store, group: Vec<Waiting>) {
    if group.is_empty() {
        return;
    }
    let mut fresh = Vec::new();
    let mut known = Vec::new();
    let mut ids = HashSet::new();
    for (job, answer) in group {
        let id = job.index.entry.id;
        match store.lookup(id) {
            Ok(None) if ids.insert(id) => fresh.push((job, answer)),
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
    if job.index.place == Place::File && store.large.remove(job.index.sequence).is_err() {
        tracing::warn!("an envelope's file could not be removed; the next start sweeps it");
    }
}

/// Runs a write; after any failure nothing more is promised until a restart.
fn guarded(store: &Store, write: impl FnOnce() -> Result<(), VaultError>) -> Result<(), VaultError> {
    if store.is_poisoned() {
        return Err(VaultError::Poisoned);
    }
    // A panic of the engine is a failed write too.
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(VaultError::Unknown)) => Err(VaultError::Unknown),
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
        for (part, row) in (0..).zip(&job.rows) {
            batch.insert(row_key(job.index.sequence, part), row.as_slice());
        }
        batch.insert(index_key(job.index.entry.id), job.index.encode());
    }
    store.slots.sync()?;
    store.apply(batch)
}

/// The key goes first and durably: from there on nothing can open the header,
/// whatever of the rows is left in the file.
fn forget(store: &Store, id: EnvelopeId) -> Result<(), VaultError> {
    let row = store.lookup(id)?.ok_or(VaultError::Unknown)?;
    store.slots.erase(row.slot)?;
    store.remove_rows(&row)?;
    store.slots.release(row.slot);
    store.room.forget(row.entry.bytes);
    Ok(())
}
