//! Two threads that derive roots from codenames, and nothing else does.
//!
//! Argon2id takes 19 MiB and tens of milliseconds. Two at once, and a bounded
//! number that wait, whatever is asked: memory stays bounded and the form answers.
//! Tips come before sign-ins, so that guessing codenames holds up no tip; one
//! thread fills the pool before it serves sign-ins, the other after, so that
//! neither flood starves the other.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use subrosa_tip::codename::Codename;
use subrosa_tip::mailbox::{DerivationMemory, Generation, MailboxRoot};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Roots;
use super::generations::Generations;
use super::pool::Pool;

/// Requests of each kind that may wait. At 70 ms a sign-in and two at once, the
/// last of them waits about nine seconds.
const WAITING: usize = 256;
/// Longest wait for a derivation.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often an idle thread looks whether the pool is due.
const LOOK: Duration = Duration::from_millis(100);
/// Looks without work after which a thread gives its memory back.
const IDLE_LOOKS: u32 = 10;
/// Below everything that serves requests.
const NICE: i32 = 10;

/// Too much waits to be derived, or it took too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many codenames wait to be derived")]
pub struct Busy;

struct Waiting<T> {
    codename: Codename,
    until: Instant,
    answer: oneshot::Sender<T>,
}

#[derive(Default)]
struct Queue {
    tips: VecDeque<Waiting<MailboxRoot>>,
    visits: VecDeque<Waiting<Roots>>,
}

/// What a thread does next.
enum Work {
    Tip(Waiting<MailboxRoot>),
    Visit(Waiting<Roots>),
    Pool,
    /// Nothing: give the memory back.
    Rest,
}

/// Whether a thread fills the pool before it serves sign-ins.
#[derive(Clone, Copy)]
enum Order {
    PoolFirst,
    VisitsFirst,
}

pub(super) struct Derivation {
    generations: Generations,
    pool: Pool,
    queue: Mutex<Queue>,
    wake: Condvar,
    patience: Duration,
}

impl Derivation {
    pub(super) fn new(generations: Generations) -> Self {
        Self { generations, pool: Pool::default(), queue: Mutex::default(), wake: Condvar::new(), patience: PATIENCE }
    }

    pub(super) fn start(self: &Arc<Self>) -> io::Result<()> {
        for order in [Order::PoolFirst, Order::VisitsFirst] {
            let own = self.clone();
            std::thread::Builder::new().name("derive".into()).spawn(move || own.run(order))?;
        }
        Ok(())
    }

    pub(super) fn codename(&self) -> io::Result<Codename> {
        let ready = self.pool.take();
        self.wake.notify_one();
        Ok(ready.map_or_else(Codename::generate, Ok)?)
    }

    pub(super) async fn tip(&self, codename: &Codename) -> Result<MailboxRoot, Busy> {
        match self.pool.redeem(codename) {
            Some(root) => Ok(root),
            None => self.wait_for(codename.clone(), |queue| &mut queue.tips).await,
        }
    }

    pub(super) async fn visit(&self, codename: Codename) -> Result<Roots, Busy> {
        self.wait_for(codename, |queue| &mut queue.visits).await
    }

    async fn wait_for<T>(
        &self,
        codename: Codename,
        line: impl FnOnce(&mut Queue) -> &mut VecDeque<Waiting<T>>,
    ) -> Result<T, Busy> {
        let (answer, derived) = oneshot::channel();
        let until = Instant::now() + self.patience;
        {
            let mut queue = self.queue();
            let line = line(&mut queue);
            if line.len() >= WAITING {
                return Err(Busy);
            }
            line.push_back(Waiting { codename, until, answer });
        }
        self.wake.notify_one();
        tokio::time::timeout_at(until, derived).await.map_err(|_| Busy)?.map_err(|_| Busy)
    }

    fn run(&self, order: Order) {
        // Of this thread alone, on Linux; without it derivations compete.
        let _best_effort = rustix::process::nice(NICE);
        let mut memory = None;
        loop {
            // A root that cannot be derived leaves its request without an answer.
            match self.next(order) {
                Work::Tip(tip) => tip.serve(|codename| self.current(memory.get_or_insert_default(), codename)),
                Work::Visit(visit) => visit.serve(|codename| self.both(memory.get_or_insert_default(), codename)),
                Work::Pool => self.fill(memory.get_or_insert_default()),
                Work::Rest => memory = None,
            }
        }
    }

    fn next(&self, order: Order) -> Work {
        let mut queue = self.queue();
        for _ in 0..IDLE_LOOKS {
            if let Some(tip) = queue.tips.pop_front() {
                return Work::Tip(tip);
            }
            let pool_first = matches!(order, Order::PoolFirst) || queue.visits.is_empty();
            if pool_first && self.pool.is_due(Instant::now()) {
                return Work::Pool;
            }
            if let Some(visit) = queue.visits.pop_front() {
                return Work::Visit(visit);
            }
            queue = self.wake.wait_timeout(queue, LOOK).unwrap_or_else(PoisonError::into_inner).0;
            self.pool.sweep(Instant::now());
        }
        Work::Rest
    }

    fn fill(&self, memory: &mut DerivationMemory) {
        if let Ok(codename) = Codename::generate()
            && let Some(root) = self.current(memory, &codename)
        {
            self.pool.put(codename, &root);
        }
    }

    fn both(&self, memory: &mut DerivationMemory, codename: &Codename) -> Option<Roots> {
        let current = self.current(memory, codename)?;
        Some(Roots { current, previous: derive(memory, codename, &self.generations.previous)? })
    }

    fn current(&self, memory: &mut DerivationMemory, codename: &Codename) -> Option<MailboxRoot> {
        derive(memory, codename, &self.generations.current)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // A panic in between leaves both lines whole.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn derive(memory: &mut DerivationMemory, codename: &Codename, generation: &Generation) -> Option<MailboxRoot> {
    MailboxRoot::derive_in(memory, codename, generation).ok()
}

impl<T> Waiting<T> {
    /// Derives and answers, unless nobody waits any longer.
    fn serve(self, derive: impl FnOnce(&Codename) -> Option<T>) {
        if self.answer.is_closed() || self.until <= Instant::now() {
            return;
        }
        if let Some(derived) = derive(&self.codename) {
            // Whoever asked may have gone meanwhile.
            let _gone = self.answer.send(derived);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Derivation {
        let one = |number| Generation { memory_kib: 8, passes: 1, ..Generation::new(number).unwrap() };
        Derivation::new(Generations { current: one(2), previous: one(1) })
    }

    #[tokio::test]
    async fn a_codename_gives_the_same_mailbox_from_the_pool_and_without_it() {
        let derivation = Arc::new(cheap());
        derivation.start().unwrap();
        while !derivation.pool.has_one() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let codename = derivation.codename().unwrap();
        let fresh = MailboxRoot::derive(&codename, &derivation.generations.current).unwrap();
        assert_eq!(derivation.pool.redeem(&codename).as_ref(), Some(&fresh), "from the pool");
        assert_eq!(derivation.tip(&codename).await.as_ref(), Ok(&fresh));
        let other = Codename::generate().unwrap();
        assert_eq!(derivation.pool.redeem(&other), None);
        let (tip, visit) = (derivation.tip(&other).await.unwrap(), derivation.visit(other).await.unwrap());
        assert!(tip == visit.current && visit.current != visit.previous);
    }

    #[tokio::test]
    async fn what_waits_is_bounded_in_number_and_time() {
        // No thread is started: everything waits.
        let patience = Duration::from_millis(300);
        let derivation = Arc::new(Derivation { patience, ..cheap() });
        let codename = Codename::generate().unwrap();
        let mut waiting = Vec::new();
        for _ in 0..WAITING {
            let (derivation, codename) = (derivation.clone(), codename.clone());
            waiting.push(tokio::spawn(async move { derivation.visit(codename).await.map(|_| ()) }));
        }
        while derivation.queue().visits.len() < WAITING {
            tokio::task::yield_now().await;
        }
        let asked = Instant::now();
        assert!(derivation.visit(codename.clone()).await.is_err());
        assert!(asked.elapsed() < patience, "said at once");
        assert!(derivation.tip(&codename).await.is_err(), "tips have a line of their own, which waited in vain");
        assert!(asked.elapsed() >= patience);
        for one in waiting {
            assert_eq!(one.await.unwrap(), Err(Busy));
        }
    }

    #[test]
    fn tips_come_first_and_each_thread_has_its_own_order_after_them() {
        let derivation = cheap();
        let codename = || Codename::generate().unwrap();
        let until = Instant::now() + PATIENCE;
        let put = |queue: &mut Queue| {
            queue.visits.push_back(Waiting { codename: codename(), until, answer: oneshot::channel().0 });
            queue.tips.push_back(Waiting { codename: codename(), until, answer: oneshot::channel().0 });
        };
        for order in [Order::PoolFirst, Order::VisitsFirst] {
            put(&mut derivation.queue());
            assert!(matches!(derivation.next(order), Work::Tip(_)));
            let second = derivation.next(order);
            assert_eq!(matches!(second, Work::Pool), matches!(order, Order::PoolFirst));
            assert_eq!(matches!(second, Work::Visit(_)), matches!(order, Order::VisitsFirst));
        }
    }
}
